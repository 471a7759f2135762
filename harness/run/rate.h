// Requests of many threads, of one run or of many, into an even stream of so many a second.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>

namespace authconform {

// For any thread.
class Rate {
 public:
  // 0: no limit.
  explicit Rate(double per_second);

  // Waits for this thread's turn. `stop`, which is the waiting run's own, ends the wait: false then, and the turn is
  // nobody's.
  bool Wait(const std::atomic<bool>& stop);

 private:
  const std::chrono::nanoseconds interval_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point next_;
};

// Sleeps in short steps until `until`, or less long when `stop` is set. False when stopped.
bool SleepUntil(std::chrono::steady_clock::time_point until, const std::atomic<bool>& stop);

}  // namespace authconform
