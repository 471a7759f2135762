#include "harness/base/verdict.h"

#include <array>

namespace authconform {
namespace {
constexpr std::array<std::string_view, kVerdicts> kNames = {"pass", "skipped", "warn", "inconclusive", "error", "fail"};
}

std::string_view VerdictName(Verdict verdict) { return kNames[static_cast<size_t>(verdict)]; }

std::optional<Verdict> ParseVerdict(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Verdict>(i);
  }
  return std::nullopt;
}

bool IsJudged(Verdict verdict) {
  return verdict == Verdict::kPass || verdict == Verdict::kWarn || verdict == Verdict::kFail;
}

}  // namespace authconform
