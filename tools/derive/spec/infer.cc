#include "tools/derive/spec/infer.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tools/derive/spec/slug.h"
#include "tools/derive/spec/told.h"

namespace authconform {
namespace {

// RFC 6749 5.1 and 5.2, OpenID Connect Core 5.1.
ValueType TypeOfStandardName(std::string_view name) {
  static constexpr std::pair<std::string_view, ValueType> kNames[] = {
      {"access_token", ValueType::kString},
      {"refresh_token", ValueType::kString},
      {"id_token", ValueType::kString},
      {"token_type", ValueType::kString},
      {"scope", ValueType::kString},
      {"expires_in", ValueType::kInteger},
      {"refresh_expires_in", ValueType::kInteger},
      {"error", ValueType::kString},
      {"error_description", ValueType::kString},
      {"error_uri", ValueType::kString},
      {"state", ValueType::kString},
      {"sub", ValueType::kString},
      {"email", ValueType::kString},
      {"email_verified", ValueType::kBoolean},
  };
  for (const auto& [known, type] : kNames) {
    if (name == known) return type;
  }
  return ValueType::kUnknown;
}

bool IsWord(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

bool IsOneOf(std::string_view text, const std::vector<std::string_view>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool IsStatusWord(const Json& value, std::string_view name, int status) {
  const std::string slug = Slug(name);
  if (!value.is_string() || !IsWord(value.string())) return false;
  const std::string word = ToLower(value.string());
  if (IsOneOf(slug, {"status", "result", "outcome"})) {
    return IsOneOf(word, {"ok", "success", "successful", "succeeded", "error", "fail", "failed", "failure"});
  }
  // Codes such as invalid_grant (RFC 6749 5.2) are for programs; a word without underscore may be anything.
  return status >= 400 && word.find('_') != word.npos && IsOneOf(slug, {"error", "code", "error-code", "type"});
}

bool EchoesStatus(const Json& value, std::string_view name, int status) {
  return value.is_number() && value.AsInt64() == status &&
         IsOneOf(Slug(name), {"status", "code", "status-code", "http-code", "http-status", "response-code"});
}

class Inference {
 public:
  Inference(int status, const Narrative& narrative) : status_(status), narrative_(narrative) {}

  Json Schema(const Shape& shape, bool in_list) const {
    const Told told = ToldOf(shape, narrative_);
    if (std::optional<Json> literal = Literal(shape, told, in_list)) return *std::move(literal);
    Json::Object schema;
    const std::vector<ValueType> types = Types(shape);
    if (told.unit != TimeUnit::kNone) schema.emplace_back("description", RangeOf(told.unit).name);
    AddType(types, schema);
    for (ValueType type : types) AddRules(type, shape, told, in_list, schema);
    return schema;
  }

 private:
  // The values that a member may have, when text or convention names them.
  std::optional<Json> Literal(const Shape& shape, const Told& told, bool in_list) const {
    const std::string name = LastToken(shape.pointer);
    std::vector<Json> values = shape.allowed;
    if (values.empty() && !in_list && !shape.shown.empty() && !shape.empty_text) {
      const bool beside = StandsBesidePayload(shape.pointer);
      const bool contractual = std::all_of(shape.shown.begin(), shape.shown.end(), [&](const Json& value) {
        return beside && ((value.is_bool() && NamesFlag(name)) || IsStatusWord(value, name, status_) ||
                          EchoesStatus(value, name, status_));
      });
      if (told.always || contractual) values = shape.shown;
    }
    if (values.empty()) return std::nullopt;
    // A list that the examples do not keep to is no promise.
    for (const Json& value : shape.shown) {
      if (std::find(values.begin(), values.end(), value) == values.end()) return std::nullopt;
    }
    if (shape.types.contains(ValueType::kNull)) values.push_back(nullptr);
    if (values.size() == 1) return Json::Object{{"const", values.front()}};
    return Json::Object{{"enum", Json::Array(values.begin(), values.end())}};
  }

  // Without kUnknown; an integer among numbers is a number.
  static std::vector<ValueType> Types(const Shape& shape) {
    std::set<ValueType> types = shape.types;
    types.erase(ValueType::kUnknown);
    if (types.contains(ValueType::kNumber)) types.erase(ValueType::kInteger);
    if (types == std::set{ValueType::kNull}) types.insert(TypeOfStandardName(LastToken(shape.pointer)));
    return {types.begin(), types.end()};
  }

  static void AddType(const std::vector<ValueType>& types, Json::Object& schema) {
    Json::Array names;
    for (ValueType type : types) {
      if (type == ValueType::kUnknown) return;  // null, and else anything
      names.emplace_back(authconform::TypeName(type));
    }
    if (names.size() == 1) schema.emplace_back("type", names.front());
    if (names.size() > 1) schema.emplace_back("type", std::move(names));
  }

  void AddRules(ValueType type, const Shape& shape, const Told& told, bool in_list, Json::Object& schema) const {
    switch (type) {
      case ValueType::kInteger:
      case ValueType::kNumber:
        return AddRange(shape, told, schema);
      case ValueType::kString:
        if (!told.format.empty()) schema.emplace_back("format", told.format);
        if (!in_list && !shape.empty_text && IsTextShown(shape)) schema.emplace_back("minLength", 1);
        return;
      case ValueType::kObject:
        return AddMembers(shape, in_list, schema);
      case ValueType::kArray:
        if (!shape.items.empty()) {
          Json items = Schema(shape.items.front(), true);
          if (!items.object().empty()) schema.emplace_back("items", std::move(items));
        }
        return;
      default:
        return;
    }
  }

  static bool IsTextShown(const Shape& shape) {
    return std::any_of(shape.shown.begin(), shape.shown.end(), [](const Json& value) { return value.is_string(); });
  }

  static void AddRange(const Shape& shape, const Told& told, Json::Object& schema) {
    if (told.unit != TimeUnit::kNone) {
      schema.emplace_back("minimum", RangeOf(told.unit).minimum);
      schema.emplace_back("maximum", RangeOf(told.unit).maximum);
      return;
    }
    const std::string name = LastToken(shape.pointer);
    const bool positive = std::all_of(shape.shown.begin(), shape.shown.end(), [](const Json& value) {
      const std::optional<double> number = value.AsDouble();
      return number && *number >= 1;
    });
    if (positive && (NamesExpiry(name) || NamesMoment(name))) schema.emplace_back("minimum", 1);
  }

  static bool IsRequired(const Shape& member, const Shape& object) {
    if (member.told_required) return *member.told_required && (object.objects == 0 || member.times == object.objects);
    return object.objects > 0 && member.times == object.objects;
  }

  void AddMembers(const Shape& shape, bool in_list, Json::Object& schema) const {
    Json::Array required;
    Json::Object properties;
    for (const auto& [name, member] : shape.members) {
      if (IsRequired(member, shape)) required.emplace_back(name);
      properties.emplace_back(name, Schema(member, in_list));
    }
    if (!required.empty()) schema.emplace_back("required", std::move(required));
    if (!properties.empty()) schema.emplace_back("properties", std::move(properties));
  }

  const int status_;
  const Narrative& narrative_;
};

}  // namespace

Json SchemaOf(const Shape& shape, int status, const Narrative& narrative) {
  return Inference(status, narrative).Schema(shape, false);
}

Json SchemaOfAny(const std::vector<Shape>& shapes, int status, const Narrative& narrative) {
  if (shapes.size() == 1) return SchemaOf(shapes.front(), status, narrative);
  Json::Array any;
  for (const Shape& shape : shapes) any.push_back(SchemaOf(shape, status, narrative));
  return Json::Object{{"anyOf", std::move(any)}};
}

}  // namespace authconform
