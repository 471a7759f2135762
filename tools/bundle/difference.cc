#include "tools/bundle/difference.h"

#include <algorithm>

#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

constexpr size_t kShown = 120;

std::string Show(const Json* value) {
  if (value == nullptr) return "absent";
  if (value->is_array()) return "an array of " + Counted(static_cast<int64_t>(value->array().size()), "item");
  if (value->is_object()) return "an object of " + Counted(static_cast<int64_t>(value->object().size()), "member");
  if (value->is_string()) return "\"" + Clip(VisibleLine(value->string()), kShown) + "\"";
  return Clip(WriteJson(*value), kShown);
}

std::optional<JsonDifference> At(const std::string& pointer, const Json* one, const Json* other);

std::optional<JsonDifference> InObjects(const std::string& pointer, const Json& one, const Json& other) {
  for (const auto& [name, value] : one.object()) {
    if (auto found = At(pointer + "/" + EscapePointerToken(name), &value, other.Find(name))) return found;
  }
  for (const auto& [name, value] : other.object()) {
    if (one.Find(name) == nullptr) return At(pointer + "/" + EscapePointerToken(name), nullptr, &value);
  }
  return std::nullopt;
}

std::optional<JsonDifference> InArrays(const std::string& pointer, const Json& one, const Json& other) {
  const auto item = [](const Json& array, size_t i) { return i < array.array().size() ? &array.array()[i] : nullptr; };
  const size_t longest = std::max(one.array().size(), other.array().size());
  for (size_t i = 0; i < longest; ++i) {
    if (auto found = At(pointer + "/" + std::to_string(i), item(one, i), item(other, i))) return found;
  }
  return std::nullopt;
}

std::optional<JsonDifference> At(const std::string& pointer, const Json* one, const Json* other) {
  if (one != nullptr && other != nullptr) {
    if (one->is_object() && other->is_object()) return InObjects(pointer, *one, *other);
    if (one->is_array() && other->is_array()) return InArrays(pointer, *one, *other);
    if (*one == *other) return std::nullopt;
  }
  return JsonDifference{pointer, Show(one), Show(other)};
}

}  // namespace

std::optional<JsonDifference> FirstDifference(const Json& one, const Json& other) { return At("", &one, &other); }

}  // namespace authconform
