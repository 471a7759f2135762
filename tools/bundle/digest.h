// Bytes into their SHA-256 (FIPS 180-4).
#pragma once

#include <string>
#include <string_view>

namespace authconform {

// 64 lower-case hexadecimal digits.
std::string Sha256Hex(std::string_view bytes);

}  // namespace authconform
