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
  night.targets = 4;
  night.finished = true;
  night.exit_code = ExitCode::kDoesNotConform;
  night.duration_us = 2'000'000;
  TargetResult acme = Of("acme", ExitCode::kDoesNotConform, {1, 0, 0, 0, 0, 0, 9});
  acme.before_us = kNoon;
  acme.failing_since_us = kNoon;
  acme.changes = {
      {2, "duktig/token/valid/sign-in", Verdict::kPass, Verdict::kFail, Cause::kTarget, "the answers are others", true},
      {2, "duktig/token/method/get", Verdict::kFail, Verdict::kPass, Cause::kPlan, "", false}};
  TargetResult lost = Of("globex", ExitCode::kInconclusive, {}, false);
  lost.trouble = "cannot be reached";
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
      the answers are others
      not so in the run of 2026-11-22 12:00:00 UTC
  ✗ globex  was judged in the run of 2026-11-22 12:00:00 UTC and cannot be now
      cannot be reached

Failing (1)
  ✗ acme  1 fail, 9 pass; failing since 2026-11-22 12:00:00 UTC

Not judged, or not all of it (2)
  ? globex  could not be judged
      cannot be reached
  ? initech  is broken
      initech.json: there is no such file\x1b[2J

Mended (1)
  ✓ acme  duktig/token/method/get  fail → pass: the spec, the cases or the deviations changed

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
  EXPECT_THAT(text,
              HasSubstr("Regressions (1)\n  ✗ umbrella  7 cases judged in the run of 2026-11-22 12:00:00 UTC could "
                        "not be now\n      a/b/c/0: run 2 could not judge it: \\x1b[2J\n"));
  EXPECT_THAT(text, HasSubstr("      … and 2 more\n"));
  EXPECT_THAT(text, HasSubstr("1 regression,"));
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
