#include "harness/run/preflight.h"

#include <algorithm>
#include <variant>
#include <vector>

#include "harness/base/json.h"
#include "harness/judge/judge.h"
#include "harness/run/compose.h"
#include "harness/run/reasons.h"

namespace authconform {
namespace {

bool IsRefusal(const Spec& spec, int status) {
  if (status == 401 || status == 403) return true;
  for (const char* name : {"bad_credentials", "inactive_account", "bad_client", "invalid_request"}) {
    const Outcome& outcome = spec.outcomes.at(name);
    if (outcome.documented && outcome.status == status) return true;
  }
  return false;
}

bool HoldsToken(const Spec& spec, const Response& response) {
  const Result<Json> body = ParseJson(response.body);
  return body && std::any_of(spec.tokens.begin(), spec.tokens.end(), [&](const std::string& pointer) {
           const Json* token = body->At(pointer);
           return token != nullptr && token->is_string();
         });
}

// Empty when the error is the target's own bad HTTP, which is for the cases to judge.
std::string Unreachable(const Target& target, const TransportError& error) {
  const std::string url = target.origin.ToString();
  using Kind = TransportError::Kind;
  switch (error.kind) {
    case Kind::kResolve:
      return std::string(reasons::kHostOf) + url + " cannot be found: " + error.message;
    case Kind::kConnect:
      return std::string(reasons::kCannotConnect) + url + ": " + error.message;
    case Kind::kTls:
      return std::string(reasons::kNoTls) + url + ": " + error.message;
    case Kind::kTimeout:
    case Kind::kClosed:
      return url + std::string(reasons::kNoAnswer) + error.message;
    case Kind::kShortage:
      return url + " was not asked: " + error.message;
    case Kind::kStopped:  // which the sender takes out
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
    const Sent& sent = std::get<Sent>(bound);
    const Answer answer = sender.Send(Compose(spec, target, values, reading, {}, sent),
                                      {PreflightKey(spec.endpoint, reading), &spec, sent.login});
    if (answer.stopped) {
      sign_in.stopped = true;
      return sign_in;
    }
    if (const TransportError* error = answer.exchange.error()) {
      sign_in.error = Unreachable(target, *error);
      sign_in.unreachable = !sign_in.error.empty();
      if (sign_in.unreachable) return sign_in;
      continue;
    }
    if (answer.rate_limited) {
      sign_in.error = spec.endpoint + ": " + std::string(reasons::kRateLimited);
      return sign_in;
    }
    if (Accepted(answer.exchange)) {
      // A 2xx may say in its body that it did not understand: a reading that brings the token is the better one.
      const bool holds_token = HoldsToken(spec, *answer.exchange.response());
      if (!sign_in.accepted || holds_token) {
        sign_in.encoding = reading;
        sign_in.answer = answer;
      }
      sign_in.accepted = true;
      if (holds_token) return sign_in;
      continue;
    }
    const int status = answer.exchange.response()->status;
    if (IsRefusal(spec, status)) sign_in.refusals += 1 + answer.lost;
    if (refusal.empty() && !sign_in.accepted && IsRefusal(spec, status)) {
      sign_in.encoding = reading;
      refusal = spec.endpoint + std::string(reasons::kAccountRefused) + std::to_string(status) +
                "): check its login, password and client in the target file";
    }
  }
  if (!sign_in.accepted) sign_in.error = refusal;
  return sign_in;
}

}  // namespace authconform
