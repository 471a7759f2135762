// What goes out, which connection it goes over, and when a wire gives up.
#include "harness/wire/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "harness/wire/wire_test_server.h"

namespace authconform {
namespace {

using Kind = TransportError::Kind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";

const Request kRequest = {.method = "POST", .path = "/auth", .headers = {}, .body = "{}"};

WireOptions Options(const ScriptedServer& server) {
  WireOptions options;
  options.origin = *ParseOrigin(server.url());
  options.exchange_timeout_ms = 10'000;
  return options;
}

std::unique_ptr<Wire> MakeWire(const WireOptions& options) { return *Wire::Create(options); }

void ExpectFine(const Exchange& exchange) {
  ASSERT_NE(exchange.response(), nullptr) << exchange.error()->message;
  EXPECT_EQ(exchange.response()->status, 200);
  EXPECT_EQ(exchange.response()->body, "fine");
}

void ExpectError(const Exchange& exchange, Kind kind, const std::string& message) {
  ASSERT_NE(exchange.error(), nullptr) << "got status " << exchange.response()->status;
  EXPECT_EQ(exchange.error()->kind, kind) << exchange.error()->message;
  EXPECT_THAT(exchange.error()->message, HasSubstr(message));
}

TEST(FindHeader, IgnoresLetterCaseAndTakesTheFirst) {
  const std::vector<Header> headers = {{"X-a", "1"}, {"x-A", "2"}, {"X-ab", "3"}};
  EXPECT_EQ(*FindHeader(headers, "x-a"), "1");
  EXPECT_EQ(*FindHeader(headers, "X-AB"), "3");
  EXPECT_EQ(FindHeader(headers, "X"), nullptr);
}

TEST(Wire, SendsARequestAsItStands) {
  ScriptedServer server({ScriptedServer::Always(kOk)});
  WireOptions options = Options(server);
  options.origin.path_prefix = "/base";
  const auto wire = MakeWire(options);
  const std::string host = "Host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n";
  const struct {
    Request request;
    std::string sent;
  } kRows[] = {
      {{"POST", "/a?b=%20c", {{"zeta", "1"}, {"ALPHA", "2"}, {"zeta", " 3"}}, "{}"},
       "POST /a?b=%20c HTTP/1.1\r\n" + host +
           "User-Agent: authconform/1\r\nzeta: 1\r\nALPHA: 2\r\nzeta:  3\r\nContent-Length: 2\r\n\r\n{}"},
      {{"GET", "/", {{"user-agent", "me"}}, ""}, "GET / HTTP/1.1\r\n" + host + "user-agent: me\r\n\r\n"},
      {{"POST", "/", {{"User-Agent", ""}}, ""},
       "POST / HTTP/1.1\r\n" + host + "User-Agent: \r\nContent-Length: 0\r\n\r\n"},
      {{"PUT", "/", {{"User-Agent", ""}}, ""},
       "PUT / HTTP/1.1\r\n" + host + "User-Agent: \r\nContent-Length: 0\r\n\r\n"},
      {{"DELETE", "/", {{"User-Agent", ""}}, ""}, "DELETE / HTTP/1.1\r\n" + host + "User-Agent: \r\n\r\n"},
      {{"GET", "/", {{"User-Agent", ""}}, std::string("\0\r\n", 3)},
       "GET / HTTP/1.1\r\n" + host + "User-Agent: \r\nContent-Length: 3\r\n\r\n" + std::string("\0\r\n", 3)},
      {{"OPTIONS", "*", {{"User-Agent", ""}}, ""}, "OPTIONS * HTTP/1.1\r\n" + host + "User-Agent: \r\n\r\n"},
      {{"x!Y", "/", {{"User-Agent", "\x01\xff"}}, ""}, "x!Y / HTTP/1.1\r\n" + host + "User-Agent: \x01\xff\r\n\r\n"},
  };
  for (const auto& row : kRows) {
    const Exchange exchange = wire->Send(row.request);
    ExpectFine(exchange);
    EXPECT_EQ(exchange.request, row.request);
    EXPECT_EQ(server.requests().back(), row.sent);
  }
  EXPECT_EQ(server.connections(), 1u);
}

// In two writes, Nagle's algorithm would have the second wait for the first one's acknowledgement.
TEST(Wire, SendsHeadAndBodyInOneWrite) {
  std::string first;
  ScriptedServer server({[&](Peer& peer) {
    char step[65'536];
    const ssize_t got = recv(peer.fd(), step, sizeof step, 0);
    first.assign(step, got > 0 ? static_cast<size_t>(got) : 0);
    peer.Say(kOk);
    peer.AwaitEnd();
  }});
  ExpectFine(MakeWire(Options(server))->Send({"POST", "/", {{"A", "b"}}, std::string(10'000, 'x')}));
  EXPECT_TRUE(first.ends_with("\r\n\r\n" + std::string(10'000, 'x'))) << first.size();
}

TEST(Wire, RefusesWhatWouldBreakTheRequestAndSendsNothing) {
  ScriptedServer server({ScriptedServer::Always(kOk)});
  const auto wire = MakeWire(Options(server));
  const struct {
    Request request;
    const char* why;
  } kRows[] = {
      {{"PO ST", "/", {}, ""}, "method"},
      {{"", "/", {}, ""}, "method"},
      {{"GET\r\nA: b", "/", {}, ""}, "method"},
      {{"CONNECT", "/", {}, ""}, "tunnel"},
      {{"GET", "", {}, ""}, "slash"},
      {{"GET", "http://x/", {}, ""}, "slash"},
      {{"GET", "/ HTTP/1.1\r\nA: b", {}, ""}, "path"},
      {{"GET", "/a b", {}, ""}, "path"},
      {{"GET", std::string("/\0", 2), {}, ""}, "path"},
      {{"GET", "/", {{"A", "b\r\nC: d"}}, ""}, "value of A"},
      {{"GET", "/", {{"A", "b\n"}}, ""}, "value of A"},
      {{"GET", "/", {{"A", std::string("b\0", 2)}}, ""}, "value of A"},
      {{"GET", "/", {{"A\r\nB", "c"}}, ""}, "header name"},
      {{"GET", "/", {{"", "c"}}, ""}, "header name"},
      {{"GET", "/", {{"A:", "c"}}, ""}, "header name"},
      {{"GET", "/", {{"host", "x"}}, ""}, "host"},
      {{"GET", "/", {{"Content-length", "1"}}, ""}, "Content-length"},
      {{"GET", "/", {{"Connection", "close"}}, ""}, "Connection"},
      {{"GET", "/", {{"Transfer-Encoding", "chunked"}}, ""}, "Transfer-Encoding"},
  };
  for (const auto& row : kRows) ExpectError(wire->Send(row.request), Kind::kUnsupported, row.why);
  EXPECT_EQ(server.connections(), 0u);
}

TEST(Wire, KeepsHeadersAndReasonAsReceived) {
  ScriptedServer server({ScriptedServer::Always(
      "HTTP/1.1 401 Not  you\r\nset-COOKIE: a=%41\r\nB:\r\nSet-Cookie: \t c, d \t\r\nContent-Length: 0\r\n\r\n")});
  const Exchange exchange = MakeWire(Options(server))->Send(kRequest);
  ASSERT_NE(exchange.response(), nullptr);
  EXPECT_EQ(exchange.response()->reason, "Not  you");
  EXPECT_THAT(exchange.response()->headers, ElementsAre(Header{"set-COOKIE", "a=%41"}, Header{"B", ""},
                                                        Header{"Set-Cookie", "c, d"}, Header{"Content-Length", "0"}));
}

TEST(Wire, TellsWhenAndForHowLong) {
  ScriptedServer server({ScriptedServer::Always(kOk)});
  const auto now = [] {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
  };
  const int64_t before = now();
  const Exchange exchange = MakeWire(Options(server))->Send(kRequest);
  EXPECT_GE(exchange.started_us, before);
  EXPECT_LE(exchange.started_us, now());
  EXPECT_GT(exchange.duration_us, 0);
}

TEST(Connections, AreKeptUnlessTheServerSaysOtherwise) {
  const struct {
    const char* name;
    std::string response;
    size_t connections;
  } kRows[] = {
      {"1.1", kOk, 1},
      {"1.1 chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n", 1},
      {"1.1 close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nfine", 3},
      {"close in a list", "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 4\r\n\r\nfine", 3},
      {"1.0", "HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nfine", 3},
      {"1.0 keep-alive", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 4\r\n\r\nfine", 1},
      {"more than its length", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine and more", 3},
      {"two responses", std::string(kOk) + kOk, 3},
  };
  for (const auto& row : kRows) {
    ScriptedServer server({ScriptedServer::Always(row.response)});
    const auto wire = MakeWire(Options(server));
    for (int i = 0; i < 3; ++i) ExpectFine(wire->Send(kRequest));
    EXPECT_EQ(server.connections(), row.connections) << row.name;
  }
}

TEST(Connections, ClosedAsTheyAreReusedAreRetriedOnceOnAFreshOne) {
  const auto closes = [](bool reset) {
    return [reset](Peer& peer) {
      peer.ReadRequest();
      peer.Say(kOk);
      peer.ReadRequest();
      if (reset) peer.Reset();
    };
  };
  for (const bool reset : {false, true}) {
    ScriptedServer server({closes(reset), ScriptedServer::Always(kOk)});
    const auto wire = MakeWire(Options(server));
    ExpectFine(wire->Send(kRequest));
    ExpectFine(wire->Send(kRequest));
    EXPECT_EQ(server.connections(), 2u);
    EXPECT_EQ(server.requests().size(), 3u);
  }
  // The second attempt is the last.
  ScriptedServer server({closes(false), ScriptedServer::OnceAndEnd(""), ScriptedServer::Always(kOk)});
  const auto wire = MakeWire(Options(server));
  ExpectFine(wire->Send(kRequest));
  ExpectError(wire->Send(kRequest), Kind::kClosed, "before any byte");
  ExpectFine(wire->Send(kRequest));
  EXPECT_EQ(server.connections(), 3u);
}

TEST(Connections, ClosedAfterOneByteAreNotRetried) {
  const auto script = [](Peer& peer) {
    peer.ReadRequest();
    peer.Say(kOk);
    peer.ReadRequest();
    peer.Say("H");
  };
  ScriptedServer server({script, ScriptedServer::Always(kOk)});
  const auto wire = MakeWire(Options(server));
  ExpectFine(wire->Send(kRequest));
  ExpectError(wire->Send(kRequest), Kind::kClosed, "in the middle of the response's head");
  EXPECT_EQ(server.connections(), 1u);
}

TEST(Connections, FreshOnesAreNotRetried) {
  ScriptedServer server({ScriptedServer::OnceAndEnd(""), ScriptedServer::Always(kOk)});
  ExpectError(MakeWire(Options(server))->Send(kRequest), Kind::kClosed, "before any byte");
  EXPECT_EQ(server.connections(), 1u);
}

TEST(Connections, WithBytesNobodyAskedForAreDropped) {
  std::promise<void> received, said;
  const auto script = [&](Peer& peer) {
    peer.ReadRequest();
    peer.Say(kOk);
    received.get_future().wait();
    peer.Say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong");
    said.set_value();
    peer.AwaitEnd();
  };
  ScriptedServer server({script, ScriptedServer::Always(kOk)});
  const auto wire = MakeWire(Options(server));
  ExpectFine(wire->Send(kRequest));
  received.set_value();
  said.get_future().wait();
  ExpectFine(wire->Send(kRequest));
  EXPECT_EQ(server.connections(), 2u);
}

TEST(Connections, OfATimedOutExchangeNeverYieldItsLateResponse) {
  const auto late = [](Peer& peer) {
    peer.ReadRequest();
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    peer.Say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate");
    peer.AwaitEnd();
  };
  ScriptedServer server({late, ScriptedServer::Always(kOk)});
  WireOptions options = Options(server);
  options.exchange_timeout_ms = 200;
  const auto wire = MakeWire(options);
  ExpectError(wire->Send(kRequest), Kind::kTimeout, "(200 ms)");
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  ExpectFine(wire->Send(kRequest));
  EXPECT_EQ(server.connections(), 2u);
}

TEST(Redirects, AreNotFollowed) {
  ScriptedServer server(
      {ScriptedServer::Always("HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")});
  const Exchange exchange = MakeWire(Options(server))->Send(kRequest);
  ASSERT_NE(exchange.response(), nullptr);
  EXPECT_EQ(exchange.response()->status, 307);
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST(Limits, HoldForHeadAndBodyTogether) {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
  ScriptedServer server({ScriptedServer::Always(head + std::string(100, 'x'))});
  for (const bool enough : {true, false}) {
    WireOptions options = Options(server);
    options.max_response_bytes = head.size() + (enough ? 100 : 99);
    const Exchange exchange = MakeWire(options)->Send(kRequest);
    EXPECT_EQ(exchange.response() != nullptr, enough);
    if (!enough) ExpectError(exchange, Kind::kTooLarge, "over the limit");
  }
}

TEST(Limits, OfAFewMillisecondsEndADrippingResponseToo) {
  ScriptedServer server({[](Peer& peer) {
    peer.ReadRequest();
    peer.Say("HTTP/1.1 200 OK\r\n\r\n");
    peer.Repeat("x", 1);
  }});
  WireOptions options = Options(server);
  options.exchange_timeout_ms = 4;
  // Connecting may have taken all of it; that it ends is what counts.
  EXPECT_NE(MakeWire(options)->Send(kRequest).error(), nullptr);
}

TEST(LargeRequests, ThatAreNotReadEndInTime) {
  ScriptedServer server({[](Peer& peer) {
    // Nothing is read for as long as the client is there.
    std::this_thread::sleep_for(std::chrono::milliseconds(1'000));
    peer.AwaitEnd();
  }});
  WireOptions options = Options(server);
  options.exchange_timeout_ms = 200;
  Request request = kRequest;
  request.body.assign(16 << 20, 'x');
  ExpectError(MakeWire(options)->Send(request), Kind::kTimeout, "while the request was sent");
}

TEST(LargeRequests, AnsweredBeforeTheyAreReadYieldTheAnswer) {
  const auto early = [](Peer& peer) {
    peer.Say("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
    // Reads only once the client has had time to notice.
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    peer.AwaitEnd();
  };
  ScriptedServer server({early, ScriptedServer::Always(kOk)});
  const auto wire = MakeWire(Options(server));
  Request request = kRequest;
  request.body.assign(16 << 20, 'x');
  const Exchange exchange = wire->Send(request);
  ASSERT_NE(exchange.response(), nullptr) << exchange.error()->message;
  EXPECT_EQ(exchange.response()->status, 413);
  ExpectFine(wire->Send(kRequest));
  EXPECT_EQ(server.connections(), 2u);
}

TEST(Connecting, ToNobodyIsRefused) {
  WireOptions options;
  {
    // A port that was free a moment ago.
    ScriptedServer server({ScriptedServer::Always(kOk)});
    options = Options(server);
  }
  ExpectError(MakeWire(options)->Send(kRequest), Kind::kConnect, "Connection refused");
}

TEST(Connecting, WithoutAFileToBeHadIsNotTheServersFault) {
  const UnattendedPort port(64);
  for (const char* host : {"127.0.0.1", "localhost"}) {
    for (const bool through_proxy : {false, true}) {
      WireOptions options;
      options.origin = *ParseOrigin(std::string("http://") + host + ":" + std::to_string(port.port()));
      if (through_proxy) options.proxy = options.origin.ToString();
      options.exchange_timeout_ms = 200;
      const auto wire = MakeWire(options);
      // While there are files it is the server's silence. UBSan, too, needs one to look at a type for the first time.
      EXPECT_EQ(wire->Send(kRequest).error()->kind, Kind::kTimeout);
      rlimit before = {};
      ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
      const rlimit none = {0, before.rlim_max};
      ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
      const Exchange exchange = wire->Send(kRequest);
      ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
      ASSERT_NE(exchange.error(), nullptr);
      EXPECT_EQ(exchange.error()->kind, Kind::kShortage);
      EXPECT_EQ(exchange.error()->message, "too many open files here, on authconform's side");
      ExpectError(wire->Send(kRequest), Kind::kTimeout, "before any byte");  // connected
    }
  }
}

TEST(Connecting, ToAHostWithoutAddressSaysSo) {
  WireOptions options;
  options.origin = *ParseOrigin("http://name.invalid");  // RFC 6761 6.4
  options.connect_timeout_ms = 2'000;
  ExpectError(MakeWire(options)->Send(kRequest), Kind::kResolve, "name.invalid");
}

TEST(Connecting, ByNameTriesEveryAddress) {
  ScriptedServer server({ScriptedServer::Always(kOk)});
  WireOptions options = Options(server);
  options.origin.host = "localhost";
  ExpectFine(MakeWire(options)->Send(kRequest));
}

TEST(Connecting, ToAServerThatDoesNotAcceptEndsInTime) {
  UnattendedPort port(0);
  port.Fill();
  WireOptions options;
  options.origin = *ParseOrigin(port.url());
  options.connect_timeout_ms = 300;
  ExpectError(MakeWire(options)->Send(kRequest), Kind::kConnect, "no answer within the time limit");
}

TEST(Proxy, IsToldTheWholeUrl) {
  ScriptedServer proxy({ScriptedServer::Always(kOk)});
  WireOptions options;
  options.origin = *ParseOrigin("http://backend.invalid:8080");
  options.proxy = proxy.url();
  const auto wire = MakeWire(options);
  ExpectFine(wire->Send(kRequest));
  ExpectFine(wire->Send(kRequest));
  EXPECT_THAT(proxy.requests().back(),
              HasSubstr("POST http://backend.invalid:8080/auth HTTP/1.1\r\nHost: backend.invalid:8080\r\n"));
  EXPECT_EQ(proxy.connections(), 1u);
}

TEST(Create, RefusesWhatCannotWork) {
  const auto message = [](auto change) {
    WireOptions options;
    options.origin = *ParseOrigin("https://localhost");
    change(options);
    const auto wire = Wire::Create(options);
    return wire.ok() ? "" : wire.error().ToString();
  };
  EXPECT_EQ(message([](WireOptions&) {}), "");
  EXPECT_THAT(message([](WireOptions& o) { o.proxy = "localhost:1"; }), HasSubstr("the proxy: "));
  EXPECT_THAT(message([](WireOptions& o) { o.proxy = "https://localhost:1"; }), HasSubstr("http://host:port"));
  EXPECT_THAT(message([](WireOptions& o) { o.proxy = "http://u:hunter2@localhost"; }), Not(HasSubstr("hunter2")));
  EXPECT_THAT(message([](WireOptions& o) { o.tls.ca_file = "/nowhere/ca.pem"; }), HasSubstr("/nowhere/ca.pem: no CA"));
  EXPECT_THAT(message([](WireOptions& o) { o.tls.certificate_file = "/nowhere/c.pem"; }),
              HasSubstr("/nowhere/c.pem: "));
  EXPECT_THAT(message([](WireOptions& o) { o.tls.key_file = "k.pem"; }), HasSubstr("k.pem: a client key without"));
  EXPECT_THAT(message([](WireOptions& o) { o.exchange_timeout_ms = 0; }), HasSubstr("time limits"));
}

}  // namespace
}  // namespace authconform
