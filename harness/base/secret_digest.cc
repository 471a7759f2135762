#include "harness/base/secret_digest.h"

#include <sodium.h>

#include <cstring>
#include <tuple>

namespace authconform {

SecretDigester::SecretDigester() { randombytes_buf(key_.data(), key_.size()); }

SecretDigest SecretDigester::operator()(std::string_view value) const {
  static_assert(crypto_shorthash_siphashx24_BYTES == sizeof(SecretDigest));
  static_assert(crypto_shorthash_siphashx24_KEYBYTES == std::tuple_size_v<Key>);
  SecretDigest digest;
  unsigned char bytes[sizeof digest];
  crypto_shorthash_siphashx24(bytes, reinterpret_cast<const unsigned char*>(value.data()), value.size(), key_.data());
  std::memcpy(digest.data(), bytes, sizeof bytes);
  return digest;
}

}  // namespace authconform
