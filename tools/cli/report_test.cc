// authconform report in the formats of the field, and of several runs as one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/run/run_json.h"
#include "tools/cli/testing/child_process.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

using Words = std::vector<std::string>;

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// A reference backend with a fault, and the runs that were asked of it.
class Asked {
 public:
  explicit Asked(const std::string& name)
      : folder_(FreshFolder(name)),
        backend_({AuthconformPath(), "reference", "--write-target", folder_, "--fault", "duktig-wrong-status"}) {
    backend_.AwaitError("Ctrl-C ends it.");
  }

  // The run.json.
  std::string Run(const std::string& name, const Words& words, int code = 1) {
    const std::string out = folder_ + "/" + name;
    const Ended ended =
        RunAuthconform(Words{"run", "--target", folder_ + "/target.json", "--out", out, "--quiet"} + words);
    EXPECT_EQ(ended.code, code) << name << ended.err;
    return out + "/run.json";
  }
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
  ChildProcess backend_;
};

authconform::Run Read(const std::string& text) {
  Result<authconform::Run> run = ReadRun(text, "run.json");
  EXPECT_TRUE(run.ok()) << run.error().ToString();
  return run ? *std::move(run) : authconform::Run();
}

// Without what no two runs have in common: times, how often was asked, and what was answered, which holds both.
authconform::Run Comparable(authconform::Run run) {
  run.started_us = run.duration_us = run.requests = run.controls = 0;
  for (CaseResult& result : run.cases) {
    EXPECT_LE(result.exchanges.size(), 2u);
    result.exchanges.clear();
    result.fastest_us = result.mean_us = result.slowest_us = 0;
  }
  return run;
}

Ended Merge(const Words& runs, const Words& more = {"--format", "json"}) {
  return RunAuthconform(Words{"report", "--merge"} + runs + more);
}

const Words kEndpoints = {"duktig", "gooru", "microting", "recoveryconnect"};

// What one shard asks, as globs over case ids, and how it ends: the fault shows in one of them alone.
struct Part {
  Words only;
  int code;
};
const Part kParts[] = {
    // clang-format off
    {{"*/valid/*", "*/missing-fields/*", "duktig/*/malformed-request/*", "microting/*/malformed-request/*"}, 1},
    {{"*/bad-credentials/*", "gooru/*/malformed-request/*", "recoveryconnect/*/malformed-request/*", "duktig/*/token/*",
      "gooru/*/token/*", "microting/*/token/*", "recoveryconnect/*/token/*"}, 0},
    {{"*/inactive-account/*", "*/client-auth/*", "*/method/*", "*/enumeration/*"}, 0},
    // clang-format on
};

TEST(ReportMerge, ThreeShardsAreTheWholeRun) {
  Asked asked("shards");
  const authconform::Run whole = Read(ReadText(asked.Run("whole", kEndpoints)));
  ASSERT_EQ(whole.partial, "");
  Words shards;
  for (const Part& part : kParts) {
    Words words = kEndpoints;
    for (const std::string& glob : part.only) words = words + Words{"--only", glob};
    shards.push_back(asked.Run("shard" + std::to_string(shards.size()), words, part.code));
  }
  const Ended merged = Merge({shards[2], shards[0], shards[1]});
  ASSERT_EQ(merged.code, 0) << merged.err;
  const authconform::Run run = Read(merged.out);
  EXPECT_EQ(WriteRun(Comparable(run)), WriteRun(Comparable(whole)));
  EXPECT_EQ(run.exit_code, ExitCode::kDoesNotConform);
  EXPECT_THAT(Merge(shards, {}).out, HasSubstr("does not conform"));

  const Ended two = Merge({shards[0], shards[1]});
  ASSERT_EQ(two.code, 0) << two.err;
  EXPECT_THAT(Read(two.out).partial, HasSubstr("planned cases are in none of the merged runs"));
}

