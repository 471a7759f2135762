#include "harness/wire/head.h"

#include <strings.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace authconform {
namespace {

TransportError Violation(std::string message) { return {TransportError::Kind::kViolation, std::move(message)}; }
TransportError TooLarge(std::string message) { return {TransportError::Kind::kTooLarge, std::move(message)}; }
TransportError Unsupported(std::string message) { return {TransportError::Kind::kUnsupported, std::move(message)}; }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// RFC 9110 5.5: what neither a field value nor a reason phrase may hold.
bool HoldsControl(std::string_view text) {
  bool holds = false;
  for (const unsigned char c : text) holds |= (c < 0x20 && c != '\t') || c == 0x7f;
  return holds;
}

constexpr std::array<bool, 256> kTokenCharacters = [] {
  std::array<bool, 256> table = {};
  for (const unsigned char c : std::string_view("!#$%&'*+-.^_`|~0123456789")) table[c] = true;
  for (unsigned char c = 'a'; c <= 'z'; ++c) table[c] = table[c - 'a' + 'A'] = true;
  return table;
}();

bool SameWord(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string Fragment(std::string_view line) {
  std::string shown = "\"";
  for (char c : line.substr(0, 32)) shown += (c >= ' ' && c < 127 && c != '"') ? c : '?';
  return shown + (line.size() > 32 ? "…\"" : "\"");
}

// Calls visit(element) for each non-empty element of a comma-separated list, RFC 9110 5.6.1.
template <typename Visit>
void ForEachElement(std::string_view list, Visit visit) {
  while (true) {
    const size_t comma = list.find(',');
    const std::string_view element = Trim(list.substr(0, comma));
    if (!element.empty()) visit(element);
    if (comma == std::string_view::npos) return;
    list.remove_prefix(comma + 1);
  }
}

// Takes one line off the front; its LF and, before it, CR are dropped (RFC 9112 2.2 lets a bare LF stand).
std::string_view TakeLine(std::string_view& rest) {
  const size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::optional<TransportError> JudgeStatusLine(std::string_view line, Head& head, int& minor) {
  if (line.size() > kMaxStatusLine) {
    return TooLarge("the status line is longer than " + std::to_string(kMaxStatusLine) + " bytes");
  }
  if (auto error = JudgeStart(line)) return error;
  const auto malformed = [&](const std::string& what) {
    return Violation(what + ": " + Fragment(line) + " (RFC 9112 4)");
  };
  if (line.size() < 8) return malformed("the status line is cut short");
  minor = line[7] - '0';
  if (line.size() < 12 || line[8] != ' ' || !IsDigit(line[9]) || !IsDigit(line[10]) || !IsDigit(line[11]) ||
      (line.size() > 12 && line[12] != ' ')) {
    return malformed("the status line holds no status code of three digits");
  }
  head.status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
  if (head.status < 100 || head.status > 599) {
    return Violation("the status code " + std::string(line.substr(9, 3)) + " is not within 100 to 599 (RFC 9110 15)");
  }
  // The space after the code is required even without a reason, yet RFC 9112 4 lets a client do without it.
  const std::string_view reason = line.substr(std::min<size_t>(line.size(), 13));
  if (HoldsControl(reason)) {
    return malformed("the reason phrase holds control characters");
  }
  head.reason = std::string(reason);
  return std::nullopt;
}

std::optional<TransportError> ReadContentLength(std::string_view value, std::optional<uint64_t>& length) {
  std::optional<TransportError> error;
  bool any = false;
  ForEachElement(value, [&](std::string_view element) {
    any = true;
    uint64_t number = 0;
    for (char c : element) {
      if (!IsDigit(c)) {
        error = Violation("Content-Length is not a number (RFC 9112 6.3)");
        return;
      }
      const uint64_t digit = static_cast<uint64_t>(c - '0');
      constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();
      number = number > (kMost - digit) / 10 ? kMost : number * 10 + digit;
    }
    if (length && *length != number) error = Violation("two different Content-Length values (RFC 9112 6.3)");
    length = number;
  });
  if (!any) error = Violation("Content-Length is empty (RFC 9112 6.3)");
  return error;
}

}  // namespace

bool IsToken(std::string_view text) {
  if (text.empty()) return false;
  for (const unsigned char c : text) {
    if (!kTokenCharacters[c]) return false;
  }
  return true;
}

size_t FindHeadEnd(std::string_view bytes, size_t searched) {
  // Two bytes back: the blank line's first half may be among the searched ones.
  size_t at = searched > 2 ? searched - 2 : 0;
  while ((at = bytes.find('\n', at)) != std::string_view::npos) {
    const std::string_view next = bytes.substr(at + 1, 2);
    if (next.starts_with('\n')) return at + 2;
    if (next == "\r\n") return at + 3;
    ++at;
  }
  return 0;
}

std::optional<TransportError> JudgeStart(std::string_view bytes) {
  constexpr std::string_view kName = "HTTP/";
  // A TLS alert or handshake record: a wrong URL of ours rather than wrong HTTP of the server's.
  if (bytes.starts_with("\x15\x03") || bytes.starts_with("\x16\x03")) {
    return TransportError{TransportError::Kind::kTls,
                          "the answer is TLS, not HTTP: the URL's scheme may have to be https"};
  }
  if (bytes == "\x15" || bytes == "\x16") return std::nullopt;  // the next byte tells
  const size_t common = std::min(bytes.size(), kName.size());
  if (bytes.substr(0, common) != kName.substr(0, common)) {
    const std::string_view line = bytes.substr(0, bytes.find_first_of("\r\n"));
    return Violation("the answer does not start with a status line: " + Fragment(line) + " (RFC 9112 4)");
  }
  const bool two = bytes.starts_with("HTTP/2 ");  // as people write it; the line may end there
  if (bytes.size() < 8 && !two) return std::nullopt;
  if (two || (IsDigit(bytes[5]) && bytes[5] != '1' && bytes[6] == '.' && IsDigit(bytes[7]))) {
    return Unsupported("the answer is in another major version of HTTP than 1: " + Fragment(bytes.substr(0, 8)));
  }
  if (bytes[5] != '1' || bytes[6] != '.' || !IsDigit(bytes[7])) {
    return Violation("the HTTP version is malformed: " + Fragment(bytes.substr(0, 8)) + " (RFC 9112 2.3)");
  }
  return std::nullopt;
}

std::variant<Header, TransportError> JudgeHeaderLine(std::string_view line, std::string_view where) {
  const auto broken = [&](const std::string& what) { return Violation(std::string(where) + " " + what); };
  if (line.size() > kMaxHeaderLine) {
    return TooLarge(std::string(where) + " is longer than " + std::to_string(kMaxHeaderLine) + " bytes");
  }
  if (line.starts_with(' ') || line.starts_with('\t')) {
    return broken("is folded: it starts with white space (RFC 9112 5.2)");
  }
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return broken("has no colon (RFC 9112 5)");
  const std::string_view name = line.substr(0, colon);
  if (name.ends_with(' ') || name.ends_with('\t')) return broken("has white space before its colon (RFC 9112 5.1)");
  if (!IsToken(name)) return broken("has a name that is not a token (RFC 9110 5.1)");
  const std::string_view value = Trim(line.substr(colon + 1));
  if (HoldsControl(value)) {
    const bool nul = value.find('\0') != std::string_view::npos;
    return broken(nul ? "holds a NUL (RFC 9110 5.5)" : "holds a control character (RFC 9110 5.5)");
  }
  return Header{std::string(name), std::string(value)};
}

std::variant<Head, TransportError> JudgeHead(std::string_view raw, std::string_view method) {
  Head head;
  int minor = 1;
  std::string_view rest = raw;
  if (auto error = JudgeStatusLine(TakeLine(rest), head, minor)) return *std::move(error);

  std::optional<uint64_t> length;
  bool has_transfer_encoding = false;
  int chunked = 0;
  bool other_coding = false;
  bool close = false;
  bool keep_alive = minor >= 1;
  head.headers.reserve(8);
  for (std::string_view line = TakeLine(rest); !line.empty(); line = TakeLine(rest)) {
    if (head.headers.size() == kMaxHeaders) return TooLarge("more than " + std::to_string(kMaxHeaders) + " headers");
    auto judged = JudgeHeaderLine(line, "header line " + std::to_string(head.headers.size() + 1));
    if (auto* error = std::get_if<TransportError>(&judged)) return std::move(*error);
    const Header& header = head.headers.emplace_back(std::get<Header>(std::move(judged)));
    if (SameWord(header.name, "Content-Length")) {
      if (auto error = ReadContentLength(header.value, length)) return *std::move(error);
    } else if (SameWord(header.name, "Transfer-Encoding")) {
      has_transfer_encoding = true;
      ForEachElement(header.value,
                     [&](std::string_view coding) { SameWord(coding, "chunked") ? ++chunked : other_coding = true; });
    } else if (SameWord(header.name, "Connection")) {
      ForEachElement(header.value, [&](std::string_view option) {
        if (SameWord(option, "close")) close = true;
        if (SameWord(option, "keep-alive")) keep_alive = true;
      });
    }
  }
  head.keep_alive = keep_alive && !close;

  if (has_transfer_encoding && length) {
    return Violation("both Content-Length and Transfer-Encoding (RFC 9112 6.2)");
  }
  if (has_transfer_encoding && minor == 0) return Violation("Transfer-Encoding in an HTTP/1.0 response (RFC 9112 6.1)");
  if (chunked > 1) return Violation("the chunked coding is applied twice (RFC 9112 6.1)");

  if (head.status == 204 && has_transfer_encoding) return Violation("a 204 with Transfer-Encoding (RFC 9112 6.1)");
  // A length of 0 is as wrong, and so common and harmless that it is let pass.
  if (head.status == 204 && length.value_or(0) > 0) return Violation("a 204 with a Content-Length (RFC 9110 8.6)");
  if (head.status == 101) {
    return Violation("the server switched protocols though nobody asked for it (RFC 9110 15.2.2)");
  }
  const bool tunnel = method == "CONNECT" && head.status / 100 == 2;
  if (head.status < 200 || head.status == 204 || head.status == 304 || method == "HEAD" || tunnel) {
    head.framing = Head::Framing::kNone;
  } else if (has_transfer_encoding) {
    if (other_coding || chunked == 0) return Unsupported("a transfer coding other than chunked (RFC 9112 7)");
    head.framing = Head::Framing::kChunked;
  } else if (length) {
    head.framing = Head::Framing::kLength;
    head.length = *length;
  } else {
    head.framing = Head::Framing::kUntilClose;
    head.keep_alive = false;
  }
  return head;
}

}  // namespace authconform
