#include "reports/site/testing/written_site.h"

#include <cstdlib>
#include <filesystem>

#include "harness/base/files.h"

namespace authconform::testing {

std::string FreshFolder() {
  std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/site-XXXXXX";
  EXPECT_NE(mkdtemp(path.data()), nullptr);
  return path;
}

std::unique_ptr<History> NewHistory() {
  Result<std::unique_ptr<History>> history = History::Open(FreshFolder() + "/history.db", HistoryMode::kWrite);
  EXPECT_TRUE(history.ok()) << history.error().ToString();
  return *std::move(history);
}

void Write(History& history, const SiteOptions& options) {
  const Status written = WriteSite(history, options);
  ASSERT_TRUE(written.ok()) << written.error().ToString();
}

std::string Read(const std::string& path) {
  const Result<std::string> bytes = ReadFile(path);
  return bytes ? *bytes : "no such file: " + bytes.error().ToString();
}

std::map<std::string, ino_t> FilesOf(const std::string& folder) {
  std::map<std::string, ino_t> files;
  for (const std::filesystem::directory_entry& each : std::filesystem::recursive_directory_iterator(folder)) {
    struct stat about = {};
    if (!each.is_regular_file() || each.path().filename() == ".authconform-site") continue;
    EXPECT_EQ(stat(each.path().c_str(), &about), 0);
    files[each.path().lexically_relative(folder).generic_string()] = about.st_ino;
  }
  return files;
}

}  // namespace authconform::testing
