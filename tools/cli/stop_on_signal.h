// Ctrl-C and SIGTERM into a flag that work under way looks at.
#pragma once

#include <atomic>
#include <csignal>

namespace authconform {

// While it lives, the first signal sets the flag and says so on standard error; a second one ends the process. One at a
// time. The flag stays set.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

  const std::atomic<bool>& stop() const;

 private:
  void (*interrupt_)(int);
  void (*terminate_)(int);
};

}  // namespace authconform
