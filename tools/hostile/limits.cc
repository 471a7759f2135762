#include "tools/hostile/limits.h"

#include "tools/hostile/hostile_backend.h"
#include "tools/hostile/says.h"

namespace authconform {

int64_t OrdinaryPeakKib() {
  static const int64_t kPeak = [] {
    const Behaviour well = {.name = "Well",
                            .sentence = "answers well",
                            .attack = Says(Answer("200 OK", SampleBody())),
                            .verdict = Verdict::kPass,
                            .words = ""};
    const HostileBackend backend(well);
    const HostileTrial trial = Try({.url = backend.url(), .ca_file = ""});
    EXPECT_GT(trial.peak_kib, 0) << trial.problem;
    return trial.peak_kib;
  }();
  return kPeak;
}

void ExpectBounded(const HostileTrial& trial, size_t attacks, double rate_per_second) {
  const int64_t paced = rate_per_second > 0 ? static_cast<int64_t>(1e6 * trial.run->requests / rate_per_second) : 0;
  EXPECT_LE(trial.run->duration_us, LongestUs(attacks) + kOrdinaryUs + paced);
  EXPECT_LE(trial.cpu_us, kMostCpuUs);
  // A sanitizer's shadow is many times what it shadows.
  if (!kSanitized) {
    EXPECT_LE(trial.peak_kib - OrdinaryPeakKib(), kMostMoreKib);
  }
}

}  // namespace authconform
