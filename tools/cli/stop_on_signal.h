// Ctrl-C, SIGTERM and a terminal that is closed (SIGHUP) into a flag that work under way looks at.
#pragma once

#include <array>
#include <atomic>
#include <csignal>

namespace authconform {

// While it lives, the first signal sets the flag and says so on standard error; a second one of its kind ends the
// process. SIGHUP stays ignored where it was: by nohup. One at a time. The flag stays set.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

  const std::atomic<bool>& stop() const;

 private:
  static constexpr std::array<int, 3> kSignals = {SIGINT, SIGTERM, SIGHUP};

  std::array<void (*)(int), kSignals.size()> before_;  // by place in kSignals
};

}  // namespace authconform
