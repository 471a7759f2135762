// Two JSON values into where they first differ.
#pragma once

#include <optional>
#include <string>

#include "harness/base/json.h"

namespace authconform {

struct JsonDifference {
  std::string pointer;  // RFC 6901
  std::string one;      // "absent", "\"pass\"", "3", "an array of 2 items": at most 120 characters of a string
  std::string other;
};

// In the order of `one`'s members, then what only `other` has; the deepest pointer at which they differ. nullopt when
// they are equal, whatever the order of their members. Recurses as deep as they do: their readers bound that.
std::optional<JsonDifference> FirstDifference(const Json& one, const Json& other);

}  // namespace authconform
