// Whom a wire trusts, and the words in which it says that it does not.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "harness/wire/test_certificates.h"
#include "harness/wire/wire.h"
#include "harness/wire/wire_test_server.h"

namespace authconform {
namespace {

using Kind = TransportError::Kind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";
constexpr char kNames[] = "DNS:localhost,IP:127.0.0.1";

const Request kRequest = {.method = "POST", .path = "/auth", .headers = {}, .body = "{}"};

// After a failed handshake what the client still sends is read, lest a reset overtake the alert.
ScriptedServer::Script OverTls(std::shared_ptr<SSL_CTX> context, ScriptedServer::Script script) {
  return [context = std::move(context), script = std::move(script)](Peer& peer) {
    if (peer.StartTls(context.get())) return script(peer);
    shutdown(peer.fd(), SHUT_WR);
    char rest[4'096];
    while (recv(peer.fd(), rest, sizeof rest, 0) > 0) {
    }
  };
}

class Tls : public testing::Test {
 protected:
  WireOptions Options(const ScriptedServer& server, const std::string& host = "127.0.0.1") const {
    WireOptions options;
    options.origin = *ParseOrigin("https://" + host + ":" + std::to_string(server.port()));
    options.tls.ca_file = authority_.CertificateFile("ca.pem");
    options.exchange_timeout_ms = 10'000;
    return options;
  }

  static Exchange Send(const WireOptions& options) { return (*Wire::Create(options))->Send(kRequest); }

  static void ExpectFine(const Exchange& exchange) {
    ASSERT_NE(exchange.response(), nullptr) << exchange.error()->message;
    EXPECT_EQ(exchange.response()->body, "fine");
  }

  static void ExpectError(const Exchange& exchange, Kind kind, const std::string& message) {
    ASSERT_NE(exchange.error(), nullptr) << "got status " << exchange.response()->status;
    EXPECT_EQ(exchange.error()->kind, kind) << exchange.error()->message;
    EXPECT_THAT(exchange.error()->message, HasSubstr(message));
  }

  const TestCertificate authority_{{.alternative_names = "", .authority = true}};
  const TestCertificate valid_{{.alternative_names = kNames}, &authority_};
  const ScriptedServer::Script fine_ = OverTls(valid_.ServerContext(), ScriptedServer::Always(kOk));
};

TEST_F(Tls, ServerOfATrustedAuthorityIsTalkedToOverOneConnection) {
  for (const char* host : {"127.0.0.1", "localhost"}) {
    ScriptedServer server({fine_});
    const auto wire = *Wire::Create(Options(server, host));
    for (int i = 0; i < 3; ++i) ExpectFine(wire->Send(kRequest));
    EXPECT_EQ(server.connections(), 1u);
    EXPECT_THAT(server.requests()[0], StartsWith("POST /auth HTTP/1.1\r\nHost: "));
  }
}

TEST_F(Tls, CertificatesThatDoNotFitAreRefusedInPlainWords) {
  const TestCertificate stranger({.alternative_names = "", .authority = true});
  const struct {
    const char* host;
    TestCertificate certificate;
    const char* words;
  } kRows[] = {
      {"localhost",
       TestCertificate({.alternative_names = kNames, .starts_in_s = -7200, .ends_in_s = -3600}, &authority_),
       "has expired"},
      {"localhost", TestCertificate({.alternative_names = kNames, .starts_in_s = 3600, .ends_in_s = 7200}, &authority_),
       "is not valid yet"},
      {"localhost", TestCertificate({.alternative_names = "DNS:other.example"}, &authority_),
       "is not for the host localhost"},
      {"127.0.0.1", TestCertificate({.alternative_names = "IP:127.0.0.2"}, &authority_),
       "is not for the host 127.0.0.1"},
      {"127.0.0.1", TestCertificate({.alternative_names = "DNS:127.0.0.1"}, &authority_),
       "is not for the host 127.0.0.1"},
      {"localhost", TestCertificate({.alternative_names = kNames}), "is self-signed"},
      {"localhost", TestCertificate({.alternative_names = kNames}, &stranger), "authority that is not trusted"},
  };
  for (const auto& row : kRows) {
    ScriptedServer server({OverTls(row.certificate.ServerContext(), ScriptedServer::Always(kOk))});
    WireOptions options = Options(server, row.host);
    ExpectError(Send(options), Kind::kTls, row.words);
    EXPECT_THAT(server.requests(), ElementsAre());
    options.tls.insecure = true;
    ExpectFine(Send(options));
  }
}

TEST_F(Tls, SystemAuthoritiesDoNotIncludeOurs) {
  ScriptedServer server({fine_});
  WireOptions options = Options(server);
  options.tls.ca_file.clear();
  ExpectError(Send(options), Kind::kTls, "authority that is not trusted");
}

TEST_F(Tls, ClientCertificateIsShownWhenThereIsOne) {
  const TestCertificate client({.alternative_names = "DNS:client"}, &authority_);
  const auto demanding = valid_.ServerContext(&authority_);
  ScriptedServer server({OverTls(demanding, ScriptedServer::Always(kOk))});
  WireOptions options = Options(server);
  ExpectError(Send(options), Kind::kTls, "the server demands a client certificate");
  options.tls.certificate_file = client.CertificateFile("client.pem");
  options.tls.key_file = client.KeyFile("client.key");
  ExpectFine(Send(options));
}

TEST_F(Tls, KeyOfAnotherCertificateIsRefusedAtOnce) {
  const TestCertificate client({.alternative_names = "DNS:client"}, &authority_);
  WireOptions options;
  options.origin = *ParseOrigin("https://localhost");
  options.tls.certificate_file = client.CertificateFile("client.pem");
  options.tls.key_file = valid_.KeyFile("other.key");
  const auto wire = Wire::Create(options);
  ASSERT_FALSE(wire.ok());
  EXPECT_THAT(wire.error().ToString(), HasSubstr("other.key: no client key"));
}

TEST_F(Tls, ChainOfTheClientIsShownWithItsCertificate) {
  const TestCertificate between({.alternative_names = "DNS:between", .authority = true}, &authority_);
  const TestCertificate client({.alternative_names = "DNS:client"}, &between);
  const std::string own = client.CertificateFile("own.pem");
  const std::string chain = own + ".chain";
  std::ofstream(chain) << std::ifstream(own).rdbuf() << std::ifstream(between.CertificateFile("between.pem")).rdbuf();
  const auto demanding = valid_.ServerContext(&authority_);
  ScriptedServer server({OverTls(demanding, ScriptedServer::Always(kOk))});
  WireOptions options = Options(server);
  options.tls.certificate_file = chain;
  options.tls.key_file = client.KeyFile("own.key");
  ExpectFine(Send(options));
}

TEST_F(Tls, AuthoritiesAreAllThoseOfTheFile) {
  const TestCertificate other({.alternative_names = "", .authority = true});
  const std::string both = testing::TempDir() + "both.pem";
  std::ofstream(both) << "a comment\n"
                      << std::ifstream(other.CertificateFile("other.pem")).rdbuf()
                      << std::ifstream(authority_.CertificateFile("ca.pem")).rdbuf();
  ScriptedServer server({fine_});
  WireOptions options = Options(server);
  options.tls.ca_file = both;
  ExpectFine(Send(options));
}

// Each of them is read when a wire is made: none may make it wait or eat memory.
TEST_F(Tls, FilesThatAreNoFilesAreRefusedAtOnce) {
  const TestCertificate client({.alternative_names = "DNS:client"}, &authority_);
  const std::string fifo = testing::TempDir() + "fifo.pem";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  const std::string huge = testing::TempDir() + "huge.pem";
  ASSERT_TRUE(std::ofstream(huge).put('-'));
  ASSERT_EQ(truncate(huge.c_str(), (1 << 20) + 1), 0);
  const std::string garbage = testing::TempDir() + "garbage.pem";
  std::ofstream(garbage) << "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n";
  const struct {
    std::string file;
    const char* message;
  } kRows[] = {
      {fifo, "is not a regular file"},
      {"/dev/zero", "is not a regular file"},
      {testing::TempDir(), "is not a regular file"},
      {huge, "is larger than the 1048576 bytes allowed"},
      {"/dev/null", "is not a regular file"},
      {testing::TempDir() + "absent.pem", "it cannot be read: No such file or directory"},
      {garbage, "in PEM"},
  };
  for (const auto& row : kRows) {
    for (std::string WireOptions::Tls::*member :
         {&WireOptions::Tls::ca_file, &WireOptions::Tls::certificate_file, &WireOptions::Tls::key_file}) {
      WireOptions options;
      options.origin = *ParseOrigin("https://localhost");
      options.tls.certificate_file = client.CertificateFile("client.pem");
      options.tls.key_file = client.KeyFile("client.key");
      options.tls.*member = row.file;
      const auto wire = Wire::Create(options);
      ASSERT_FALSE(wire.ok()) << row.file;
      EXPECT_EQ(wire.error().file, row.file);
      EXPECT_THAT(wire.error().message, HasSubstr(row.message));
    }
  }
}

TEST_F(Tls, ServerWithoutTlsIsToldApart) {
  ScriptedServer server({[](Peer& peer) {
    peer.Say("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    peer.AwaitEnd();
  }});
  ExpectError(Send(Options(server)), Kind::kTls, "does not speak TLS");
}

TEST_F(Tls, HandshakeThatNeverEndsIsGivenUpInTime) {
  ScriptedServer server({[](Peer& peer) { peer.AwaitEnd(); }});
  WireOptions options = Options(server);
  options.connect_timeout_ms = 300;
  ExpectError(Send(options), Kind::kConnect, "the TLS handshake did not end within the time limit");
}

TEST_F(Tls, ServerThatEndsTheHandshakeIsReported) {
  ScriptedServer server({[](Peer& peer) {
    char hello[4'096];
    recv(peer.fd(), hello, sizeof hello, 0);
  }});
  ExpectError(Send(Options(server)), Kind::kTls, "closed the connection");
}

TEST_F(Tls, ConnectionClosedAsItIsReusedIsRetried) {
  const auto closes = OverTls(valid_.ServerContext(), [](Peer& peer) {
    peer.ReadRequest();
    peer.Say(kOk);
    peer.ReadRequest();
  });
  ScriptedServer server({closes, fine_});
  const auto wire = *Wire::Create(Options(server));
  ExpectFine(wire->Send(kRequest));
  ExpectFine(wire->Send(kRequest));
  EXPECT_EQ(server.connections(), 2u);
}

TEST_F(Tls, UnsolicitedBytesAreNotTakenForTheNextResponse) {
  std::promise<void> received, said;
  const auto script = OverTls(valid_.ServerContext(), [&](Peer& peer) {
    peer.ReadRequest();
    peer.Say(kOk);
    received.get_future().wait();
    peer.Say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong");
    said.set_value();
    peer.AwaitEnd();
  });
  ScriptedServer server({script, fine_});
  const auto wire = *Wire::Create(Options(server));
  ExpectFine(wire->Send(kRequest));
  received.set_value();
  said.get_future().wait();
  ExpectFine(wire->Send(kRequest));
  EXPECT_EQ(server.connections(), 2u);
}

TEST_F(Tls, BodyWithoutLengthIsCompleteOnlyAfterCloseNotify) {
  const std::string until_close = "HTTP/1.1 200 OK\r\n\r\nfine";
  ScriptedServer complete({OverTls(valid_.ServerContext(), ScriptedServer::OnceAndEnd(until_close))});
  ExpectFine(Send(Options(complete)));
  // RFC 9112 9.8: this one may have been cut by anybody.
  ScriptedServer cut({OverTls(valid_.ServerContext(), [&](Peer& peer) {
    peer.ReadRequest();
    peer.Say(until_close);
    shutdown(peer.fd(), SHUT_WR);
    peer.AwaitEnd();
  })});
  ExpectError(Send(Options(cut)), Kind::kClosed, "without ending the TLS session");
}

TEST_F(Tls, LargeRequestArrivesWhole) {
  ScriptedServer server({fine_});
  Request request = kRequest;
  request.body.assign(4 << 20, 'x');
  ExpectFine((*Wire::Create(Options(server)))->Send(request));
  EXPECT_THAT(server.requests()[0], testing::EndsWith("\r\n\r\n" + request.body));
}

TEST_F(Tls, DrippingBodyEndsInTime) {
  ScriptedServer server({OverTls(valid_.ServerContext(), [](Peer& peer) {
    peer.ReadRequest();
    peer.Say("HTTP/1.1 200 OK\r\n\r\n");
    peer.Repeat("x", 10);
  })});
  WireOptions options = Options(server);
  options.exchange_timeout_ms = 400;
  ExpectError(Send(options), Kind::kTimeout, "middle of the response's body (400 ms)");
}

// A CONNECT proxy that hands on bytes to that port.
ScriptedServer::Script TunnelTo(int port) {
  return [port](Peer& peer) {
    peer.ReadRequest();
    peer.Say("HTTP/1.1 200 Connection established\r\nX: y\r\n\r\n");
    const int onward = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(port));
    connect(onward, reinterpret_cast<sockaddr*>(&address), sizeof address);
    const auto copy = [](int from, int to) {
      char step[4'096];
      for (ssize_t got; (got = recv(from, step, sizeof step, 0)) > 0;)
        send(to, step, static_cast<size_t>(got), MSG_NOSIGNAL);
      shutdown(to, SHUT_WR);
    };
    std::thread back(copy, onward, peer.fd());
    copy(peer.fd(), onward);
    back.join();
    close(onward);
  };
}

TEST_F(Tls, ProxyOpensATunnelToTheVerifiedServer) {
  ScriptedServer server({fine_});
  ScriptedServer proxy({TunnelTo(server.port())});
  WireOptions options = Options(server, "localhost");
  options.proxy = proxy.url();
  {
    const auto wire = *Wire::Create(options);
    ExpectFine(wire->Send(kRequest));
    ExpectFine(wire->Send(kRequest));
  }
  const std::string authority = "localhost:" + std::to_string(server.port());
  EXPECT_THAT(proxy.requests(), ElementsAre("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n"));
}

TEST_F(Tls, ProxyThatRefusesIsNotTakenForTheServer) {
  const struct {
    ScriptedServer::Script script;
    const char* words;
  } kRows[] = {
      {ScriptedServer::Always("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"),
       "did not open a tunnel: it answered with status 403"},
      {ScriptedServer::OnceAndEnd(""), "did not open a tunnel: the server closed the connection"},
      {ScriptedServer::Once("nonsense\r\n"), "did not open a tunnel: the answer does not start with a status line"},
      {ScriptedServer::Once("HTTP/1.1 200 OK\r\n\r\nmore"), "did not open a tunnel: it sent more than its answer"},
  };
  for (const auto& row : kRows) {
    ScriptedServer proxy({row.script});
    WireOptions options;
    options.origin = *ParseOrigin("https://backend.invalid");
    options.proxy = proxy.url();
    ExpectError(Send(options), Kind::kConnect, row.words);
  }
}

}  // namespace
}  // namespace authconform
