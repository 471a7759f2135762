// A success into whether it gives a token.
#pragma once

#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/schema.h"
#include "harness/wire/exchange.h"

namespace authconform {

enum class Given {
  kAsDocumented,  // a text or a number stands at one of the places, and the schema finds nothing wrong with any of them
  kOtherwise,     // a token is given, but a place is not as the schema says, or is empty while the token is elsewhere
  kNot,
};

// `tokens` are the JSON Pointers where the document has tokens. Anything at these places counts, for nobody but the
// document tells what a token looks like; elsewhere what FindToken (leak.h) takes for one. `body` is null when it is
// not JSON; `violations` are what the schema of the success finds wrong with it.
Given FindGivenToken(const std::vector<std::string>& tokens, const Response& response, const Json* body,
                     const std::vector<SchemaViolation>& violations);

}  // namespace authconform
