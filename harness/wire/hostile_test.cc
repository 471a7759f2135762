// What a hostile or odd server's bytes end in: the kind of error, limits to the byte, and odd responses that must still
// be yielded. Every behaviour of hostile servers, through a whole run, is tools/hostile's.
#include <gtest/gtest.h>

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

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Table, Hostile,
    testing::ValuesIn(std::vector<HostileRow>{
        {"Silence", Says(""), Kind::kTimeout, "before any byte of the response (300 ms)", 300},
        {"TlsAlert", Says("\x15\x03\x01\x02"), Kind::kTls, "may have to be https"},
        {"Status099", Says("HTTP/1.1 099 No\r\n\r\n"), Kind::kViolation, "status code 099 is not within 100 to 599 (RFC 9110 15)"},
        {"Status600", Says("HTTP/1.1 600 No\r\n\r\n"), Kind::kViolation, "status code 600 is not within 100 to 599 (RFC 9110 15)"},
        {"Http20", Says("HTTP/2.0 200 OK\r\n\r\n"), Kind::kUnsupported, "major version"},
        {"ThousandAndOneHeaders", Says(Head(Times(1'000, "A: b\r\n") + "Content-Length: 4")), Kind::kTooLarge, "1000 headers"},
        {"EndAtOnce", SaysAndEnds(""), Kind::kClosed, "before any byte of the response"},
        {"LengthOverLimit", Says(Head("Content-Length: 1048577")), Kind::kTooLarge, "limit of 1048576 bytes"},
        {"ChunkOverLimit", Says(Chunked("100001\r\n")), Kind::kTooLarge, "limit of 1048576 bytes"},
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
        {"NotModifiedWithLength", Says("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n"), 304, ""},
        {"NoContent", Says("HTTP/1.1 204 No Content\r\n\r\n"), 204, ""},
        {"NoContentWithLength", Says("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"), 204, ""},
        {"Head", Says("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"), 200, "", "HEAD"},
        {"HeadWithCoding", Says("HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nTransfer-Encoding: chunked\r\n\r\n"), 200, "", "HEAD"},
        {"LengthZero", Says("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"), 401, ""},
        {"ThousandHeaders", Says(Head(Times(999, "A: b\r\n") + "Content-Length: 4")), 200, "fine"},
        {"NoReason", Says("HTTP/1.1 200 \r\nContent-Length: 4\r\n\r\nfine"), 200, "fine"},
        {"HigherMinorVersion", Says("HTTP/1.3 200 OK\r\nContent-Length: 4\r\n\r\nfine"), 200, "fine"},
        {"EmptyUntilClose", SaysAndEnds("HTTP/1.1 500 No\r\n\r\n"), 500, ""},
        {"LengthWithZeros", Says(Head("Content-Length: 0004")), 200, "fine"},
        {"ChunkSizeInUpperCaseHex", Says(Chunked("A\r\n0123456789\r\n0\r\n\r\n")), 200, "0123456789"},
        {"ChunkedInOtherCase", Says("HTTP/1.1 200 OK\r\ntransfer-ENCODING: Chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n"), 200, "fine"},
        {"Identity", Says(Coded("identity", "fine")), 200, "fine"},
        {"EmptyWithCoding", Says("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"), 200, ""},
        {"AnswerBeforeRequestIsRead", [](Peer& peer) { peer.Say("HTTP/1.1 408 Too Slow\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"); peer.AwaitEnd(); }, 408, ""},
    }),
    [](const testing::TestParamInfo<OddRow>& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace authconform
