// A behaviour into a server on loopback that does just that.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>

#include "harness/wire/test_certificates.h"
#include "harness/wire/wire_test_server.h"
#include "tools/hostile/behaviour.h"

namespace authconform {

class HostileBackend {
 public:
  // Answers the sample endpoint as documented and attacks the requests with kAttackMark.
  explicit HostileBackend(const Behaviour& behaviour);
  // Plays dead on every connection.
  explicit HostileBackend(const DeadBehaviour& behaviour);

  std::string url() const;
  // What its clients are to trust; empty over http.
  std::string ca_file() const;
  // Requests attacked, or connections played dead on.
  size_t attacks() const { return attacks_; }
  // Connections to where nobody may go.
  size_t asked_elsewhere() const { return elsewhere_.connections(); }

 private:
  bool https_;
  TestCertificate authority_;
  std::shared_ptr<SSL_CTX> context_;
  std::atomic<size_t> attacks_ = 0;
  ScriptedServer elsewhere_;
  ScriptedServer server_;  // last: its threads use the rest
};

}  // namespace authconform
