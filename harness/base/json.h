// Text into a JSON value, strictly: what RFC 8259 and I-JSON (RFC 7493) leave open is refused, never guessed.
//
// Objects keep the order of their members. Numbers keep their text, so that nothing is lost past 2^53.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/base/result.h"

namespace authconform {

class Json {
 public:
  struct Number {
    std::string text;  // as it stood in the source
    friend bool operator==(const Number&, const Number&) = default;
  };
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;

  Json() = default;  // null
  Json(std::nullptr_t) {}
  Json(bool value) : held_(value) {}
  Json(int value) : Json(static_cast<int64_t>(value)) {}
  Json(int64_t value) : held_(Number{std::to_string(value)}) {}
  Json(size_t value) : held_(Number{std::to_string(value)}) {}
  Json(double value);  // must be finite
  Json(Number value) : held_(std::move(value)) {}
  Json(const char* value) : held_(std::string(value)) {}
  Json(std::string_view value) : held_(std::string(value)) {}
  Json(std::string value) : held_(std::move(value)) {}
  Json(Array value) : held_(std::move(value)) {}
  Json(Object value) : held_(std::move(value)) {}

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(held_); }
  bool is_bool() const { return std::holds_alternative<bool>(held_); }
  bool is_number() const { return std::holds_alternative<Number>(held_); }
  bool is_string() const { return std::holds_alternative<std::string>(held_); }
  bool is_array() const { return std::holds_alternative<Array>(held_); }
  bool is_object() const { return std::holds_alternative<Object>(held_); }
  // "null", "boolean", "integer" (a number without fraction: 1, 1.0, 1e2), "number", "string", "array" or "object".
  std::string_view TypeName() const;

  // Each is valid for its own type only.
  bool boolean() const { return std::get<bool>(held_); }
  const Number& number() const { return std::get<Number>(held_); }
  const std::string& string() const { return std::get<std::string>(held_); }
  const Array& array() const { return std::get<Array>(held_); }
  Array& array() { return std::get<Array>(held_); }
  const Object& object() const { return std::get<Object>(held_); }
  Object& object() { return std::get<Object>(held_); }

  // Exact value of a number that is integer-valued and fits; nullopt otherwise, also for other types.
  std::optional<int64_t> AsInt64() const;
  // Nearest double of a number; nullopt for other types. Never infinite: parsing refuses such numbers.
  std::optional<double> AsDouble() const;

  // Member of an object; nullptr when absent or when this is no object.
  const Json* Find(std::string_view name) const;
  // Value at an RFC 6901 pointer; nullptr when there is none.
  const Json* At(std::string_view pointer) const;
  // Replaces or appends a member. Valid for objects only.
  void Set(std::string_view name, Json value);

  // Same type and value; objects regardless of member order, numbers by value (1 == 1.0).
  friend bool operator==(const Json& a, const Json& b);

 private:
  std::variant<std::nullptr_t, bool, Number, std::string, Array, Object> held_;
};

struct JsonLimits {
  size_t bytes = 4 << 20;
  size_t depth = 64;
  size_t values = 200'000;
};

// Refuses: what is not RFC 8259, bytes that are not UTF-8, a BOM, lone surrogates, duplicate member names, numbers that
// overflow a double, anything after the value, and what exceeds the limits. Never recurses on the input.
// Error: position "line L, column C" (column in bytes, 1-based), file as given. The message shows no part of the text
// but a duplicate member's name.
Result<Json> ParseJson(std::string_view text, std::string_view file = "", const JsonLimits& limits = {});

// Reads a file and parses it.
Result<Json> ReadJsonFile(const std::string& path, const JsonLimits& limits = {});

// Compact, or indented by two spaces with one member a line and a newline at the end.
std::string WriteJson(const Json& value);
std::string WriteJsonIndented(const Json& value);
// Appends `text` as a quoted JSON string. Bytes that are not UTF-8 become U+FFFD.
void AppendJsonString(std::string_view text, std::string& out);

// RFC 7396: `patch` merged over `base`.
Json MergePatch(Json base, const Json& patch);

// RFC 6901: a pointer's next token, escaped ("a/b" becomes "a~1b").
std::string EscapePointerToken(std::string_view token);

// Whether text is well-formed UTF-8 (no surrogates, no overlong forms).
bool IsUtf8(std::string_view text);

}  // namespace authconform
