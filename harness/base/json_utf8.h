// Bytes into UTF-8 sequences: where text stops being well-formed, and how long it is to a reader.
#pragma once

#include <cstddef>
#include <string_view>

namespace authconform {

// Offset of the first byte that is not part of a well-formed sequence (RFC 3629); text.size() when there is none.
size_t FindInvalidUtf8(std::string_view text);

// Number of code points in well-formed text.
size_t CountCodePoints(std::string_view text);

// Bytes of the longest prefix of well-formed text that has at most `max_bytes` bytes and cuts no sequence.
size_t Utf8PrefixLength(std::string_view text, size_t max_bytes);

}  // namespace authconform
