// history from outside, on histories of known runs, and how a finished run gets into one.
#include "reports/history/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/base/json.h"
#include "harness/base/redact.h"
#include "reports/history/testing/sample_runs.h"
#include "tools/artefacts/remember.h"
#include "tools/cli/testing/child_process.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kMended = "duktig/token/valid/v0";
constexpr const char* kFlaky = "duktig/token/valid/v1";
constexpr const char* kFailing = "duktig/token/valid/v2";

// Six nights from 2026-01-05: v0 is mended on the 8th, v1 is flaky, v2 fails from the 9th and is lost on the last,
// v3 always passes. Beside it, a target that was never reached.
class HistoryCommand : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    path_ = FreshFolder("history") + "/nights.db";
    const auto history = History::Open(path_, HistoryMode::kWrite);
    ASSERT_TRUE(history.ok()) << history.error().ToString();
    int night = 0;
    for (const char* verdicts : {"fppp", "fppp", "ffpp", "pppp", "pffp", "ppip"}) {
      ASSERT_TRUE((*history)->Add(SampleRun("acme", verdicts, night++), {.owner = "ann"}).ok());
    }
    ASSERT_TRUE(
        (*history)
            ->AddChanges({{4, kMended, Verdict::kFail, Verdict::kPass, Cause::kTarget, "it was \x1b[31mmended", false}})
            .ok());
    authconform::Run gone;
    gone.target = "gone\x1b[31m";
    gone.started_us = kFirstNightUs + kDayUs;
    gone.preflight_error = "cannot be reached";
    gone.exit_code = ExitCode::kInconclusive;
    ASSERT_TRUE((*history)->Add(gone, {}).ok());
  }

  static Ended Tell(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"history", path_});
    Ended ended = RunAuthconform(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.err, "");
    return ended;
  }

  static inline std::string path_;
};

TEST_F(HistoryCommand, ListsTargetsWithTheirLastRun) {
  EXPECT_EQ(Tell({}).out,
            "target        last run                     since                    runs  the last\n"
            "acme          #6  2026-01-10 02:00:00 UTC  2026-01-10 02:00:00 UTC  6     conforms\n"
            "gone\\x1b[31m  #7  2026-01-06 02:00:00 UTC  2026-01-06 02:00:00 UTC  1     nothing was judged: cannot be "
            "reached\n");
}

TEST_F(HistoryCommand, TellsWhatBecameOfATargetsCases) {
  EXPECT_EQ(Tell({"--target", "acme"}).out,
            "acme: conforms since 2026-01-10 02:00:00 UTC; 6 runs, the last #6 of 2026-01-10 02:00:00 UTC\n"
            "✓ pass  duktig/token/valid/v0  since 2026-01-08 02:00:00 UTC, 3 runs\n"
            "  #4 of 2026-01-08 02:00:00 UTC  fail → pass; the target changed: it was \\x1b[31mmended\n"
            "✓ pass  duktig/token/valid/v1  since 2026-01-10 02:00:00 UTC, 1 run, flaky\n"
            "  #3 of 2026-01-07 02:00:00 UTC  pass → fail\n"
            "  #4 of 2026-01-08 02:00:00 UTC  fail → pass\n"
            "  #5 of 2026-01-09 02:00:00 UTC  pass → fail\n"
            "  #6 of 2026-01-10 02:00:00 UTC  fail → pass\n"
            "✗ fail  duktig/token/valid/v2  since 2026-01-09 02:00:00 UTC, 1 run\n"
            "  in the last run: inconclusive\n"
            "  for a reason\n"
            "  #5 of 2026-01-09 02:00:00 UTC  pass → fail\n"
            "1 case passes and always did\n");
}

TEST_F(HistoryCommand, TellsOfOneCaseAlsoWhenItNeverChanged) {
  const std::string out = Tell({"--case", "duktig/token/valid/v3"}).out;
  EXPECT_THAT(out, HasSubstr("✓ pass  duktig/token/valid/v3  since 2026-01-05 02:00:00 UTC, 6 runs\n"));
  EXPECT_THAT(out, Not(HasSubstr("gone"))) << "which never asked it";
}

