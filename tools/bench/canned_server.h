// A RecoveryConnect backend that answers from memory: as fast as a server can be, so that the client is what is timed.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace authconform {

// Runs in a process of its own from construction to destruction; one thread a connection.
class CannedServer {
 public:
  explicit CannedServer(std::chrono::milliseconds answer_after = std::chrono::milliseconds(0));
  ~CannedServer();
  CannedServer(const CannedServer&) = delete;
  CannedServer& operator=(const CannedServer&) = delete;

  int port() const { return port_; }
  // When the first request since the last call came in, CLOCK_MONOTONIC nanoseconds; waits for none: 0 when none came.
  int64_t TakeFirstRequestNs();

  // The one account it knows.
  static constexpr const char* kLogin = "bench@example.com";
  static constexpr const char* kPassword = "Bench-Passw0rd$1";

 private:
  struct Shared;
  Shared* shared_;
  int port_ = 0;
  pid_t child_ = -1;
};

}  // namespace authconform
