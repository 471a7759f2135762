// Bytes into their SHA-256 (FIPS 180-4).
#pragma once

#include <string>
#include <string_view>

namespace authconform {

// Its 32 bytes as they are.
std::string Sha256Bytes(std::string_view bytes);

// 64 lower-case hexadecimal digits.
std::string Sha256Hex(std::string_view bytes);

// Each byte as two lower-case hexadecimal digits.
std::string Hexadecimal(std::string_view bytes);

}  // namespace authconform
