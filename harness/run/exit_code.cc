#include "harness/run/exit_code.h"

#include <algorithm>

namespace authconform {

ExitCode ExitCodeOf(const Run& run) {
  if (run.interrupted) return ExitCode::kInconclusive;  // what failed had no control after it
  const bool fails =
      std::any_of(run.cases.begin(), run.cases.end(), [&](const CaseResult& result) { return run.Fails(result); });
  if (fails || !run.deviation_errors.empty()) return ExitCode::kDoesNotConform;
  if (!run.preflight_error.empty()) return ExitCode::kInconclusive;
  if (run.Total(Verdict::kError) > 0 || run.Total(Verdict::kInconclusive) > 0) return ExitCode::kInconclusive;
  const int64_t judged = run.Total(Verdict::kPass) + run.Total(Verdict::kWarn) + run.Total(Verdict::kFail);
  return judged == 0 ? ExitCode::kNothingChecked : ExitCode::kConforms;
}

}  // namespace authconform