TEST(ReportMerge, EndpointsAskedApartAreOneRunAndAFolderNamesAllInIt) {
  Asked asked("apart");
  const authconform::Run whole = Read(ReadText(asked.Run("../apart_whole", {"duktig", "gooru"})));
  asked.Run("runs/a", {"duktig"});
  asked.Run("runs/b/c", {"gooru"}, 0);
  const Ended merged = Merge({asked.folder() + "/runs"});
  ASSERT_EQ(merged.code, 0) << merged.err;
  EXPECT_EQ(WriteRun(Comparable(Read(merged.out))), WriteRun(Comparable(whole)));

  // Two ways to ask the same case.
  asked.Run("again", {"duktig", "--only", "duktig/token/valid/*"});
  const Ended twice = Merge({asked.folder() + "/runs", asked.folder() + "/again"});
  EXPECT_EQ(twice.code, 2);
  EXPECT_THAT(twice.err, AllOf(StartsWith("authconform: " + asked.folder() + "/again/run.json:/cases: the case duktig"),
                               HasSubstr("told otherwise there")));
}

// One call of the adapter, as Bazel makes it; each starts a reference backend of its own. The run.json.
std::string RunTest(const std::string& folder, const std::vector<std::pair<std::string, std::string>>& more = {}) {
  std::filesystem::create_directories(folder);
  ChildOptions options;
  options.environment = {{"TEST_TMPDIR", std::getenv("TEST_TMPDIR")}, {"TEST_UNDECLARED_OUTPUTS_DIR", folder}};
  options.environment.insert(options.environment.end(), more.begin(), more.end());
  const Ended ended =
      ChildProcess({std::filesystem::absolute("harness/gtest/conformance_test_main").string(), "--endpoint=gooru/token",
                    "--formats=.", "--specs=.", "--reference=" + AuthconformPath()},
                   options)
          .Wait();
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  return folder + "/run.json";
}

TEST(ReportMerge, TheShardsOfABazelTestAreTheWholeTest) {
  const std::string folder = FreshFolder("bazel");
  const authconform::Run whole = Read(ReadText(RunTest(folder + "/whole")));
  for (const char* shard : {"0", "1", "2"}) {
    RunTest(folder + "/testlogs/shard_" + shard + "_of_3/test.outputs",
            {{"GTEST_TOTAL_SHARDS", "3"}, {"GTEST_SHARD_INDEX", shard}});
  }
  const Ended merged = Merge({folder + "/testlogs"});
  ASSERT_EQ(merged.code, 0) << merged.err;
  authconform::Run run = Comparable(Read(merged.out));
  authconform::Run expected = Comparable(whole);
  EXPECT_GT(expected.cases.size(), 20u);
  // Each shard had a backend of its own, and that is all that sets them apart from the whole.
  EXPECT_THAT(run.partial, MatchesRegex("the merged runs asked 3 servers of this machine, http://127.0.0.1:[0-9]+, "
                                        "http://127.0.0.1:[0-9]+ and http://127.0.0.1:[0-9]+, and nothing shows that "
                                        "they are alike"));
  EXPECT_EQ(expected.partial, "");
  run.partial = "";
  run.url = expected.url;  // the ports differ
  run.endpoints[0].url = expected.endpoints[0].url;
  EXPECT_EQ(WriteRun(run), WriteRun(expected));
}

TEST(ReportMerge, WhatCannotBeMergedIsSaid) {
  const std::string folder = FreshFolder("unmerged");
  std::filesystem::create_directories(folder + "/empty");
  WriteText(folder + "/outputs.zip", "PK");
  std::filesystem::create_directories(folder + "/shard/test.outputs");
  WriteText(folder + "/shard/test.outputs/outputs.zip", "PK");
  WriteText(folder + "/bad.json", "{");
  const std::pair<std::string, std::string> rows[] = {
      {folder + "/none.json", "none.json: cannot be read"},
      {folder + "/empty", "empty: has no run.json in it or below"},
      {folder + "/outputs.zip", "outputs.zip: is a zip file: unpack it"},
      {folder + "/shard", "shard/test.outputs/outputs.zip: is a zip file: unpack it"},
      {folder + "/bad.json", "bad.json:line 1"},
  };
  for (const auto& [path, error] : rows) {
    const Ended ended = Merge({path});
    EXPECT_EQ(ended.code, 2) << path;
    EXPECT_THAT(ended.err, HasSubstr(error));
    EXPECT_EQ(ended.out, "");
  }
  EXPECT_THAT(RunAuthconform({"report", "a.json", "--merge", "b.json"}).err, HasSubstr("excludes"));
}

