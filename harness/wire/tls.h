// Certificates and a connected socket into an encrypted session with a server whose name was verified.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <variant>

#include "harness/base/result.h"
#include "harness/wire/dial.h"
#include "harness/wire/exchange.h"
#include "harness/wire/wire.h"

namespace authconform {

struct SslDeleter {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using SslSession = std::unique_ptr<SSL, SslDeleter>;

class TlsClient {
 public:
  // Error: the CA file, certificate or key cannot be read, is no regular file or over 1 MiB, or do not fit each other.
  static Result<TlsClient> Create(const WireOptions::Tls& options);

  // The socket must be non-blocking and outlive the session. kTls in plain words, kConnect past the deadline,
  // kShortage.
  std::variant<SslSession, TransportError> Handshake(int fd, const std::string& host, const Deadline& deadline) const;

 private:
  explicit TlsClient(SSL_CTX* context) : context_(context) {}
  std::unique_ptr<SSL_CTX, SslDeleter> context_;
};

// What OpenSSL's error queue says about a session, in plain words; empties the queue.
std::string DescribeTlsFailure();

}  // namespace authconform
