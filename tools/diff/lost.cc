#include "tools/diff/lost.h"

#include <vector>

#include "reports/history/loss.h"

namespace authconform {
namespace {

Cause OfExchange(TransportError::Kind kind) {
  switch (kind) {
    case TransportError::Kind::kResolve:
    case TransportError::Kind::kConnect:
    case TransportError::Kind::kTls:
    case TransportError::Kind::kTimeout:
    case TransportError::Kind::kClosed:
      return Cause::kEnvironment;
    case TransportError::Kind::kTooLarge:  // these two are judged
    case TransportError::Kind::kViolation:
    case TransportError::Kind::kUnsupported:
    case TransportError::Kind::kShortage:
    case TransportError::Kind::kStopped:
      break;
  }
  return Cause::kUnknown;
}

}  // namespace

FailedExchanges FailedIn(const ReadTranscript& transcript) {
  FailedExchanges failed;
  for (const Asked& asked : transcript.asked) {
    for (const std::vector<Answer>* answers : {&asked.twins, &asked.mains}) {
      for (const Answer& each : *answers) {
        const TransportError* error = each.exchange.error();
        if (error != nullptr) failed.emplace(transcript.cases[asked.index].id, error->kind);
      }
    }
  }
  return failed;
}

Cause CauseOfLoss(Verdict verdict, std::string_view reason, const std::optional<TransportError::Kind>& failed) {
  if (verdict == Verdict::kSkipped) return TellsOfInterruption(reason) ? Cause::kUnknown : Cause::kEnvironment;
  if (verdict == Verdict::kError) return failed ? OfExchange(*failed) : Cause::kUnknown;
  return CauseOfTrouble(reason);
}

}  // namespace authconform
