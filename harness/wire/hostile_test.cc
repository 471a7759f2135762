// Every behaviour of a hostile or odd server: the one error it must end in, or the response it must still yield.
#include <brotli/encode.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "harness/wire/wire.h"
#include "harness/wire/wire_test_server.h"

namespace authconform {
namespace {

using Kind = TransportError::Kind;
using Script = ScriptedServer::Script;

constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";

std::string Gzip(const std::string& plain) {
  z_stream stream = {};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string coded(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(coded.data());
  stream.avail_out = static_cast<uInt>(coded.size());
  deflate(&stream, Z_FINISH);
  coded.resize(stream.total_out);
  deflateEnd(&stream);
  return coded;
}

std::string Brotli(const std::string& plain) {
  size_t size = BrotliEncoderMaxCompressedSize(plain.size());
  std::string coded(size, '\0');
  BrotliEncoderCompress(9, 22, BROTLI_MODE_GENERIC, plain.size(), reinterpret_cast<const uint8_t*>(plain.data()), &size,
                        reinterpret_cast<uint8_t*>(coded.data()));
  coded.resize(size);
  return coded;
}

std::string Coded(const std::string& coding, const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

std::string Chunked(const std::string& chunks) {
  return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
}

std::string Head(const std::string& lines) { return "HTTP/1.1 200 OK\r\n" + lines + "\r\n\r\nfine"; }

std::string Times(int count, const std::string& text) {
  std::string all;
  all.reserve(text.size() * static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

Script Says(std::string bytes) { return ScriptedServer::Once(std::move(bytes)); }
Script SaysAndEnds(std::string bytes) { return ScriptedServer::OnceAndEnd(std::move(bytes)); }

// A first part, then a second over and over.
Script Floods(std::string first, std::string again, int pause_ms = 0) {
  return [=](Peer& peer) {
    peer.ReadRequest();
    if (peer.Say(first)) peer.Repeat(again, pause_ms);
  };
}
Script Drips(std::string first, std::string again) { return Floods(std::move(first), std::move(again), 10); }

std::unique_ptr<Wire> MakeWire(const ScriptedServer& server, int exchange_timeout_ms = 10'000) {
  WireOptions options;
  options.origin = *ParseOrigin(server.url());
  options.exchange_timeout_ms = exchange_timeout_ms;
  return *Wire::Create(options);
}

const Request kRequest = {.method = "POST", .path = "/auth", .headers = {{"Accept", "*/*"}}, .body = "{}"};

struct HostileRow {
  const char* name;
  Script script;
  Kind kind;
  const char* message;
  int timeout_ms = 10'000;
  friend void PrintTo(const HostileRow& row, std::ostream* out) { *out << row.name; }
};

class Hostile : public testing::TestWithParam<HostileRow> {};

TEST_P(Hostile, EndsInItsErrorAndTheNextExchangeWorks) {
  const HostileRow& row = GetParam();
  ScriptedServer server({row.script, ScriptedServer::Always(kOk)});
  const auto wire = MakeWire(server, row.timeout_ms);
  const Exchange bad = wire->Send(kRequest);
  ASSERT_NE(bad.error(), nullptr) << "got status " << bad.response()->status;
  EXPECT_EQ(bad.error()->kind, row.kind) << bad.error()->message;
  EXPECT_NE(bad.error()->message.find(row.message), std::string::npos) << bad.error()->message;
  EXPECT_EQ(bad.request, kRequest);

  const Exchange next = wire->Send(kRequest);
  ASSERT_NE(next.response(), nullptr) << next.error()->message;
  EXPECT_EQ(next.response()->body, "fine");
  EXPECT_EQ(server.connections(), 2u);
}

const std::string kNul(1, '\0');

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Table, Hostile,
    testing::ValuesIn(std::vector<HostileRow>{
        // The status line.
        {"StatusLineOf26Kb", Says("HTTP/1.1 200 " + std::string(26'000, 'x') + "\r\n\r\n"), Kind::kTooLarge, "status line"},
        {"StatusLineWithoutEnd", Floods("HTTP/1.1 200 ", std::string(65'536, 'x')), Kind::kTooLarge, "status line"},
        {"StatusLineDripping", Drips("HTTP/1.1 200 ", "x"), Kind::kTimeout, "head (300 ms)", 300},
        {"Silence", Says(""), Kind::kTimeout, "before any byte of the response (300 ms)", 300},
        {"Status000", Says("HTTP/1.1 000 No\r\n\r\n"), Kind::kViolation, "status code 000 is not within 100 to 599 (RFC 9110 15)"},
        {"Status999", Says("HTTP/1.1 999 No\r\n\r\n"), Kind::kViolation, "status code 999 is not within 100 to 599 (RFC 9110 15)"},
        {"StatusOfTwoDigits", Says("HTTP/1.1 20 OK\r\n\r\n"), Kind::kViolation, "three digits: \"HTTP/1.1 20 OK\" (RFC 9112 4)"},
        {"StatusOfFourDigits", Says("HTTP/1.1 2000 OK\r\n\r\n"), Kind::kViolation, "(RFC 9112 4)"},
        {"NoStatus", Says("HTTP/1.1\r\n\r\n"), Kind::kViolation, "(RFC 9112 4)"},
        {"ControlInReason", Says("HTTP/1.1 200 a\x1b[31m\r\n\r\n"), Kind::kViolation, "reason phrase holds control characters"},
        {"OtherProtocol", Says("SSH-2.0-OpenSSH_9.2\r\n"), Kind::kViolation, "\"SSH-2.0-OpenSSH_9.2\" (RFC 9112 4)"},
        {"BinaryNoise", Says("\x01\x02\x03"), Kind::kViolation, "\"???\" (RFC 9112 4)"},
        {"TlsAlert", Says("\x15\x03\x01\x02"), Kind::kViolation, "may have to be https"},
        {"BodyOnly", Says("{\"token\":1}"), Kind::kViolation, "status line"},
        {"Http2", Says("HTTP/2 200\r\n\r\n"), Kind::kUnsupported, "\"HTTP/2 2\""},
        {"Http20", Says("HTTP/2.0 200 OK\r\n\r\n"), Kind::kUnsupported, "major version"},
        {"BadVersion", Says("HTTP/1,1 200 OK\r\n\r\n"), Kind::kViolation, "(RFC 9112 2.3)"},
        // Interim responses.
        {"Endless100s", Floods("", "HTTP/1.1 100 Continue\r\n\r\n"), Kind::kTooLarge, "interim responses"},
        {"UnaskedSwitch", Says("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), Kind::kViolation, "(RFC 9110 15.2.2)"},
        // Headers.
        {"EndlessHeaders", Floods("HTTP/1.1 200 OK\r\n", "X-A: b\r\n"), Kind::kTooLarge, "head is larger than 262144 bytes"},
        {"MillionHeaders", Says("HTTP/1.1 200 OK\r\n" + Times(1'000'000, "a:\r\n") + "\r\n"), Kind::kTooLarge, "head"},
        {"ThousandAndOneHeaders", Says(Head(Times(1'000, "A: b\r\n") + "Content-Length: 4")), Kind::kTooLarge, "1000 headers"},
        {"HeaderLineOf100Mb", Floods("HTTP/1.1 200 OK\r\nX: ", std::string(1 << 20, 'x')), Kind::kTooLarge, "head"},
        {"HeaderLineOf70Kb", Says(Head("X: " + std::string(70'000, 'x'))), Kind::kTooLarge, "header line 1 is longer"},
        {"HeadersDripping", Drips("HTTP/1.1 200 OK\r\n", "X-A: b\r\n"), Kind::kTimeout, "middle of the response's head", 300},
        {"NulInHeader", Says(Head("A: b" + kNul + "c")), Kind::kViolation, "header line 1 holds a NUL (RFC 9110 5.5)"},
        {"ControlInHeader", Says(Head("A: b\x01")), Kind::kViolation, "holds a control character (RFC 9110 5.5)"},
        {"BareCrInHeader", Says(Head("A: b\rc")), Kind::kViolation, "holds a control character (RFC 9110 5.5)"},
        {"FoldedHeader", Says(Head("A: b\r\n c")), Kind::kViolation, "header line 2 is folded"},
        {"NoColon", Says(Head("A: b\r\nnonsense")), Kind::kViolation, "header line 2 has no colon (RFC 9112 5)"},
        {"SpaceBeforeColon", Says(Head("A : b")), Kind::kViolation, "white space before its colon (RFC 9112 5.1)"},
        {"EmptyHeaderName", Says(Head(": b")), Kind::kViolation, "not a token (RFC 9110 5.1)"},
        {"HeaderNameNoToken", Says(Head("A(b): c")), Kind::kViolation, "not a token (RFC 9110 5.1)"},
        {"EndInHead", SaysAndEnds("HTTP/1.1 200 OK\r\nA: b\r\n"), Kind::kClosed, "in the middle of the response's head"},
        {"EndAtOnce", SaysAndEnds(""), Kind::kClosed, "before any byte of the response"},
        {"Reset", [](Peer& peer) { peer.ReadRequest(); peer.Reset(); }, Kind::kClosed, "reset"},
        // Framing.
        {"ConflictingLengths", Says(Head("Content-Length: 4\r\nContent-Length: 3")), Kind::kViolation, "two different Content-Length values (RFC 9112 6.3)"},
        {"ConflictingLengthList", Says(Head("Content-Length: 4, 3")), Kind::kViolation, "two different Content-Length values (RFC 9112 6.3)"},
        {"LengthAndChunks", Says(Head("Content-Length: 4\r\nTransfer-Encoding: chunked")), Kind::kViolation, "both Content-Length and Transfer-Encoding (RFC 9112 6.2)"},
        {"LengthNoNumber", Says(Head("Content-Length: abc")), Kind::kViolation, "Content-Length is not a number (RFC 9112 6.3)"},
        {"LengthNegative", Says(Head("Content-Length: -4")), Kind::kViolation, "Content-Length is not a number (RFC 9112 6.3)"},
        {"LengthEmpty", Says(Head("Content-Length:")), Kind::kViolation, "Content-Length is empty (RFC 9112 6.3)"},
        {"LengthOverflowing", Says(Head("Content-Length: 18446744073709551620")), Kind::kTooLarge, "Content-Length"},
        {"LengthOverLimit", Says(Head("Content-Length: 1048577")), Kind::kTooLarge, "limit of 1048576 bytes"},
        {"OtherTransferCoding", Says(Head("Transfer-Encoding: gzip, chunked")), Kind::kUnsupported, "transfer coding other than chunked (RFC 9112 7)"},
        {"ChunkedTwice", Says(Head("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")), Kind::kViolation, "twice (RFC 9112 6.1)"},
        {"ChunkedInHttp10", Says("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), Kind::kViolation, "(RFC 9112 6.1)"},
        {"ChunkSizeBelowData", Says(Chunked("3\r\nabcdef\r\n0\r\n\r\n")), Kind::kViolation, "a chunk's size is not that of its data (RFC 9112 7.1)"},
        {"ChunkSizeAboveData", Says(Chunked("9\r\nabcdef\r\n0\r\n\r\n")), Kind::kViolation, "(RFC 9112 7.1)"},
        {"ChunkSizeNoNumber", Says(Chunked("xyz\r\n")), Kind::kViolation, "not a hexadecimal number (RFC 9112 7.1)"},
        {"ChunkSizeSigned", Says(Chunked("-1\r\n")), Kind::kViolation, "not a hexadecimal number (RFC 9112 7.1)"},
        {"ChunkSizeWith0x", Says(Chunked("0x4\r\nfine\r\n")), Kind::kViolation, "not a hexadecimal number (RFC 9112 7.1)"},
        {"ChunkSizeOverflowing", Says(Chunked("10000000000000004\r\nfine\r\n0\r\n\r\n")), Kind::kTooLarge, "chunk's size"},
        {"ChunkSizeEndsInBareLf", Says(Chunked("4\nfine\r\n0\r\n\r\n")), Kind::kViolation, "CR LF (RFC 9112 7.1)"},
        {"ChunkOverLimit", Says(Chunked("100001\r\n")), Kind::kTooLarge, "limit of 1048576 bytes"},
        {"ChunkExtensionWithoutEnd", Floods(Chunked("4;"), std::string(4'096, 'x')), Kind::kTooLarge, "size line"},
        {"ChunkEndMissing", SaysAndEnds(Chunked("4\r\nfine\r\n")), Kind::kClosed, "in the middle of the response's body"},
        {"BadTrailer", Says(Chunked("0\r\nnonsense\r\n\r\n")), Kind::kViolation, "trailer line 1 has no colon"},
        {"EndlessTrailers", Floods(Chunked("0\r\n"), "A: b\r\n"), Kind::kTooLarge, "trailers"},
        // Bodies.
        {"BodyDripping", Drips(Head("Content-Length: 1000000"), "x"), Kind::kTimeout, "middle of the response's body (300 ms)", 300},
        {"ChunksDripping", Drips(Chunked(""), "1\r\nx\r\n"), Kind::kTimeout, "middle of the response's body", 300},
        {"BodyWithoutLengthDripping", Drips("HTTP/1.1 200 OK\r\n\r\n", "x"), Kind::kTimeout, "middle of the response's body", 300},
        {"EndlessBody", Floods("HTTP/1.1 200 OK\r\n\r\n", std::string(65'536, 'x')), Kind::kTooLarge, "limit of 1048576 bytes"},
        {"EndlessChunks", Floods(Chunked(""), Times(1'000, "1\r\nx\r\n")), Kind::kTooLarge, "limit of 1048576 bytes"},
        {"BodyCutShort", SaysAndEnds(Head("Content-Length: 10")), Kind::kClosed, "in the middle of the response's body"},
        // Codings.
        {"GzipBomb", Says(Coded("gzip", Gzip(std::string(64 << 20, '\0')))), Kind::kTooLarge, "decoded body is larger"},
        {"BrotliBomb", Says(Coded("br", Brotli(std::string(64 << 20, '\0')))), Kind::kTooLarge, "decoded body is larger"},
        {"NoGzip", Says(Coded("gzip", "plain")), Kind::kViolation, "not the gzip its Content-Encoding says (RFC 9110 8.4.1.3)"},
        {"GzipCutShort", Says(Coded("gzip", Gzip("fine").substr(0, 15))), Kind::kViolation, "ends too early"},
        {"GzipWithNoiseAfter", Says(Coded("gzip", Gzip("fine") + "noise")), Kind::kViolation, "not the gzip"},
        {"NoBrotli", Says(Coded("br", "\xff\xff\xff")), Kind::kViolation, "not the br its Content-Encoding says"},
        {"BrotliCutShort", Says(Coded("br", Brotli("fine fine").substr(0, 4))), Kind::kViolation, "ends too early"},
        {"OtherContentCoding", Says(Coded("zstd", "x")), Kind::kUnsupported, "Content-Encoding other than gzip or br"},
        {"TwoContentCodings", Says(Coded("gzip, br", "x")), Kind::kUnsupported, "Content-Encoding other than gzip or br"},
    }),
    [](const testing::TestParamInfo<HostileRow>& row) { return row.param.name; });
// clang-format on

struct OddRow {
  const char* name;
  Script script;
  int status;
  const char* body;
  const char* method = "POST";
  friend void PrintTo(const OddRow& row, std::ostream* out) { *out << row.name; }
};

class Odd : public testing::TestWithParam<OddRow> {};

TEST_P(Odd, IsLegalAndYieldsItsResponse) {
  const OddRow& row = GetParam();
  ScriptedServer server({row.script, ScriptedServer::Always(kOk)});
  const auto wire = MakeWire(server);
  Request request = kRequest;
  request.method = row.method;
  const Exchange exchange = wire->Send(request);
  ASSERT_NE(exchange.response(), nullptr) << exchange.error()->message;
  EXPECT_EQ(exchange.response()->status, row.status);
  EXPECT_EQ(exchange.response()->body, row.body);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Table, Odd,
    testing::ValuesIn(std::vector<OddRow>{
        {"EarlyHints", Says("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + std::string(kOk)), 200, "fine"},
        {"Continue", Says("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + std::string(kOk)), 200, "fine"},
        {"NotModifiedWithoutLength", Says("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"), 304, ""},
        {"NotModifiedWithLength", Says("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n"), 304, ""},
        {"NoContent", Says("HTTP/1.1 204 No Content\r\n\r\n"), 204, ""},
        {"NoContentWithLength", Says("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"), 204, ""},
        {"Head", Says("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"), 200, "", "HEAD"},
        {"HeadWithCoding", Says("HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nTransfer-Encoding: chunked\r\n\r\n"), 200, "", "HEAD"},
        {"LengthZero", Says("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"), 401, ""},
        {"HeaderLineOf20Kb", Says(Head("X: " + std::string(20'000, 'x') + "\r\nContent-Length: 4")), 200, "fine"},
        {"ThousandHeaders", Says(Head(Times(999, "A: b\r\n") + "Content-Length: 4")), 200, "fine"},
        {"NoReason", Says("HTTP/1.1 200 \r\nContent-Length: 4\r\n\r\nfine"), 200, "fine"},
        {"NoReasonAndNoSpace", Says("HTTP/1.1 200\r\nContent-Length: 4\r\n\r\nfine"), 200, "fine"},
        {"BareLf", Says("HTTP/1.1 200 OK\nContent-Length: 4\n\nfine"), 200, "fine"},
        {"HigherMinorVersion", Says("HTTP/1.3 200 OK\r\nContent-Length: 4\r\n\r\nfine"), 200, "fine"},
        {"Http10UntilClose", SaysAndEnds("HTTP/1.0 200 OK\r\n\r\nfine"), 200, "fine"},
        {"Http11UntilClose", SaysAndEnds("HTTP/1.1 200 OK\r\n\r\nfine"), 200, "fine"},
        {"EmptyUntilClose", SaysAndEnds("HTTP/1.1 500 No\r\n\r\n"), 500, ""},
        {"SameLengthTwice", Says(Head("Content-Length: 4\r\ncontent-length: 4, 4")), 200, "fine"},
        {"LengthWithZeros", Says(Head("Content-Length: 0004")), 200, "fine"},
        {"Chunks", Says(Chunked("2\r\nfi\r\n002\r\nne\r\n0\r\n\r\n")), 200, "fine"},
        {"ChunkSizeInUpperCaseHex", Says(Chunked("A\r\n0123456789\r\n0\r\n\r\n")), 200, "0123456789"},
        {"ChunkExtensions", Says(Chunked("4;a=b;c=\"d\"\r\nfine\r\n0 ; last\r\n\r\n")), 200, "fine"},
        {"ChunkTrailers", Says(Chunked("4\r\nfine\r\n0\r\nDigest: x\r\nA: b\r\n\r\n")), 200, "fine"},
        {"ChunkedInOtherCase", Says("HTTP/1.1 200 OK\r\ntransfer-ENCODING: Chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n"), 200, "fine"},
        {"Gzip", Says(Coded("gzip", Gzip("fine"))), 200, "fine"},
        {"XGzipInOtherCase", Says(Coded("X-GZIP", Gzip("fine"))), 200, "fine"},
        {"GzipOfTwoMembers", Says(Coded("gzip", Gzip("fi") + Gzip("ne"))), 200, "fine"},
        {"Brotli", Says(Coded("br", Brotli("fine"))), 200, "fine"},
        {"Identity", Says(Coded("identity", "fine")), 200, "fine"},
        {"EmptyWithCoding", Says("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"), 200, ""},
        {"RedirectToBadPort", Says("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:99999/\r\nContent-Length: 0\r\n\r\n"), 302, ""},
        {"PercentInHeader", Says(Head("A: %00%0d%0a\r\nContent-Length: 4")), 200, "fine"},
        {"ByteByByte", [](Peer& peer) { peer.ReadRequest(); for (char c : std::string(kOk)) peer.Say({&c, 1}); peer.AwaitEnd(); }, 200, "fine"},
        {"ChunksByteByByte", [](Peer& peer) { peer.ReadRequest(); for (char c : Chunked("4\r\nfine\r\n0\r\nA: b\r\n\r\n")) peer.Say({&c, 1}); peer.AwaitEnd(); }, 200, "fine"},
        {"AnswerBeforeRequestIsRead", [](Peer& peer) { peer.Say("HTTP/1.1 408 Too Slow\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"); peer.AwaitEnd(); }, 408, ""},
    }),
    [](const testing::TestParamInfo<OddRow>& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace authconform
