#include "tools/cli/stop_on_signal.h"

#include <unistd.h>

#include <string_view>

namespace authconform {
namespace {

// A signal handler reaches nothing but a global.
std::atomic<bool> stop_requested = false;

void RequestStop(int signal) {
  constexpr std::string_view kStopping =
      "\nStopping once the requests under way are answered; again ends it at once.\n";
  stop_requested = true;
  // write() and signal() are among the few calls that a handler may make.
  [[maybe_unused]] const ssize_t said = write(STDERR_FILENO, kStopping.data(), kStopping.size());
  std::signal(signal, SIG_DFL);
}

}  // namespace

StopOnSignal::StopOnSignal() {
  for (size_t place = 0; place < kSignals.size(); ++place) {
    before_[place] = std::signal(kSignals[place], RequestStop);
    if (kSignals[place] == SIGHUP && before_[place] == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
  }
}

StopOnSignal::~StopOnSignal() {
  for (size_t place = 0; place < kSignals.size(); ++place) std::signal(kSignals[place], before_[place]);
}

const std::atomic<bool>& StopOnSignal::stop() const { return stop_requested; }

}  // namespace authconform
