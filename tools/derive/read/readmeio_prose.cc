#include "tools/derive/read/readmeio_prose.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "tools/derive/read/stated_encoding.h"

namespace authconform {
namespace {

constexpr std::string_view kAuthorization = "authorization";
constexpr std::string_view kJsonPayloads[] = {"json payload", "json body", "json request", "json-payload", "json-body"};

bool HasAny(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return HasWord(text, word); });
}

std::string_view StripQuotes(std::string_view text) {
  constexpr std::string_view kAround = "\"'`* \t.";
  const size_t first = text.find_first_not_of(kAround);
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(kAround) + 1 - first);
}

// "Basic base64(user:password)", "Bearer {token}": a scheme's name and what follows it.
bool IsCredential(std::string_view value) {
  const std::string_view scheme = value.substr(0, value.find(' '));
  return scheme.size() < value.size() && (HasWord(scheme, "basic") || HasWord(scheme, "bearer"));
}

// The value of a header written out in a sentence: Authorization: "Basic …".
std::optional<std::string> AuthorizationIn(std::string_view text) {
  const std::string lower = ToLower(text);
  size_t at = 0;
  while ((at = lower.find(kAuthorization, at)) != std::string::npos) {
    at += kAuthorization.size();
    const size_t colon = text.find_first_not_of("\"'`* \t", at);
    if (colon == std::string_view::npos || (text[colon] != ':' && text[colon] != '=')) continue;
    const std::string_view line = text.substr(colon + 1, text.find('\n', colon) - colon - 1);
    const std::string_view value = StripQuotes(line);
    if (IsCredential(value)) return std::string(value);
  }
  return std::nullopt;
}

void ReadAuthorization(const Prose& prose, EndpointFact& endpoint) {
  const std::optional<std::string> value = AuthorizationIn(prose.text);
  const bool about_header = HasWord(prose.text, kAuthorization);
  const bool basic =
      HasWord(prose.text, "basic") && (about_header || HasAny(prose.text, {"base64", "auth", "authentication"}));
  const bool bearer = HasWord(prose.text, "bearer") && (about_header || HasAny(prose.text, {"token", "auth"}));
  if (!endpoint.auth && basic != bearer) {
    endpoint.auth = basic ? FactAuth::kBasic : FactAuth::kBearer;
    endpoint.auth_lines = prose.lines;
  }
  const bool known = std::any_of(endpoint.headers.begin(), endpoint.headers.end(),
                                 [](const HeaderFact& header) { return ToLower(header.name) == kAuthorization; });
  if (!value || known) return;
  endpoint.headers.push_back(
      {.name = "Authorization", .value = *value, .lines = prose.lines, .required = std::nullopt, .description = ""});
}

// A payload that is called JSON, whatever else the sentence speaks of.
bool NamesJsonPayload(std::string_view text) {
  const std::string lower = ToLower(text);
  return std::any_of(std::begin(kJsonPayloads), std::end(kJsonPayloads), [&](std::string_view words) {
    return lower.find(words) != std::string::npos && lower.find("respon") == std::string::npos;
  });
}

}  // namespace

void ReadProse(EndpointFact& endpoint) {
  for (const Prose& prose : endpoint.prose) {
    ReadAuthorization(prose, endpoint);
    if (endpoint.encoding || !NamesJsonPayload(prose.text)) continue;
    endpoint.encoding = FactEncoding::kJson;
    endpoint.encoding_lines = prose.lines;
  }
  TakeStatedEncoding(endpoint);
}

}  // namespace authconform
