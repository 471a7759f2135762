#include "tools/reference/request_head.h"

#include <algorithm>
#include <charconv>

namespace authconform::reference {
namespace {

std::string_view TakeLine(std::string_view& text) {
  const auto end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// RFC 9110, 5.1 and 5.6.2. White space before the colon and folded lines (RFC 9112, 5.1 and 5.2) are caught by it too.
bool IsFieldName(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](unsigned char c) {
    return c > ' ' && c < 0x7F &&
           std::string_view("\"(),/:;<=>?@[\\]{}").find(static_cast<char>(c)) == std::string_view::npos;
  });
}

// RFC 9110, 5.5
bool IsFieldValue(std::string_view value) {
  return std::ranges::none_of(value, [](unsigned char c) { return (c < ' ' && c != '\t') || c == 0x7F; });
}

std::optional<std::uint64_t> ParseLength(const std::string& text) {
  std::uint64_t length = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, length);
  // from_chars knows no sign for unsigned numbers, so only digits get this far.
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return length;
}

std::ptrdiff_t Count(const Headers& headers, std::string_view name) {
  return std::ranges::count_if(headers, [&](const auto& field) { return LowerCase(field.first) == name; });
}

}  // namespace

std::optional<RequestHead> ParseHead(std::string_view text) {
  const std::string_view request_line = TakeLine(text);
  RequestHead head;
  for (std::string_view line = TakeLine(text); !line.empty(); line = TakeLine(text)) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !IsFieldName(line.substr(0, colon))) return std::nullopt;
    std::string_view value = line.substr(colon + 1);
    if (!IsFieldValue(value)) return std::nullopt;
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    value = value.substr(0, value.find_last_not_of(" \t") + 1);
    head.headers.emplace_back(line.substr(0, colon), value);
  }

  // RFC 9112, 3.2
  if (request_line.ends_with("HTTP/1.1") && Count(head.headers, "host") != 1) return std::nullopt;

  // RFC 9112, 6.1 and 6.3: both, several or unknown ones are what request smuggling is made of.
  const auto codings = Count(head.headers, "transfer-encoding");
  const auto lengths = Count(head.headers, "content-length");
  if (codings + lengths > 1) return std::nullopt;
  for (const auto& [sent_name, value] : head.headers) {
    const std::string name = LowerCase(sent_name);
    if (name == "transfer-encoding") {
      if (LowerCase(value) != "chunked") return std::nullopt;
      head.chunked = true;
    } else if (name == "content-length") {
      const auto length = ParseLength(value);
      if (!length) return std::nullopt;
      head.body_length = *length;
    }
  }
  return head;
}

}  // namespace authconform::reference
