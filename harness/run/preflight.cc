#include "harness/run/preflight.h"

#include <variant>
#include <vector>

#include "harness/judge/judge.h"
#include "harness/run/compose.h"

namespace authconform {
namespace {

bool IsRefusal(const Spec& spec, int status) {
  if (status == 401 || status == 403) return true;
  for (const char* name : {"bad_credentials", "inactive_account", "bad_client"}) {
    const Outcome& outcome = spec.outcomes.at(name);
    if (outcome.documented && outcome.status == status) return true;
  }
  return false;
}

// Empty when the error is the target's own bad HTTP, which is for the cases to judge.
std::string Unreachable(const Target& target, const TransportError& error) {
  const std::string url = target.origin.ToString();
  using Kind = TransportError::Kind;
  switch (error.kind) {
    case Kind::kResolve:
      return "the host of " + url + " cannot be found: " + error.message;
    case Kind::kConnect:
      return "cannot connect to " + url + ": " + error.message;
    case Kind::kTls:
      return "no TLS with " + url + ": " + error.message;
    case Kind::kTimeout:
    case Kind::kClosed:
      return url + " does not answer: " + error.message;
    case Kind::kViolation:
    case Kind::kTooLarge:
    case Kind::kUnsupported:
      return "";
  }
  return "";
}

}  // namespace

SignIn Preflight(const Spec& spec, const Target& target, Sender& sender) {
  const EndpointTarget& values = target.For(spec.endpoint);
  std::vector<Encoding> readings = spec.request.encodings;
  if (values.encoding) readings = {*values.encoding};

  SignIn sign_in;
  sign_in.encoding = readings.front();
  const auto bound = Bind(spec, values, {});
  if (const auto* missing = std::get_if<NotPossible>(&bound)) {
    sign_in.error = spec.endpoint + ": " + missing->reason + ", and signing in takes one";
    return sign_in;
  }
  std::string refusal;
  for (Encoding reading : readings) {
    const Sender::Answer answer = sender.Send(Compose(spec, target, values, reading, {}, std::get<Sent>(bound)));
    if (answer.stopped) {
      sign_in.stopped = true;
      return sign_in;
    }
    if (const TransportError* error = answer.exchange.error()) {
      sign_in.error = Unreachable(target, *error);
      if (!sign_in.error.empty()) return sign_in;
      continue;
    }
    if (answer.rate_limited) {
      sign_in.error = spec.endpoint + ": the target limits the rate of requests (429) and goes on doing so";
      return sign_in;
    }
    if (Accepted(answer.exchange)) {
      sign_in.encoding = reading;
      sign_in.accepted = true;
      return sign_in;
    }
    const int status = answer.exchange.response()->status;
    if (refusal.empty() && IsRefusal(spec, status)) {
      sign_in.encoding = reading;
      refusal = spec.endpoint + ": the target refuses the active account (" + std::to_string(status) +
                "): check its login, password and client in the target file";
    }
  }
  sign_in.error = refusal;
  return sign_in;
}

}  // namespace authconform
