// When a flip may be chance, and when it is told as a regression, on real runs of the reference backend.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tools/diff/diff.h"
#include "tools/diff/testing/nights.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

FileSet WantsStatus201() { return Edited("specs/duktig/token/spec.json", "\"status\": 200,", "\"status\": 201,"); }

TEST(Diff, AFlipOfAFlakyCaseIsNoRegressionByItself) {
  Nights nights;
  int64_t last = 0;
  for (int day = 0; day < 4; ++day) last = nights.Add(Again(day % 2 == 0 ? Good() : Faulty(), day));
  const Diff diff = nights.Compare(last);
  EXPECT_THAT(Told(diff), ElementsAre("sign-in flaky"));
  EXPECT_EQ(
      diff.changes[0].kept.why,
      "it changed its verdict 3 times in 4 runs while spec, cases and authconform stayed the same, so that this one is "
      "no regression by itself");
  EXPECT_EQ(ExitCodeOf(diff), ExitCode::kConforms);
  EXPECT_THAT(Told(nights.Compare(last - 2)), ElementsAre("sign-in target regression")) << "what was known that night";
  nights.Add(Again(Good(), 4));
  EXPECT_THAT(Told(nights.Compare(nights.Ask({.files = WantsStatus201()}))), ElementsAre("sign-in spec regression"))
      << "a change of the spec is told of a flaky case too";
}

TEST(Diff, RepetitionsThatDisagreeAreFlaky) {
  Nights nights;
  nights.Add(Good());
  AskedRun unsteady = Faulty();
  unsteady.run.cases[0].repetitions[static_cast<size_t>(Verdict::kPass)] = 2;
  const Diff diff = nights.Compare(nights.Add(unsteady));
  EXPECT_THAT(Told(diff), ElementsAre("sign-in flaky"));
  EXPECT_THAT(diff.changes[0].kept.why, StartsWith("its repetitions within run 2 came to several verdicts"));
}

// As if half of the repetitions of the first case had passed.
AskedRun Unsteady(AskedRun asked, int days) {
  asked.run.cases[0].repetitions[static_cast<size_t>(Verdict::kPass)] = 1;
  return Again(std::move(asked), days);
}

TEST(Diff, AFlakyCaseThatFailsInAllRepetitionsIsARegression) {
  const AskedRun good = Ask({.repeat = 2});
  const AskedRun faulty = Ask({.faults = {"duktig-wrong-status"}, .repeat = 2});
  Nights nights;
  nights.Add(good);
  EXPECT_THAT(Told(nights.Compare(nights.Add(Unsteady(faulty, 1)))), ElementsAre("sign-in flaky"));
  const Diff mended = nights.Compare(nights.Add(Again(good, 2)));
  ASSERT_THAT(Told(mended), ElementsAre("sign-in flaky mended"));
  EXPECT_THAT(mended.changes[0].kept.why, EndsWith(", so that this one may be chance"));
  const Diff steady = nights.Compare(nights.Add(Again(faulty, 3)));
  ASSERT_THAT(Told(steady), ElementsAre("sign-in target regression"));
  EXPECT_EQ(steady.changes[0].kept.why,
            "by the spec and cases of either run the answers of run 3 come to pass and those of run 4 to fail; it "
            "changed its verdict 3 times in 4 runs while spec, cases and authconform stayed the same, and "
            "now all of its 2 repetitions fail");
  EXPECT_THAT(nights.Compare(nights.Add(Again(faulty, 4))).changes, IsEmpty()) << "it was told";
}

