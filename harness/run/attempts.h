// Wrong passwords sent into whether one more may be sent now, so that no account is locked.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "harness/run/target.h"

namespace authconform {

// How long a run waits for a target to forget wrong passwords; beyond that it skips cases.
inline constexpr int kLongestForgetting = 60;  // seconds

// Whether waiting, or signing in when `can_sign_in`, makes room for more wrong passwords while the run goes on.
bool Forgets(const Limits& limits, bool can_sign_in);

// Counts for each login what cannot be forgotten during the run, before anything is sent.
class AttemptBudget {
 public:
  explicit AttemptBudget(int limit) : limit_(limit) {}
  // How many more wrong passwords the login may get.
  int Left(const std::string& login) const;
  void Take(const std::string& login, int wrong);

 private:
  int limit_;
  std::map<std::string, int> taken_;
};

// Holds the target's limit while the run goes on: within its window, or since the last sign-in. For any thread.
class Attempts {
 public:
  using Clock = std::chrono::steady_clock;
  explicit Attempts(const Limits& limits) : limits_(limits) {}

  struct Turn {
    enum class What {
      kNow,        // it may be sent, and counts as sent
      kSignIn,     // once the account has signed in: ask again then
      kWait,       // from `until` on: ask again then
      kExhausted,  // not in this run
    } what = What::kNow;
    Clock::time_point until = {};
  };
  Turn Take(const std::string& login, bool can_sign_in, Clock::time_point now);
  void SignedIn(const std::string& login);

 private:
  const Limits limits_;
  std::mutex mutex_;
  std::map<std::string, std::deque<Clock::time_point>> sent_;  // what the target may still remember
};

}  // namespace authconform
