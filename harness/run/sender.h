// Requests into exchanges at the target's pace: the rate over all connections, one wait for a 429.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include "harness/base/result.h"
#include "harness/run/asked.h"
#include "harness/run/rate.h"
#include "harness/run/target.h"
#include "harness/wire/wire.h"

namespace authconform {

// The wire that a target's settings describe.
WireOptions WireFor(const Target& target);

// One connection of a run. One for each thread; rate, stop and count are shared.
class Sender {
 public:
  // Error: TLS files that cannot be used.
  static Result<Sender> Make(const Target& target, Rate& rate, const std::atomic<bool>& stop,
                             std::atomic<int64_t>& requests);

  // `may_repeat`, when given, is asked before the request is sent once more after a 429.
  Answer Send(const Request& request, const std::function<bool()>& may_repeat = nullptr);

 private:
  Sender(std::unique_ptr<Wire> wire, Rate& rate, const std::atomic<bool>& stop, std::atomic<int64_t>& requests)
      : wire_(std::move(wire)), rate_(&rate), stop_(&stop), requests_(&requests) {}

  std::unique_ptr<Wire> wire_;
  Rate* rate_;
  const std::atomic<bool>* stop_;
  std::atomic<int64_t>* requests_;
};

}  // namespace authconform
