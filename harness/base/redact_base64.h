// A run of characters that could be base64 into at which of them something may begin that is worth unpacking.
#pragma once

#include <string_view>

#include "harness/base/redact_index.h"

namespace authconform {

// A run is of kSextets' characters. What is packed begins at one of its first four, for bytes begin anew with every
// fourth: each function returns a bit for each of the four, the first one's the lowest. That of the last of these tells
// of bytes before it too, which is no harm.

// Where the bytes may hold the beginning of a value; with `or_ends` its end too.
unsigned StartsOfValues(const SecretIndex& index, std::string_view run, bool or_ends);

// Where the bytes are text that something else could be hidden in: three quarters of them could be shown, in ASCII or
// UTF-8. Of random bytes less than half could. The run has at least nine characters.
unsigned StartsOfText(std::string_view run);

}  // namespace authconform
