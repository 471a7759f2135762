// Turns the times of requests into which of them come too fast.
#pragma once

#include <cstdint>
#include <mutex>

namespace authconform::reference {

// A bucket of tokens: it holds one second's worth, and each request takes one. Safe to use from any thread.
class RateLimit {
 public:
  // 0: there is no limit.
  explicit RateLimit(int requests_per_second) : per_second_(requests_per_second), tokens_(requests_per_second) {}

  // Whether a request that comes now is served. `now` is in microseconds from any fixed moment.
  bool Admits(std::int64_t now);

 private:
  const double per_second_;
  std::mutex mutex_;
  double tokens_;
  std::int64_t last_ = 0;
};

}  // namespace authconform::reference
