#include "reports/mark.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace authconform {
namespace {

TEST(Mark, IsTheVerdictButForAListedFailure) {
  for (int i = 0; i < kVerdicts; ++i) {
    CaseResult result;
    result.verdict = static_cast<Verdict>(i);
    EXPECT_EQ(MarkName(MarkOf(result)), VerdictName(result.verdict));
    result.deviation = "an old client";
    EXPECT_EQ(MarkName(MarkOf(result)), "deviation");
  }
}

TEST(Mark, EachHasANameAndASymbolOfItsOwn) {
  std::set<std::string_view> names;
  std::set<std::string_view> symbols;
  for (const Mark mark : kWorstFirst) {
    names.insert(MarkName(mark));
    symbols.insert(Symbol(mark));
  }
  EXPECT_EQ(names.size(), kWorstFirst.size());
  EXPECT_EQ(symbols.size(), kWorstFirst.size());
}

TEST(Mark, ARunsIsThatOfItsExitCode) {
  const struct {
    ExitCode code;
    int64_t deviations;
    Mark mark;
  } rows[] = {
      {ExitCode::kConforms, 0, Mark::kPass},
      {ExitCode::kConforms, 1, Mark::kDeviation},
      {ExitCode::kDoesNotConform, 1, Mark::kFail},
      {ExitCode::kBadUsage, 0, Mark::kError},
      {ExitCode::kInconclusive, 1, Mark::kInconclusive},
      {ExitCode::kHarnessError, 0, Mark::kError},
      {ExitCode::kNothingChecked, 0, Mark::kInconclusive},
  };
  for (const auto& row : rows) {
    authconform::Run run;
    run.exit_code = row.code;
    run.deviations = row.deviations;
    EXPECT_EQ(MarkOf(run), row.mark) << static_cast<int>(row.code);
  }
}

TEST(Counts, HoldEachVerdictUnderItsMark) {
  const Counts counts = CountsOf({1, 2, 3, 4, 5, 6});
  for (int i = 0; i < kVerdicts; ++i) EXPECT_EQ(Count(counts, MarkOf(static_cast<Verdict>(i))), i + 1);
  EXPECT_EQ(Count(counts, Mark::kDeviation), 0);
  EXPECT_EQ(Sum(counts), 21);
}

TEST(Counts, OfARunHoldEachCaseOnce) {
  authconform::Run run;
  for (const Verdict verdict : {Verdict::kFail, Verdict::kFail, Verdict::kPass}) {
    run.cases.emplace_back().verdict = verdict;
  }
  run.cases[0].deviation = "an old client";
  const Counts totals = TotalsOf(run);
  EXPECT_EQ(Count(totals, Mark::kFail), 1);
  EXPECT_EQ(Count(totals, Mark::kDeviation), 1);
  EXPECT_EQ(Sum(totals), 3);
}

TEST(Counts, TheWorstIsWhatToLookAtFirst) {
  EXPECT_EQ(Worst({}), Mark::kPass);
  EXPECT_EQ(Worst({0, 0, 0, 0, 1, 1, 1}), Mark::kDeviation);
  EXPECT_EQ(Worst({0, 0, 0, 1, 1, 0, 0}), Mark::kWarn);
}

}  // namespace
}  // namespace authconform
