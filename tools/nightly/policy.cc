#include "tools/nightly/policy.h"

#include <algorithm>

namespace authconform {
namespace {

// Whether it was not judged as it could be.
bool IsOpen(const TargetResult& result, FailOn fail_on) {
  if (!result.judged || result.interrupted || result.exit_code == ExitCode::kHarnessError) return true;
  if (fail_on == FailOn::kFailures) return result.exit_code != ExitCode::kConforms;
  const bool is_first = result.before_us == 0;
  return result.lost_cases > 0 || (is_first && result.Unjudged() > 0);
}

}  // namespace

ExitCode NightExit(FailOn fail_on, const std::vector<TargetResult>& results, const NightEnd& end) {
  if (end.trouble) return ExitCode::kHarnessError;
  if (end.stopped) return ExitCode::kInconclusive;
  if (fail_on == FailOn::kNever) return ExitCode::kConforms;
  const bool all_failures = fail_on == FailOn::kFailures;
  const bool hit = std::any_of(results.begin(), results.end(), [&](const TargetResult& each) {
    return each.Regressions() > 0 || (all_failures && each.exit_code == ExitCode::kDoesNotConform);
  });
  if (hit) return ExitCode::kDoesNotConform;
  const bool open =
      std::any_of(results.begin(), results.end(), [&](const TargetResult& each) { return IsOpen(each, fail_on); });
  return open ? ExitCode::kInconclusive : ExitCode::kConforms;
}

std::string_view NightMeaning(ExitCode code, FailOn fail_on) {
  switch (code) {
    case ExitCode::kConforms:
      return fail_on == FailOn::kNever      ? "whatever was found"
             : fail_on == FailOn::kFailures ? "no failures"
                                            : "no regressions";
    case ExitCode::kDoesNotConform:
      return fail_on == FailOn::kFailures ? "failures or regressions" : "regressions";
    case ExitCode::kInconclusive:
      return "not everything could be judged";
    case ExitCode::kHarnessError:
      return "trouble with history, site or disk";
    case ExitCode::kBadUsage:
    case ExitCode::kNothingChecked:
      break;
  }
  return "nothing was asked";
}

}  // namespace authconform
