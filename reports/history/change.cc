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

constexpr std::array<Named, 7> kCauses = {{
    {Cause::kTarget, "target", "the target changed"},
    {Cause::kPlan, "plan", "the spec, the cases or the deviations changed"},
    {Cause::kAuthconform, "authconform", "authconform changed"},
    {Cause::kEnvironment, "environment", "the environment, not the target"},
    {Cause::kFlaky, "flaky", "flaky"},
    {Cause::kMixed, "mixed", "several things changed at once"},
    {Cause::kUnknown, "unknown", "the cause is not known"},
}};

}  // namespace

bool IsJudged(Verdict verdict) {
  return verdict == Verdict::kPass || verdict == Verdict::kWarn || verdict == Verdict::kFail;
}

bool IsLost(const KeptChange& change) {
  if (!change.from || !IsJudged(*change.from) || !change.to) return false;
  // `skipped` is a verdict on the target, unless nothing was sent: then the environment is the cause
  // (tools/diff/lost.h).
  const bool unsent = *change.to == Verdict::kSkipped && change.cause == Cause::kEnvironment;
  return unsent || *change.to == Verdict::kInconclusive || *change.to == Verdict::kError;
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
