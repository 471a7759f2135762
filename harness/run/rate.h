// Requests of many threads into an even stream of so many a second.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>

namespace authconform {

class Rate {
 public:
  // 0: no limit. `stop` ends every wait.
  Rate(double per_second, const std::atomic<bool>& stop);

  // Waits for this thread's turn. False when stopped.
  bool Wait();

 private:
  const std::chrono::nanoseconds interval_;
  const std::atomic<bool>& stop_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point next_;
};

// Sleeps in short steps until `until`, or less long when `stop` is set. False when stopped.
bool SleepUntil(std::chrono::steady_clock::time_point until, const std::atomic<bool>& stop);

}  // namespace authconform
