#include "harness/wire/exchange.h"

#include <strings.h>

#include <iterator>

namespace authconform {
namespace {

// In the order of TransportError::Kind.
constexpr std::string_view kErrorNames[] = {"resolve",   "connect",   "tls",         "timeout",  "closed",
                                            "too_large", "violation", "unsupported", "shortage", "stopped"};

}  // namespace

const std::string* FindHeader(const std::vector<Header>& headers, std::string_view name) {
  for (const Header& header : headers) {
    if (header.name.size() == name.size() && strncasecmp(header.name.data(), name.data(), name.size()) == 0) {
      return &header.value;
    }
  }
  return nullptr;
}

std::string_view TransportErrorName(TransportError::Kind kind) { return kErrorNames[static_cast<size_t>(kind)]; }

std::optional<TransportError::Kind> ParseTransportError(std::string_view name) {
  for (size_t i = 0; i < std::size(kErrorNames); ++i) {
    if (kErrorNames[i] == name) return static_cast<TransportError::Kind>(i);
  }
  return std::nullopt;
}

}  // namespace authconform
