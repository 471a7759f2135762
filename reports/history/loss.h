// The sentence with which a run tells why it could not judge into the cause of that.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/history/change.h"
#include "reports/history/kept.h"

namespace authconform {

//   target       it was reached, and no longer takes the valid request, without which other answers prove nothing
//   environment  out of reach, TLS, no answer in time, a limit of the rate
//   unknown      a want of this machine, a run that was interrupted, or the sentence does not tell
//
// `reason`: of a case, or of a whole run (Run::preflight_error, Run::partial), as harness/run writes it.
Cause CauseOfTrouble(std::string_view reason);

// Of a whole run that judged nothing: what its own sentence tells or, where that tells nothing, what the causes of the
// cases that it lost have in common; mixed where they have not. `of_cases` may be empty.
Cause CauseOfLostTarget(std::string_view trouble, const std::vector<Cause>& of_cases);

// The reason that most of these cases give, by which a run tells best why it could not judge: its `partial` says what
// it would have left out in any case. `reasons`: of those that are `error` or `inconclusive`. Empty: there are none.
std::string MostGivenReason(const std::vector<std::string>& reasons);
std::vector<std::string> ReasonsOfOpen(const KeptRun& run);

// Whether the sentence says that the run was interrupted before the case, or while it was asked: nothing is known of
// it, for no fault of target or environment.
bool TellsOfInterruption(std::string_view reason);

}  // namespace authconform
