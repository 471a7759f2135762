// Wrong passwords sent into whether one more may be sent now, so that no account is locked.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "harness/run/target.h"

namespace authconform {

// How long a run waits for a target to forget wrong passwords; beyond that it skips cases.
inline constexpr int kLongestForgetting = 60;  // seconds

// Whether waiting, or signing in when `can_sign_in`, makes room for more wrong passwords while the run goes on.
bool Forgets(const Limits& limits, bool can_sign_in);

// As logins are told apart: letter case and blanks around one are not, by many targets.
std::string FoldedLogin(std::string_view login);

// Counts for each login what cannot be forgotten during the run, before anything is sent.
class AttemptBudget {
 public:
  explicit AttemptBudget(int limit) : limit_(limit) {}
  // How many more wrong passwords the login may get.
  int Left(const std::string& login) const;
  int Taken(const std::string& login) const;
  void Take(const std::string& login, int wrong);
  // One that an earlier process of the run sent, whose answer nobody got.
  void TakeLost(const std::string& login);
  int Lost(const std::string& login) const;

  // The limit that would leave no case out, as reasons tell it; 0: not known.
  void Needs(int64_t limit) { needed_ = limit; }
  int64_t needed() const { return needed_; }

 private:
  int limit_;
  int64_t needed_ = 0;
  std::map<std::string, int> taken_;
  std::map<std::string, int> lost_;  // of those
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
  // For `count` of them at once, at most as many as the limit; none of them, or all.
  Turn Take(const std::string& login, int count, bool can_sign_in, Clock::time_point now);
  // One of those taken was heard by the target, at the latest now: from here on it is remembered.
  void Heard(const std::string& login, Clock::time_point now);
  void SignedIn(const std::string& login);
  // One that an earlier process of this run sent, heard at that time at the latest. Before anything is taken.
  void Remember(const std::string& login, Clock::time_point heard);

 private:
  const Limits limits_;
  std::mutex mutex_;
  struct Attempt {
    Clock::time_point at;
    bool heard = false;
  };
  std::map<std::string, std::deque<Attempt>> sent_;  // what the target may still remember
};

}  // namespace authconform
