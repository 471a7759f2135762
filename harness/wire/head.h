// The bytes before a response's body into status, headers and framing, or the clause that they break.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/wire/exchange.h"

namespace authconform {

// What a head may measure. HTTP sets no limits; servers in use stay far below these.
inline constexpr size_t kMaxStatusLine = 8'192;
inline constexpr size_t kMaxHeaderLine = 65'536;
inline constexpr size_t kMaxHeaders = 1'000;
inline constexpr size_t kMaxHeadBytes = 262'144;

struct Head {
  // How the body ends, RFC 9112 6.3.
  enum class Framing { kNone, kLength, kChunked, kUntilClose };

  int status = 0;
  std::string reason;
  std::vector<Header> headers;
  Framing framing = Framing::kNone;
  uint64_t length = 0;  // for kLength; UINT64_MAX stands for anything larger
  bool keep_alive = false;
};

// Where the head ends that starts at bytes[0], blank line included; 0 when its end is not among them. The first
// `searched` bytes are known to hold no end.
size_t FindHeadEnd(std::string_view bytes, size_t searched);

// An error as soon as the bytes, complete or not, cannot be the start of an HTTP/1 response.
std::optional<TransportError> JudgeStart(std::string_view bytes);

// `raw` is one head up to and with its blank line; `method` is the request's.
std::variant<Head, TransportError> JudgeHead(std::string_view raw, std::string_view method);

// One line "name: value" without its line end, from a head or from chunk trailers. `where` names it in errors, and
// nothing of the line itself does.
std::variant<Header, TransportError> JudgeHeaderLine(std::string_view line, std::string_view where);

bool IsToken(std::string_view text);  // RFC 9110 5.6.2

}  // namespace authconform
