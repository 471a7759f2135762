// A request into an exchange, over one kept-alive connection to a server that is not trusted.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "harness/base/result.h"
#include "harness/wire/exchange.h"

namespace authconform {

// "https://host:8443/base/" taken apart.
struct Origin {
  bool tls = false;
  std::string host;  // lower-case name, IPv4, or IPv6 without brackets
  int port = 0;
  std::string path_prefix;       // "/base", without trailing slash; empty when none. Wire puts it before no path
  std::string ToString() const;  // "https://host:8443/base"; the port is left out when it is the scheme's own
};

// Error when the URL is not absolute http or https, holds credentials, a query or a fragment, or a bad port.
Result<Origin> ParseOrigin(std::string_view url);

struct WireOptions {
  Origin origin;
  struct Tls {
    std::string ca_file;           // PEM; empty: the system's
    std::string certificate_file;  // PEM of a client certificate, empty: none
    std::string key_file;
    bool insecure = false;  // accept any certificate
  } tls;
  std::string proxy;                    // "http://host:port", empty: none. Environment variables are not consulted
  int connect_timeout_ms = 5'000;       // name look-up, TCP connect and TLS handshake together
  int exchange_timeout_ms = 15'000;     // the whole exchange, connecting included
  size_t max_response_bytes = 1 << 20;  // head and decoded body together
  // Once it is set, the exchange under way has stop_grace_ms left, give or take a quarter of a second, and every later
  // one none: kStopped. Null: never.
  const std::atomic<bool>* stop = nullptr;
  int stop_grace_ms = 2'000;
};

// One connection's worth. Not for two threads at once; make one for each.
class Wire {
 public:
  // Error: bad CA, certificate, key or proxy. Connects nothing yet.
  static Result<std::unique_ptr<Wire>> Create(const WireOptions& options);

  virtual ~Wire() = default;

  // Sends and waits, at most exchange_timeout_ms and not beyond the stop. Never throws, never follows a redirect,
  // retries once and only when a kept-alive connection was closed before any byte of the response. After an exchange
  // that did not end cleanly, or bytes nobody asked for, the next one opens a fresh connection.
  virtual Exchange Send(const Request& request) = 0;
};

}  // namespace authconform
