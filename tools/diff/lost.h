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

// As CauseOfTrouble (reports/history/loss.h). A case that was not sent at all, as where the limit of wrong passwords
// leaves none, is the environment's; one before which the run was interrupted is unknown.
//
// `verdict` does not tell of the target (streaks.h); `reason` is the run's own sentence, as harness/run writes it.
// `failed`: of the case, where the transcript has it.
Cause CauseOfLoss(Verdict verdict, std::string_view reason, const std::optional<TransportError::Kind>& failed);

}  // namespace authconform
