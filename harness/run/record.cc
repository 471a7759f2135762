#include "harness/run/record.h"

#include "harness/base/json.h"
#include "harness/judge/leak.h"

namespace authconform {
namespace {

constexpr size_t kShownBody = 16 << 10;

std::string Shown(std::string_view body, const Redactor& redactor) {
  std::string text = redactor.Redact(body);
  if (text.size() <= kShownBody) return text;
  const size_t rest = text.size() - kShownBody;
  text.resize(kShownBody);
  return text + "\n(" + std::to_string(rest) + " more bytes)";
}

void AppendNumber(std::string_view name, int64_t value, std::string& out) {
  out += ",\"";
  out += name;
  out += "\":";
  out += std::to_string(value);
}

void AppendText(std::string_view name, std::string_view text, std::string& out) {
  out += ",\"";
  out += name;
  out += "\":";
  AppendJsonString(text, out);
}

void AppendHeaders(std::string_view name, const std::vector<Header>& headers, const Redactor& redactor,
                   std::string& out) {
  out += ",\"";
  out += name;
  out += "\":[";
  for (const Header& header : headers) {
    if (out.back() != '[') out += ',';
    out += '[';
    AppendJsonString(redactor.Redact(header.name), out);
    out += ',';
    AppendJsonString(redactor.Redact(header.value), out);
    out += ']';
  }
  out += ']';
}

}  // namespace

Result<Json> ParseBody(const Exchange& exchange) {
  const Response* response = exchange.response();
  return response != nullptr ? ParseJson(response->body) : Result<Json>(Error{"", "", "there is no response"});
}

Redactor WithIssued(const Redactor& redactor, const Spec& spec, const Exchange& exchange, const Result<Json>& body) {
  Redactor extended = redactor.Extend();
  if (const Response* response = exchange.response()) {
    for (const std::string& secret : IssuedSecrets(spec, *response, body ? &*body : nullptr))
      extended.Add("issued", secret);
  }
  return extended;
}

RecordedExchange Record(const Exchange& exchange, const Origin& origin, const Redactor& redactor) {
  RecordedExchange recorded;
  Origin root = origin;
  root.path_prefix.clear();  // the request's path holds it
  recorded.method = exchange.request.method;
  recorded.url = root.ToString() + redactor.Redact(exchange.request.path);
  for (const Header& header : exchange.request.headers) {
    recorded.request_headers.push_back({header.name, redactor.Redact(header.value)});
  }
  recorded.request_body = Shown(exchange.request.body, redactor);
  recorded.started_us = exchange.started_us;
  recorded.duration_us = exchange.duration_us;
  if (const TransportError* error = exchange.error()) {
    recorded.error = redactor.Redact(error->message);
    return recorded;
  }
  const Response& response = *exchange.response();
  recorded.status = response.status;
  recorded.reason = redactor.Redact(response.reason);
  for (const Header& header : response.headers) {
    recorded.response_headers.push_back({redactor.Redact(header.name), redactor.Redact(header.value)});
  }
  recorded.response_body = Shown(response.body, redactor);
  return recorded;
}

void AppendExchangeLine(const std::string& case_id, int repetition, const Exchange& exchange, const Redactor& redactor,
                        std::string& out) {
  out += "{\"exchange\":";
  AppendJsonString(case_id, out);
  AppendNumber("repetition", repetition, out);
  AppendNumber("started_us", exchange.started_us, out);
  AppendNumber("duration_us", exchange.duration_us, out);
  if (const TransportError* error = exchange.error()) {
    AppendText("error", redactor.Redact(error->message), out);
  } else {
    const Response& response = *exchange.response();
    AppendNumber("status", response.status, out);
    AppendText("reason", redactor.Redact(response.reason), out);
    AppendHeaders("headers", response.headers, redactor, out);
    AppendText("body", redactor.Redact(response.body), out);
  }
  out += "}\n";
}

void AppendRequestLine(const std::string& case_id, const Request& request, const Redactor& redactor, std::string& out) {
  out += "{\"request\":";
  AppendJsonString(case_id, out);
  AppendText("method", request.method, out);
  AppendText("path", redactor.Redact(request.path), out);
  AppendHeaders("headers", request.headers, redactor, out);
  AppendText("body", redactor.Redact(request.body), out);
  out += "}\n";
}

}  // namespace authconform
