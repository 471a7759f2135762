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

// One case's runs, a letter each; '-' is a run that did not ask it, 'x' one that skipped it unsent. Upper case: the
// letter's, and from there on another version judges.
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
      const char sent = letter == 'x' ? 's' : static_cast<char>(std::tolower(letter));
      run.results.push_back(&kResults[kLetters.find(sent)]);
      run.mean_us.push_back(letter == 'x' ? 0 : 1);
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
      {"p", Verdict::kPass, 1, 1, 0},     {"ppp", Verdict::kPass, 1, 3, 0},
      {"ppff", Verdict::kFail, 3, 2, 1},  {"pfpf", Verdict::kFail, 4, 1, 3},
      {"pfdd", Verdict::kFail, 2, 3, 1},   // a listed failure is a failure
      {"fifef", Verdict::kFail, 1, 3, 0},  // a lost night ends no streak
      {"pf-i", Verdict::kFail, 2, 1, 1},   // nor does one that did not ask
      {"piiw", Verdict::kWarn, 4, 1, 1},   // nor does it make two flips of one
      {"sspp", Verdict::kPass, 3, 2, 1},  {"ps", Verdict::kSkipped, 2, 1, 1},
      {"pxpxp", Verdict::kPass, 1, 3, 0},  // skipped unsent, as where no wrong password is left
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
  const Runs unsent("xix");
  EXPECT_FALSE(Streaks(unsent.runs).front().known);
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
      {"upppp", false},  {"pxpxp", false},                      // the limit of wrong passwords is ours
  };
  for (const auto& row : rows) {
    const Runs given(row.runs);
    EXPECT_EQ(Streaks(given.runs, 4).front().flaky, row.flaky) << row.runs;
  }
}

TEST(Streaks, CountFlipsWithinTheWindowAlone) {
  const Runs given("pfpfpppf");
  const CaseStreak streak = Streaks(given.runs, 4).front();
  EXPECT_EQ(streak.asked, 8);
  EXPECT_EQ(streak.window_runs, 4);
  EXPECT_EQ(streak.window_flips, 2);
  EXPECT_EQ(Streaks(given.runs).front().window_runs, 8);
  EXPECT_EQ(Streaks(given.runs).front().window_flips, 5);
}

// Such as one that came late (history.h).
TEST(Streaks, ARunsIdIsNotItsPlace) {
  for (const auto& [runs, flaky] : {std::pair("pfpf", true), std::pair("pfpppff", false)}) {
    for (size_t place = 0; place < 7 && runs[place] != '\0'; ++place) {
      Runs given(runs);
      given.runs[place].id = 99;
      EXPECT_EQ(Streaks(given.runs, 4).front().flaky, flaky) << runs << " " << place;
    }
  }
}

TEST(Streaks, AFlipMayBeChanceUntilItHolds) {
  struct Row {
    const char* runs;
    bool flaky;        // the last flip
    int64_t held_run;  // of the last flip
  };
  const Row rows[] = {
      {"pf", false, 0},   {"pff", false, 3},  {"pfff", false, 3},  // which is no news then
      {"pu", true, 0},    {"puu", true, 0},   {"puuf", true, 4},     {"puff", true, 3},   {"pupf", true, 0},
      {"pupff", true, 5}, {"pfpf", true, 0},  {"pfpff", true, 5},    {"pfpfif", true, 6}, {"pfpf-f", true, 6},
      {"pfpfp", true, 0}, {"pfpfu", true, 0}, {"puppppf", false, 0},  // it was long ago
  };
  for (const Row& row : rows) {
    const Runs given(row.runs);
    const std::vector<Flip> flips = Streaks(given.runs, 4).front().flips;
    ASSERT_FALSE(flips.empty()) << row.runs;
    EXPECT_EQ(flips.back().flaky, row.flaky) << row.runs;
    EXPECT_EQ(flips.back().held_run, row.held_run) << row.runs;
  }
  const Runs lost("pfi-p");
  EXPECT_EQ(Streaks(lost.runs).front().flips.back().before_run, 2);
  const Runs unsteady("pufu-");
  EXPECT_EQ(Streaks(unsteady.runs).front().unsteady_run, 4);
}

