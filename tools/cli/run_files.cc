#include "tools/cli/run_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace authconform {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostRuns = 4'096;
constexpr size_t kMostEntries = 1'000'000;
constexpr int kDeepest = 64;

Error ZipError(const std::string& path) {
  return Error{path, "", "is a zip file: unpack it beside itself first, with unzip -d \"$(dirname FILE)\" FILE"};
}

}  // namespace

Result<std::string> RunFileOf(const std::string& path) {
  std::error_code ignored;
  if (path.ends_with(".zip")) return ZipError(path);
  if (!fs::is_directory(path, ignored)) return path;
  const std::string file = (fs::path(path) / "run.json").string();
  if (fs::exists(file, ignored)) return file;
  return Error{path, "", "holds no run.json: name a folder that run --out wrote, or --merge those below it"};
}

Result<std::vector<std::string>> FindRuns(const std::string& path) {
  std::error_code failed;
  if (!fs::is_directory(path, failed)) {
    if (path.ends_with(".zip")) return ZipError(path);
    return std::vector<std::string>{path};
  }
  std::vector<std::string> runs;
  size_t entries = 0;
  fs::recursive_directory_iterator each(path, failed);
  for (; !failed && each != fs::recursive_directory_iterator(); each.increment(failed)) {
    const fs::path& entry = each->path();
    if (++entries > kMostEntries) return Error{path, "", "has more than 1,000,000 entries: name the folders of runs"};
    if (each.depth() > kDeepest) return Error{path, "", "has folders more than 64 deep: name the folders of runs"};
    std::error_code ignored;
    if (entry.filename() == "outputs.zip" && !fs::exists(entry.parent_path() / "run.json", ignored)) {
      return ZipError(entry.string());
    }
    if (entry.filename() != "run.json" || !fs::is_regular_file(entry, ignored)) continue;
    runs.push_back(entry.string());
    if (runs.size() > kMostRuns) return Error{path, "", "has more than 4,096 runs: merge fewer of them"};
  }
  if (failed) return Error{path, "", "cannot be read: " + failed.message()};
  if (runs.empty()) return Error{path, "", "has no run.json in it or below"};
  std::sort(runs.begin(), runs.end());
  return runs;
}

}  // namespace authconform
