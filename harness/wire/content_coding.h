// A response's body as sent into what it stands for, by its Content-Encoding.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/wire/exchange.h"

namespace authconform {

// Replaces `body` by its decoded form: gzip and br, one of them, once (RFC 9110 8.4). Nothing happens to an empty body
// or one without coding. kTooLarge past `limit` bytes, kViolation when the bytes are not what the coding says,
// kUnsupported for other codings.
std::optional<TransportError> DecodeContent(std::string_view content_encoding, size_t limit, std::string& body);

}  // namespace authconform
