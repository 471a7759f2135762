#include "tools/reference/rsa_key.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>

#include "tools/reference/secrets.h"

namespace authconform::reference {
namespace {

std::string TakeText(BIO* memory) {
  char* bytes = nullptr;
  const long length = BIO_get_mem_data(memory, &bytes);
  return length > 0 ? std::string(bytes, static_cast<std::size_t>(length)) : std::string();
}

// A key's number as JWK writes it: big-endian, base64url.
std::string JwkNumber(const EVP_PKEY* key, const char* name) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) return {};
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(raw, BN_free);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(raw)), '\0');
  BN_bn2bin(raw, reinterpret_cast<unsigned char*>(bytes.data()));
  return EncodeBase64Url(bytes);
}

}  // namespace

Result<RsaKey> GenerateRsaKey() {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_RSA_gen(2048), EVP_PKEY_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> secret(BIO_new(BIO_s_mem()), BIO_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> open(BIO_new(BIO_s_mem()), BIO_free);
  const bool made = key && secret && open &&
                    PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
                    PEM_write_bio_PUBKEY(open.get(), key.get()) == 1;
  if (!made) return Error{"", "", "OpenSSL could not make an RSA key"};
  // RFC 7638, 3.1: these members, in this order, without white space.
  const std::string jwk = R"({"e":")" + JwkNumber(key.get(), OSSL_PKEY_PARAM_RSA_E) + R"(","kty":"RSA","n":")" +
                          JwkNumber(key.get(), OSSL_PKEY_PARAM_RSA_N) + R"("})";
  return RsaKey{
      .private_pem = TakeText(secret.get()), .public_pem = TakeText(open.get()), .id = EncodeBase64Url(Sha256(jwk))};
}

}  // namespace authconform::reference
