#include "tools/cli/command.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "harness/base/suggest.h"
#include "harness/spec/load.h"
#include "tools/embed/embedded.h"

namespace authconform {

void Invocation::Complain(const Error& error, ExitCode code) {
  std::cerr << "authconform: " << error.ToString() << '\n';
  exit_code = code;
}

Result<FileSet> LoadFiles(const Invocation& invocation) {
  if (invocation.specs.empty()) return EmbeddedFiles();
  FileSet files = EmbeddedFiles();
  // The formats are ours; what is described in them is the folder's.
  std::erase_if(files, [](const auto& file) {
    return !file.first.ends_with(".schema.json") || std::count(file.first.begin(), file.first.end(), '/') > 2;
  });
  for (const char* folder : {"specs", "cases"}) {
    // A folder that `derive` has just begun has no cases yet.
    std::error_code ignored;
    const bool begun = folder == std::string_view("cases") &&
                       !std::filesystem::exists(std::filesystem::path(invocation.specs) / folder, ignored);
    if (begun) continue;
    Result<FileSet> read = ReadFolder(invocation.specs, folder);
    if (!read) return read.error();
    for (auto& [path, bytes] : *read) files[path] = std::move(bytes);
  }
  return files;
}

Result<Target> LoadTargetFile(const FileSet& files, const std::string& path, Secrets secrets) {
  Result<std::string> text = ReadFile(path);
  if (!text) return text.error();
  Result<Json> schema = ParseJson(files.at("harness/run/target.schema.json"));
  if (!schema) return schema.error();
  Result<Target> target = ParseTarget(*text, path, *schema, secrets);
  if (!target) return target;
  if (Status known = CheckEndpoints(*target, Endpoints(files)); !known) return known.error();
  return target;
}

Result<std::vector<std::string>> ChooseEndpoints(const FileSet& files, const std::vector<std::string>& named) {
  const std::vector<std::string> known = Endpoints(files);
  if (known.empty()) return Error{"", "", "there is no spec in specs/"};
  if (named.empty()) return known;
  std::vector<std::string> nameable;
  for (const std::string& endpoint : known) {
    nameable.push_back(endpoint.substr(0, endpoint.find('/')));
    nameable.push_back(endpoint);
  }
  std::vector<std::string> chosen;
  for (const std::string& name : named) {
    bool found = false;
    for (const std::string& endpoint : known) {
      if (endpoint != name && endpoint.substr(0, endpoint.find('/')) != name) continue;
      found = true;
      if (std::find(chosen.begin(), chosen.end(), endpoint) == chosen.end()) chosen.push_back(endpoint);
    }
    if (!found) return Error{"", "", "there is no endpoint \"" + name + "\"" + DidYouMean(name, nameable)};
  }
  return chosen;
}

bool WantsColour(int descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  if (no_colour != nullptr && *no_colour != '\0') return false;
  return isatty(descriptor) == 1 && (term == nullptr || std::string_view(term) != "dumb");
}

int TerminalWidth(int descriptor) {
  winsize size = {};
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace authconform
