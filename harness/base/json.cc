#include "harness/base/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "harness/base/files.h"
#include "harness/base/json_number.h"

namespace authconform {
namespace {

// Up to here a linear search beats sorting.
constexpr size_t kSmallObject = 12;

bool IsPlainInteger(std::string_view text) { return text.find_first_of(".eE") == std::string_view::npos; }

bool SameNumber(const std::string& a, const std::string& b) { return a == b || ToDecimal(a) == ToDecimal(b); }

std::vector<const Json::Member*> SortedByName(const Json::Object& object) {
  std::vector<const Json::Member*> sorted;
  sorted.reserve(object.size());
  for (const Json::Member& member : object) sorted.push_back(&member);
  std::stable_sort(sorted.begin(), sorted.end(), [](auto* a, auto* b) { return a->first < b->first; });
  return sorted;
}

bool SameObject(const Json& a, const Json& b) {
  const Json::Object& members = a.object();
  if (members.size() != b.object().size()) return false;
  if (members.size() <= kSmallObject) {
    return std::all_of(members.begin(), members.end(), [&](const Json::Member& member) {
      const Json* other = b.Find(member.first);
      return other != nullptr && member.second == *other;
    });
  }
  const auto left = SortedByName(members);
  const auto right = SortedByName(b.object());
  return std::equal(left.begin(), left.end(), right.begin(), [](auto* x, auto* y) { return *x == *y; });
}

// Undoes EscapePointerToken; nullopt for a "~" that is not part of "~0" or "~1".
std::optional<std::string> UnescapePointerToken(std::string_view token) {
  std::string name;
  for (size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      name += token[i];
    } else if (++i < token.size() && (token[i] == '0' || token[i] == '1')) {
      name += token[i] == '0' ? '~' : '/';
    } else {
      return std::nullopt;
    }
  }
  return name;
}

const Json* ItemAt(const Json::Array& array, std::string_view token) {
  size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  const bool whole = error == std::errc() && end == token.data() + token.size();
  if (!whole || (token.size() > 1 && token[0] == '0') || index >= array.size()) return nullptr;
  return &array[index];
}

}  // namespace

Json::Json(double value) {
  if (!std::isfinite(value)) std::abort();  // a programming error: JSON has no such numbers
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value);
  held_ = Number{std::string(text, end)};
}

std::string_view Json::TypeName() const {
  switch (held_.index()) {
    case 0:
      return "null";
    case 1:
      return "boolean";
    case 2:
      return IsPlainInteger(number().text) || ToDecimal(number().text).IsInteger() ? "integer" : "number";
    case 3:
      return "string";
    case 4:
      return "array";
    default:
      return "object";
  }
}

std::optional<int64_t> Json::AsInt64() const {
  if (!is_number()) return std::nullopt;
  std::string text = number().text;
  if (!IsPlainInteger(text)) {
    const Decimal decimal = ToDecimal(text);
    // 19 digits hold every int64_t.
    if (!decimal.IsInteger() || (!decimal.IsZero() && decimal.Magnitude() >= 19)) return std::nullopt;
    text = (decimal.negative ? "-" : "") + decimal.digits + std::string(static_cast<size_t>(decimal.exponent), '0');
    if (decimal.IsZero()) text = "0";
  }
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> Json::AsDouble() const {
  if (!is_number()) return std::nullopt;
  const std::string& text = number().text;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc()) return value;
  // from_chars says the same of too small and of too large.
  if (error == std::errc::result_out_of_range && ToDecimal(text).Magnitude() < 0) return 0.0;
  return std::nullopt;
}

const Json* Json::Find(std::string_view name) const {
  if (!is_object()) return nullptr;
  for (const Member& member : object()) {
    if (member.first == name) return &member.second;
  }
  return nullptr;
}

const Json* Json::At(std::string_view pointer) const {
  const Json* here = this;
  while (here != nullptr && !pointer.empty()) {
    if (pointer[0] != '/') return nullptr;
    const size_t end = std::min(pointer.find('/', 1), pointer.size());
    const std::optional<std::string> token = UnescapePointerToken(pointer.substr(1, end - 1));
    if (!token) return nullptr;
    here = here->is_array() ? ItemAt(here->array(), *token) : here->Find(*token);
    pointer.remove_prefix(end);
  }
  return here;
}

void Json::Set(std::string_view name, Json value) {
  for (Member& member : object()) {
    if (member.first == name) {
      member.second = std::move(value);
      return;
    }
  }
  object().emplace_back(std::string(name), std::move(value));
}

bool operator==(const Json& a, const Json& b) {
  if (a.held_.index() != b.held_.index()) return false;
  if (a.is_number()) return SameNumber(a.number().text, b.number().text);
  if (a.is_object()) return SameObject(a, b);
  return a.held_ == b.held_;
}

Result<Json> ReadJsonFile(const std::string& path, const JsonLimits& limits) {
  Result<std::string> text = ReadFile(path, limits.bytes);
  if (!text) return text.error();
  return ParseJson(*text, path, limits);
}

Json MergePatch(Json base, const Json& patch) {
  if (!patch.is_object()) return patch;
  if (!base.is_object()) base = Json::Object{};
  for (const auto& [name, value] : patch.object()) {
    Json::Object& members = base.object();
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&name = name](const Json::Member& member) { return member.first == name; });
    if (value.is_null()) {
      if (found != members.end()) members.erase(found);
    } else if (found != members.end()) {
      found->second = MergePatch(std::move(found->second), value);
    } else {
      members.emplace_back(name, MergePatch(Json(), value));
    }
  }
  return base;
}

std::string EscapePointerToken(std::string_view token) {
  std::string escaped;
  for (const char c : token) {
    if (c == '~') {
      escaped += "~0";
    } else if (c == '/') {
      escaped += "~1";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

}  // namespace authconform
