// Turns OpenSSL's randomness into one RSA key pair and its name.
#pragma once

#include <string>

#include "harness/base/result.h"

namespace authconform::reference {

struct RsaKey {
  std::string private_pem;
  std::string public_pem;
  std::string id;  // the key's JWK thumbprint (RFC 7638), 43 characters
};

// 2048 bits (RFC 7518, 3.3 asks for no less). Takes 20 to 300 ms.
Result<RsaKey> GenerateRsaKey();

}  // namespace authconform::reference
