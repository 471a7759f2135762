#include "tools/hostile/hostile_backend.h"

#include "tools/hostile/sample_endpoint.h"

namespace authconform {
namespace {

const TestCertificate::Subject kAuthority = {.alternative_names = "", .authority = true};
const TestCertificate::Subject kServer = {.alternative_names = "DNS:localhost,IP:127.0.0.1"};

}  // namespace

HostileBackend::HostileBackend(const Behaviour& behaviour)
    : https_(behaviour.tls),
      authority_(kAuthority),
      context_(TestCertificate(kServer, &authority_).ServerContext()),
      elsewhere_({ScriptedServer::Always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")}),
      server_({[this, attack = behaviour.attack](Peer& peer) {
        if (https_ && !peer.StartTls(context_.get())) return;
        while (true) {
          const std::string request = peer.ReadRequest();
          if (request.empty()) return;
          const bool attacked = request.find(kAttackMark) != std::string::npos;
          if (attacked) ++attacks_;
          if (!(attacked ? attack(peer, elsewhere_.url()) : peer.Say(OrdinaryAnswer(request)))) return;
        }
      }}) {}

HostileBackend::HostileBackend(const DeadBehaviour& behaviour)
    : https_(behaviour.https),
      authority_(kAuthority),
      elsewhere_({ScriptedServer::Once("")}),
      server_({[this, play = behaviour.play](Peer& peer) {
        ++attacks_;
        play(peer, authority_);
      }}) {}

std::string HostileBackend::url() const { return (https_ ? "https" : "http") + server_.url().substr(4); }

std::string HostileBackend::ca_file() const { return https_ ? authority_.CertificateFile("hostile-ca.pem") : ""; }

}  // namespace authconform
