// site from outside: a history into a folder of pages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "reports/history/history.h"
#include "reports/history/testing/sample_runs.h"
#include "tools/cli/testing/child_process.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::HasSubstr;

// A history of two nights of one target.
std::string SampleHistory() {
  const std::string path = FreshFolder("site") + "/nights.db";
  const auto history = History::Open(path, HistoryMode::kWrite);
  EXPECT_TRUE(history.ok());
  EXPECT_TRUE((*history)->Add(SampleRun("acme", "ppp", 0), {}).ok());
  EXPECT_TRUE((*history)->Add(SampleRun("acme", "pfp", 1), {}).ok());
  return path;
}

TEST(SiteCommand, WritesAFolderOfPages) {
  const std::string path = SampleHistory();
  const std::string out = FreshFolder("public");
  const Ended ended = RunAuthconform(
      {"site", path, "--out", out, "--title", "Ours <1>", "--base-url", "https://x.example", "--stale-days", "100000"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, out + "/index.html\n");
  EXPECT_EQ(ended.err, "");
  const std::string overview = ReadText(out + "/index.html");
  EXPECT_THAT(overview, HasSubstr("<h1>Ours &lt;1&gt;</h1>"));
  EXPECT_THAT(overview, HasSubstr("does not conform and got worse in its last run"));
  EXPECT_THAT(ReadText(out + "/feed.xml"), HasSubstr("\"https://x.example/targets/acme/runs/2.html#"));
  EXPECT_THAT(ReadText(out + "/targets/acme/index.html"), HasSubstr("acme does not conform"));
}

TEST(SiteCommand, RefusesWhatItCannotReadOrWrite) {
  const std::string path = SampleHistory();
  const std::string out = FreshFolder("other");
  WriteText(out + "/index.html", "mine");
  const struct {
    std::vector<std::string> arguments;
    const char* error;
  } kRows[] = {
      {{"site", "/nowhere/nights.db", "--out", out}, "/nowhere/nights.db"},
      {{"site", path}, "--out is required"},
      {{"site", path, "--out", "/proc/site"}, "/proc/site: cannot be made"},
      {{"site", path, "--out", out}, "this site did not write it"},
      {{"site", path, "--out", out, "--base-url", "javascript:alert(1)"}, "--base-url must begin with https://"},
      {{"site", path, "--out", out, "--base-url", "https://x.example/a b"}, "--base-url holds a blank"},
      {{"site", path, "--out", out, "--stale-days", "0"}, "--stale-days must be 1 or more"},
  };
  for (const auto& row : kRows) {
    const Ended ended = RunAuthconform(row.arguments);
    EXPECT_EQ(ended.code, 2) << row.error;
    EXPECT_THAT(ended.err, HasSubstr(row.error));
    EXPECT_EQ(ended.out, "");
  }
  EXPECT_EQ(ReadText(out + "/index.html"), "mine");
}

}  // namespace
}  // namespace authconform
