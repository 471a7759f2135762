// What a night came to, for its exit code, its summary and nightly.json.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/base/verdict.h"
#include "tools/nightly/nightly_file.h"
#include "tools/nightly/target_result.h"

namespace authconform {

struct NightResult {
  std::string night;  // its name
  std::string folder;
  int64_t started_us = 0;
  int64_t duration_us = 0;            // of all processes that worked at it; of a killed one as far as it told
  bool clock_back = false;            // it began, by its clock, before the night before it
  bool finished = false;              // nothing is left for --resume
  bool stopped = false;               // by a signal
  size_t targets = 0;                 // chosen
  std::vector<TargetResult> results;  // of those that were asked, in the file's order
  std::vector<Error> troubles;        // history, site, events, disk: each once
  FailOn fail_on = FailOn::kRegressions;
  ExitCode exit_code = ExitCode::kConforms;

  size_t Regressions() const;
};

// The form of nightly.json, which the README of this folder tells.
Json ToJson(const NightResult& result);

}  // namespace authconform
