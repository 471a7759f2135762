#include "harness/run/attempts.h"

#include <algorithm>

namespace authconform {
namespace {

// The target's clock starts when it answers, ours when we send; and it may count in whole seconds.
constexpr auto kMargin = std::chrono::milliseconds(1'500);

}  // namespace

bool Forgets(const Limits& limits, bool can_sign_in) {
  const bool soon = limits.wrong_passwords_window_s > 0 && limits.wrong_passwords_window_s <= kLongestForgetting;
  return soon || (limits.success_resets && can_sign_in);
}

int AttemptBudget::Left(const std::string& login) const {
  const auto taken = taken_.find(login);
  return std::max(0, limit_ - (taken == taken_.end() ? 0 : taken->second));
}

void AttemptBudget::Take(const std::string& login, int wrong) { taken_[login] += wrong; }

Attempts::Turn Attempts::Take(const std::string& login, bool can_sign_in, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  std::deque<Clock::time_point>& sent = sent_[login];
  const auto window = std::chrono::seconds(limits_.wrong_passwords_window_s) + kMargin;
  if (limits_.wrong_passwords_window_s > 0) {
    while (!sent.empty() && sent.front() + window <= now) sent.pop_front();
  }
  if (sent.size() < static_cast<size_t>(limits_.wrong_passwords)) {
    sent.push_back(now);
    return {};
  }
  if (limits_.success_resets && can_sign_in) return {Turn::What::kSignIn, {}};
  if (Forgets(limits_, can_sign_in)) return {Turn::What::kWait, sent.front() + window};
  return {Turn::What::kExhausted, {}};
}

void Attempts::SignedIn(const std::string& login) {
  if (!limits_.success_resets) return;
  const std::lock_guard lock(mutex_);
  sent_.erase(login);
}

}  // namespace authconform
