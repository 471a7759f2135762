#include "tools/derive/spec/token_inside.h"

#include <algorithm>

#include "harness/base/base64.h"
#include "tools/derive/spec/slug.h"

namespace authconform {
namespace {

constexpr size_t kLeaves = 500;
constexpr int kDepth = 4;

std::optional<Json> ReadPart(std::string_view part) {
  const std::optional<std::string> bytes = DecodeBase64Url(part);
  if (!bytes) return std::nullopt;
  Result<Json> json = ParseJson(*bytes);
  if (!json || !json->is_object()) return std::nullopt;
  return *std::move(json);
}

std::vector<std::string> Split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  for (size_t at = 0;;) {
    const size_t end = std::min(text.find(separator, at), text.size());
    parts.emplace_back(text.substr(at, end - at));
    if (end == text.size()) return parts;
    at = end + separator.size();
  }
}

bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool IsCut(std::string_view text) {
  for (std::string_view mark : {"...", "\xE2\x80\xA6", "[cut]", "****", "xxxx"}) {
    if (text.find(mark) != text.npos) return true;
  }
  return text.ends_with("..");
}

void Collect(const Json& object, const std::string& pointer, int depth, std::vector<Leaf>& leaves) {
  for (const auto& [name, value] : object.object()) {
    if (leaves.size() >= kLeaves) return;
    const std::string below = pointer + "/" + EscapePointerToken(name);
    if (value.is_object() && depth < kDepth) Collect(value, below, depth + 1, leaves);
    if (!value.is_object() && !value.is_array()) leaves.push_back({below, value});
  }
}

}  // namespace

TokenInside ReadToken(std::string_view text) {
  TokenInside inside;
  inside.starts_like_jwt = text.starts_with("eyJ");  // {" in base64
  const std::vector<std::string> parts = Split(text, ".");
  if (parts.size() >= 2) {
    std::optional<Json> header = ReadPart(parts[0]);
    std::optional<Json> payload = ReadPart(parts[1]);
    if (header && payload && header->Find("alg") != nullptr) {
      inside.kind = TokenInside::Kind::kJwt;
      inside.header = *std::move(header);
      inside.payload = *std::move(payload);
      return inside;
    }
  }
  if (IsCut(text) || (inside.starts_like_jwt && parts.size() < 3)) {
    inside.kind = TokenInside::Kind::kCut;
    return inside;
  }
  std::optional<std::string> bytes = DecodeBase64(text);
  if (!bytes) bytes = DecodeBase64Url(text);
  if (!bytes || bytes->size() < 8 || !IsPrintable(*bytes)) return inside;
  for (std::string_view separator : {":", "|", ";", "#"}) {
    if (bytes->find(separator) == bytes->npos) continue;
    inside.kind = TokenInside::Kind::kPacked;
    inside.separator = separator;
    inside.parts = Split(*bytes, separator);
    return inside;
  }
  return inside;
}

std::vector<Leaf> LeavesOf(const Json& object) {
  std::vector<Leaf> leaves;
  if (object.is_object()) Collect(object, "", 1, leaves);
  return leaves;
}

std::string ClaimName(std::string_view pointer) {
  const std::string name = LastToken(pointer);
  const size_t last = name.find_last_of("/#:");
  return last == name.npos || last + 1 == name.size() ? name : name.substr(last + 1);
}

}  // namespace authconform
