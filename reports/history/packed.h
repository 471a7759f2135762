// Texts and numbers into few bytes, and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace authconform {

// One frame of Zstandard (RFC 8878) with its checksum. The same text gives the same bytes, of the same libzstd.
std::string PackText(std::string_view text);
// Of a history before version 7 (steps.h) they are of zlib's format (RFC 1950). Error, without a file: damaged, cut
// short, followed by something, or more than `limit` bytes come out.
Result<std::string> UnpackText(std::string_view packed, size_t limit);

// Each in as many bytes as it needs, seven bits a byte, least first. A number below 0 is written as 0.
std::string PackNumbers(const std::vector<int64_t>& numbers);
// Error, without a file: not exactly `count` numbers, or one that does not fit.
Result<std::vector<int64_t>> UnpackNumbers(std::string_view packed, size_t count);

}  // namespace authconform