TEST_F(HistoryCommand, SinceIsADayInUtc) {
  const struct {
    std::vector<std::string> arguments;
    std::vector<std::string> cases;
  } rows[] = {
      {{"--target", "acme", "--since", "2026-01-10"}, {kFlaky}},
      {{"--target", "acme", "--since", "2026-01-09"}, {kFlaky, kFailing}},
      {{"--target", "acme", "--since", "2026-01-08"}, {kMended, kFlaky, kFailing}},
      {{"--case", kMended, "--since", "2026-01-08"}, {kMended}},
  };
  for (const auto& row : rows) {
    const std::string out = Tell(row.arguments).out;
    for (const char* each : {kMended, kFlaky, kFailing}) {
      const bool told = std::count(row.cases.begin(), row.cases.end(), each) > 0;
      EXPECT_EQ(out.find(each) != std::string::npos, told) << row.arguments.back() << ' ' << each;
    }
  }
  EXPECT_EQ(Tell({"--case", kMended, "--since", "2026-01-09"}).out, "nothing since 2026-01-09\n");
  EXPECT_THAT(Tell({"--since", "2026-01-07"}).out, Not(HasSubstr("gone")));
  EXPECT_EQ(Tell({"--since", "2026-01-11"}).out, "nothing since 2026-01-11\n");
}

TEST(HistoryOfATarget, SinceWhenItStandsIsNotResetByANightThatCouldNotBeJudged) {
  const std::string path = FreshFolder("history_since") + "/nights.db";
  {
    const auto history = History::Open(path, HistoryMode::kWrite);
    ASSERT_TRUE(history.ok()) << history.error().ToString();
    int night = 0;
    for (const char* verdicts : {"pp", "fp", "fp", "", "fp", "pp", "dp", "", "dp"}) {
      authconform::Run run = SampleRun("acme", verdicts, night++);
      if (run.cases.empty()) {
        run.preflight_error = "cannot be reached";
        run.exit_code = ExitCode::kInconclusive;
      }
      ASSERT_TRUE((*history)->Add(run, {}).ok());
      const std::string out = RunAuthconform({"history", path, "--target", "acme"}).out;
      constexpr const char* kFirstLines[] = {
          "acme: conforms since 2026-01-05 02:00:00 UTC; 1 run,",
          "acme: does not conform since 2026-01-06 02:00:00 UTC; 2 runs,",
          "acme: does not conform since 2026-01-06 02:00:00 UTC; 3 runs,",
          "acme: nothing was judged since 2026-01-08 02:00:00 UTC; 4 runs, the last #4 of 2026-01-08 02:00:00 UTC\n"
          "  cannot be reached\n",
          "acme: does not conform since 2026-01-06 02:00:00 UTC; 5 runs,",
          "acme: conforms since 2026-01-10 02:00:00 UTC; 6 runs,",
          "acme: conforms but for deviations since 2026-01-11 02:00:00 UTC; 7 runs,",
          "acme: nothing was judged since 2026-01-12 02:00:00 UTC; 8 runs, the last #8 of 2026-01-12 02:00:00 UTC\n"
          "  cannot be reached\n",
          "acme: conforms but for deviations since 2026-01-11 02:00:00 UTC; 9 runs,",
      };
      EXPECT_THAT(out, ::testing::StartsWith(kFirstLines[night - 1]));
    }
  }
}

TEST(HistoryOfATarget, SaysHowFarItWasJudgedAndWhatFailsItBesideItsCases) {
  const struct {
    const char* verdicts;
    void (*change)(authconform::Run&);
    const char* state;
    const char* why;
  } rows[] = {
      {"pp", [](authconform::Run&) {}, "conforms", ""},
      {"pp", [](authconform::Run& run) { run.partial = "no inactive account"; }, "conforms, as far as judged",
       "no inactive account"},
      {"dp", [](authconform::Run& run) { run.interrupted = true; }, "conforms but for deviations, as far as judged",
       ""},
      {"pp",
       [](authconform::Run& run) {
         run.deviation_errors = {"a is listed as a deviation and passes"};
         run.exit_code = ExitCode::kDoesNotConform;
       },
       "does not conform", "a is listed as a deviation and passes"},
      {"ps",
       [](authconform::Run& run) {
         run.partial = "the time limit of 2 s ended it";
         run.exit_code = ExitCode::kInconclusive;
       },
       "could not be judged", "the time limit of 2 s ended it"},
      {"pi", [](authconform::Run& run) { run.exit_code = ExitCode::kInconclusive; }, "could not be judged",
       "for a reason"},
      {"pi",
       [](authconform::Run& run) {
         run.partial = "there is no inactive account";
         run.exit_code = ExitCode::kInconclusive;
       },
       "could not be judged", "for a reason; there is no inactive account"},
      {"", [](authconform::Run& run) { run.exit_code = ExitCode::kNothingChecked; }, "could not be judged",
       "nothing was checked"},
  };
  for (const auto& row : rows) {
    const std::string path = FreshFolder("history_state") + "/nights.db";
    const auto history = History::Open(path, HistoryMode::kWrite);
    ASSERT_TRUE(history.ok()) << history.error().ToString();
    authconform::Run run = SampleRun("acme", row.verdicts, 0);
    row.change(run);
    ASSERT_TRUE((*history)->Add(run, {}).ok());
    const std::string why = row.why;
    EXPECT_THAT(RunAuthconform({"history", path}).out,
                ::testing::EndsWith(std::string("1     ") + row.state + (why.empty() ? "\n" : ": " + why + "\n")));
    const std::string out = RunAuthconform({"history", path, "--target", "acme"}).out;
    EXPECT_THAT(out, StartsWith("acme: " + std::string(row.state) + " since "));
    EXPECT_EQ(out.find("\n  " + why + "\n") != std::string::npos, !why.empty()) << out;
  }
}

