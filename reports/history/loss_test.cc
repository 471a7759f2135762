#include "reports/history/loss.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace authconform {
namespace {

using ::testing::ElementsAre;

TEST(Loss, TheReasonThatMostCasesGiveIsTheRuns) {
  EXPECT_EQ(MostGivenReason({}), "");
  EXPECT_EQ(MostGivenReason({"locked"}), "locked");
  EXPECT_EQ(MostGivenReason({"slow", "locked", "locked"}), "locked");
}

TEST(Loss, OnlyCasesThatCameToNothingGiveIt) {
  std::vector<KeptResult> results(5);
  results[0].reason = "no account";
  results[0].verdict = Verdict::kSkipped;
  results[1].reason = "wrong";
  results[1].verdict = Verdict::kFail;
  results[2].reason = "locked";
  results[2].verdict = Verdict::kInconclusive;
  results[3].reason = "reset";
  results[3].verdict = Verdict::kError;
  results[4].verdict = Verdict::kError;
  KeptRun run;
  for (const KeptResult& each : results) run.results.push_back(&each);
  EXPECT_THAT(ReasonsOfOpen(run), ElementsAre("locked", "reset"));
}

}  // namespace
}  // namespace authconform
