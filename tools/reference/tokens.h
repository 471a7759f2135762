// Turns claims into signed JSON Web Tokens (RFC 7519).
#pragma once

#include <string>

#include "harness/base/result.h"
#include "tools/reference/json.h"
#include "tools/reference/rsa_key.h"

namespace authconform::reference {

// Signs with HMAC and SHA-256 (RFC 7518, 3.2). `key` is raw bytes, 32 at least. `header` is added to alg and typ.
Result<std::string> SignHs256(const Json& claims, const Json& header, const std::string& key);

// Signs with RSASSA-PKCS1-v1_5 and SHA-256 (RFC 7518, 3.3), and names the key as kid.
Result<std::string> SignRs256(const Json& claims, const RsaKey& key);

}  // namespace authconform::reference
