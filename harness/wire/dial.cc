#include "harness/wire/dial.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>

#include "harness/wire/shortage.h"

namespace authconform {
namespace {

std::string Describe(int error_number) {
  return error_number == 0 ? "no answer within the time limit" : std::system_category().message(error_number);
}

}  // namespace

int MillisLeft(const Deadline& deadline) {
  if (deadline.stopped()) return 0;
  const auto left = deadline.moment() - std::chrono::steady_clock::now();
  return std::max<int>(0, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count()));
}

short PollUntil(int fd, short events, const Deadline& deadline) {
  pollfd waiting = {.fd = fd, .events = events, .revents = 0};
  while (true) {
    const int ready = poll(&waiting, 1, std::min(MillisLeft(deadline), kLongestLookMs));
    if (ready > 0) return waiting.revents;
    if (ready == 0 && MillisLeft(deadline) == 0) return 0;
    if (ready < 0 && errno != EINTR) return POLLERR;
  }
}

Socket::~Socket() {
  if (fd_ >= 0) close(fd_);
}

// Shared by the thread that looks up and the one that waits: getaddrinfo cannot be cancelled, so a look-up that
// outlives its deadline is left to end by itself.
struct Dialer::LookUp {
  std::mutex mutex;
  std::condition_variable ended;
  bool done = false;
  int problem = 0;
  std::vector<Address> addresses;

  void Run(const std::string& host, int port, int flags) {
    addrinfo hints = {};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV | flags;
    addrinfo* found = nullptr;
    const int result = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    const std::lock_guard lock(mutex);
    problem = result;
    for (const addrinfo* each = found; result == 0 && each != nullptr; each = each->ai_next) {
      Address& address = addresses.emplace_back();
      address.size = each->ai_addrlen;
      std::memcpy(&address.bytes, each->ai_addr, each->ai_addrlen);
    }
    if (result == 0) freeaddrinfo(found);
    done = true;
    ended.notify_all();
  }
};

std::variant<std::vector<Dialer::Address>, TransportError> Dialer::Resolve(const Deadline& deadline) const {
  // A number needs no look-up, hence no thread.
  LookUp number;
  number.Run(host_, port_, AI_NUMERICHOST);
  if (number.problem == 0) return std::move(number.addresses);

  const auto look_up = std::make_shared<LookUp>();
  try {
    std::thread([look_up, host = host_, port = port_] { look_up->Run(host, port, 0); }).detach();
  } catch (const std::system_error&) {
    return *Shortage(EAGAIN);
  }
  std::unique_lock lock(look_up->mutex);
  while (!look_up->done) {
    const int left = MillisLeft(deadline);
    if (left == 0) {
      return TransportError{TransportError::Kind::kResolve,
                            "the look-up of the host " + host_ + " did not end within the time limit"};
    }
    look_up->ended.wait_for(lock, std::chrono::milliseconds(std::min(left, kLongestLookMs)));
  }
  if (look_up->problem != 0) {
    if (auto shortage = ShortageOfFiles()) return *std::move(shortage);
    return TransportError{TransportError::Kind::kResolve,
                          "the host " + host_ + " has no address: " + gai_strerror(look_up->problem)};
  }
  return std::move(look_up->addresses);
}

std::variant<Socket, int> Dialer::ConnectTo(const Address& address, const Deadline& deadline) const {
  Socket made(socket(address.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (made.fd() < 0) return errno;
  const int on = 1;
  setsockopt(made.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(made.fd(), reinterpret_cast<const sockaddr*>(&address.bytes), address.size) == 0) return made;
  if (errno != EINPROGRESS && errno != EINTR) return errno;
  if (PollUntil(made.fd(), POLLOUT, deadline) == 0) return 0;
  int problem = 0;
  socklen_t size = sizeof problem;
  getsockopt(made.fd(), SOL_SOCKET, SO_ERROR, &problem, &size);
  if (problem != 0) return problem;
  return made;
}

std::variant<Socket, TransportError> Dialer::Dial(const Deadline& deadline) {
  if (addresses_.empty()) {
    auto found = Resolve(deadline);
    if (auto* error = std::get_if<TransportError>(&found)) return std::move(*error);
    addresses_ = std::get<std::vector<Address>>(std::move(found));
  }
  int problem = EADDRNOTAVAIL;
  for (size_t i = 0; i < addresses_.size(); ++i) {
    // An address that swallows packets must not use up the time of those after it.
    const auto now = std::chrono::steady_clock::now();
    const auto share = (deadline.moment() - now) / static_cast<int>(addresses_.size() - i);
    auto made = ConnectTo(addresses_[i], deadline.OrBy(now + share));
    if (auto* connected = std::get_if<Socket>(&made)) return std::move(*connected);
    // ::1 has no address to connect from where there is no IPv6: what the other addresses say is the reason then.
    const int failed = std::get<int>(made);
    if (failed == EADDRNOTAVAIL) continue;
    problem = failed;
    if (Shortage(failed)) break;
  }
  if (auto shortage = Shortage(problem)) return *std::move(shortage);
  addresses_.clear();
  return TransportError{TransportError::Kind::kConnect,
                        "no connection to " + host_ + " port " + std::to_string(port_) + ": " + Describe(problem)};
}

}  // namespace authconform
