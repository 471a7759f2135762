#include "tools/cli/testing/raw_backend.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace authconform::testing {
namespace {

size_t BodyLength(const std::string& head) {
  constexpr char kName[] = "Content-Length: ";
  const size_t at = head.find(kName);
  return at == std::string::npos ? 0 : std::strtoul(head.c_str() + at + sizeof kName - 1, nullptr, 10);
}

std::string ReadRequest(int connection) {
  std::string request;
  char buffer[4096];
  for (;;) {
    const size_t head = request.find("\r\n\r\n");
    if (head != std::string::npos && request.size() >= head + 4 + BodyLength(request.substr(0, head))) return request;
    const ssize_t got = read(connection, buffer, sizeof buffer);
    if (got <= 0) return "";
    request.append(buffer, static_cast<size_t>(got));
  }
}

}  // namespace

RawBackend::RawBackend(Answering answering) {
  listening_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(listening_, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  listen(listening_, 64);
  serving_ = std::thread([this, answering = std::move(answering)] { Serve(answering); });
}

RawBackend::~RawBackend() {
  shutdown(listening_, SHUT_RDWR);
  serving_.join();
  close(listening_);
}

std::string RawBackend::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

void RawBackend::Serve(const Answering& answering) const {
  for (int connection; (connection = accept(listening_, nullptr, nullptr)) >= 0; close(connection)) {
    const std::string request = ReadRequest(connection);
    if (request.empty()) continue;
    const std::string answer = answering(request);
    for (size_t sent = 0; sent < answer.size();) {
      const ssize_t wrote = send(connection, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
      if (wrote <= 0) break;
      sent += static_cast<size_t>(wrote);
    }
    shutdown(connection, SHUT_WR);
  }
}

std::string RawAnswer(const std::string& status_and_reason, const std::string& headers, const std::string& body) {
  return "HTTP/1.1 " + status_and_reason + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

}  // namespace authconform::testing
