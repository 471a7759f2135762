// (the types) What changed between two runs of a target, and why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/verdict.h"

namespace authconform {

// Why a case has another verdict, or breaks something else, than in the run before. //tools/diff finds it.
enum class Cause {
  kTarget,       // its answers are others: old and new judge agree on both
  kPlan,         // its spec or cases are, or both: the old answers get the new verdict, too
  kSpec,         // its spec alone, as kPlan
  kCases,        // its cases alone, as kPlan
  kDeviations,   // the owner's list of deviations is
  kStrict,       // --strict is given in one of the runs alone
  kSelection,    // one of the runs was not told to ask it
  kAuthconform,  // authconform is: with the old spec and the old answers it comes to another verdict than it did
  kEnvironment,  // out of reach, TLS, rate limit, budget of wrong passwords: nothing can be said of the target
  kFlaky,        // may be chance: it has both verdicts again and again while nothing else changes (streaks.h)
  kMixed,        // several of these at once
  kUnknown,      // a transcript that would tell is no longer kept, or cannot be read
};

struct KeptChange {
  int64_t run = 0;                   // the later run; the earlier is the last before it that told of the case
  std::string of_case;               // its id
  std::optional<Verdict> from = {};  // none: the earlier run did not plan it
  std::optional<Verdict> to = {};    // none: the later run does not
  Cause cause = Cause::kUnknown;
  std::string why;  // one sentence, of the run's own text: not yet Visible
  // It fails the run now, by something by which it did not fail before. What is flaky is none: a case that fails in all
  // repetitions of a run, or in a second run in a row, is not told as flaky (tools/diff/README.md).
  bool regression = false;
};

// A case that the earlier run judged and the later could not, whoever is the cause: told of the first such run only.
// All that a run lost is one regression of its target, beside those of its cases.
bool IsLost(const KeptChange& change);
// A case that failed and now passes or only warns. One that the owner lists now, or nobody asks any more, is not.
bool IsMended(const KeptChange& change);

// "pass", or "not asked" where there is none.
std::string_view VerdictOrNone(const std::optional<Verdict>& verdict);

// "target", "plan", "spec", "cases", "deviations", "strict", "selection", "authconform", "environment", "flaky",
// "mixed", "unknown".
std::string_view CauseName(Cause cause);
std::optional<Cause> CauseOf(std::string_view name);
// "the target changed", "the spec changed": for people.
std::string_view CauseInWords(Cause cause);

}  // namespace authconform
