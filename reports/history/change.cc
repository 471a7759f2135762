#include "reports/history/change.h"

#include <algorithm>
#include <array>

namespace authconform {
namespace {

struct Named {
  Cause cause;
  std::string_view name;
  std::string_view words;
};

constexpr std::array<Named, 12> kCauses = {{
    {Cause::kTarget, "target", "the target changed"},
    {Cause::kPlan, "plan", "the spec or the cases changed"},
    {Cause::kSpec, "spec", "the spec changed"},
    {Cause::kCases, "cases", "the cases changed"},
    {Cause::kDeviations, "deviations", "the list of deviations changed"},
    {Cause::kStrict, "strict", "--strict is given in one of the two only"},
    {Cause::kSelection, "selection", "what was asked is not the same"},
    {Cause::kAuthconform, "authconform", "authconform changed"},
    {Cause::kEnvironment, "environment", "the environment, not the target"},
    {Cause::kFlaky, "flaky", "flaky"},
    {Cause::kMixed, "mixed", "several things changed at once"},
    {Cause::kUnknown, "unknown", "the cause is not known"},
}};

}  // namespace

bool IsLost(const KeptChange& change) {
  if (!change.from || !IsJudged(*change.from) || !change.to) return false;
  // `skipped` is a verdict on the target, unless nothing was sent: then the environment is the cause, or the run was
  // interrupted before it (tools/diff/lost.h).
  const bool by_night = change.cause == Cause::kEnvironment || change.cause == Cause::kUnknown;
  const bool unsent = *change.to == Verdict::kSkipped && by_night;
  return unsent || *change.to == Verdict::kInconclusive || *change.to == Verdict::kError;
}

bool IsMended(const KeptChange& change) {
  const bool holds = change.to == Verdict::kPass || change.to == Verdict::kWarn;
  return change.from == Verdict::kFail && holds && !change.regression;
}

std::string_view VerdictOrNone(const std::optional<Verdict>& verdict) {
  return verdict ? VerdictName(*verdict) : "not asked";
}

std::string_view CauseName(Cause cause) { return kCauses[static_cast<size_t>(cause)].name; }

std::optional<Cause> CauseOf(std::string_view name) {
  const auto* found =
      std::find_if(kCauses.begin(), kCauses.end(), [&](const Named& each) { return each.name == name; });
  if (found == kCauses.end()) return std::nullopt;
  return found->cause;
}

std::string_view CauseInWords(Cause cause) { return kCauses[static_cast<size_t>(cause)].words; }

}  // namespace authconform
