// A compact JWS into the JWT inside it, without verifying the signature: the harness does not hold the key.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace authconform {

struct Jwt {
  Json header;
  Json payload;
};

// Well-formed means: three base64url parts without padding (RFC 7515 7.1), header and payload JSON objects (RFC
// 7519 7.2), an `alg` other than none (RFC 8725 3.1), a signature, and NumericDate claims that are numbers (RFC
// 7519 4.1). The error's message says which of them is broken; it shows nothing of the token.
Result<Jwt> ReadJwt(std::string_view token);

// Whether text has the shape of a compact JWS whose header names an alg, well-formed otherwise or not: what must not
// stand in a refusal.
bool LooksLikeJwt(std::string_view text);

}  // namespace authconform
