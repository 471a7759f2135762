// Bytes into base64 text and back (RFC 4648), in both alphabets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace authconform {

// Section 4, with padding.
std::string EncodeBase64(std::string_view bytes);

// Section 5, without padding, as JSON Web Tokens are written (RFC 7515 2).
std::string EncodeBase64Url(std::string_view bytes);

// Sections 4 and 5; padding may be there or not. nullopt for any other character, or a length no encoder writes.
std::optional<std::string> DecodeBase64(std::string_view text);
std::optional<std::string> DecodeBase64Url(std::string_view text);

}  // namespace authconform
