#include "tools/artefacts/outputs.h"

#include <filesystem>
#include <system_error>

#include "harness/base/files.h"
#include "tools/bundle/key.h"

namespace authconform {
namespace {

namespace fs = std::filesystem;

// With all links followed that are there; empty where that cannot be told.
fs::path Resolved(const std::string& path) {
  std::error_code failed;
  const fs::path whole = fs::absolute(path, failed);
  const fs::path resolved = failed ? fs::path() : fs::weakly_canonical(whole, failed);
  return failed ? fs::path() : resolved;
}

}  // namespace

bool AreOneFile(const std::string& one, const std::string& other) {
  std::error_code none;  // of files of which one is not there
  if (fs::equivalent(one, other, none)) return true;
  const fs::path resolved = Resolved(one);
  return !resolved.empty() && resolved == Resolved(other);
}

Status SpareInputs(const std::string& output, const std::string& option, const std::vector<InputFile>& inputs) {
  const auto destroyed = [&](const std::string& what) {
    return Error{output, "", "is " + what + ": " + option + " would destroy it"};
  };
  if (output.empty()) return Done{};
  for (const InputFile& input : inputs) {
    if (!input.path.empty() && AreOneFile(output, input.path)) return destroyed(input.what);
  }
  std::error_code none;
  if (fs::is_regular_file(output, none) && HoldsPrivateKey(output)) return destroyed("a private key");
  return Done{};
}

Status CanBeWritten(const std::string& path) {
  std::error_code ignored;
  if (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored)) {
    return Error{path, "", "cannot be written: it is there and no regular file"};
  }
  const fs::path parent = fs::path(path).parent_path();
  const std::string folder = parent.empty() ? "." : parent.string();
  if (!fs::is_directory(folder, ignored)) return Error{path, "", "cannot be written: there is no folder " + folder};
  if (const Status can = MakeWritableFolder(folder); !can) {
    return Error{path, "", "cannot be written: the folder " + can.error().message};
  }
  return Done{};
}

}  // namespace authconform
