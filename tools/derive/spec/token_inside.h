// A token shown in an example into what is readable inside it, without any key.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"

namespace authconform {

struct TokenInside {
  enum class Kind {
    kOpaque,
    kJwt,     // header and payload are JSON objects; the signature is not looked at
    kPacked,  // base64 of printable texts with a separator
    kCut,     // the document shows the beginning only
  };
  Kind kind = Kind::kOpaque;
  Json header;  // of kJwt
  Json payload;
  std::string separator;  // of kPacked
  std::vector<std::string> parts;
  bool starts_like_jwt = false;  // of kCut as well
};

TokenInside ReadToken(std::string_view text);

// A scalar inside an object, by JSON Pointer; arrays and what is deeper than four objects are left out.
struct Leaf {
  std::string pointer;
  Json value;
};
// At most 500.
std::vector<Leaf> LeavesOf(const Json& object);

// What a claim is called apart from its namespace: "role" of "http://schemas…/claims/role".
std::string ClaimName(std::string_view pointer);

}  // namespace authconform
