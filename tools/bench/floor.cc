#include "tools/bench/floor.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <thread>

namespace authconform {
namespace {

int Connect(int port) {
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  if (connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return -1;
  const int on = 1;
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return connection;
}

// Reads one response; only its length is looked at.
bool ReadResponse(int connection) {
  char buffer[1 << 16];
  size_t have = 0;
  size_t length = 0;
  while (length == 0 || have < length) {
    const ssize_t got = recv(connection, buffer + have, sizeof buffer - have, 0);
    if (got <= 0) return false;
    have += static_cast<size_t>(got);
    const std::string_view bytes(buffer, have);
    const size_t end = bytes.find("\r\n\r\n");
    if (length != 0 || end == std::string_view::npos) continue;
    const size_t at = bytes.find("Content-Length: ");
    length = end + 4 + static_cast<size_t>(std::atoll(buffer + at + 16));
  }
  return true;
}

}  // namespace

double FloorSeconds(int port, const std::vector<std::string>& requests, int total, int connections) {
  std::atomic<int> next = 0;
  std::atomic<bool> failed = false;
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < connections; ++i) {
    threads.emplace_back([&] {
      const int connection = Connect(port);
      for (int item = next++; item < total && connection >= 0; item = next++) {
        const std::string& request = requests[static_cast<size_t>(item) % requests.size()];
        if (send(connection, request.data(), request.size(), MSG_NOSIGNAL) < 0 || !ReadResponse(connection)) break;
      }
      if (connection < 0 || next < total) failed = true;
      close(connection);
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return failed ? -1 : elapsed.count();
}

}  // namespace authconform
