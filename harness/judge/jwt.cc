#include "harness/judge/jwt.h"

#include <algorithm>
#include <array>
#include <optional>

#include "harness/base/base64.h"

namespace authconform {
namespace {

std::optional<std::array<std::string_view, 3>> Split(std::string_view token) {
  const size_t first = token.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const size_t second = token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) return std::nullopt;
  return std::array{token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1)};
}

// Whether text is base64url without padding; nobody needs the bytes.
bool IsBase64Url(std::string_view text) {
  return text.size() % 4 != 1 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

Error Bad(const char* message) { return Error{"", "", message}; }

// One part's JSON object.
Result<Json> ReadPart(std::string_view part, const char* name) {
  const std::optional<std::string> bytes =
      part.ends_with('=') ? std::nullopt : DecodeBase64Url(part);  // RFC 7515 2: no padding
  if (!bytes) return Error{"", "", std::string("its ") + name + " is not base64url"};
  Result<Json> json = ParseJson(*bytes);
  if (!json || !json->is_object()) return Error{"", "", std::string("its ") + name + " is not a JSON object"};
  return json;
}

}  // namespace

Result<Jwt> ReadJwt(std::string_view token) {
  const auto parts = Split(token);
  if (!parts) return Bad("it does not have three parts");
  Result<Json> header = ReadPart((*parts)[0], "header");
  if (!header) return header.error();
  Result<Json> payload = ReadPart((*parts)[1], "payload");
  if (!payload) return payload.error();
  const Json* alg = header->Find("alg");
  if (alg == nullptr || !alg->is_string() || alg->string().empty()) return Bad("its header names no alg");
  std::string lower;
  for (char c : alg->string()) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  if (lower == "none") return Bad("its alg is none");
  if ((*parts)[2].empty()) return Bad("it has no signature");
  if (!IsBase64Url((*parts)[2])) return Bad("its signature is not base64url");
  for (const char* claim : {"exp", "iat", "nbf"}) {
    const Json* date = payload->Find(claim);
    if (date != nullptr && !date->is_number())
      return Error{"", "", std::string("its claim ") + claim + " is not a number"};
  }
  return Jwt{*std::move(header), *std::move(payload)};
}

bool LooksLikeJwt(std::string_view text) {
  const auto parts = Split(text);
  if (!parts || (*parts)[0].size() < 8 || (*parts)[1].size() < 2) return false;
  const Result<Json> header = ReadPart((*parts)[0], "header");
  if (!header) return false;
  // RFC 7515 4.1.1: other things are signed in three parts as well, session cookies among them.
  const Json* alg = header->Find("alg");
  return alg != nullptr && alg->is_string();
}

}  // namespace authconform
