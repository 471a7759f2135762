// A run of characters that could be base64 into at which of them something may begin that is worth unpacking.
#pragma once

#include <cstddef>
#include <string_view>

#include "harness/base/redact_index.h"

namespace authconform {

// A run is of kSextets' characters and as long as it can be. Fewer than these hold no value.
constexpr size_t kShortestBase64 = 6;

// What is packed begins at one of a run's first four characters, for bytes begin anew with every fourth. There is a bit
// for each of the four, the first one's the lowest. That of the last tells of bytes before it too, which is no harm.
struct Base64Run {
  size_t end = 0;
  unsigned values = 0;  // where the bytes may hold the beginning of a value
};

// The run that begins there, of kShortestBase64 characters at least. With `or_ends` the ends of values count as well.
Base64Run ScanBase64(const SecretIndex& index, std::string_view text, size_t begin, bool or_ends);

// Where a run's bytes are text that something else could be hidden in: three quarters of them could be shown, in ASCII
// or UTF-8. Of random bytes less than half could. The run has at least nine characters.
unsigned StartsOfText(std::string_view run);

}  // namespace authconform
