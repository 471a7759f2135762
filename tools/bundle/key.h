// Files of Ed25519 keys (RFC 8032) into keys that sign and that check, and back.
//
// The files are PEM (RFC 7468): PKCS #8 for the private key and SubjectPublicKeyInfo for the public one (RFC 8410),
// which is what `openssl pkey` reads and writes.
#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace authconform {

class PublicKey {
 public:
  // `file` names the text in errors. Error: no PEM, a key of another kind, a private key; shows nothing of the text.
  static Result<PublicKey> FromPem(std::string_view pem, const std::string& file);
  static Result<PublicKey> Read(const std::string& path);

  std::string Pem() const;
  // SHA-256 of the DER SubjectPublicKeyInfo, 64 hexadecimal digits:
  // `openssl pkey -pubin -in FILE -outform DER | sha256sum`.
  std::string Fingerprint() const;
  // Whether `signature`, 64 bytes, is this key's over `bytes`.
  bool Verifies(std::string_view bytes, std::string_view signature) const;

  friend bool operator==(const PublicKey&, const PublicKey&) = default;

 private:
  friend class PrivateKey;
  explicit PublicKey(const EVP_PKEY* key);

  std::string raw_;  // 32 bytes
};

class PrivateKey {
 public:
  static PrivateKey Generate();
  // Error: cannot be read, may be read or written by others than its owner (its mode has one of 077), no PEM, a
  // passphrase, a key of another kind, a public key. Shows nothing of the file.
  static Result<PrivateKey> Read(const std::string& path);

  PublicKey Public() const;
  // 64 bytes, the same for the same bytes.
  std::string Sign(std::string_view bytes) const;

 private:
  friend Status WriteKeyPair(const PrivateKey& key, const std::string& path, bool force);
  using Held = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
  explicit PrivateKey(Held key) : key_(std::move(key)) {}

  Held key_;
};

// Whether a file of the name has a line that begins a private key in PEM (RFC 7468 13), of whatever kind, within its
// first 16 KiB. False for what cannot be read.
bool HoldsPrivateKey(const std::string& path);

// Writes the private key to `path`, which only its owner can read, and the public one to `path`.pub. A file that is
// there is left as it is and is an error, unless `force` and it is empty or a key of the same sort, private or public.
// Error: that, or cannot be written.
Status WriteKeyPair(const PrivateKey& key, const std::string& path, bool force);

}  // namespace authconform
