// Turns a request's raw head into header fields as they were sent, and into the length of the body that follows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tools/reference/http.h"

namespace authconform::reference {

struct RequestHead {
  Headers headers;  // as they were sent
  bool chunked = false;
  std::uint64_t body_length = 0;  // when not chunked
};

// `head` is the request line and the fields, up to and with the empty line. Nothing when the framing is ambiguous or a
// field is malformed: then nobody knows where the next request begins (RFC 9112, 5 and 6.3).
std::optional<RequestHead> ParseHead(std::string_view head);

}  // namespace authconform::reference
