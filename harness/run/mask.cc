#include "harness/run/mask.h"

namespace authconform {
namespace {

void Mask(std::string& text, const Redactor& redactor) { text = redactor.Redact(text); }

void Mask(std::vector<Finding>& findings, const Redactor& redactor) {
  for (Finding& finding : findings) {
    for (std::string* text : {&finding.pointer, &finding.expected, &finding.actual}) Mask(*text, redactor);
  }
}

void Mask(std::vector<RecordedHeader>& headers, const Redactor& redactor) {
  for (RecordedHeader& header : headers) {
    Mask(header.name, redactor);
    Mask(header.value, redactor);
  }
}

void Mask(RecordedExchange& exchange, const Redactor& redactor) {
  for (std::string* text : {&exchange.url, &exchange.request_body, &exchange.reason, &exchange.response_body,
                            &exchange.error, &exchange.curl}) {
    Mask(*text, redactor);
  }
  Mask(exchange.request_headers, redactor);
  Mask(exchange.response_headers, redactor);
}

std::vector<Header> Masked(const std::vector<Header>& headers, const Redactor& redactor) {
  std::vector<Header> masked;
  masked.reserve(headers.size());
  for (const Header& header : headers) masked.push_back({redactor.Redact(header.name), redactor.Redact(header.value)});
  return masked;
}

Request Masked(const Request& request, const Redactor& redactor) {
  return {request.method, redactor.Redact(request.path), Masked(request.headers, redactor),
          redactor.Redact(request.body)};
}

}  // namespace

void Mask(Judgement& judgement, const Redactor& redactor) {
  Mask(judgement.reason, redactor);
  Mask(judgement.findings, redactor);
}

void Mask(Run& run, const Redactor& redactor) {
  for (CaseResult& result : run.cases) {
    Mask(result.reason, redactor);
    Mask(result.findings, redactor);
    for (RecordedExchange& exchange : result.exchanges) Mask(exchange, redactor);
  }
}

std::string MaskedName(const std::string& name, const Redactor& redactor) {
  return redactor.FindFirst(name) ? redactor.Redact(name) : name;
}

Ready Masked(const Ready& ready, const Redactor& redactor) {
  const Sent& sent = ready.sent;
  return {Masked(ready.request, redactor),
          {MaskedName(sent.login, redactor), redactor.Redact(sent.password), MaskedName(sent.client_id, redactor),
           redactor.Redact(sent.client_key)},
          ready.curl,
          MaskedName(ready.wrong_password_of, redactor)};
}

void MaskSeen(Answer& answer, const Redactor& redactor) {
  if (answer.password && answer.password->place) Mask(*answer.password->place, redactor);
  if (!answer.not_json.empty()) Mask(answer.not_json, redactor);
}

// What looks like a mask and is none must not be taken for one when the transcript is judged again.
std::string MaskedTexts::Make(const std::string& text) const {
  std::string marked;
  size_t copied = 0;
  for (size_t at = text.find(kMaskBegin); at != std::string::npos; at = text.find(kMaskBegin, copied)) {
    marked.append(text, copied, at - copied).append(kMarkMask);
    copied = at + kMaskBegin.size();
  }
  return redactor_.Redact(copied == 0 ? text : marked.append(text, copied));
}

const std::string& MaskedTexts::Of(const std::string& text) {
  constexpr size_t kLongest = 512;
  constexpr size_t kMost = 2'048;
  if (text.size() > kLongest) return other_ = Make(text);
  const auto known = known_.find(text);
  if (known != known_.end()) return known->second;
  if (known_.size() >= kMost) known_.clear();
  return known_.emplace(text, Make(text)).first->second;
}

Exchange Masked(const Exchange& exchange, MaskedTexts& texts) {
  Exchange masked;
  masked.started_us = exchange.started_us;
  masked.duration_us = exchange.duration_us;
  if (const TransportError* error = exchange.error()) {
    masked.result = TransportError{error->kind, texts.Of(error->message)};
    return masked;
  }
  const Response& response = *exchange.response();
  Response shown = {response.status, texts.Of(response.reason), {}, texts.Of(response.body)};
  shown.headers.reserve(response.headers.size());
  for (const Header& header : response.headers) {
    std::string name = texts.Of(header.name);
    shown.headers.push_back({std::move(name), texts.Of(header.value)});
  }
  masked.result = std::move(shown);
  return masked;
}

}  // namespace authconform