TEST(Report, TheFormatsOfTheFieldAreWritten) {
  Asked asked("field");
  const std::string run = asked.Run("run", {"duktig"});
  const std::string place = "cases/duktig/token.cases.json";
  std::filesystem::create_directories(asked.folder() + "/cases/duktig");
  const authconform::Run read = Read(ReadText(run));
  std::string failing;
  for (const CaseResult& result : read.cases) {
    if (result.verdict == Verdict::kFail && failing.empty()) failing = result.id;
  }
  WriteText(asked.folder() + "/" + place, "{\n\n\"" + failing + "\": {}}\n");

  const auto render = [&](const std::string& format) {
    const Ended ended = RunAuthconform({"report", run, "--format", format}, {.folder = asked.folder()});
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.out;
  };
  EXPECT_THAT(render("github"), AllOf(StartsWith("::error title=fail " + failing + ",file=" + place + ",line=3::"),
                                      Not(HasSubstr("line=1"))));
  const Result<Json> issues = ParseJson(render("gitlab"));
  ASSERT_TRUE(issues.ok());
  EXPECT_EQ(issues->At("/0/location/path")->string(), place);
  EXPECT_EQ(issues->At("/0/location/lines/begin")->AsInt64(), 3);
  const Result<Json> har = ParseJson(render("har"));
  ASSERT_TRUE(har.ok());
  EXPECT_GT(har->At("/log/entries")->array().size(), 40u);
  const Result<Json> earl = ParseJson(render("earl"));
  ASSERT_TRUE(earl.ok());
  EXPECT_GT(earl->At("/@graph")->array().size(), 60u);
}

TEST(Report, TakesARunJsonItsFolderOrABundle) {
  Asked asked("named");
  const std::string& folder = asked.folder();
  ASSERT_EQ(RunAuthconform({"keygen", "k"}, {.folder = folder}).code, 0);
  asked.Run("run",
            {"duktig", "--bundle", folder + "/b.acb", "--sign-key", folder + "/k", "--history", folder + "/h.db"});
  for (const char* named : {"run/run.json", "run", "run/", "b.acb"}) {
    const Ended ended = RunAuthconform({"report", named, "--format", "json"}, {.folder = folder});
    EXPECT_EQ(ended.code, 0) << named << ended.err;
    EXPECT_EQ(ended.out, ReadText(folder + "/run/run.json")) << named;
  }
  const Ended merged = RunAuthconform({"report", "--merge", "b.acb", "--format", "json"}, {.folder = folder});
  EXPECT_EQ(WriteRun(Read(merged.out)), WriteRun(Read(ReadText(folder + "/run/run.json")))) << merged.err;

  std::string cut = ReadText(folder + "/b.acb");
  cut.resize(cut.size() - 100);
  WriteText(folder + "/cut.acb", cut);
  std::filesystem::create_directory(folder + "/empty");
  WriteText(folder + "/shard.zip", "PK");
  const std::pair<const char*, const char*> rows[] = {
      {"cut.acb", "cut.acb: "},
      {"h.db", "h.db: is a history, of many runs: history, site and diff tell of them"},
      {"empty", "empty: holds no run.json: name a folder that run --out wrote, or --merge those below it"},
      {"shard.zip", "shard.zip: is a zip file: unpack it"},
  };
  for (const auto& [named, error] : rows) {
    const Ended ended = RunAuthconform({"report", named, "--format", "json"}, {.folder = folder});
    EXPECT_EQ(ended.code, 2) << named;
    EXPECT_THAT(ended.err, StartsWith(std::string("authconform: ") + error));
    EXPECT_EQ(ended.out, "");
  }
}

TEST(Report, AFormatThatThereIsNotIsSaidWithTheNearest) {
  EXPECT_EQ(RunAuthconform({"report", "x.json", "--format", "gitlap"}).err,
            "authconform: there is no format \"gitlap\", did you mean \"gitlab\"?\n");
}

}  // namespace
}  // namespace authconform
