// What goes wrong inside a TLS session, and servers with which there is no session or no exchange at all.
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "tools/hostile/says.h"

namespace authconform {
namespace {

constexpr char kNames[] = "DNS:localhost,IP:127.0.0.1";

// After a failed handshake what the client still sends is read, lest a reset overtake the alert.
void Greet(Peer& peer, SSL_CTX* context) {
  if (peer.StartTls(context)) return peer.AwaitEnd();
  shutdown(peer.fd(), SHUT_WR);
  char rest[4'096];
  while (recv(peer.fd(), rest, sizeof rest, 0) > 0) {
  }
}

using Subject = TestCertificate::Subject;
using Play = std::function<void(Peer&, const TestCertificate&)>;

Play Shows(Subject subject) {
  return [subject = std::move(subject)](Peer& peer, const TestCertificate& authority) {
    Greet(peer, TestCertificate(subject, &authority).ServerContext().get());
  };
}

void ShowsItsOwn(Peer& peer, const TestCertificate&) {
  Greet(peer, TestCertificate(Subject{.alternative_names = kNames}).ServerContext().get());
}

void ShowsAStrangers(Peer& peer, const TestCertificate&) {
  const TestCertificate stranger(Subject{.alternative_names = "", .authority = true});
  Greet(peer, TestCertificate(Subject{.alternative_names = kNames}, &stranger).ServerContext().get());
}

void SpeaksTls11(Peer& peer, const TestCertificate& authority) {
  const auto context = TestCertificate(Subject{.alternative_names = kNames}, &authority).ServerContext();
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), TLS1_1_VERSION);
  SSL_CTX_set_cipher_list(context.get(), "ALL:@SECLEVEL=0");
  Greet(peer, context.get());
}

void DemandsACertificate(Peer& peer, const TestCertificate& authority) {
  Greet(peer, TestCertificate(Subject{.alternative_names = kNames}, &authority).ServerContext(&authority).get());
}

// Some megabytes of certificates before any of it can be verified.
void ShowsEndlessChain(Peer& peer, const TestCertificate& authority) {
  const TestCertificate own(Subject{.alternative_names = kNames}, &authority);
  const auto context = own.ServerContext();
  X509* shown = SSL_CTX_get0_certificate(context.get());
  for (int i = 0; i < 5'000; ++i) {
    X509_up_ref(shown);
    SSL_CTX_add_extra_chain_cert(context.get(), shown);
  }
  Greet(peer, context.get());
}

// Reads what the client begins with, then says this over and over.
Play Greets(std::string first, std::string again, int pause_ms) {
  return [=](Peer& peer, const TestCertificate&) {
    char hello[4'096];
    if (recv(peer.fd(), hello, sizeof hello, 0) > 0 && peer.Say(first)) peer.Repeat(again, pause_ms);
  };
}

Play Answers(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer, const TestCertificate&) {
    peer.Say(bytes);
    peer.AwaitEnd();
  };
}

void Resets(Peer& peer, const TestCertificate&) {
  char hello[4'096];
  recv(peer.fd(), hello, sizeof hello, 0);
  peer.Reset();
}

void Ends(Peer& peer, const TestCertificate&) {
  char hello[4'096];
  recv(peer.fd(), hello, sizeof hello, 0);
}

// Ends the connection below the session, which a body without length cannot be told from being whole by.
Attack EndsWithoutNotice(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer, const std::string&) {
    peer.Say(bytes);
    shutdown(peer.fd(), SHUT_RDWR);
    return false;
  };
}

bool SaysUnderTheSession(Peer& peer, const std::string&) {
  const std::string plain = Answer("200 OK", SampleBody());
  return send(peer.fd(), plain.data(), plain.size(), MSG_NOSIGNAL) > 0;
}

// What OpenSSL says of itself it goes on saying when nobody is there any more.
bool IsThere(const Peer& peer) {
  pollfd client = {.fd = peer.fd(), .events = POLLRDHUP, .revents = 0};
  return poll(&client, 1, 0) == 0;
}

bool FloodsWithTickets(Peer& peer, const std::string&) {
  while (IsThere(peer) && SSL_new_session_ticket(peer.ssl()) == 1 && SSL_do_handshake(peer.ssl()) == 1) {
  }
  return false;
}

bool FloodsWithKeyUpdates(Peer& peer, const std::string&) {
  while (IsThere(peer) && SSL_key_update(peer.ssl(), SSL_KEY_UPDATE_NOT_REQUESTED) == 1 &&
         SSL_do_handshake(peer.ssl()) == 1) {
  }
  return false;
}

Attack SaysAfterTickets(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer, const std::string&) {
    for (int i = 0; i < 20; ++i) {
      if (SSL_new_session_ticket(peer.ssl()) != 1 || SSL_do_handshake(peer.ssl()) != 1) return false;
    }
    return peer.Say(bytes);
  };
}

}  // namespace

