#include "tools/reference/http.h"

#include <algorithm>

#include "tools/reference/secrets.h"

namespace authconform::reference {
namespace {

constexpr std::string_view kBlanks = " \t";

std::string_view Trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// RFC 9110, 5.6.2
bool IsToken(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

// A token or a quoted string, taken off the front of `rest`.
std::optional<std::string> TakeParameterValue(std::string_view& rest) {
  if (!rest.starts_with('"')) {
    const auto end = std::min(rest.find_first_of(" \t;"), rest.size());
    const std::string value(rest.substr(0, end));
    rest.remove_prefix(end);
    return IsToken(value) ? std::optional(value) : std::nullopt;
  }
  std::string value;
  for (std::size_t at = 1; at < rest.size(); ++at) {
    if (rest[at] == '"') {
      rest.remove_prefix(at + 1);
      return value;
    }
    if (rest[at] == '\\' && ++at == rest.size()) return std::nullopt;
    value += rest[at];
  }
  return std::nullopt;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> DecodeFormText(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+') {
      decoded += ' ';
    } else if (text[at] == '%') {
      if (text.size() - at < 3) return std::nullopt;
      const int high = HexDigit(text[at + 1]);
      const int low = HexDigit(text[at + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      decoded += static_cast<char>(high * 16 + low);
      at += 2;
    } else {
      decoded += text[at];
    }
  }
  return decoded;
}

}  // namespace

std::optional<std::string> Request::Header(std::string_view name) const {
  std::optional<std::string> joined;
  const std::string wanted = LowerCase(name);
  for (const auto& [field, value] : headers) {
    if (LowerCase(field) == wanted) joined = joined ? *joined + ", " + value : value;
  }
  return joined;
}

void Response::SetHeader(std::string_view name, std::string_view value) {
  for (auto& header : headers) {
    if (header.first == name) {
      header.second = value;
      return;
    }
  }
  headers.emplace_back(name, value);
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::optional<MediaType> ParseMediaType(std::string_view text) {
  const auto semicolon = std::min(text.find(';'), text.size());
  const std::string_view name = Trimmed(text.substr(0, semicolon));
  const auto slash = name.find('/');
  if (slash == std::string_view::npos || !IsToken(name.substr(0, slash)) || !IsToken(name.substr(slash + 1))) {
    return std::nullopt;
  }
  MediaType media{.type = LowerCase(name), .charset = "", .has_parameters = false};

  for (std::string_view rest = Trimmed(text.substr(semicolon)); !rest.empty(); rest = Trimmed(rest)) {
    if (rest[0] != ';') return std::nullopt;
    rest = Trimmed(rest.substr(1));
    if (rest.empty() || rest[0] == ';') continue;  // empty parameters are allowed
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos || !IsToken(rest.substr(0, equals))) return std::nullopt;
    const std::string parameter = LowerCase(rest.substr(0, equals));
    rest.remove_prefix(equals + 1);
    const auto value = TakeParameterValue(rest);
    if (!value) return std::nullopt;
    media.has_parameters = true;
    if (parameter == "charset") media.charset = LowerCase(*value);
  }
  return media;
}

std::optional<std::vector<std::pair<std::string, std::string>>> ParseForm(std::string_view body) {
  std::vector<std::pair<std::string, std::string>> fields;
  while (!body.empty()) {
    const auto end = std::min(body.find('&'), body.size());
    const std::string_view pair = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = DecodeFormText(pair.substr(0, equals));
    auto value = DecodeFormText(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value) return std::nullopt;
    fields.emplace_back(std::move(*name), std::move(*value));
  }
  return fields;
}

std::optional<BasicCredentials> ParseBasic(std::string_view authorization) {
  const auto blank = authorization.find(' ');
  if (blank == std::string_view::npos || LowerCase(authorization.substr(0, blank)) != "basic") return std::nullopt;
  const auto decoded = DecodeBase64(Trimmed(authorization.substr(blank)));
  if (!decoded) return std::nullopt;
  // The first colon ends the user id, so that a password may hold colons and a user id may not.
  const auto colon = decoded->find(':');
  if (colon == std::string::npos) return std::nullopt;
  return BasicCredentials{.user = decoded->substr(0, colon), .password = decoded->substr(colon + 1)};
}

}  // namespace authconform::reference
