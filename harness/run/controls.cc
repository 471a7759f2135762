#include "harness/run/controls.h"

#include "harness/judge/judge.h"
#include "harness/run/reasons.h"

namespace authconform {
namespace {

constexpr int kMostFailures = 3;

}  // namespace

bool Accepted(const Control& control) { return !control.answer.rate_limited && Accepted(control.answer.exchange); }

const TransportError* ShortageOf(const Answer& answer) {
  const TransportError* error = answer.exchange.error();
  return error != nullptr && error->kind == TransportError::Kind::kShortage ? error : nullptr;
}

std::string ControlTrouble(const Control& control, std::string_view when) {
  if (Accepted(control)) return "";
  if (const TransportError* shortage = ShortageOf(control.answer)) {
    return "the control " + std::string(when) + " it could not be sent: " + shortage->message;
  }
  std::string answer;
  if (const TransportError* error = control.answer.exchange.error()) {
    answer = error->message;
  } else {
    answer = std::to_string(control.answer.exchange.response()->status);
  }
  return "the control " + std::string(when) + std::string(reasons::kNoLongerAccepted) + answer + ")";
}

void Controls::AddEndpoint(std::optional<Request> valid, std::optional<Answer> preflight) {
  Endpoint& endpoint = endpoints_.emplace_back();
  endpoint.valid = std::move(valid);
  if (!preflight) return;
  endpoint.latest = Control{next_++, endpoints_.size() - 1, *std::move(preflight)};
  endpoint.accepted = endpoint.latest;
  preflight_.push_back(*endpoint.latest);
}

std::optional<Control> Controls::Latest(size_t endpoint) const {
  const std::lock_guard lock(mutex_);
  return endpoints_[endpoint].latest;
}

std::optional<Control> Controls::LatestAccepted(size_t endpoint) const {
  const std::lock_guard lock(mutex_);
  return endpoints_[endpoint].accepted;
}

std::optional<Control> Controls::Send(size_t endpoint, const Sending& sending, Sender& sender) {
  Answer answer = sender.Send(*endpoints_[endpoint].valid, sending);
  if (answer.stopped) return std::nullopt;
  ++sent_;
  const std::lock_guard lock(mutex_);
  Endpoint& asked = endpoints_[endpoint];
  Control control{next_++, endpoint, std::move(answer)};
  if (control.answer.restored && !asked.latest->answer.restored) return control;
  if (ShortageOf(control.answer) == nullptr) asked.failed_in_a_row = Accepted(control) ? 0 : asked.failed_in_a_row + 1;
  if (Accepted(control)) asked.accepted = control;
  asked.latest = std::move(control);
  return asked.latest;
}

bool Controls::GivenUp(size_t endpoint) const {
  const std::lock_guard lock(mutex_);
  return endpoints_[endpoint].failed_in_a_row >= kMostFailures;
}

}  // namespace authconform
