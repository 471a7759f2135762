#include "harness/run/sender.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <optional>
#include <utility>

#include "harness/base/json.h"
#include "harness/judge/leak.h"
#include "harness/run/record.h"

namespace authconform {
namespace {

// A longer wait is not worth a run's while: the case is inconclusive at once.
constexpr int kLongestWaitSeconds = 60;

// RFC 9110 10.2.3: seconds, or a date (5.6.7; its preferred form).
std::optional<int> RetryAfter(const Response& response) {
  const std::string* header = FindHeader(response.headers, "Retry-After");
  if (header == nullptr) return std::nullopt;
  int64_t seconds = 0;
  const auto [end, error] = std::from_chars(header->data(), header->data() + header->size(), seconds);
  if (error != std::errc() || end != header->data() + header->size()) {
    std::tm date = {};
    const char* rest = strptime(header->c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
    if (rest == nullptr || *rest != '\0') return std::nullopt;
    seconds = std::max<int64_t>(0, timegm(&date) - std::time(nullptr) + 1);
  }
  if (seconds < 0 || seconds > kLongestWaitSeconds) return std::nullopt;
  return static_cast<int>(seconds);
}

bool IsRateLimited(const Exchange& exchange) {
  const Response* response = exchange.response();
  return response != nullptr && response->status == 429;
}

// What its masks will not tell.
void LookAt(Answer& answer, const Result<Json>& body, const Sending& sending) {
  const Response* response = answer.exchange.response();
  if (sending.password.empty() || response == nullptr) return;
  if (sending.seeks_password) {
    answer.password = PasswordSearch{FindPassword(sending.password, *response, body ? &*body : nullptr)};
  }
  if (!body && !response->body.empty()) answer.not_json = body.error().position + ": " + body.error().message;
}

// Of samples after the first only how they ended and how long they took is looked at.
void LeaveTimeAlone(Answer& answer) {
  Response* response = std::get_if<Response>(&answer.exchange.result);
  if (response == nullptr) return;
  response->reason.clear();
  response->headers.clear();
  response->body.clear();
}

}  // namespace

WireOptions WireFor(const Target& target) {
  WireOptions options;
  options.origin = target.origin;
  options.tls = target.tls;
  options.proxy = target.proxy;
  options.connect_timeout_ms = target.limits.connect_timeout_ms;
  options.exchange_timeout_ms = target.limits.exchange_timeout_ms;
  options.max_response_bytes = target.limits.max_response_bytes;
  return options;
}

Sender::Sender(std::unique_ptr<Wire> wire, const Sharing& sharing)
    : wire_(std::move(wire)),
      sharing_(sharing),
      texts_(sharing.journal == nullptr ? nullptr : std::make_unique<MaskedTexts>(sharing.journal->redactor())) {}

Result<Sender> Sender::Make(const Target& target, const Sharing& sharing) {
  WireOptions options = WireFor(target);
  options.stop = &sharing.stop;
  Result<std::unique_ptr<Wire>> wire = Wire::Create(options);
  if (!wire) return wire.error();
  return Sender(*std::move(wire), sharing);
}

Answer Sender::Send(const Request& request, const Sending& sending, const std::function<bool()>& may_repeat) {
  Journal* const journal = sharing_.journal;
  if (journal != nullptr) {
    if (std::optional<Answer> restored = journal->Restore(sending.key)) {
      restored->exchange.request = request;
      return *std::move(restored);
    }
  }
  Answer answer = SendNow(request, sending, may_repeat);
  if (answer.stopped) return answer;
  if (sending.only_time) LeaveTimeAlone(answer);
  if (journal == nullptr && sending.password.empty()) return answer;
  const Result<Json> body = ParseBody(answer.exchange);
  LookAt(answer, body, sending);
  if (journal != nullptr) {
    answer.lost = journal->Lost(sending.key);
    answer.stopped = !journal->Keep(sending, answer, body, *texts_);
  }
  return answer;
}

Answer Sender::SendNow(const Request& request, const Sending& sending, const std::function<bool()>& may_repeat) {
  Answer answer;
  for (int attempt = 0;; ++attempt) {
    if (!AwaitTurn(sending)) {
      answer.stopped = true;
      return answer;
    }
    answer.exchange = wire_->Send(request);
    answer.sends = attempt + 1;
    ++sharing_.requests;
    const TransportError* error = answer.exchange.error();
    answer.stopped = error != nullptr && error->kind == TransportError::Kind::kStopped;
    if (answer.stopped) return answer;
    if (!IsRateLimited(answer.exchange)) return answer;
    const std::optional<int> wait = RetryAfter(*answer.exchange.response());
    if (attempt > 0 || !wait) break;
    answer.stopped = !SleepUntil(std::chrono::steady_clock::now() + std::chrono::seconds(*wait), sharing_.stop);
    if (answer.stopped) return answer;
    if (may_repeat && !may_repeat()) break;
  }
  answer.rate_limited = true;
  return answer;
}

bool Sender::AwaitTurn(const Sending& sending) {
  for (const Sharing::Pace& pace : sharing_.rates) {
    if (!pace.rate->Wait(sharing_.stop, pace.waited)) return false;
  }
  return sharing_.journal == nullptr || sharing_.journal->WillSend(sending);
}

}  // namespace authconform