// clang-format off
std::vector<Behaviour> TlsBehaviours() {
  const std::string good = SampleBody();
  const std::string answer = Answer("200 OK", good);
  const std::string open = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + good;
  return {
      {"TlsAnswer", "answers well over TLS", Says(answer), Verdict::kPass, "", false, true},
      {"TlsUntilClose", "ends a body without length by ending the session, which is legal", SaysAndEnds(open), Verdict::kPass, "", false, true},
      {"TlsTruncated", "ends a body without length by ending the connection and not the session", EndsWithoutNotice(open), Verdict::kError, "without ending the TLS session", false, true},
      {"TlsReset", "resets the connection under the session", SaysAndResets(answer.substr(0, 60)), Verdict::kError, "the connection broke", false, true},
      {"TlsPlainBytes", "answers under the session, not in it", SaysUnderTheSession, Verdict::kError, "TLS", false, true},
      {"TlsDrippingBody", "sends a record of one character at a time", Drips(Heading("Content-Length: 1000000"), " "), Verdict::kError, "in the middle of the response's body", false, true},
      {"TlsFlood", "never ends its body", Floods(Heading("Connection: close"), std::string(65'536, ' ')), Verdict::kFail, "over the limit of 1048576 bytes", false, true},
      {"TlsTickets", "sends some session tickets before its answer, which is legal", SaysAfterTickets(answer), Verdict::kPass, "", false, true},
      {"TlsTicketFlood", "sends session tickets for ever", FloodsWithTickets, Verdict::kError, "", false, true},
      {"TlsKeyUpdateFlood", "changes its keys for ever", FloodsWithKeyUpdates, Verdict::kError, "", false, true},
      {"TlsJunkAfterAnswer", "sends junk behind a good answer", Says(answer + "junk"), Verdict::kPass, "", false, true},
  };
}

std::vector<DeadBehaviour> DeadBehaviours() {
  const Subject expired = {.alternative_names = kNames, .starts_in_s = -7200, .ends_in_s = -3600};
  const Subject early = {.alternative_names = kNames, .starts_in_s = 3600, .ends_in_s = 7200};
  return {
      {"Expired", "shows a certificate that has expired", Shows(expired), true, "has expired"},
      {"NotYetValid", "shows a certificate that is not valid yet", Shows(early), true, "is not valid yet"},
      {"WrongHost", "shows another host's certificate", Shows({.alternative_names = "DNS:other.example"}), true, "is not for the host 127.0.0.1"},
      {"AddressAsName", "shows a certificate that holds its address as a name", Shows({.alternative_names = "DNS:127.0.0.1"}), true, "is not for the host 127.0.0.1"},
      {"SelfSigned", "shows a certificate that it signed itself", ShowsItsOwn, true, "is self-signed"},
      {"UnknownAuthority", "shows a certificate of an authority that nobody trusts", ShowsAStrangers, true, "an authority that is not trusted"},
      {"EndlessChain", "shows a chain of megabytes", ShowsEndlessChain, true, "TLS failed"},
      {"DemandsClientCertificate", "demands a certificate that the target file does not have", DemandsACertificate, true, "demands a client certificate"},
      {"OldProtocol", "speaks TLS 1.1 at most", SpeaksTls11, true, "TLS failed"},
      {"ResetInHandshake", "resets the connection in the handshake", Resets, true, "TLS failed"},
      {"EndInHandshake", "ends the connection in the handshake", Ends, true, "closed the connection"},
      {"SilentHandshake", "says nothing in the handshake", Answers(""), true, "the TLS handshake did not end within the time limit"},
      {"DrippingHandshake", "sends its handshake a byte at a time", Greets(std::string("\x16\x03\x03\x40\x00", 5), "\x02", 10), true, "the TLS handshake did not end within the time limit"},
      {"EndlessHelloRequests", "asks for another handshake in the handshake, for ever", Greets("", Times(1'000, std::string("\x16\x03\x03\0\x04\0\0\0\0", 9)), 0), true, "the TLS handshake did not end within the time limit"},
      {"NoiseInHandshake", "sends bytes of no protocol in the handshake", Greets("", std::string(1'000, '\xee'), 0), true, "does not speak TLS"},
      {"PlaintextOnTlsPort", "speaks HTTP where https was asked for", Answers(Answer("400 Bad Request", "{}")), true, "the URL's scheme may have to be http"},
      {"TlsOnPlainPort", "speaks TLS where http was asked for", Shows({.alternative_names = kNames}), false, "does not answer: the server closed the connection"},
      {"TlsAlertOnPlainPort", "answers with a TLS alert where http was asked for", Answers(std::string("\x15\x03\x01\0\x02\x02\x46", 7)), false, "the URL's scheme may have to be https"},
      {"NeverAnswers", "takes connections and says nothing", Answers(""), false, "does not answer: the time limit was reached"},
      {"DripsToEveryone", "sends every answer a header at a time, for ever", Greets("HTTP/1.1 200 OK\r\n", "A: b\r\n", 10), false, "does not answer: the time limit was reached"},
      {"EndsEveryConnection", "ends every connection", Ends, false, "does not answer: the server closed the connection"},
      {"ResetsEveryConnection", "resets every connection", Resets, false, "does not answer: the connection broke"},
  };
}
// clang-format on

}  // namespace authconform
