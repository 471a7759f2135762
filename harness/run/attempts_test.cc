#include "harness/run/attempts.h"

#include <gtest/gtest.h>

namespace authconform {
namespace {

using What = Attempts::Turn::What;
using std::chrono::seconds;

Limits LimitsOf(int wrong_passwords, int window_s, bool success_resets) {
  Limits limits;
  limits.wrong_passwords = wrong_passwords;
  limits.wrong_passwords_window_s = window_s;
  limits.success_resets = success_resets;
  return limits;
}

TEST(ForgetsTest, OnlyASignInOrAWaitOfAtMostAMinuteMakesRoom) {
  const struct {
    Limits limits;
    bool can_sign_in;
    bool forgets;
  } kRows[] = {
      {LimitsOf(5, 0, false), true, false},  {LimitsOf(5, 60, false), false, true},
      {LimitsOf(5, 61, false), true, false}, {LimitsOf(5, 0, true), true, true},
      {LimitsOf(5, 0, true), false, false},  {LimitsOf(5, 900, true), true, true},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(Forgets(row.limits, row.can_sign_in), row.forgets)
        << row.limits.wrong_passwords_window_s << row.limits.success_resets << row.can_sign_in;
  }
}

TEST(AttemptBudgetTest, EachLoginHasItsOwnLimitOverAWholeRun) {
  AttemptBudget budget(5);
  EXPECT_EQ(budget.Left("ann"), 5);
  budget.Take("ann", 3);
  budget.Take("bob", 1);
  EXPECT_EQ(budget.Left("ann"), 2);
  EXPECT_EQ(budget.Left("bob"), 4);
  budget.Take("ann", 2);
  EXPECT_EQ(budget.Left("ann"), 0);
}

TEST(AttemptsTest, NothingIsForgottenWhereTheTargetDoesNotSaySo) {
  Attempts attempts(LimitsOf(2, 0, false));
  const Attempts::Clock::time_point start;
  EXPECT_EQ(attempts.Take("ann", 1, true, start).what, What::kNow);
  EXPECT_EQ(attempts.Take("ann", 1, true, start).what, What::kNow);
  attempts.SignedIn("ann");
  EXPECT_EQ(attempts.Take("ann", 1, true, start + seconds(100'000)).what, What::kExhausted);
  EXPECT_EQ(attempts.Take("bob", 1, true, start).what, What::kNow);
}

TEST(AttemptsTest, ASignInMakesRoomForItsAccountAlone) {
  Attempts attempts(LimitsOf(1, 0, true));
  const Attempts::Clock::time_point start;
  EXPECT_EQ(attempts.Take("ann", 1, true, start).what, What::kNow);
  EXPECT_EQ(attempts.Take("bob", 1, false, start).what, What::kNow);
  EXPECT_EQ(attempts.Take("ann", 1, true, start).what, What::kSignIn);
  EXPECT_EQ(attempts.Take("bob", 1, false, start).what, What::kExhausted);
  attempts.SignedIn("ann");
  EXPECT_EQ(attempts.Take("ann", 1, true, start).what, What::kNow);
  EXPECT_EQ(attempts.Take("bob", 1, false, start).what, What::kExhausted);
}

TEST(AttemptsTest, SeveralAreTakenAtOnceOrNotAtAll) {
  Attempts attempts(LimitsOf(3, 0, true));
  const Attempts::Clock::time_point start;
  EXPECT_EQ(attempts.Take("ann", 2, true, start).what, What::kNow);
  EXPECT_EQ(attempts.Take("ann", 2, true, start).what, What::kSignIn);
  EXPECT_EQ(attempts.Take("ann", 1, true, start).what, What::kNow);
  attempts.SignedIn("ann");
  EXPECT_EQ(attempts.Take("ann", 3, true, start).what, What::kNow);
  attempts.SignedIn("ann");
  EXPECT_EQ(attempts.Take("ann", 4, true, start).what, What::kExhausted) << "more than a sign-in makes room for";
}

TEST(AttemptsTest, LettersCaseAndBlanksDoNotMakeAnotherAccount) {
  Attempts attempts(LimitsOf(1, 0, false));
  const Attempts::Clock::time_point start;
  EXPECT_EQ(attempts.Take("Ann@x.org", 1, true, start).what, What::kNow);
  EXPECT_EQ(attempts.Take(" ann@X.org", 1, true, start).what, What::kExhausted);
  AttemptBudget budget(5);
  budget.Take("Ann", 5);
  EXPECT_EQ(budget.Left("ann "), 0);
}

TEST(AttemptsTest, TheWindowBeginsWhenTheTargetHasHeard) {
  Attempts attempts(LimitsOf(1, 10, false));
  const Attempts::Clock::time_point start;
  EXPECT_EQ(attempts.Take("ann", 1, false, start).what, What::kNow);
  attempts.Heard("ann", start + seconds(8));
  const Attempts::Turn turn = attempts.Take("ann", 1, false, start + seconds(12));
  ASSERT_EQ(turn.what, What::kWait);
  EXPECT_GT(turn.until, start + seconds(18));
}

TEST(AttemptsTest, TheWindowMovesWithTheOldestAttempt) {
  Attempts attempts(LimitsOf(2, 10, false));
  const Attempts::Clock::time_point start;
  EXPECT_EQ(attempts.Take("ann", 1, false, start).what, What::kNow);
  EXPECT_EQ(attempts.Take("ann", 1, false, start + seconds(6)).what, What::kNow);
  const Attempts::Turn turn = attempts.Take("ann", 1, false, start + seconds(7));
  ASSERT_EQ(turn.what, What::kWait);
  EXPECT_GT(turn.until, start + seconds(10));
  EXPECT_LT(turn.until, start + seconds(13));
  EXPECT_EQ(attempts.Take("ann", 1, false, turn.until).what, What::kNow);
  EXPECT_EQ(attempts.Take("ann", 1, false, turn.until).what, What::kWait);
}

TEST(AttemptsTest, WhatAnEarlierProcessSentCountsUntilTheTargetForgetsIt) {
  const Attempts::Clock::time_point start;
  Attempts never(LimitsOf(2, 0, false));
  never.Remember("Ann ", start - seconds(100'000));
  EXPECT_EQ(never.Take("ann", 1, true, start).what, What::kNow);
  EXPECT_EQ(never.Take("ann", 1, true, start).what, What::kExhausted);

  Attempts window(LimitsOf(2, 60, false));
  window.Remember("ann", start - seconds(10));  // whichever is told first
  window.Remember("ann", start - seconds(50));
  const Attempts::Turn turn = window.Take("ann", 1, true, start);
  EXPECT_EQ(turn.what, What::kWait);
  EXPECT_LT(turn.until, start + seconds(15));
  EXPECT_EQ(window.Take("ann", 1, true, turn.until).what, What::kNow);
  EXPECT_EQ(window.Take("ann", 1, true, turn.until).what, What::kWait);

  Attempts resets(LimitsOf(1, 0, true));
  resets.Remember("ann", start);
  EXPECT_EQ(resets.Take("ann", 1, true, start).what, What::kSignIn);
  resets.SignedIn("ann");
  EXPECT_EQ(resets.Take("ann", 1, true, start).what, What::kNow);
}

}  // namespace
}  // namespace authconform