TEST(Diff, AFlakyCasesFailureThatHoldsIsARegressionOnce) {
  const struct {
    const char* nights;  // g good, f faulty, u with repetitions that disagree, i could not be judged; all asked once
    int64_t told;        // the run in which it is told as a regression, beside the first flip; 0: in none
    int64_t since;       // the run since which it fails, and the one before that
    int64_t before;
  } rows[] = {
      {"gfgfff", 5, 4, 3}, {"guff", 3, 2, 1},  {"guuff", 4, 2, 1},    {"gfgfiff", 6, 4, 3},
      {"guuu", 0, 0, 0},   {"gffff", 0, 0, 0}, {"gfgfgfgf", 0, 0, 0}, {"gufuff", 3, 2, 1},
  };
  AskedRun lost = Good();
  lost.run.cases[0].verdict = Verdict::kInconclusive;
  for (const auto& row : rows) {
    Nights nights;
    for (int night = 0; row.nights[night] != 0; ++night) {
      const char letter = row.nights[night];
      const AskedRun& asked = letter == 'g' ? Good() : letter == 'i' ? lost : Faulty();
      const int64_t run = nights.Add(letter == 'u' ? Unsteady(asked, night) : Again(asked, night));
      const Result<std::vector<KeptChange>> kept = ChangesOf(nights.history(), "acme", run);
      ASSERT_TRUE(kept.ok()) << kept.error().ToString();
      const auto regressions =
          std::count_if(kept->begin(), kept->end(), [](const KeptChange& each) { return each.regression; });
      const bool first = run == 2 && letter == 'f';
      EXPECT_EQ(regressions, run == row.told || first ? 1 : 0) << row.nights << " run " << run;
      if (run != row.told) continue;
      const Diff diff = nights.Compare(run);
      ASSERT_THAT(Told(diff), ElementsAre("sign-in target regression")) << row.nights;
      EXPECT_THAT(diff.changes[0].kept.why, StartsWith("it has failed since run " + std::to_string(row.since) +
                                                       ", which alone may have been chance; by the spec and cases"));
      EXPECT_EQ(diff.changes[0].before_run, "run " + std::to_string(row.before));
      EXPECT_EQ(diff.changes[0].kept.from, Verdict::kPass);
      ASSERT_THAT(diff.changes[0].findings, SizeIs(1));
    }
  }
}

TEST(FlakyIn, HasNoCaseWhoseLastVerdictHeld) {
  Nights nights;
  nights.Add(Good());
  const auto flaky = [&] { return FlakyIn(*nights.history().Runs({.target = "acme"})).size(); };
  EXPECT_EQ(flaky(), 0u);
  nights.Add(Unsteady(Faulty(), 1));
  EXPECT_EQ(flaky(), 1u);
  nights.Add(Again(Faulty(), 2));
  EXPECT_EQ(flaky(), 0u) << "a diff of the first and the third run tells a regression";
  nights.Add(Again(Good(), 3));
  EXPECT_EQ(flaky(), 1u);
}

TEST(Diff, AFailureThatWasToldWhenItCameIsNotToldAgain) {
  Nights nights;
  nights.Add(Ask({.repeat = 2}));
  nights.Add(Unsteady(Ask({.faults = {"duktig-wrong-status"}, .repeat = 2}), 1));
  nights.Add(Again(Good(), 2));
  // By a change of the spec, which flakiness does not explain.
  EXPECT_THAT(Told(nights.Compare(nights.Ask({.files = WantsStatus201()}))), ElementsAre("sign-in spec regression"));
  EXPECT_THAT(nights.Compare(nights.Ask({.files = WantsStatus201()})).changes, IsEmpty());
}

TEST(Diff, WhatAFlakyCaseBreaksBesideIsARegression) {
  Nights nights;
  nights.Add(Good());
  nights.Add(Unsteady(Faulty(), 1));
  const AskedRun worse = Unsteady(Ask({.faults = {"duktig-wrong-status", "duktig-no-message"}}), 2);
  EXPECT_THAT(Told(nights.Compare(nights.Add(worse))), ElementsAre("sign-in target regression"));
}

TEST(Diff, CasesSkippedUnsentMakeNothingFlaky) {
  AskedRun skipped = Good();
  skipped.run.cases[0].verdict = Verdict::kSkipped;
  skipped.run.cases[0].reason = "the limit of wrong passwords leaves none";
  skipped.run.cases[0].mean_us = 0;
  Nights nights;
  for (int night = 0; night < 5; ++night) nights.Add(Again(night % 2 == 0 ? Good() : skipped, night));
  EXPECT_THAT(Told(nights.Compare(nights.Add(Again(Faulty(), 5)))), ElementsAre("sign-in target regression"));
}

}  // namespace
}  // namespace authconform
