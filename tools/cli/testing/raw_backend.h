// A function from a request to the very bytes of its answer into a backend that listens, for what no HTTP library
// sends.
#pragma once

#include <functional>
#include <string>
#include <thread>

namespace authconform::testing {

class RawBackend {
 public:
  // `request` is the whole of it: head and body. Its answers come one after another, each on a connection of its own,
  // which is closed after it.
  using Answering = std::function<std::string(const std::string& request)>;

  explicit RawBackend(Answering answering);
  ~RawBackend();
  RawBackend(const RawBackend&) = delete;
  RawBackend& operator=(const RawBackend&) = delete;

  std::string url() const;

 private:
  void Serve(const Answering& answering) const;

  int listening_ = -1;
  int port_ = 0;
  std::thread serving_;
};

// "HTTP/1.1 …": status line, the given header lines (each with CR LF), length, and the body.
std::string RawAnswer(const std::string& status_and_reason, const std::string& headers, const std::string& body);

}  // namespace authconform::testing
