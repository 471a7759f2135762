#include "harness/wire/wire_test_server.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <tuple>
#include <utility>

namespace authconform {
namespace {

// A listening socket and its port.
std::pair<int, int> ListenOnLoopback(int backlog) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (listener < 0 || bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener, backlog) != 0 || getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();
  }
  return {listener, ntohs(address.sin_port)};
}

}  // namespace

long Peer::Receive(char* to, size_t size) {
  if (ssl_ == nullptr) return recv(fd_, to, size, 0);
  ERR_clear_error();
  return SSL_read(ssl_, to, static_cast<int>(size));
}

std::string Peer::ReadRequest() {
  char step[65'536];
  while (true) {
    if (const size_t head = unread_.find("\r\n\r\n"); head != std::string::npos) {
      const size_t at = unread_.substr(0, head).find("\r\nContent-Length: ");
      const size_t size = head + 4 + (at == std::string::npos ? 0 : strtoul(unread_.c_str() + at + 18, nullptr, 10));
      if (unread_.size() >= size) {
        std::string request = unread_.substr(0, size);
        unread_.erase(0, size);
        const std::lock_guard lock(server_->mutex_);
        server_->requests_.push_back(request);
        return request;
      }
    }
    const long got = Receive(step, sizeof step);
    if (got <= 0) return "";
    unread_.append(step, static_cast<size_t>(got));
  }
}

bool Peer::Say(std::string_view bytes) {
  while (!bytes.empty()) {
    ERR_clear_error();
    const long sent = ssl_ == nullptr ? send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                                      : SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

void Peer::Repeat(std::string_view bytes, int pause_ms) {
  while (Say(bytes)) {
    if (pause_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(pause_ms));
  }
}

void Peer::AwaitEnd() {
  char step[65'536];
  while (Receive(step, sizeof step) > 0) {
  }
}

void Peer::Reset() {
  // Connecting to nothing dissolves the association and resets the other side at once; the descriptor stays ours.
  sockaddr nothing = {};
  nothing.sa_family = AF_UNSPEC;
  connect(fd_, &nothing, sizeof nothing);
}

bool Peer::StartTls(SSL_CTX* context) {
  ssl_ = SSL_new(context);
  SSL_set_fd(ssl_, fd_);
  ERR_clear_error();
  return SSL_accept(ssl_) == 1;
}

ScriptedServer::ScriptedServer(std::vector<Script> scripts) : scripts_(std::move(scripts)) {
  signal(SIGPIPE, SIG_IGN);  // OpenSSL's server side writes without MSG_NOSIGNAL
  std::tie(listener_, port_) = ListenOnLoopback(64);
  acceptor_ = std::thread([this] { Accept(); });
}

ScriptedServer::~ScriptedServer() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (const int fd : sockets_) shutdown(fd, SHUT_RDWR);
  for (std::thread& player : players_) player.join();
  for (const int fd : sockets_) close(fd);
  close(listener_);
}

void ScriptedServer::Accept() {
  while (true) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const std::lock_guard lock(mutex_);
    players_.emplace_back([this, peer = Peer(this, fd, sockets_.size())] { Play(peer); });
    sockets_.push_back(fd);
  }
}

void ScriptedServer::Play(Peer peer) {
  scripts_[std::min(peer.number(), scripts_.size() - 1)](peer);
  if (peer.ssl_ != nullptr) {
    SSL_shutdown(peer.ssl_);
    SSL_free(peer.ssl_);
  }
  shutdown(peer.fd(), SHUT_RDWR);
}

size_t ScriptedServer::connections() const {
  const std::lock_guard lock(mutex_);
  return sockets_.size();
}

std::vector<std::string> ScriptedServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

ScriptedServer::Script ScriptedServer::Always(std::string response) {
  return [response = std::move(response)](Peer& peer) {
    while (!peer.ReadRequest().empty() && peer.Say(response)) {
    }
  };
}

ScriptedServer::Script ScriptedServer::Once(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer) {
    peer.ReadRequest();
    peer.Say(bytes);
    peer.AwaitEnd();
  };
}

ScriptedServer::Script ScriptedServer::OnceAndEnd(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer) {
    peer.ReadRequest();
    peer.Say(bytes);
  };
}

UnattendedPort::UnattendedPort(int backlog) { std::tie(listener_, port_) = ListenOnLoopback(backlog); }

UnattendedPort::~UnattendedPort() {
  for (const int fd : waiting_) close(fd);
  close(listener_);
}

void UnattendedPort::Fill() {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port_));
  // Linux drops what comes after a full backlog.
  for (bool dropped = false; !dropped;) {
    const int fd = waiting_.emplace_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
    pollfd connected = {.fd = fd, .events = POLLOUT, .revents = 0};
    dropped = poll(&connected, 1, 200) == 0;
  }
}

}  // namespace authconform
