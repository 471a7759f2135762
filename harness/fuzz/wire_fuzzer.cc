// libFuzzer's entry: any bytes, said by a server on loopback and received through the whole wire. What comes out is
// what the reader makes of the same bytes, and cpp-httplib changes nothing of it.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "harness/fuzz/invariant.h"
#include "harness/fuzz/received.h"
#include "harness/wire/wire.h"

namespace authconform {
namespace {

constexpr size_t kMaxBytes = 12'000;  // less than an input may have

// Says the same bytes to whoever connects and ends its side.
class Server {
 public:
  Server() {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const bound = reinterpret_cast<sockaddr*>(&address);
    Require(fd_ >= 0 && bind(fd_, bound, size) == 0 && listen(fd_, 16) == 0 && getsockname(fd_, bound, &size) == 0,
            "a port can be had");
    port_ = ntohs(address.sin_port);
    std::thread([this] { Serve(); }).detach();
  }

  int port() const { return port_; }

  void WillSay(std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    answer_ = std::string(bytes);
  }

 private:
  std::string Answer() {
    const std::lock_guard lock(mutex_);
    return answer_;
  }

  void Serve() {
    while (true) {
      const int peer = accept(fd_, nullptr, nullptr);
      Require(peer >= 0, "connections can be accepted");
      const std::string answer = Answer();
      char heard[4096];
      if (recv(peer, heard, sizeof heard, 0) > 0) {
        send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
        shutdown(peer, SHUT_WR);
        while (recv(peer, heard, sizeof heard, 0) > 0) continue;
      }
      // No port is left waiting: there are not enough of them for a minute.
      const linger at_once = {.l_onoff = 1, .l_linger = 0};
      setsockopt(peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
      close(peer);
    }
  }

  int fd_ = socket(AF_INET, SOCK_STREAM, 0);
  int port_ = 0;
  std::mutex mutex_;
  std::string answer_;
};

void CheckResponse(const Response& response, const Received& received) {
  Require(response.body.size() <= kMaxBytes, "a decoded body stays within the limit");
  Require(response.status == received.head->status && response.reason == received.head->reason,
          "the status is as read");
  Require(response.headers == received.head->headers, "the headers are as read");
  if (FindHeader(response.headers, "Content-Encoding") == nullptr) {
    Require(response.body == received.body, "the body is as read");
  }
}

void Run(std::string_view bytes) {
  static Server* const kServer = new Server();
  WireOptions options;
  options.origin = {.tls = false, .host = "127.0.0.1", .port = kServer->port(), .path_prefix = ""};
  options.max_response_bytes = kMaxBytes;
  kServer->WillSay(bytes);
  Result<std::unique_ptr<Wire>> wire = Wire::Create(options);
  Require(wire.ok(), "a wire can be had");
  const Exchange exchange = (*wire)->Send({.method = "POST", .path = "/", .headers = {}, .body = "{}"});
  const Received received = Receive(bytes, "POST", kMaxBytes, 0, 4'096);
  const TransportError* error = exchange.error();
  if (received.error) {
    Require(error != nullptr && error->kind == received.error->kind, "an error is the reader's");
  } else if (error == nullptr) {
    CheckResponse(*exchange.response(), received);
  } else {
    Require(FindHeader(received.head->headers, "Content-Encoding") != nullptr, "what was read whole is a response");
    Require(error->kind != TransportError::Kind::kTimeout, "decoding is not waited for");
  }
}

}  // namespace
}  // namespace authconform

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  authconform::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
