// A bare word where a JSON value should be, into the value or the placeholder that it is.
#pragma once

#include <string_view>

#include "harness/base/json.h"
#include "tools/derive/text/loose_json.h"

namespace authconform {

struct LooseWord {
  Json value;
  bool placeholder = false;
  ValueType type = ValueType::kUnknown;  // that a placeholder names
  std::string_view repair;               // empty: it is JSON as it stands
};

// `word` is trimmed and not empty: 12, 007, None, string, <int>, {{token}}, 2020-01-31, eyJhbGci…
LooseWord ReadLooseWord(std::string_view word);

// The type that the text of a placeholder names: "String", "int | null", "your token" (kUnknown).
ValueType TypeOfPlaceholder(std::string_view text);

}  // namespace authconform
