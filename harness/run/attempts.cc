#include "harness/run/attempts.h"

#include <algorithm>

namespace authconform {
namespace {

// The target's clock starts when it answers, ours when we send; and it may count in whole seconds.
constexpr auto kMargin = std::chrono::milliseconds(1'500);

}  // namespace

std::string FoldedLogin(std::string_view login) {
  while (!login.empty() && login.front() == ' ') login.remove_prefix(1);
  while (!login.empty() && login.back() == ' ') login.remove_suffix(1);
  std::string folded;
  for (char c : login) folded += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return folded;
}

bool Forgets(const Limits& limits, bool can_sign_in) {
  const bool soon = limits.wrong_passwords_window_s > 0 && limits.wrong_passwords_window_s <= kLongestForgetting;
  return soon || (limits.success_resets && can_sign_in);
}

int AttemptBudget::Left(const std::string& login) const { return std::max(0, limit_ - Taken(login)); }

int AttemptBudget::Taken(const std::string& login) const {
  const auto taken = taken_.find(FoldedLogin(login));
  return taken == taken_.end() ? 0 : taken->second;
}

void AttemptBudget::Take(const std::string& login, int wrong) { taken_[FoldedLogin(login)] += wrong; }

void AttemptBudget::TakeLost(const std::string& login) {
  Take(login, 1);
  ++lost_[FoldedLogin(login)];
}

int AttemptBudget::Lost(const std::string& login) const {
  const auto lost = lost_.find(FoldedLogin(login));
  return lost == lost_.end() ? 0 : lost->second;
}

Attempts::Turn Attempts::Take(const std::string& login, int count, bool can_sign_in, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  std::deque<Attempt>& sent = sent_[FoldedLogin(login)];
  const auto window = std::chrono::seconds(limits_.wrong_passwords_window_s) + kMargin;
  if (limits_.wrong_passwords_window_s > 0) {
    while (!sent.empty() && sent.front().at + window <= now) sent.pop_front();
  }
  if (sent.size() + static_cast<size_t>(count) <= static_cast<size_t>(limits_.wrong_passwords)) {
    sent.insert(sent.end(), static_cast<size_t>(count), {now});
    return {};
  }
  if (sent.empty() || !Forgets(limits_, can_sign_in)) return {Turn::What::kExhausted, {}};
  if (limits_.success_resets && can_sign_in) return {Turn::What::kSignIn, {}};
  return {Turn::What::kWait, sent.front().at + window};
}

void Attempts::Heard(const std::string& login, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  bool next = true;
  for (Attempt& each : sent_[FoldedLogin(login)]) {
    if (each.heard) continue;
    each = {now, next};
    next = false;  // the others will be heard later still
  }
}

void Attempts::Remember(const std::string& login, Clock::time_point heard) {
  const std::lock_guard lock(mutex_);
  std::deque<Attempt>& sent = sent_[FoldedLogin(login)];
  const auto later = [&](const Attempt& each) { return heard < each.at; };
  sent.insert(std::find_if(sent.begin(), sent.end(), later), {heard, true});
}

void Attempts::SignedIn(const std::string& login) {
  if (!limits_.success_resets) return;
  const std::lock_guard lock(mutex_);
  sent_.erase(FoldedLogin(login));
}

}  // namespace authconform
