// The sentences of a page into the promises that a closed set of rules knows: what tokens are for and what they are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/derive/spec/narrative.h"
#include "tools/derive/spec/shape.h"

namespace authconform {

// The first sentence that speaks of a token together with signing in, authorizing or credentials.
std::optional<Lines> CredentialsPromise(const Narrative& narrative);

// The first sentence that calls the token a JWT.
std::optional<Lines> JwtPromise(const Narrative& narrative);

struct TokenUse {
  std::string id;    // "token-use", "access-token-use", "refresh-token-use"
  std::string text;  // in own words
  Lines lines;
};

// What the tokens of an answer are good for, each token once: from the descriptions of the members `tokens`, and from
// sentences.
std::vector<TokenUse> TokenUses(const Shape& success, const std::vector<std::string>& tokens,
                                const std::vector<const Narrative*>& narratives);

}  // namespace authconform
