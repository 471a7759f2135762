// A server's URL into what a run in a process of its own made of it, and what that process took.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/run/run.h"

namespace authconform {

struct TrialOptions {
  std::string url;
  std::string ca_file;          // empty: the system's
  bool attack_refusal = false;  // the attacked case is a wrong password's
  int exchange_timeout_ms = 1'000;
  double rate_per_second = 0;
};

struct HostileTrial {
  std::optional<Run> run;
  std::string problem;   // why there is no run: a crash, a hang, an error
  int64_t cpu_us = 0;    // user and system time of the process
  int64_t peak_kib = 0;  // VmHWM of the process
  int exit_code = 0;     // of the process: the run's
};

// Runs SampleCases by tools/hostile/ask_once over one connection. Ends the process after a minute.
HostileTrial Try(const TrialOptions& options);

}  // namespace authconform
