#include "harness/fuzz/received.h"

#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <variant>
#include <vector>

#include "harness/fuzz/invariant.h"
#include "harness/wire/response_reader.h"

namespace authconform {
namespace {

constexpr int kLongestWaitMs = 10'000;

// A connection on which all of it has come already. Packets keep their borders: one is one read.
Connection Connect(std::string_view bytes, size_t piece) {
  int ends[2];
  Require(socketpair(AF_UNIX, piece == 0 ? SOCK_STREAM : SOCK_SEQPACKET, 0, ends) == 0, "sockets can be had");
  const Socket server(ends[1]);
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, piece == 0 ? bytes.size() : piece);
    Require(send(server.fd(), part.data(), part.size(), MSG_DONTWAIT) == static_cast<ssize_t>(part.size()),
            "the socket takes all bytes");
    bytes.remove_prefix(part.size());
  }
  return Connection(Socket(ends[0]));
}

}  // namespace

Received Receive(std::string_view bytes, std::string_view method, size_t max_bytes, size_t piece, size_t step) {
  Received received;
  Connection connection = Connect(bytes, piece);
  ResponseReader reader(max_bytes);
  reader.Start(connection, method, std::chrono::steady_clock::now() + std::chrono::milliseconds(kLongestWaitMs));
  std::variant<Head, TransportError> head = reader.ReadHead();
  if (auto* error = std::get_if<TransportError>(&head)) {
    received.error = std::move(*error);
    return received;
  }
  received.head = std::get<Head>(std::move(head));
  std::vector<char> buffer(step);
  while (true) {
    std::variant<size_t, TransportError> got = reader.ReadBody(buffer.data(), buffer.size());
    if (auto* error = std::get_if<TransportError>(&got)) {
      received.error = std::move(*error);
      return received;
    }
    const size_t size = std::get<size_t>(got);
    Require(size <= step, "no more is read than was asked for");
    if (size == 0) return received;
    received.body.append(buffer.data(), size);
    Require(received.body.size() <= max_bytes, "no more is read than the limit");
  }
}

}  // namespace authconform
