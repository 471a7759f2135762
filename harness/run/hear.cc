#include "harness/run/hear.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "harness/run/controls.h"
#include "harness/run/reasons.h"

namespace authconform {
namespace {

bool RateLimited(const Asked& asked) {
  auto limited = [](const Answer& answer) { return answer.rate_limited; };
  return std::any_of(asked.mains.begin(), asked.mains.end(), limited) ||
         std::any_of(asked.twins.begin(), asked.twins.end(), limited);
}

bool StandsWithoutControl(const Case& asked, const Exchange& exchange) {
  if (asked.expect != std::vector<std::string>{"success"} || exchange.response() == nullptr) return false;
  const int status = exchange.response()->status;
  // What a locked account gets, or anybody while the server is down for a while (RFC 9110 15.6.3 to 15.6.5).
  constexpr int kPassing[] = {401, 403, 423, 429, 502, 503, 504};
  const bool passing = std::find(std::begin(kPassing), std::end(kPassing), status) != std::end(kPassing);
  return status / 100 == 2 || (asked.mutation.op == Mutation::Op::kNone && !passing);
}

std::string Trouble(const Heard& heard) {
  if (heard.before == nullptr) return "";
  if (heard.after == nullptr) return std::string(reasons::kInterrupted) + " before the control after it";
  return ControlTrouble(*heard.after, "after");
}

const TransportError* ShortageOf(const Asked& asked) {
  for (const std::vector<Answer>* answers : {&asked.twins, &asked.mains}) {
    for (const Answer& answer : *answers) {
      if (const TransportError* error = ShortageOf(answer)) return error;
    }
  }
  return nullptr;
}

std::string ShortageOfControls(const Heard& heard) {
  for (const Control* control : {heard.before, heard.after}) {
    const TransportError* error = control == nullptr ? nullptr : ShortageOf(control->answer);
    if (error != nullptr) return error->message;
  }
  return "";
}

std::vector<int64_t> Times(const std::vector<Answer>& answers) {
  std::vector<int64_t> times;
  for (const Answer& answer : answers) times.push_back(answer.exchange.duration_us);
  return times;
}

}  // namespace

Judgement Hear(const Heard& heard, const Result<Json>& body, const Judge& judge) {
  Judgement inconclusive;
  inconclusive.verdict = Verdict::kInconclusive;
  inconclusive.reason = heard.answers.not_sent;
  inconclusive.shortage = ShortageOfControls(heard);
  if (!inconclusive.reason.empty()) return inconclusive;
  if (const TransportError* error = ShortageOf(heard.answers)) {
    return {.verdict = Verdict::kError, .reason = error->message, .findings = {}, .shortage = error->message};
  }
  if (RateLimited(heard.answers)) {
    inconclusive.reason = std::string(reasons::kRateLimited) + " and went on doing so";
    return inconclusive;
  }
  const Exchange& exchange = heard.answers.mains.front().exchange;
  inconclusive.reason = Trouble(heard);
  if (!inconclusive.reason.empty() && !StandsWithoutControl(heard.asked, exchange)) return inconclusive;

  const std::optional<PasswordSearch>& password = heard.answers.mains.front().password;
  const std::vector<int64_t> times = Times(heard.answers.mains);
  const std::vector<int64_t> twin_times = Times(heard.answers.twins);
  return judge(heard.asked, {.exchange = exchange,
                             .twin = heard.answers.twins.empty() ? nullptr : &heard.answers.twins.front().exchange,
                             .sent = heard.main.sent,
                             .twin_sent = heard.twin != nullptr ? &heard.twin->sent : nullptr,
                             .body = &body,
                             .times_us = &times,
                             .twin_times_us = &twin_times,
                             .password = password ? &*password : nullptr});
}

}  // namespace authconform
