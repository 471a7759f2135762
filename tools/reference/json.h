// Turns a request body into JSON values that hold no surprises, and values into an answer's body.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/base/result.h"

namespace authconform::reference {

struct Json;
using JsonArray = std::vector<Json>;
using JsonObject = std::vector<std::pair<std::string, Json>>;  // member order kept

// A number as it is written, so that nothing is rounded on the way.
struct JsonNumber {
  std::string text;
};

struct Json {
  std::variant<std::nullptr_t, bool, JsonNumber, std::string, JsonArray, JsonObject> value;

  Json() : value(nullptr) {}
  Json(std::nullptr_t) : value(nullptr) {}
  Json(bool truth) : value(truth) {}
  Json(std::int64_t number) : value(JsonNumber{std::to_string(number)}) {}
  Json(int number) : Json(static_cast<std::int64_t>(number)) {}
  Json(const char* text) : value(std::string(text)) {}
  Json(std::string text) : value(std::move(text)) {}
  Json(std::string_view text) : value(std::string(text)) {}
  Json(JsonArray items) : value(std::move(items)) {}
  Json(JsonObject members) : value(std::move(members)) {}

  bool IsNull() const { return std::holds_alternative<std::nullptr_t>(value); }
  bool IsArray() const { return std::holds_alternative<JsonArray>(value); }
  bool IsObject() const { return std::holds_alternative<JsonObject>(value); }
  const std::string* Text() const { return std::get_if<std::string>(&value); }  // null when it is no string
  const JsonObject& Members() const { return std::get<JsonObject>(value); }     // of an object only

  // The member of an object; null when there is none or this is no object.
  const Json* Find(std::string_view name) const;
  Json* Find(std::string_view name);

  // Of an object only: replaces the member or adds it at the end; takes it away.
  void Set(std::string_view name, Json member);
  void Erase(std::string_view name);
};

// Accepts what RFC 8259 does, less duplicate names (section 4), a byte order mark (section 8.1), lone surrogates
// (section 8.2) and nesting deeper than 32. The error says what is wrong in words that can go into an answer.
Result<Json> ParseJson(std::string_view text);

std::string WriteJson(const Json& json);

}  // namespace authconform::reference
