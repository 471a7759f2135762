// A JSON example as people write it on pages, into its value, where each part of it stands, and what had to be mended.
//
// Read as a careful person would: comments, ellipses, trailing and missing commas, single quotes, missing braces,
// members in square brackets, bare words, placeholders, cut tokens, HTML entities, escaped underscores.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "tools/derive/text/lines.h"

namespace authconform {

// A type as documents name it. kNull: null is all that is ever shown.
enum class ValueType { kUnknown, kString, kInteger, kNumber, kBoolean, kObject, kArray, kNull };

// "string", "integer", … as facts.schema.json spells them.
std::string_view TypeName(ValueType type);
// Of a value: an integer is a number without fraction and exponent.
ValueType TypeOf(const Json& value);

struct LooseJson {
  Json value;
  // Where each value stands, member names included, by JSON Pointer: "" is the whole text, "/users/0" an item.
  std::map<std::string, Lines> lines;
  // Where a bare word or placeholder stands for a value ({"name": string, "age": <int>}): the type it names, kUnknown
  // when it names none. The value there is null.
  std::map<std::string, ValueType> placeholders;
  // Pointers of the containers in which an ellipsis says that there is more.
  std::vector<std::string> elided;
  std::vector<Repair> repairs;  // none: the text is JSON as it stands
};

struct LooseJsonLimits {
  size_t bytes = 4 << 20;
  size_t depth = 64;
  size_t values = 100'000;
};

// nullopt: no object or array can be made out (prose, XML, an empty text, what exceeds the limits). Text before the
// first brace and after the last is left out and recorded as a repair. `first_line` is the document's line that `text`
// starts on. Linear in the size of the text; never recurses on it without bound.
std::optional<LooseJson> ReadLooseJson(std::string_view text, int first_line, const LooseJsonLimits& limits = {});

}  // namespace authconform