TEST(HistoryOfATarget, TellsWhatTheLastRunDidNotAsk) {
  const std::string path = FreshFolder("history_gone") + "/nights.db";
  const auto history = History::Open(path, HistoryMode::kWrite);
  ASSERT_TRUE(history.ok()) << history.error().ToString();
  for (int night = 0; night < 2; ++night) {
    ASSERT_TRUE((*history)->Add(SampleRun("acme", night == 0 ? "ppfp" : "pp", night), {}).ok());
  }
  EXPECT_EQ(RunAuthconform({"history", path, "--target", "acme"}).out,
            "acme: conforms since 2026-01-06 02:00:00 UTC; 2 runs, the last #2 of 2026-01-06 02:00:00 UTC\n"
            "✗ fail  duktig/token/valid/v2  since 2026-01-05 02:00:00 UTC, 1 run\n"
            "  not asked in the last run; #1 of 2026-01-05 02:00:00 UTC asked it last\n"
            "  success is 200 — duktig.md:40\n"
            "3 cases pass and always did; the last run did not ask 1 of them\n");
}

TEST_F(HistoryCommand, JsonTellsTheSame) {
  const Result<Json> all = ParseJson(Tell({"--json"}).out);
  ASSERT_TRUE(all.ok()) << all.error().ToString();
  EXPECT_EQ(*all->At("/targets/0/owner"), Json("ann"));
  EXPECT_EQ(*all->At("/targets/0/runs"), Json(6));
  EXPECT_EQ(*all->At("/targets/1/last/preflight_error"), Json("cannot be reached"));
  EXPECT_EQ(all->At("/targets/0/cases"), nullptr);
  const Result<Json> one = ParseJson(Tell({"--case", kFailing, "--json"}).out);
  ASSERT_TRUE(one.ok()) << one.error().ToString();
  EXPECT_EQ(WriteJson(*one->At("/targets/0/cases")),
            R"([{"id":"duktig/token/valid/v2","verdict":"fail","since":"2026-01-09T02:00:00Z","since_run":5,"runs":1,)"
            R"("asked":6,"flaky":false,"last":{"run":6,"started":"2026-01-10T02:00:00Z","verdict":"inconclusive",)"
            R"("reason":"for a reason","deviation":""},"flips":[{"run":5,"started":"2026-01-09T02:00:00Z",)"
            R"("from":"pass","to":"fail","same_judge":true,"cause":null,"why":null}]}])");
  const Result<Json> mended = ParseJson(Tell({"--case", kMended, "--json"}).out);
  EXPECT_EQ(*mended->At("/targets/0/cases/0/flips/0/cause"), Json("target"));
  EXPECT_EQ(*mended->At("/targets/0/cases/0/flips/0/why"), Json("it was \x1b[31mmended"));
  EXPECT_EQ(*ParseJson(Tell({"--case", kFlaky, "--json"}).out)->At("/targets/0/cases/0/flaky"), Json(true));
}

TEST_F(HistoryCommand, SaysWhatItCannotTell) {
  const std::string folder = FreshFolder("history_bad");
  WriteText(folder + "/text", "no history");
  const struct {
    std::vector<std::string> arguments;
    std::string err;
  } rows[] = {
      {{}, "authconform: history is required\nTry authconform --help.\n"},
      {{folder + "/none"}, "authconform: " + folder + "/none: cannot be opened: No such file or directory\n"},
      {{folder + "/text"},
       "authconform: " + folder +
           "/text: is not a history, or a damaged one, and was left as it is: name another file, or restore it from a "
           "copy\n"},
      {{path_, "--target", "acmee"}, "authconform: " + path_ + ": has no target \"acmee\", did you mean \"acme\"?\n"},
      {{path_, "--case", "duktig/token/valid/v"},
       "authconform: " + path_ + ": has no case \"duktig/token/valid/v\", did you mean \"duktig/token/valid/v0\"?\n"},
      {{path_, "--since", "yesterday"}, "authconform: --since \"yesterday\" is no day: write it as 2026-11-24\n"},
      {{path_, "--since", "2026-02-30"}, "authconform: --since \"2026-02-30\" is no day: write it as 2026-11-24\n"},
      {{path_, "--since", "2026-1x-01"}, "authconform: --since \"2026-1x-01\" is no day: write it as 2026-11-24\n"},
  };
  for (const auto& row : rows) {
    std::vector<std::string> arguments = row.arguments;
    arguments.insert(arguments.begin(), "history");
    const Ended ended = RunAuthconform(arguments);
    EXPECT_EQ(ended.code, 2);
    EXPECT_EQ(ended.err, row.err);
    EXPECT_EQ(ended.out, "");
  }
  EXPECT_FALSE(std::filesystem::exists(folder + "/none"));
}

