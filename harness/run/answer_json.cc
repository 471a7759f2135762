#include "harness/run/answer_json.h"

#include <array>
#include <optional>
#include <utility>

#include "harness/base/base64.h"
#include "harness/run/mask.h"

namespace authconform {
namespace {

// Header and claims in the clear, and the signature; nullopt where they could not be put together again.
std::optional<std::array<std::string, 3>> JwtParts(std::string_view text) {
  const size_t first = text.find('.');
  const size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto header = DecodeBase64Url(text.substr(0, first));
  const auto claims = DecodeBase64Url(text.substr(first + 1, second - first - 1));
  if (!header || !claims || !IsUtf8(*header) || !IsUtf8(*claims)) return std::nullopt;
  std::array<std::string, 3> parts = {*header, *claims, std::string(text.substr(second + 1))};
  if (JoinJwt(parts[0], parts[1], parts[2]) != text) return std::nullopt;
  return parts;
}

}  // namespace

std::string JoinJwt(std::string_view header, std::string_view claims, std::string_view signature) {
  return EncodeBase64Url(header) + "." + EncodeBase64Url(claims) + "." + std::string(signature);
}

void WriteHeaders(const std::vector<Header>& headers, Line& line) {
  line.Next("headers");
  line.Raw("[");
  bool first = true;
  for (const Header& header : headers) {
    line.Raw(first ? "[" : ",[");
    first = false;
    line.Text(header.name);
    line.Raw(",");
    line.Text(header.value);
    line.Raw("]");
  }
  line.Raw("]");
}

void WriteBody(std::string_view body, Line& line) {
  if (IsUtf8(body)) return line.Text("body", body);
  line.Text("body_base64", EncodeBase64(body));
}

void WriteAnswer(const Answer& answer, Line& line) {
  const Exchange& exchange = answer.exchange;
  line.Raw("{");
  line.Name("started_us");
  line.Number(exchange.started_us);
  line.Number("duration_us", exchange.duration_us);
  if (answer.rate_limited) line.Flag("rate_limited", true);
  if (const TransportError* error = exchange.error()) {
    line.Text("error", TransportErrorName(error->kind));
    line.Text("message", error->message);
  } else {
    const Response& response = *exchange.response();
    line.Number("status", response.status);
    line.Text("reason", response.reason);
    WriteHeaders(response.headers, line);
    WriteBody(response.body, line);
    if (!answer.not_json.empty()) line.Text("not_json", answer.not_json);
    if (answer.password && answer.password->place) {
      line.Text("password_at", *answer.password->place);
    } else if (answer.password) {
      line.Next("password_at");
      line.Raw("null");
    }
  }
  line.Raw("}");
}

void WriteStandIn(std::string_view stand_in, Line& line) {
  if (const auto parts = JwtParts(stand_in)) {
    line.Text("header", (*parts)[0]);
    line.Text("claims", (*parts)[1]);
    line.Text("signature", (*parts)[2]);
  } else {
    line.Text("stand_in", stand_in);
  }
}

std::vector<Header> ReadHeaders(Members& members) {
  std::vector<Header> headers;
  for (const Json& pair : members.List("headers")) {
    const bool sound =
        pair.is_array() && pair.array().size() == 2 && pair.array()[0].is_string() && pair.array()[1].is_string();
    if (!sound) return members.Wrong("headers", "must hold pairs of strings"), headers;
    headers.push_back({pair.array()[0].string(), pair.array()[1].string()});
  }
  return headers;
}

std::string ReadBody(Members& members) {
  if (members.Find("body_base64") == nullptr) return members.Text("body");
  const std::optional<std::string> body = DecodeBase64(members.Text("body_base64"));
  if (!body) members.Wrong("body_base64", "must be base64");
  return body.value_or("");
}

Answer ReadAnswer(const Json& json, const std::string& pointer, Error& error) {
  Members members(json, pointer, error);
  Answer answer;
  answer.exchange.started_us = members.Number("started_us");
  answer.exchange.duration_us = members.Number("duration_us");
  answer.rate_limited = members.OptionalFlag("rate_limited");
  if (members.Find("error") != nullptr) {
    const std::optional<TransportError::Kind> kind = ParseTransportError(members.Text("error"));
    if (!kind) members.Wrong("error", "is no kind of transport error");
    answer.exchange.result = TransportError{kind.value_or(TransportError::Kind::kClosed), members.Text("message")};
    return answer;
  }
  Response response;
  response.status = static_cast<int>(members.Number("status", 999));
  response.reason = members.Text("reason");
  response.headers = ReadHeaders(members);
  response.body = ReadBody(members);
  answer.exchange.result = std::move(response);
  answer.not_json = members.OptionalText("not_json");
  if (const Json* place = members.Find("password_at")) {
    answer.password.emplace();
    if (!place->is_null()) answer.password->place = members.Text("password_at");
  }
  return answer;
}

std::string ReadMask(Members& members) {
  std::string mask = members.Text("secret");
  const bool sound = mask.starts_with(kMaskBegin) && mask.find('>') + 1 == mask.size() && mask.size() <= kLongestMask;
  if (!sound) members.Wrong("secret", "is no mask");
  return mask;
}

std::string ReadStandIn(Members& members) {
  if (members.Find("claims") == nullptr) {
    std::string stand_in = members.Text("stand_in");
    if (stand_in.empty()) members.Wrong("stand_in", "must not be empty");
    return stand_in;
  }
  return JoinJwt(members.Text("header"), members.Text("claims"), members.Text("signature"));
}

}  // namespace authconform
