#include "harness/run/record.h"

#include <algorithm>

#include "harness/base/json.h"

namespace authconform {
namespace {

constexpr size_t kShownBody = 16 << 10;

std::string Shown(const std::string& body) {
  if (body.size() <= kShownBody) return body;
  return body.substr(0, kShownBody) + "\n(" + std::to_string(body.size() - kShownBody) + " more bytes)";
}

std::vector<RecordedHeader> Shown(const std::vector<Header>& headers) {
  std::vector<RecordedHeader> shown;
  for (const Header& header : headers) shown.push_back({header.name, header.value});
  return shown;
}

}  // namespace

Result<Json> ParseBody(const Exchange& exchange) {
  const Response* response = exchange.response();
  return response != nullptr ? ParseJson(response->body) : Result<Json>(Error{"", "", "there is no response"});
}

Result<Json> ParseBody(const Answer& answer) {
  if (answer.not_json.empty()) return ParseBody(answer.exchange);
  const size_t colon = std::min(answer.not_json.find(": "), answer.not_json.size());
  const size_t message = std::min(colon + 2, answer.not_json.size());
  return Error{"", answer.not_json.substr(0, colon), answer.not_json.substr(message)};
}

RecordedExchange Record(const Request& request, const Exchange& exchange, const std::string& root) {
  RecordedExchange recorded;
  recorded.method = request.method;
  recorded.url = root + request.path;
  recorded.request_headers = Shown(request.headers);
  recorded.request_body = Shown(request.body);
  recorded.started_us = exchange.started_us;
  recorded.duration_us = exchange.duration_us;
  if (const TransportError* error = exchange.error()) {
    recorded.error = error->message;
    return recorded;
  }
  const Response& response = *exchange.response();
  recorded.status = response.status;
  recorded.reason = response.reason;
  recorded.response_headers = Shown(response.headers);
  recorded.response_body = Shown(response.body);
  return recorded;
}

}  // namespace authconform
