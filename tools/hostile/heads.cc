// What stands before a body, wrong or odd: status lines, interim answers, headers (RFC 9112 2 to 5, RFC 9110 5 and 15).
#include "tools/hostile/says.h"

namespace authconform {

// clang-format off
std::vector<Behaviour> HeadBehaviours() {
  using std::string_literals::operator""s;
  const std::string good = SampleBody();
  const auto with = [&](const std::string& lines) { return Answer("200 OK", good, lines); };
  return {
      {"StatusLineOf26Kb", "sends a status line of 26 KB", Says(Answer("200 " + std::string(26'000, 'x'), good)), Verdict::kFail, "the status line is longer than 8192 bytes"},
      {"EndlessStatusLine", "never ends its status line", Floods("HTTP/1.1 200 ", std::string(65'536, 'x')), Verdict::kFail, "the status line is longer than 8192 bytes"},
      {"Status000", "answers with status 000", Says(Answer("000 No", good)), Verdict::kFail, "not within 100 to 599 (RFC 9110 15)"},
      {"Status999", "answers with status 999", Says(Answer("999 No", good)), Verdict::kFail, "not within 100 to 599 (RFC 9110 15)"},
      {"StatusOfTwoDigits", "answers with a status of two digits", Says(Answer("20 OK", good)), Verdict::kFail, "(RFC 9112 4)"},
      {"StatusOfFourDigits", "answers with a status of four digits", Says(Answer("2000 OK", good)), Verdict::kFail, "(RFC 9112 4)"},
      {"NoStatus", "leaves the status out", Says("HTTP/1.1\r\n\r\n" + good), Verdict::kFail, "(RFC 9112 4)"},
      {"NoReason", "leaves the reason phrase and its space out, which a client takes", Says(Answer("200", good)), Verdict::kPass, ""},
      {"ControlInReason", "sends terminal colours in the reason phrase", Says(Answer("200 \x1b[31mred", good)), Verdict::kFail, "control characters: \"HTTP/1.1 200 ?[31mred\" (RFC 9112 4)"},
      {"Http09", "answers as HTTP/0.9 does, with a body alone", SaysAndEnds(good), Verdict::kFail, "does not start with a status line: "},
      {"Http2Preface", "sends the frames of HTTP/2", SaysAndEnds("\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64"s), Verdict::kFail, "(RFC 9112 4)"},
      {"Http2StatusLine", "says HTTP/2 in a status line", Says("HTTP/2 200\r\n\r\n"), Verdict::kError, "another major version of HTTP"},
      {"BadVersion", "writes the version with a comma", Says("HTTP/1,1 200 OK\r\n\r\n"), Verdict::kFail, "(RFC 9112 2.3)"},
      {"OtherProtocol", "greets as an SSH server", Says("SSH-2.0-OpenSSH_9.2\r\n"), Verdict::kFail, "\"SSH-2.0-OpenSSH_9.2\" (RFC 9112 4)"},
      {"BinaryNoise", "sends bytes of no protocol", Says("\x01\x02\x03\xff"), Verdict::kFail, "\"????\" (RFC 9112 4)"},
      {"Endless100s", "says 100 Continue for ever", Floods("", Times(100, "HTTP/1.1 100 Continue\r\n\r\n")), Verdict::kFail, "interim responses"},
      {"EarlyHints", "says 103 and 102 first, which is legal", Says("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + with("")), Verdict::kPass, ""},
      {"UnaskedSwitch", "switches to another protocol that nobody asked for", Says("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"), Verdict::kFail, "(RFC 9110 15.2.2)"},
      {"EndlessHeaders", "never ends its headers", Floods("HTTP/1.1 200 OK\r\n", Times(100, "X-A: b\r\n")), Verdict::kFail, "head is larger than 262144 bytes"},
      {"MillionSetCookies", "sets a million cookies", SaysTimes("HTTP/1.1 200 OK\r\n", 1'000, Times(1'000, "Set-Cookie: a=b\r\n")), Verdict::kFail, "head is larger than 262144 bytes"},
      {"ThousandHeaders", "sends a thousand headers and some", Says(with(Times(1'000, "A: b\r\n"))), Verdict::kFail, "more than 1000 headers"},
      {"HundredsOfSetCookies", "sets some hundred cookies, which is legal", Says(with(Times(900, "Set-Cookie: a=0123456789abcdef\r\n"))), Verdict::kPass, ""},
      {"EndlessHeaderLine", "never ends a header line", Floods("HTTP/1.1 200 OK\r\nX: ", std::string(1 << 20, 'x')), Verdict::kFail, "head is larger than 262144 bytes"},
      {"HeaderLineOf70Kb", "sends a header of 70 KB", Says(with("X: " + std::string(70'000, 'x') + "\r\n")), Verdict::kFail, "header line 3 is longer than"},
      {"HeaderLineOf20Kb", "sends a header of 20 KB, which is legal", Says(with("X: " + std::string(20'000, 'x') + "\r\n")), Verdict::kPass, ""},
      {"NulInHeader", "sends a NUL in a header", Says(with("A: b\0c\r\n"s)), Verdict::kFail, "header line 3 holds a NUL (RFC 9110 5.5)"},
      {"ControlInHeader", "sends a control character in a header", Says(with("A: b\x01\r\n")), Verdict::kFail, "holds a control character (RFC 9110 5.5)"},
      {"BareCrInHeader", "sends a CR without LF in a header", Says(with("A: b\rSet-Cookie: c\r\n")), Verdict::kFail, "holds a control character (RFC 9110 5.5)"},
      {"BareLf", "ends lines without CR, which a client may take", Says("HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: " + std::to_string(good.size()) + "\n\n" + good), Verdict::kPass, ""},
      {"FoldedHeader", "folds a header", Says(with("A: b\r\n c\r\n")), Verdict::kFail, "is folded: it starts with white space (RFC 9112 5.2)"},
      {"SpaceBeforeFirstHeader", "starts its first header with a space", Says("HTTP/1.1 200 OK\r\n Content-Length: 2\r\n\r\n{}"), Verdict::kFail, "header line 1 is folded"},
      {"NoColon", "sends a header without colon", Says(with("nonsense\r\n")), Verdict::kFail, "has no colon (RFC 9112 5)"},
      {"SpaceBeforeColon", "sends a space between a header's name and its colon", Says(with("A : b\r\n")), Verdict::kFail, "white space before its colon (RFC 9112 5.1)"},
      {"EmptyHeaderName", "sends a header without name", Says(with(": b\r\n")), Verdict::kFail, "a name that is not a token (RFC 9110 5.1)"},
      {"HeaderNameNoToken", "sends a header name with brackets", Says(with("A(b): c\r\n")), Verdict::kFail, "a name that is not a token (RFC 9110 5.1)"},
      {"Latin1InHeader", "sends bytes over 127 in a header, which is legal", Says(with("A: caf\xe9\r\n")), Verdict::kPass, ""},
      {"EscapedControlInHeader", "sends an escaped line end in a header, which is legal", Says(with("A: %0d%0aB: c\r\n")), Verdict::kPass, ""},
  };
}
// clang-format on

}  // namespace authconform
