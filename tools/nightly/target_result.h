// What came of one target in a night, as the night's files, events and summary tell it; into JSON and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/base/verdict.h"
#include "harness/run/run.h"
#include "reports/history/change.h"
#include "reports/mark.h"

namespace authconform {

// A case that fails the run, and the first rule by which it does.
struct FailingCase {
  std::string of_case;  // its id
  Finding finding;
};

struct TargetResult {
  std::string target;  // its name
  std::string folder;  // of its reports, below the night's
  ExitCode exit_code = ExitCode::kNothingChecked;
  bool judged = false;                        // at least one case has a verdict that tells of the target
  std::string trouble;                        // why nothing, or not everything, was judged; empty when all was
  bool interrupted = false;                   // by its time limit, or as its transcript or journal is full
  Counts counts = {};                         // cases by mark
  std::vector<FailingCase> failing;           // the first 100, in plan order
  std::vector<std::string> deviation_errors;  // what is wrong with its list of deviations, which fails the run
  int64_t requests = 0;
  int64_t started_us = 0;
  int64_t duration_us = 0;

  // What the history adds.
  int64_t run = 0;          // its id there; 0: it is not there yet
  bool clock_back = false;  // it began, by its clock, before the target's run before it
  // When the target's run before this began, if that one judged something and this one does not: it is lost.
  std::optional<int64_t> lost_since_us;
  int64_t before_us = 0;         // when the target's run before this began; 0: this is its first
  int64_t failing_since_us = 0;  // FailingSince (streaks.h)
  // Cases that are `error` or `inconclusive` and that an earlier run could judge, be it the run before or one long ago.
  int64_t lost_cases = 0;
  std::vector<KeptChange> changes;

  // The target could not be asked for a mistake in a file, or something that it names and that is not there.
  bool IsBroken() const { return exit_code == ExitCode::kBadUsage; }
  // Cases that are `error` or `inconclusive`.
  int64_t Unjudged() const;
  // Why it is lost; none where it is not, or a mistake in a file keeps it from being asked.
  std::optional<Cause> LostCause() const;
  // Cases that the run before judged and this could not.
  std::vector<const KeptChange*> NewlyLost() const;
  // What it does worse than in its runs before: cases that failed nothing and fail, and 1 when it is lost or some of
  // its cases newly are.
  size_t Regressions() const;
};

// Without what the history adds.
TargetResult TargetResultOf(const Run& run, const std::string& folder);

Json ToJson(const TargetResult& result);
// Error, without a file: the member that is not as ToJson writes it.
Result<TargetResult> ReadTargetResult(const Json& json);

}  // namespace authconform
