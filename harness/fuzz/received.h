// Bytes that a server says into what the harness's own reader makes of them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/wire/head.h"

namespace authconform {

struct Received {
  std::optional<Head> head;
  std::string body;  // as sent, freed from chunks
  std::optional<TransportError> error;
};

// Reads the answer to `method` from a connection on which these bytes came, `piece` at a time (0: all at once), and
// then the end. The body is asked for `step` bytes at a time. At most 16 KiB of bytes.
Received Receive(std::string_view bytes, std::string_view method, size_t max_bytes, size_t piece, size_t step);

}  // namespace authconform
