#include "tools/reference/tokens.h"

#include <jwt.h>

#include <cstdlib>
#include <memory>

namespace authconform::reference {
namespace {

Result<std::string> Sign(const Json& claims, const Json& header, jwt_alg_t algorithm, const std::string& key) {
  jwt_t* raw = nullptr;
  if (jwt_new(&raw) != 0) return Error{"", "", "there is not enough memory for a token"};
  const std::unique_ptr<jwt_t, decltype(&jwt_free)> token(raw, jwt_free);
  const bool filled = jwt_add_grants_json(raw, WriteJson(claims).c_str()) == 0 &&
                      jwt_add_headers_json(raw, WriteJson(header).c_str()) == 0 &&
                      jwt_set_alg(raw, algorithm, reinterpret_cast<const unsigned char*>(key.data()),
                                  static_cast<int>(key.size())) == 0;
  if (!filled) return Error{"", "", "libjwt refused a token's claims or key"};
  const std::unique_ptr<char, decltype(&std::free)> text(jwt_encode_str(raw), std::free);
  if (text == nullptr) return Error{"", "", "libjwt could not sign a token"};
  return std::string(text.get());
}

}  // namespace

Result<std::string> SignHs256(const Json& claims, const Json& header, const std::string& key) {
  return Sign(claims, header, JWT_ALG_HS256, key);
}

Result<std::string> SignRs256(const Json& claims, const RsaKey& key) {
  return Sign(claims, JsonObject{{"kid", key.id}}, JWT_ALG_RS256, key.private_pem);
}

}  // namespace authconform::reference
