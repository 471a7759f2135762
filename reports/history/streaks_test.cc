#include "reports/history/streaks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const KeptResult kResults[] = {
    {1, Verdict::kPass, "", "", {}, false},      {2, Verdict::kFail, "", "", {}, false},
    {3, Verdict::kWarn, "", "", {}, false},      {4, Verdict::kInconclusive, "", "", {}, false},
    {5, Verdict::kError, "", "", {}, false},     {6, Verdict::kSkipped, "", "", {}, false},
    {7, Verdict::kFail, "", "known", {}, false}, {8, Verdict::kFail, "", "", {}, true},
};
constexpr std::string_view kLetters = "pfwiesdu";  // of the results above

// One case's runs, a letter each; '-' is a run that did not ask it. Upper case: the letter's, and from there on another
// version judges.
class Runs {
 public:
  explicit Runs(std::string_view letters) {
    const KeptEndpoint endpoint = {"duktig/token", "d", "d", "d", "spec", "cases"};
    for (const char* version : {"1", "2"}) {
      plans_.push_back(KeptPlan{1, version, {endpoint}, {"duktig/token/valid/sign-in"}});
      plans_.push_back(KeptPlan{2, version, {}, {}});
    }
    size_t version = 0;
    for (const char letter : letters) {
      if (std::isupper(letter)) version = 2;
      KeptRun& run = runs.emplace_back();
      run.id = static_cast<int64_t>(runs.size());
      run.started_us = run.id * 100;
      run.plan = &plans_[version + (letter == '-' ? 1 : 0)];
      if (letter == '-') continue;
      run.results.push_back(&kResults[kLetters.find(static_cast<char>(std::tolower(letter)))]);
    }
  }

  std::vector<KeptRun> runs;

 private:
  std::vector<KeptPlan> plans_;
};

TEST(Streaks, TellSinceWhen) {
  const struct {
    const char* runs;
    Verdict verdict;
    int64_t since;
    int64_t of_runs;
    size_t flips;
  } rows[] = {
      {"p", Verdict::kPass, 1, 1, 0},     {"ppp", Verdict::kPass, 1, 3, 0},   {"ppff", Verdict::kFail, 3, 2, 1},
      {"pfpf", Verdict::kFail, 4, 1, 3},  {"pfdd", Verdict::kFail, 2, 3, 1},  // a listed failure is a failure
      {"fifef", Verdict::kFail, 1, 3, 0},                                     // a lost night ends no streak
      {"pf-i", Verdict::kFail, 2, 1, 1},                                      // nor does one that did not ask
      {"piiw", Verdict::kWarn, 4, 1, 1},                                      // nor does it make two flips of one
      {"sspp", Verdict::kPass, 3, 2, 1},  {"ps", Verdict::kSkipped, 2, 1, 1},
  };
  for (const auto& row : rows) {
    const Runs given(row.runs);
    const std::vector<CaseStreak> streaks = Streaks(given.runs);
    ASSERT_THAT(streaks, SizeIs(1)) << row.runs;
    EXPECT_TRUE(streaks[0].known);
    EXPECT_EQ(streaks[0].verdict, row.verdict) << row.runs;
    EXPECT_EQ(streaks[0].since_run, row.since) << row.runs;
    EXPECT_EQ(streaks[0].since_us, row.since * 100) << row.runs;
    EXPECT_EQ(streaks[0].runs, row.of_runs) << row.runs;
    EXPECT_EQ(streaks[0].flips.size(), row.flips) << row.runs;
  }
}

TEST(Streaks, TellTheLastNightBesideTheVerdict) {
  const Runs given("pfi-");
  const CaseStreak streak = Streaks(given.runs).front();
  EXPECT_EQ(streak.id, "duktig/token/valid/sign-in");
  EXPECT_EQ(streak.last->verdict, Verdict::kInconclusive);
  EXPECT_EQ(streak.last_run, 3);
  EXPECT_EQ(streak.asked, 3);
  EXPECT_EQ(streak.verdict, Verdict::kFail);
}

TEST(Streaks, KnowNothingFromLostNightsAlone) {
  const Runs given("ie");
  EXPECT_FALSE(Streaks(given.runs).front().known);
  EXPECT_EQ(Streaks(given.runs).front().since_run, 0);
  const Runs never("--");
  EXPECT_THAT(Streaks(never.runs), IsEmpty());
  EXPECT_THAT(Streaks({}), IsEmpty());
}

TEST(Streaks, AFlipTellsFromWhatAndWhetherTheJudgeIsTheSame) {
  const Runs given("pfPi-f");
  const std::vector<Flip> flips = Streaks(given.runs).front().flips;
  ASSERT_THAT(flips, SizeIs(3));
  EXPECT_EQ(flips[0].run, 2);
  EXPECT_EQ(flips[0].from, Verdict::kPass);
  EXPECT_EQ(flips[0].to, Verdict::kFail);
  EXPECT_TRUE(flips[0].same_judge);
  EXPECT_FALSE(flips[1].same_judge);
  EXPECT_TRUE(flips[2].same_judge);
}

TEST(Streaks, FlakyIsThreeFlipsUnderOneJudgeWithinTheWindow) {
  const struct {
    const char* runs;
    bool flaky;
  } rows[] = {
      {"pppp", false},   {"ppff", false},      {"pfp", false},  // broken and mended
      {"pfpf", true},    {"pfpffffp", false},                   // one flip is within the window
      {"pppfpfp", true}, {"pfPf", false},                       // the second flip is the new version's
      {"pfPfpf", true},  {"pfpfp-----", true},                  // runs that did not ask are not of the window
      {"pfiipf", false},                                        // those that were lost are
      {"pipip", false},  {"pppu", true},                        // both within one run
      {"upppp", false},
  };
  for (const auto& row : rows) {
    const Runs given(row.runs);
    EXPECT_EQ(Streaks(given.runs, 4).front().flaky, row.flaky) << row.runs;
  }
}

TEST(Streaks, RunsDifferByVerdictsAndByWhatTheyAsk) {
  const struct {
    const char* runs;
    bool differ;
  } rows[] = {{"pp", false}, {"pf", true}, {"pi", true}, {"fd", false}, {"p-", true}, {"--", false}, {"pP", false}};
  for (const auto& row : rows) {
    const Runs given(row.runs);
    EXPECT_EQ(Differ(given.runs[0], given.runs[1]), row.differ) << row.runs;
  }
}

}  // namespace
}  // namespace authconform
