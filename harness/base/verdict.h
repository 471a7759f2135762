// What a case, and a run of cases, can end in: verdicts and exit codes.
#pragma once

#include <optional>
#include <string_view>

namespace authconform {

// A case's result, from the best to the worst.
enum class Verdict {
  kPass,
  kSkipped,       // not applicable, or not possible with this target; carries the reason
  kWarn,          // breaks the baseline, or a requirement of level `should`
  kInconclusive,  // the control failed, rate limited, locked out
  kError,         // the harness or the network broke
  kFail,          // the target breaks a documented requirement
};
constexpr int kVerdicts = 6;

// "pass", "skipped", "warn", "inconclusive", "error", "fail".
std::string_view VerdictName(Verdict verdict);
std::optional<Verdict> ParseVerdict(std::string_view name);
// Whether it is one on the target: pass, warn or fail.
bool IsJudged(Verdict verdict);

// The process's exit code. An unreachable target, an empty selection or a bad configuration never ends in 0.
enum class ExitCode {
  kConforms = 0,
  kDoesNotConform = 1,
  kBadUsage = 2,      // bad usage or bad input
  kInconclusive = 3,  // inconclusive, or the target is unreachable
  kHarnessError = 4,
  kNothingChecked = 5,
};

}  // namespace authconform
