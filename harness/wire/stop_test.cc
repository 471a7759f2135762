// A stop ends the exchange under way, wherever it waits.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <netdb.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "harness/wire/test_certificates.h"
#include "harness/wire/wire.h"
#include "harness/wire/wire_test_server.h"

namespace {

std::atomic<bool> look_ups_hang = true;

}  // namespace

// Takes the place of the system's, whose look-ups may hang for as long as a name server does.
extern "C" int getaddrinfo(const char* host, const char* port, const addrinfo* hints, addrinfo** found) {
  const bool is_number = (hints->ai_flags & AI_NUMERICHOST) != 0;
  while (!is_number && look_ups_hang) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  return reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"))(host, port, hints, found);
}

namespace authconform {
namespace {

using Kind = TransportError::Kind;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr char kHead[] = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";
// As long as any may be, and longer than this test.
constexpr int kLongestMs = 600'000;

const Request kRequest = {.method = "POST", .path = "/auth", .headers = {}, .body = "{}"};

WireOptions Options(const std::string& url, const std::atomic<bool>& stop) {
  WireOptions options;
  options.origin = *ParseOrigin(url);
  options.connect_timeout_ms = options.exchange_timeout_ms = kLongestMs;
  options.stop = &stop;
  options.stop_grace_ms = 100;
  return options;
}

// Sends, and sets the stop a while later, when the exchange has come to its wait.
void ExpectStopped(WireOptions options, std::atomic<bool>& stop, const Request& request = kRequest) {
  const auto wire = *Wire::Create(options);
  steady_clock::time_point stopped;
  std::thread stopping([&] {
    std::this_thread::sleep_for(milliseconds(300));
    stopped = steady_clock::now();
    stop = true;
  });
  const Exchange exchange = wire->Send(request);
  stopping.join();
  EXPECT_LT(steady_clock::now() - stopped, seconds(5));
  ASSERT_NE(exchange.error(), nullptr) << exchange.response()->status;
  EXPECT_EQ(exchange.error()->kind, Kind::kStopped) << exchange.error()->message;
}

TEST(Stop, EndsTheWaitForAServerThatIsSilentOrDrips) {
  std::atomic<bool> stop = false;
  const struct {
    const char* name;
    ScriptedServer::Script script;
    Request request = kRequest;
  } kRows[] = {
      {"nothing at all", [](Peer& peer) { peer.ReadRequest(), peer.AwaitEnd(); }},
      {"half a head", ScriptedServer::Once("HTTP/1.1 200 OK\r\nContent-")},
      {"half a body", ScriptedServer::Once(std::string(kHead) + "fi")},
      {"a head that drips",
       [](Peer& peer) { peer.ReadRequest(), peer.Say("HTTP/1.1 200 OK\r\n"), peer.Repeat("A: b\r\n", 50); }},
      {"a request nobody reads",
       [&](Peer&) {
         while (!stop) std::this_thread::sleep_for(milliseconds(20));
       },
       {.method = "POST", .path = "/auth", .headers = {}, .body = std::string(32 << 20, 'x')}},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.name);
    stop = false;
    ScriptedServer server({row.script});
    ExpectStopped(Options(server.url(), stop), stop, row.request);
  }
}

TEST(Stop, EndsAHandshakeAndAnEncryptedExchange) {
  const TestCertificate authority({.alternative_names = "", .authority = true});
  const TestCertificate valid({.alternative_names = "IP:127.0.0.1"}, &authority);
  const auto context = valid.ServerContext();
  const ScriptedServer::Script silent = [](Peer& peer) { peer.AwaitEnd(); };
  const ScriptedServer::Script after_handshake = [&](Peer& peer) {
    if (peer.StartTls(context.get())) peer.ReadRequest(), peer.AwaitEnd();
  };
  for (const auto& script : {silent, after_handshake}) {
    std::atomic<bool> stop = false;
    ScriptedServer server({script});
    WireOptions options = Options("https://127.0.0.1:" + std::to_string(server.port()), stop);
    options.tls.ca_file = authority.CertificateFile("ca.pem");
    ExpectStopped(options, stop);
  }
}

TEST(Stop, EndsAConnectionThatIsNotTaken) {
  UnattendedPort port(0);
  port.Fill();
  std::atomic<bool> stop = false;
  ExpectStopped(Options(port.url(), stop), stop);
}

TEST(Stop, EndsTheWaitForALookUp) {
  std::atomic<bool> stop = false;
  ExpectStopped(Options("http://localhost:1", stop), stop);
  look_ups_hang = false;
}

TEST(Stop, LeavesAnAnswerThatComesSoonAfterIt) {
  std::atomic<bool> stop = false;
  ScriptedServer server({[&](Peer& peer) {
    peer.ReadRequest();
    stop = true;
    std::this_thread::sleep_for(milliseconds(500));
    peer.Say(std::string(kHead) + "fine");
  }});
  WireOptions options = Options(server.url(), stop);
  options.stop_grace_ms = 60'000;
  const Exchange exchange = (*Wire::Create(options))->Send(kRequest);
  ASSERT_NE(exchange.response(), nullptr) << exchange.error()->message;
  EXPECT_EQ(exchange.response()->body, "fine");
}

TEST(Stop, LeavesAnAnswerThatCameBeforeIt) {
  std::atomic<bool> stop = false;
  ScriptedServer server({ScriptedServer::Always(std::string(kHead) + "fine")});
  const auto wire = *Wire::Create(Options(server.url(), stop));
  ASSERT_NE(wire->Send(kRequest).response(), nullptr);
  stop = true;
  const Exchange late = wire->Send(kRequest);
  ASSERT_NE(late.error(), nullptr);
  EXPECT_EQ(late.error()->kind, Kind::kStopped);
  EXPECT_EQ(server.requests().size(), 1u) << "nothing is sent after it";
}

}  // namespace
}  // namespace authconform