TEST(Remember, AddsARunWithItsTranscriptAndWhatItWasJudgedBy) {
  const std::string folder = FreshFolder("remember");
  const std::string path = folder + "/nights.db";
  WriteText(folder + "/transcript.ndjson", "{\"run\": {}}\n");
  const FileSet files = {{"specs/duktig/token/spec.json", "{}"}, {"specs/gooru/token/spec.json", "{}"}};
  const authconform::Run run = SampleRun("acme", "pf", 0);
  EXPECT_TRUE(CanRemember(path).ok());
  for (int time = 0; time < 2; ++time) {
    const Status added = Remember(path, run, files, folder, Redactor());
    ASSERT_TRUE(added.ok()) << added.error().ToString();
  }
  ASSERT_TRUE(Remember(path, SampleRun("acme", "pp", 1), files, "", Redactor()).ok());
  const auto history = History::Open(path, HistoryMode::kRead);
  ASSERT_TRUE(history.ok()) << history.error().ToString();
  EXPECT_EQ((*history)->Record(1)->transcript, "{\"run\": {}}\n");
  EXPECT_EQ((*history)->Record(2)->transcript, "");
  EXPECT_EQ((*history)->Files(*(*history)->Runs({})->front().plan)->size(), 1u);
}

TEST(Remember, AddsNothingThatHoldsASecret) {
  const std::string folder = FreshFolder("remember_secret");
  const std::string path = folder + "/nights.db";
  Redactor redactor;
  redactor.Add("account.active.password", "k3y-Zq81!xWv7");
  authconform::Run run = SampleRun("acme", "pf", 0);
  WriteText(folder + "/transcript.ndjson", "{\"body\": \"k3y-Zq81!xWv7\"}\n");
  const Status in_transcript = Remember(path, run, {}, folder, redactor);
  ASSERT_FALSE(in_transcript.ok());
  EXPECT_THAT(in_transcript.error().ToString(), StartsWith(path + ":byte 10: is not written: "));
  EXPECT_THAT(in_transcript.error().ToString(), Not(HasSubstr("Zq81")));
  WriteText(folder + "/transcript.ndjson", "{}\n");
  run.cases[0].reason = "k3y-Zq81!xWv7";
  EXPECT_FALSE(Remember(path, run, {}, folder, redactor).ok());
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_FALSE(CanRemember(folder + "/none/nights.db").ok());
}

// The whole way: two nights against a backend, the second with a fault.
TEST(RunWithHistory, TellsSinceWhenACaseFails) {
  const std::string folder = FreshFolder("run_history");
  const std::string past = folder + "/past.db";
  const struct {
    std::vector<std::string> faults;
    int code;
  } kNights[] = {{{}, 0}, {{"--fault", "duktig-wrong-status"}, 1}};
  for (const auto& night : kNights) {
    std::vector<std::string> arguments = {AuthconformPath(), "reference", "--write-target", folder};
    arguments.insert(arguments.end(), night.faults.begin(), night.faults.end());
    ChildProcess reference(arguments);
    reference.AwaitError("Ctrl-C ends it.");
    const Ended ended = RunAuthconform({"run", "duktig", "--only", "*/valid/*", "--target", folder + "/target.json",
                                        "--out", folder + "/report", "--history", past});
    EXPECT_EQ(ended.code, night.code) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("Added to " + past));
  }
  const Ended told = RunAuthconform({"history", past, "--case", "duktig/token/valid/sign-in"});
  EXPECT_EQ(told.code, 0) << told.err;
  EXPECT_THAT(told.out, HasSubstr("fail"));
  EXPECT_THAT(told.out, HasSubstr("pass"));
}

TEST(RunWithHistory, SaysBeforehandThatAFileIsNoHistory) {
  const std::string folder = FreshFolder("run_no_history");
  WriteText(folder + "/past.db", "my diary");
  const Ended ended =
      RunAuthconform({"run", "--url", "http://localhost:1", "--out", folder + "/r", "--history", folder + "/past.db"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("past.db"));
  EXPECT_EQ(ReadText(folder + "/past.db"), "my diary");
}

}  // namespace
}  // namespace authconform
