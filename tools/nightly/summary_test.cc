#include "tools/nightly/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace authconform {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kNoon = 1'795'348'800'000'000;  // 2026-11-22 12:00 UTC

TargetResult Of(const std::string& name, ExitCode exit_code, Counts counts, bool judged = true) {
  TargetResult result;
  result.target = name;
  result.exit_code = exit_code;
  result.counts = counts;
  result.judged = judged;
  result.requests = 10;
  return result;
}

NightResult Sample() {
  NightResult night;
  night.night = "2026-11-23T120000Z";
  night.folder = "nights/2026-11-23T120000Z";
  night.targets = 4;
  night.finished = true;
  night.exit_code = ExitCode::kDoesNotConform;
  night.duration_us = 2'000'000;
  TargetResult acme = Of("acme", ExitCode::kDoesNotConform, {1, 0, 0, 0, 0, 0, 9});
  acme.before_us = kNoon;
  acme.failing_since_us = kNoon;
  acme.folder = "acme";
  const Rule status = {"success-status", "must", "success is 200", "duktig.md:40"};
  acme.failing = {{"duktig/token/valid/sign-in", {status, "status", "", "200", "201 Created\x1b[2J"}}};
  acme.changes = {
      {2, "duktig/token/valid/sign-in", Verdict::kPass, Verdict::kFail, Cause::kTarget, "the answers are others", true},
      {2, "duktig/token/method/get", Verdict::kFail, Verdict::kPass, Cause::kPlan, "", false}};
  TargetResult lost = Of("globex", ExitCode::kInconclusive, {}, false);
  lost.trouble = "cannot connect to http://globex.example: connection refused";
  lost.lost_since_us = kNoon;
  TargetResult broken = Of("initech", ExitCode::kBadUsage, {}, false);
  broken.trouble = "initech.json: there is no such file\x1b[2J";
  night.results = {Of("hooli", ExitCode::kConforms, {0, 0, 0, 0, 0, 0, 10}), acme, lost, broken};
  return night;
}

std::string Text(const NightResult& night) {
  std::ostringstream out;
  WriteSummary(night, {}, out);
  return out.str();
}

