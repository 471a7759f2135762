#include "tools/nightly/policy.h"

#include <gtest/gtest.h>

namespace authconform {
namespace {

TargetResult Ended(ExitCode exit_code, bool judged = true) {
  TargetResult result;
  result.exit_code = exit_code;
  result.judged = judged;
  return result;
}

TargetResult Regressed(ExitCode exit_code) {
  TargetResult result = Ended(exit_code);
  result.changes = {{.run = 2, .of_case = "a/b/c/d", .cause = Cause::kTarget, .why = "", .regression = true}};
  return result;
}

TargetResult Changed(ExitCode exit_code) {
  TargetResult result = Regressed(exit_code);
  result.changes.front().regression = false;
  return result;
}

TargetResult Lost() {
  TargetResult result = Ended(ExitCode::kInconclusive, false);
  result.lost_since_us = 1;
  return result;
}

// Judged but for `inconclusive` of its cases.
TargetResult InPart(int64_t inconclusive, int64_t lost_cases, int64_t before_us = 1) {
  TargetResult result = Ended(ExitCode::kInconclusive);
  result.counts = {0, 0, inconclusive, 0, 0, 0, 9};
  result.lost_cases = lost_cases;
  result.before_us = before_us;
  return result;
}

TargetResult CaseLost(Verdict from, Verdict to) {
  TargetResult result = InPart(1, 1);
  result.changes = {{.run = 2, .of_case = "a/b/c/d", .from = from, .to = to, .cause = Cause::kEnvironment, .why = ""}};
  return result;
}

TEST(NightExit, FollowsThePolicy) {
  const TargetResult good = Ended(ExitCode::kConforms);
  const TargetResult fails = Ended(ExitCode::kDoesNotConform);
  const TargetResult regressed = Regressed(ExitCode::kDoesNotConform);
  const TargetResult mended = Changed(ExitCode::kConforms);
  const TargetResult unreachable = Ended(ExitCode::kInconclusive, false);
  TargetResult with_errors = InPart(0, 0, 0);
  with_errors.counts = {0, 1, 0, 0, 0, 0, 9};
  TargetResult fails_and_lost = InPart(1, 1);
  fails_and_lost.exit_code = ExitCode::kDoesNotConform;
  TargetResult cut = InPart(0, 0);
  cut.interrupted = true;
  const TargetResult unrecorded = Ended(ExitCode::kHarnessError);
  const TargetResult broken = Ended(ExitCode::kBadUsage, false);
  const TargetResult nothing = Ended(ExitCode::kNothingChecked, false);
  const struct {
    const char* what;
    std::vector<TargetResult> results;
    int regressions;
    int failures;
    int never;
  } rows[] = {
      {"all conform", {good, good}, 0, 0, 0},
      {"one fails as ever", {good, fails}, 0, 1, 0},
      {"one regressed", {good, regressed}, 1, 1, 0},
      {"one is mended", {mended}, 0, 0, 0},
      {"one was reached before and is not now", {good, Lost()}, 1, 1, 0},
      {"one is out of reach as ever", {good, unreachable}, 3, 3, 0},
      {"all are out of reach", {unreachable, unreachable}, 3, 3, 0},
      {"a case could be judged before and cannot now",
       {good, CaseLost(Verdict::kPass, Verdict::kInconclusive)},
       1,
       1,
       0},
      {"a failure before, and cannot be judged now", {CaseLost(Verdict::kFail, Verdict::kError)}, 1, 1, 0},
      {"no wrong password was left for it", {CaseLost(Verdict::kPass, Verdict::kSkipped)}, 1, 1, 0},
      {"a case could be judged once and cannot since", {good, InPart(1, 1)}, 3, 3, 0},
      {"such a case beside failures as ever", {fails_and_lost}, 3, 1, 0},
      {"a case could never be judged", {good, InPart(1, 0)}, 0, 3, 0},
      {"a case could not be judged in the first run", {good, InPart(1, 0, 0)}, 3, 3, 0},
      {"an error in the first run", {with_errors}, 3, 3, 0},
      {"the time limit ended it", {good, cut}, 3, 3, 0},
      {"its record could not be written", {good, unrecorded}, 3, 3, 0},
      {"a regression beside a lost case", {regressed, InPart(1, 1)}, 1, 1, 0},
      {"one is broken", {good, broken}, 3, 3, 0},
      {"nothing was checked", {nothing}, 3, 3, 0},
      {"a regression comes before what is open", {broken, regressed}, 1, 1, 0},
      {"a failure comes before what is open", {broken, fails}, 3, 1, 0},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(static_cast<int>(NightExit(FailOn::kRegressions, row.results, {})), row.regressions) << row.what;
    EXPECT_EQ(static_cast<int>(NightExit(FailOn::kFailures, row.results, {})), row.failures) << row.what;
    EXPECT_EQ(static_cast<int>(NightExit(FailOn::kNever, row.results, {})), row.never) << row.what;
    for (const FailOn fail_on : {FailOn::kRegressions, FailOn::kFailures, FailOn::kNever}) {
      EXPECT_EQ(NightExit(fail_on, row.results, {.trouble = true}), ExitCode::kHarnessError) << row.what;
      EXPECT_EQ(NightExit(fail_on, row.results, {.stopped = true}), ExitCode::kInconclusive) << row.what;
      EXPECT_EQ(NightExit(fail_on, row.results, {true, true}), ExitCode::kHarnessError) << row.what;
    }
  }
}

}  // namespace
}  // namespace authconform
