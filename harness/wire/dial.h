// A host and a port into a connected TCP socket, within a deadline.
#pragma once

#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "harness/wire/exchange.h"

namespace authconform {

// A stop that leaves what is under way a while yet, from when it is first seen. One thread's.
class Stop {
 public:
  Stop(const std::atomic<bool>* set, std::chrono::milliseconds grace) : set_(set), grace_(grace) {}

  bool set() const { return set_ != nullptr && *set_; }
  bool over() const {
    if (!set()) return false;
    const auto now = std::chrono::steady_clock::now();
    if (!seen_) seen_ = now;
    return now - *seen_ >= grace_;
  }

 private:
  const std::atomic<bool>* set_;
  std::chrono::milliseconds grace_;
  mutable std::optional<std::chrono::steady_clock::time_point> seen_;
};

// The moment by which something is to be done; it has come as soon as `stop`, unless null, is over.
class Deadline {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  Deadline(Moment moment = {}, const Stop* stop = nullptr) : moment_(moment), stop_(stop) {}

  Deadline OrBy(Moment earlier) const { return {std::min(moment_, earlier), stop_}; }
  Moment moment() const { return moment_; }
  bool stopped() const { return stop_ != nullptr && stop_->over(); }

 private:
  Moment moment_;
  const Stop* stop_;
};

// How long a wait may last before its deadline is looked at again, for the stop.
inline constexpr int kLongestLookMs = 200;

// Never negative; rounded up, so that a poll does not end before the deadline.
int MillisLeft(const Deadline& deadline);

// Waits until the descriptor is ready for one of `events` and returns what it is ready for; 0: the deadline came first.
short PollUntil(int fd, short events, const Deadline& deadline);

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

  // A non-blocking socket with TCP_NODELAY set; kResolve, kConnect or kShortage otherwise. Tries every address of the
  // host. What the look-up found is kept until a connection fails.
  std::variant<Socket, TransportError> Dial(const Deadline& deadline);

 private:
  struct Address {
    sockaddr_storage bytes;
    socklen_t size;
  };
  struct LookUp;

  std::variant<std::vector<Address>, TransportError> Resolve(const Deadline& deadline) const;
  // An errno when there is no connection; 0: no answer by the deadline.
  std::variant<Socket, int> ConnectTo(const Address& address, const Deadline& deadline) const;

  std::string host_;
  int port_;
  std::vector<Address> addresses_;
};

}  // namespace authconform
