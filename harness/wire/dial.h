// A host and a port into a connected TCP socket, within a deadline.
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "harness/wire/exchange.h"

namespace authconform {

using Deadline = std::chrono::steady_clock::time_point;

// Never negative; rounded up, so that a poll does not end before the deadline.
int MillisLeft(Deadline deadline);

// Waits until the descriptor is ready for one of `events` and returns what it is ready for; 0: the deadline came first.
short PollUntil(int fd, short events, Deadline deadline);

class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Socket();
  int fd() const { return fd_; }

 private:
  int fd_ = -1;
};

class Dialer {
 public:
  Dialer(std::string host, int port) : host_(std::move(host)), port_(port) {}

  // A non-blocking socket with TCP_NODELAY set; kResolve or kConnect otherwise. Tries every address of the host. What
  // the look-up found is kept until a connection fails.
  std::variant<Socket, TransportError> Dial(Deadline deadline);

 private:
  struct Address {
    sockaddr_storage bytes;
    socklen_t size;
  };
  struct LookUp;

  std::variant<std::vector<Address>, TransportError> Resolve(Deadline deadline) const;
  std::variant<Socket, std::string> ConnectTo(const Address& address, Deadline deadline) const;

  std::string host_;
  int port_;
  std::vector<Address> addresses_;
};

}  // namespace authconform