TEST(NightSummary, TellsRegressionsFirstAndEachWithSinceCauseAndWhy) {
  EXPECT_EQ(Text(Sample()), R"(Regressions (2)
  ✗ acme  duktig/token/valid/sign-in  pass → fail: the target changed
      success is 200 (duktig.md:40): expected 200, got 201 Created\x1b[2J
      the answers are others
  ✗ globex  was judged in the run of 2026-11-22 12:00:00 UTC and cannot be now: the environment, not the target
      cannot connect to http://globex.example: connection refused

Failing (1)
  ✗ acme  1 fail, 9 pass; failing since 2026-11-22 12:00:00 UTC
      in full: nights/2026-11-23T120000Z/acme/run.json

Not judged, or not all of it (2)
  ? globex  could not be judged
      cannot connect to http://globex.example: connection refused
  ? initech  is broken
      initech.json: there is no such file\x1b[2J

Mended (1)
  ✓ acme  duktig/token/method/get  fail → pass: the spec or the cases changed

Night 2026-11-23T120000Z: 1 of 4 targets conforms, 2 regressions, 40 requests, 2.00 s.
Ends in 1: regressions.
)");
}

TEST(NightSummary, NamesATargetOfWhichOnlySomeCasesCouldBeJudged) {
  NightResult night = Sample();
  night.results = {Of("umbrella", ExitCode::kInconclusive, {0, 0, 9, 0, 0, 0, 1})};
  EXPECT_THAT(Text(night), HasSubstr("umbrella  is judged in part\n      9 inconclusive, 1 pass\n"));
}

TEST(NightSummary, NamesCasesThatCouldBeJudgedBeforeAsOneRegression) {
  NightResult night = Sample();
  TargetResult umbrella = Of("umbrella", ExitCode::kInconclusive, {0, 1, 6, 0, 0, 0, 3});
  umbrella.before_us = kNoon;
  for (int i = 0; i < 7; ++i) {
    umbrella.changes.push_back({2, "a/b/c/" + std::to_string(i), Verdict::kPass, Verdict::kInconclusive,
                                Cause::kEnvironment, "run 2 could not judge it: \x1b[2J", false});
  }
  night.results = {umbrella};
  const std::string text = Text(night);
  EXPECT_THAT(
      text,
      HasSubstr("Regressions (1)\n  ✗ umbrella  7 cases judged in the run of 2026-11-22 12:00:00 UTC could "
                "not be now: the environment, not the target\n      a/b/c/0: run 2 could not judge it: \\x1b[2J\n"));
  EXPECT_THAT(text, HasSubstr("      … and 2 more\n"));
  EXPECT_THAT(text, HasSubstr("1 regression,"));
}

TEST(NightSummary, TellsApartWhyCasesAreLost) {
  NightResult night = Sample();
  TargetResult umbrella = Of("umbrella", ExitCode::kInconclusive, {0, 1, 1, 0, 0, 0, 3});
  umbrella.changes = {{2, "a/b/c/d", Verdict::kPass, Verdict::kError, Cause::kEnvironment, "no answer", false},
                      {2, "a/b/c/e", Verdict::kPass, Verdict::kInconclusive, Cause::kTarget, "it refuses", false}};
  night.results = {umbrella};
  EXPECT_THAT(Text(night), HasSubstr("umbrella  2 cases judged in the run before could not be now\n"
                                     "      1 case: the target changed\n      a/b/c/e: it refuses\n"
                                     "      1 case: the environment, not the target\n      a/b/c/d: no answer\n"));
}

TEST(NightSummary, ATargetLostByAMistakeInAFileHasNoCause) {
  NightResult night = Sample();
  night.results[3].lost_since_us = kNoon;
  EXPECT_THAT(Text(night), HasSubstr("initech  was judged in the run of 2026-11-22 12:00:00 UTC and cannot be now\n"));
}

TEST(NightSummary, NamesWhatFailsAndIsNoRegression) {
  NightResult night = Sample();
  TargetResult& acme = night.results[1];
  acme.changes.clear();
  acme.failing.assign(7, acme.failing.front());
  EXPECT_THAT(Text(night), HasSubstr("failing since 2026-11-22 12:00:00 UTC\n"
                                     "      duktig/token/valid/sign-in: success is 200 (duktig.md:40): expected 200,"));
  EXPECT_THAT(Text(night), HasSubstr("      … and 2 more\n      in full: "));
}

TEST(NightSummary, SaysWhenAListOfDeviationsFailsATarget) {
  NightResult night = Sample();
  TargetResult duk = Of("duk", ExitCode::kDoesNotConform, {0, 0, 0, 0, 0, 0, 59});
  duk.deviation_errors = {"duktig/token/valid/sign-in is listed as a deviation and passes"};
  duk.failing_since_us = kNoon;
  night.results = {duk};
  EXPECT_THAT(Text(night),
              HasSubstr("✗ duk  59 pass; failing since 2026-11-22 12:00:00 UTC\n      the list of deviations "
                        "fails it: duktig/token/valid/sign-in is listed"));
}

TEST(NightSummary, TellsWhatIsNoLongerAskedAndWhatOfItFailed) {
  NightResult night = Sample();
  TargetResult f = Of("f", ExitCode::kConforms, {0, 0, 0, 0, 0, 0, 59});
  const std::string why = "run 2 was not told to ask gooru/token";
  f.changes = {{2, "gooru/token/valid/sign-in", Verdict::kFail, std::nullopt, Cause::kSelection, why, false},
               {2, "gooru/token/valid/other", Verdict::kPass, std::nullopt, Cause::kSelection, why, false},
               {2, "acme/token/valid/sign-in", std::nullopt, Verdict::kPass, Cause::kSelection, "it is new", false}};
  night.results = {f};
  EXPECT_THAT(Text(night), HasSubstr("Asked otherwise (2)\n"
                                     "  – f  2 cases of the run before not asked now\n"
                                     "      gooru/token/valid/sign-in failed when it was last asked\n"
                                     "      run 2 was not told to ask gooru/token\n"
                                     "  – f  1 case asked now and not in the run before\n"
                                     "      it is new\n\nNight "));
}

TEST(NightSummary, TellsWhatChangedAndIsNeitherRegressionNorMended) {
  NightResult night = Sample();
  TargetResult acme = Of("acme", ExitCode::kConforms, {0, 0, 0, 1, 0, 0, 9});
  acme.changes = {{2, "a/b/c/d", Verdict::kPass, Verdict::kFail, Cause::kFlaky, "again and again", false},
                  {2, "a/b/c/e", Verdict::kPass, Verdict::kWarn, Cause::kTarget, "other answers", false}};
  night.results = {acme};
  EXPECT_THAT(Text(night), HasSubstr("Changed, and no regression (2)\n"
                                     "  ! acme  a/b/c/d  pass → fail: flaky\n      again and again\n"
                                     "  ! acme  a/b/c/e  pass → warn: the target changed\n      other answers\n"));
}

TEST(NightSummary, CountsAsConformingWhatConformsWholly) {
  const TargetResult good = Of("good", ExitCode::kConforms, {0, 0, 0, 0, 0, 0, 9});
  const TargetResult fails = Of("fails", ExitCode::kDoesNotConform, {9, 0, 0, 0, 0, 0, 9});
  Counts listed = {};
  listed[static_cast<size_t>(Mark::kDeviation)] = 1;
  const TargetResult deviates = Of("deviates", ExitCode::kConforms, listed);
  TargetResult in_part = good;
  in_part.trouble = "cases were left out";
  const struct {
    std::vector<TargetResult> results;
    const char* words;
  } rows[] = {
      {{good}, ": 1 of 1 target conforms, 0"},
      {{fails}, ": 0 of 1 target conforms, 0"},
      {{good, fails}, ": 1 of 2 targets conforms, 0"},
      {{fails, fails}, ": 0 of 2 targets conform, 0"},
      {{good, good}, ": 2 of 2 targets conform, 0"},
      {{deviates}, ": 0 of 1 target conforms, 1 more but for deviations, 0"},
      {{good, in_part, deviates}, ": 1 of 3 targets conforms, 1 more but for deviations, 1 more as far as judged, 0"},
  };
  for (const auto& row : rows) {
    NightResult night = Sample();
    night.results = row.results;
    night.targets = row.results.size();
    EXPECT_THAT(Text(night), HasSubstr(row.words));
  }
}

// "::error::…" at the beginning of a line of a job's log is obeyed by GitHub's runner, "##vso[…]" anywhere by Azure's.
TEST(NightSummary, NothingThatATargetSaidBeginsALineAsACommand) {
  NightResult night = Sample();
  night.results[3].trouble = std::string(70, 'x') + " ::error::pwned";
  EXPECT_THAT(Text(night), HasSubstr("pwned"));
  EXPECT_THAT(Text(night), Not(HasSubstr("      ::error")));
  night.results[0].target = "hooli ##vso[task.complete]";
  night.results[0].exit_code = ExitCode::kInconclusive;
  EXPECT_THAT(Text(night), Not(HasSubstr("##vso[")));
}

TEST(NightSummary, SaysWhatIsLeftAndHowToGoOn) {
  NightResult night = Sample();
  night.finished = false;
  night.clock_back = true;
  night.exit_code = ExitCode::kHarnessError;
  night.troubles = {{"past.db", "", "is locked"}};
  const std::string text = Text(night);
  EXPECT_THAT(text, HasSubstr("Trouble (1)\n      past.db: is locked\n"));
  EXPECT_THAT(text, HasSubstr("the same command with --resume goes on with it"));
  EXPECT_THAT(text, HasSubstr("It began, by its clock, before the night before it."));
  EXPECT_THAT(text, HasSubstr("Ends in 4: trouble with history, site or disk."));
}

TEST(NightSummary, OfAThousandItemsTwentyAreShown) {
  NightResult night = Sample();
  night.results.assign(1000, night.results[1]);
  const std::string text = Text(night);
  EXPECT_THAT(text, HasSubstr("Regressions (1000)"));
  EXPECT_THAT(text, HasSubstr("  … and 980 more\n"));
  EXPECT_LT(text.size(), 20'000u);
}

TEST(NightSummary, HasColoursOnlyWhereTheyAreWanted) {
  EXPECT_THAT(Text(Sample()), Not(HasSubstr("\x1b")));
  std::ostringstream out;
  WriteSummary(Sample(), {true, 80}, out);
  EXPECT_THAT(out.str(), HasSubstr("\x1b[31m✗\x1b[0m"));
}

}  // namespace
}  // namespace authconform
