// What a run tells of a case that it could not judge into the cause of that.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/verdict.h"
#include "harness/run/transcript.h"
#include "harness/wire/exchange.h"
#include "reports/history/change.h"

namespace authconform {

// By case id, how its first exchange that got no response ended.
using FailedExchanges = std::map<std::string, TransportError::Kind>;
FailedExchanges FailedIn(const ReadTranscript& transcript);

//   target       it was reached, and no longer takes the valid request, without which other answers prove nothing
//   environment  out of reach, TLS, no answer in time, a limit of the rate; a case that was not sent at all, as where
//                the limit of wrong passwords leaves none
//   unknown      a want of this machine, a run that was interrupted, or what would tell is not there
//
// `verdict` does not tell of the target (streaks.h); `reason` is the run's own sentence, as harness/run writes it.
// `failed`: of the case, where the transcript has it.
Cause CauseOfLoss(Verdict verdict, std::string_view reason, const std::optional<TransportError::Kind>& failed);

}  // namespace authconform
