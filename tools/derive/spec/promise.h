// The sentences of a page into the promises that a closed set of rules knows: what tokens are for and what they are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/derive/spec/narrative.h"
#include "tools/derive/spec/shape.h"

namespace authconform {

// The first sentence that speaks of a token together with signing in, authorizing or credentials, and not of what the
// token is for.
std::optional<Lines> CredentialsPromise(const Narrative& narrative);
// The first that speaks of signing in at all: enough about an endpoint that is known to give tokens.
std::optional<Lines> SignInPromise(const Narrative& endpoint);

// The first sentence that calls the token a JWT.
std::optional<Lines> JwtPromise(const Narrative& narrative);

struct TokenUse {
  std::string id;    // "token-use", "access-token-use", "refresh-token-use"
  std::string text;  // in own words
  Lines lines;
};

// What sentences say tokens are good for, each token once.
std::vector<TokenUse> TokenUses(const Narrative& narrative);

// What the descriptions of the members `tokens` say they are good for.
std::vector<TokenUse> TokenUses(const Shape& success, const std::vector<std::string>& tokens);

// What the prose outside endpoints promises for all of them.
struct DocumentPromises {
  std::optional<Lines> credentials;
  std::vector<TokenUse> uses;
};
DocumentPromises ReadPromises(const Narrative& document);

}  // namespace authconform
