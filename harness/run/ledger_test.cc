#include "harness/run/ledger.h"

#include <gtest/gtest.h>

#include <vector>

namespace authconform {
namespace {

using RunResult = authconform::Run;

TEST(ExitCodeTest, FollowsFromTheTotals) {
  const struct {
    const char* name;
    std::vector<Verdict> cases;
    bool strict;
    bool interrupted;
    const char* preflight_error;
    ExitCode expected;
  } kRows[] = {
      {"all pass", {Verdict::kPass}, false, false, "", ExitCode::kConforms},
      {"a warning", {Verdict::kPass, Verdict::kWarn}, false, false, "", ExitCode::kConforms},
      {"a warning, strictly", {Verdict::kPass, Verdict::kWarn}, true, false, "", ExitCode::kDoesNotConform},
      {"a failure", {Verdict::kPass, Verdict::kFail}, false, false, "", ExitCode::kDoesNotConform},
      {"a failure among errors", {Verdict::kError, Verdict::kFail}, false, false, "", ExitCode::kDoesNotConform},
      {"an error", {Verdict::kPass, Verdict::kError}, false, false, "", ExitCode::kInconclusive},
      {"an inconclusive case", {Verdict::kPass, Verdict::kInconclusive}, false, false, "", ExitCode::kInconclusive},
      {"some skipped", {Verdict::kPass, Verdict::kSkipped}, false, false, "", ExitCode::kConforms},
      {"all skipped", {Verdict::kSkipped}, false, false, "", ExitCode::kNothingChecked},
      {"no case", {}, false, false, "", ExitCode::kNothingChecked},
      {"unreachable", {}, false, false, "cannot connect", ExitCode::kInconclusive},
      {"interrupted", {Verdict::kPass}, false, true, "", ExitCode::kInconclusive},
      {"interrupted after a failure", {Verdict::kFail}, false, true, "", ExitCode::kInconclusive},
  };
  for (const auto& row : kRows) {
    RunResult run;
    run.strict = row.strict;
    run.interrupted = row.interrupted;
    run.preflight_error = row.preflight_error;
    for (Verdict verdict : row.cases) run.cases.emplace_back().verdict = verdict;
    Finish(run);
    EXPECT_EQ(run.exit_code, row.expected) << row.name;
  }
}

Judgement Of(Verdict verdict) {
  Judgement judgement;
  judgement.verdict = verdict;
  if (verdict == Verdict::kFail) judgement.findings.emplace_back();
  return judgement;
}

TEST(RepetitionTest, TheWorstVerdictAndItsEvidenceStay) {
  CaseResult result;
  EXPECT_TRUE(AddRepetition(result, Of(Verdict::kPass), 30));
  EXPECT_FALSE(AddRepetition(result, Of(Verdict::kPass), 10));
  EXPECT_TRUE(AddRepetition(result, Of(Verdict::kFail), 20));
  EXPECT_FALSE(AddRepetition(result, Of(Verdict::kWarn), 20));
  EXPECT_EQ(result.verdict, Verdict::kFail);
  EXPECT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.repetitions[static_cast<size_t>(Verdict::kPass)], 2);
  RunResult run;
  run.cases.push_back(result);
  Finish(run);
  EXPECT_EQ(run.cases[0].fastest_us, 10);
  EXPECT_EQ(run.cases[0].mean_us, 20);
  EXPECT_EQ(run.cases[0].slowest_us, 30);
}

}  // namespace
}  // namespace authconform
