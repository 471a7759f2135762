// Requests of many threads, of one run or of many, into an even stream of so many a second.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>

namespace authconform {

// How long a run has waited for its turns of a rate: told while it waits, to whoever sees to many runs that share one.
// Such a run is alive, and its time limit is not the rate's to use up. For any thread.
class RateWait {
 public:
  using Clock = std::chrono::steady_clock;

  // A connection of the run waits at this moment.
  bool now() const;
  // Time during which at least one connection waited, the wait under way included: two that wait at once count once.
  Clock::duration total() const;

 private:
  friend class Rate;
  void Begin();
  void End();

  mutable std::mutex mutex_;
  int waiting_ = 0;
  Clock::time_point since_;   // while waiting_ > 0
  Clock::duration before_{};  // of waits that are over
};

// For any thread.
class Rate {
 public:
  // A turn every 1,000 s: a rate below it is taken for it.
  static constexpr double kSlowest = 0.001;

  // 0: no limit.
  explicit Rate(double per_second);

  // Waits for this thread's turn. `stop`, which is the waiting run's own, ends the wait: false then, and the turn is
  // nobody's. `waited` is told of it, unless null.
  bool Wait(const std::atomic<bool>& stop, RateWait* waited = nullptr);

 private:
  const std::chrono::nanoseconds interval_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point next_;
};

// Sleeps in short steps until `until`, or less long when `stop` is set. False when stopped.
bool SleepUntil(std::chrono::steady_clock::time_point until, const std::atomic<bool>& stop);

}  // namespace authconform
