#include "harness/run/rate.h"

#include <algorithm>
#include <thread>

namespace authconform {

using Clock = std::chrono::steady_clock;

namespace {

std::chrono::nanoseconds IntervalOf(double per_second) {
  if (!(per_second > 0)) return std::chrono::nanoseconds(0);
  return std::chrono::nanoseconds(static_cast<int64_t>(1e9 / std::max(per_second, Rate::kSlowest)));
}

}  // namespace

Rate::Rate(double per_second) : interval_(IntervalOf(per_second)) {}

bool RateWait::now() const {
  std::lock_guard lock(mutex_);
  return waiting_ > 0;
}

Clock::duration RateWait::total() const {
  std::lock_guard lock(mutex_);
  return before_ + (waiting_ > 0 ? Clock::now() - since_ : Clock::duration::zero());
}

void RateWait::Begin() {
  std::lock_guard lock(mutex_);
  if (waiting_++ == 0) since_ = Clock::now();
}

void RateWait::End() {
  std::lock_guard lock(mutex_);
  if (--waiting_ == 0) before_ += Clock::now() - since_;
}

bool Rate::Wait(const std::atomic<bool>& stop, RateWait* waited) {
  if (interval_.count() == 0 || stop) return !stop;
  Clock::time_point turn;
  {
    std::lock_guard lock(mutex_);
    turn = std::max(Clock::now(), next_);
    next_ = turn + interval_;
  }
  if (waited == nullptr || turn <= Clock::now()) return SleepUntil(turn, stop);
  waited->Begin();
  const bool came = SleepUntil(turn, stop);
  waited->End();
  return came;
}

bool SleepUntil(Clock::time_point until, const std::atomic<bool>& stop) {
  constexpr std::chrono::milliseconds kStep(50);
  while (!stop) {
    const Clock::time_point now = Clock::now();
    if (now >= until) return true;
    std::this_thread::sleep_for(std::min<Clock::duration>(until - now, kStep));
  }
  return false;
}

}  // namespace authconform
