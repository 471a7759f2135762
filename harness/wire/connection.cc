#include "harness/wire/connection.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <system_error>
#include <utility>

#include "harness/wire/shortage.h"

namespace authconform {
namespace {

TransportError TimedOut() { return {TransportError::Kind::kTimeout, "the time limit was reached"}; }

TransportError Broken(int error_number) {
  if (auto shortage = Shortage(error_number)) return *std::move(shortage);
  return {TransportError::Kind::kClosed, "the connection broke: " + std::system_category().message(error_number)};
}

}  // namespace

Connection::Connection(Socket socket) : socket_(std::move(socket)) {}

Connection::~Connection() {
  // A peer is owed close_notify (RFC 8446 6.1); whether it gets it is not waited for.
  if (session_) {
    SSL_shutdown(session_.get());
    ERR_clear_error();
  }
}

std::optional<TransportError> Connection::StartTls(const TlsClient& client, const std::string& host,
                                                   const Deadline& deadline) {
  auto made = client.Handshake(socket_.fd(), host, deadline);
  if (auto* error = std::get_if<TransportError>(&made)) return std::move(*error);
  session_ = std::get<SslSession>(std::move(made));
  return std::nullopt;
}

std::variant<size_t, TransportError> Connection::Read(char* to, size_t size, const Deadline& deadline) {
  if (session_) return ReadTls(to, size, deadline);
  // Most waits may be as long as SO_RCVTIMEO: recv alone then does what poll and recv would, for one system call less.
  if (!blocking_) {
    const timeval wait = {.tv_sec = 0, .tv_usec = kLongestLookMs * 1000};
    setsockopt(socket_.fd(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    fcntl(socket_.fd(), F_SETFL, fcntl(socket_.fd(), F_GETFL) & ~O_NONBLOCK);
    blocking_ = true;
  }
  while (true) {
    const int left = MillisLeft(deadline);
    if (left == 0) return TimedOut();
    const bool whole_wait = left >= kLongestLookMs;
    if (!whole_wait && PollUntil(socket_.fd(), POLLIN, deadline) == 0) return TimedOut();
    const ssize_t got = recv(socket_.fd(), to, size, whole_wait ? 0 : MSG_DONTWAIT);
    if (got >= 0) return static_cast<size_t>(got);
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) continue;
    return Broken(errno);
  }
}

std::optional<TransportError> Connection::Write(std::string_view bytes, const Deadline& deadline) {
  if (session_) return WriteTls(bytes, deadline);
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<size_t>(sent));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      const short ready = PollUntil(socket_.fd(), POLLOUT | POLLIN, deadline);
      if (ready == 0) return TimedOut();
      if ((ready & POLLOUT) == 0) {
        answered_early_ = true;
        return std::nullopt;
      }
    } else if (errno != EINTR) {
      return Broken(errno);
    }
  }
  return std::nullopt;
}

bool Connection::IsQuiet() {
  // What lies in the socket of a session may be tickets, which are nothing said: a few are read away.
  constexpr int kMostRecords = 8;
  for (int i = 0; i < kMostRecords; ++i) {
    char byte;
    if (recv(socket_.fd(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
    if (!session_) return false;
    ERR_clear_error();
    const int got = SSL_peek(session_.get(), &byte, 1);
    const bool nothing_said = got <= 0 && SSL_get_error(session_.get(), got) == SSL_ERROR_WANT_READ;
    ERR_clear_error();
    if (!nothing_said) return false;
  }
  return false;
}

std::optional<TransportError> Connection::Await(int result, const Deadline& deadline) {
  const int error_number = errno;
  switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      if (PollUntil(socket_.fd(), POLLIN, deadline) == 0) return TimedOut();
      return std::nullopt;
    case SSL_ERROR_WANT_WRITE:
      if (PollUntil(socket_.fd(), POLLOUT, deadline) == 0) return TimedOut();
      return std::nullopt;
    case SSL_ERROR_SSL: {
      const bool cut = ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
      return TransportError{cut ? TransportError::Kind::kClosed : TransportError::Kind::kTls, DescribeTlsFailure()};
    }
    default:
      return Broken(error_number == 0 ? ECONNRESET : error_number);
  }
}

std::variant<size_t, TransportError> Connection::ReadTls(char* to, size_t size, const Deadline& deadline) {
  while (true) {
    if (MillisLeft(deadline) == 0) return TimedOut();
    ERR_clear_error();
    errno = 0;
    const int got = SSL_read(session_.get(), to, static_cast<int>(std::min<size_t>(size, INT_MAX)));
    if (got > 0) return static_cast<size_t>(got);
    if (SSL_get_error(session_.get(), got) == SSL_ERROR_ZERO_RETURN) return size_t{0};
    if (auto error = Await(got, deadline)) return *std::move(error);
  }
}

std::optional<TransportError> Connection::WriteTls(std::string_view bytes, const Deadline& deadline) {
  while (!bytes.empty()) {
    ERR_clear_error();
    errno = 0;
    const int sent = SSL_write(session_.get(), bytes.data(), static_cast<int>(std::min<size_t>(bytes.size(), INT_MAX)));
    if (sent > 0) {
      bytes.remove_prefix(static_cast<size_t>(sent));
    } else if (auto error = Await(sent, deadline)) {
      return error;
    }
  }
  return std::nullopt;
}

}  // namespace authconform
