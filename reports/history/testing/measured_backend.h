// A number into a backend that mostly conforms, for measuring what many nights of many targets weigh and cost.
#pragma once

#include <random>
#include <string>

#include "harness/run/run.h"
#include "reports/history/testing/sample_runs.h"

namespace authconform::testing {

inline constexpr size_t kMeasuredCases = 60;

// Now and then a case fails for a few nights, and one in a hundred nights is lost. The same number gives the same
// nights.
class MeasuredBackend {
 public:
  explicit MeasuredBackend(int number)
      : random_(static_cast<unsigned>(number)), name_("target-" + std::to_string(number)) {}

  Run NextNight(int night) {
    for (char& each : verdicts_) {
      if (Happens(each == 'p' ? 2'000 : 5)) each = each == 'p' ? 'f' : 'p';
    }
    Run run = SampleRun(name_, Happens(100) ? std::string(kMeasuredCases, 'i') : verdicts_, night);
    run.started_us += static_cast<int64_t>(random_() % 1'000'000);
    for (CaseResult& each : run.cases) each.mean_us = 500 + static_cast<int64_t>(random_() % 20'000);
    return run;
  }

 private:
  bool Happens(unsigned once_in) { return random_() % once_in == 0; }

  std::mt19937 random_;
  std::string name_;
  std::string verdicts_ = std::string(kMeasuredCases, 'p');
};

}  // namespace authconform::testing