TEST(StateInWords, TellsDeviationsAndWhatWasNotJudged) {
  const struct {
    Mark mark;
    bool whole;
    int64_t deviations;
    const char* words;
  } kRows[] = {
      {Mark::kPass, true, 0, "conforms"},
      {Mark::kWarn, true, 0, "conforms"},
      {Mark::kPass, false, 0, "conforms, as far as judged"},
      {Mark::kDeviation, true, 0, "conforms but for deviations"},
      {Mark::kDeviation, true, 1, "conforms but for 1 deviation"},
      {Mark::kDeviation, false, 2, "conforms but for 2 deviations, as far as judged"},
      {Mark::kFail, true, 2, "does not conform"},
      {Mark::kFail, false, 0, "does not conform"},
      {Mark::kInconclusive, false, 0, "could not be judged"},
      {Mark::kError, true, 0, "could not be judged"},
  };
  for (const auto& row : kRows) EXPECT_EQ(StateInWords(row.mark, row.whole, row.deviations), row.words);
}

TEST(Standing, PassesOverRunsThatCouldNotBeJudged) {
  const struct {
    const char* runs;  // as Runs takes them; a run that could not be judged as a whole is i, e or - here
    size_t since;
    int64_t count;
  } rows[] = {
      {"p", 0, 1},   {"ppp", 0, 3}, {"ffp", 2, 1},   {"pff", 1, 2},  {"f-f", 0, 2}, {"pfi-f", 1, 2}, {"fie", 2, 1},
      {"f--", 1, 2}, {"fi-", 1, 2}, {"fifif", 0, 3}, {"f-pf", 3, 1}, {"ddp", 2, 1}, {"dd-d", 0, 3},  {"fd", 1, 1},
  };
  for (const auto& row : rows) {
    Runs given(row.runs);
    for (KeptRun& run : given.runs) {
      const Verdict verdict = run.results.empty() ? Verdict::kInconclusive : run.results[0]->verdict;
      const bool excused = !run.results.empty() && !run.results[0]->deviation.empty();
      run.exit_code = verdict == Verdict::kInconclusive       ? ExitCode::kInconclusive
                      : verdict == Verdict::kError            ? ExitCode::kHarnessError
                      : verdict == Verdict::kFail && !excused ? ExitCode::kDoesNotConform
                                                              : ExitCode::kConforms;
    }
    const Standing standing = StandingOf(given.runs);
    EXPECT_EQ(standing.since, row.since) << row.runs;
    EXPECT_EQ(standing.runs, row.count) << row.runs;
  }
  EXPECT_EQ(StandingOf({}).runs, 0);
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

TEST(FailingSince, IsOfWhatFailsTheLastRun) {
  const struct {
    const char* runs;
    bool strict;
    int64_t since;  // 0: it does not fail
  } rows[] = {
      {"p", false, 0},   {"f", false, 1},   {"pff", false, 2}, {"fpf", false, 3},
      {"ffp", false, 0}, {"f-f", false, 1}, {"fif", false, 1}, {"fxf", false, 1},
      {"pwf", false, 3}, {"pwf", true, 2},  {"pdd", false, 0}, {"ddf", false, 3},  // listed until then
      {"pww", false, 0}, {"pww", true, 2},  {"ffi", false, 0},
  };
  for (const auto& row : rows) {
    Runs given(row.runs);
    for (KeptRun& each : given.runs) each.strict = row.strict;
    EXPECT_EQ(FailingSince(given.runs), row.since * 100) << row.runs << row.strict;
  }
  EXPECT_EQ(FailingSince({}), 0);
}

TEST(FailingSince, OfAListOfDeviationsThatDoesNotHoldIsOfTheTarget) {
  Runs given("pppp");
  for (const size_t place : {1, 3}) given.runs[place].exit_code = ExitCode::kDoesNotConform;
  EXPECT_EQ(FailingSince(given.runs), 400);
  given.runs[2].exit_code = ExitCode::kDoesNotConform;
  EXPECT_EQ(FailingSince(given.runs), 200);
}

}  // namespace
}  // namespace authconform
