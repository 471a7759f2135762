// A connected socket, with TLS or without, into bytes read and written before a deadline.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "harness/wire/dial.h"
#include "harness/wire/exchange.h"
#include "harness/wire/tls.h"

namespace authconform {

class Connection {
 public:
  explicit Connection(Socket socket);
  ~Connection();

  // From here on everything is encrypted.
  std::optional<TransportError> StartTls(const TlsClient& client, const std::string& host, const Deadline& deadline);

  // The bytes read, at least one; 0: the peer has ended its side. Errors: kTimeout, kClosed, kTls, kShortage.
  std::variant<size_t, TransportError> Read(char* to, size_t size, const Deadline& deadline);

  // All bytes written. Stops early, without an error, when the peer answers while it takes no more: answered_early().
  std::optional<TransportError> Write(std::string_view bytes, const Deadline& deadline);
  bool answered_early() const { return answered_early_; }

  // Open, and the peer has said nothing.
  bool IsQuiet();

 private:
  std::variant<size_t, TransportError> ReadTls(char* to, size_t size, const Deadline& deadline);
  std::optional<TransportError> WriteTls(std::string_view bytes, const Deadline& deadline);
  // Waits for what SSL_get_error() names; nothing when the call is to be repeated.
  std::optional<TransportError> Await(int result, const Deadline& deadline);

  Socket socket_;
  SslSession session_;
  bool blocking_ = false;
  bool answered_early_ = false;
};

}  // namespace authconform
