// A hostile server's URL into a run, in a process that may crash, hang or grow alone: prints its peak memory in KiB,
// and run.json. Exits with the run's exit code.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "harness/run/run_json.h"
#include "harness/run/runner.h"
#include "tools/hostile/sample_endpoint.h"

namespace authconform {
namespace {

// Of this program alone; getrusage also counts what its parent had when it started it.
long PeakKib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::strtol(line.c_str() + 6, nullptr, 10);
  }
  return 0;
}

int Fail(const Error& error) {
  std::fprintf(stderr, "%s\n", error.ToString().c_str());
  return static_cast<int>(ExitCode::kHarnessError);
}

int Ask(char** arguments) {
  Result<Spec> spec = LoadSampleSpec();
  if (!spec) return Fail(spec.error());
  Result<Origin> origin = ParseOrigin(arguments[1]);
  if (!origin) return Fail(origin.error());

  Target target;
  target.name = "hostile";
  target.origin = *std::move(origin);
  target.limits.jobs = 1;
  target.limits.exchange_timeout_ms = std::atoi(arguments[3]);
  target.limits.rate_per_second = std::atof(arguments[4]);
  target.tls.ca_file = arguments[6];
  target.defaults.accounts["active"] = {kSampleLogin, kSamplePassword};
  RunOptions options;
  options.transcript = arguments[5];

  const Selected selected = {&*spec, SampleCases(std::string(arguments[2]) == "refusal")};
  const Result<Run> run = RunCases({selected}, target, options);
  if (!run) return Fail(run.error());
  const std::string text = WriteRun(*run);
  std::printf("%ld\n%s", PeakKib(), text.c_str());
  return static_cast<int>(run->exit_code);
}

}  // namespace
}  // namespace authconform

int main(int count, char** arguments) {
  if (count != 7) {
    std::fprintf(stderr, "usage: ask_once URL sign-in|refusal TIMEOUT_MS RATE TRANSCRIPT CA_FILE\n");
    return 2;
  }
  return authconform::Ask(arguments);
}
