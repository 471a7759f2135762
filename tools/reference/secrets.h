// Turns passwords into hashes, random bytes into identifiers and bytes into base64: all that is done with libsodium.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace authconform::reference {

// Argon2id at libsodium's lowest cost: the passwords are public, and tests sign in thousands of times.
// Empty when there is no memory for it.
std::string HashPassword(std::string_view password);
bool PasswordMatches(const std::string& hash, std::string_view password);

// Takes the same time wherever the two differ, and whatever their lengths.
bool SecretsEqual(std::string_view one, std::string_view other);

std::string RandomBytes(std::size_t count);
std::string RandomUuid();  // RFC 9562, version 4

std::string Sha256(std::string_view bytes);
std::string EncodeBase64(std::string_view bytes);                // RFC 4648, 4: padded
std::string EncodeBase64Url(std::string_view bytes);             // RFC 4648, 5: not padded
std::optional<std::string> DecodeBase64(std::string_view text);  // RFC 4648, 4: nothing unless padded and clean

}  // namespace authconform::reference
