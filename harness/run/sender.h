// Requests into exchanges at the target's pace: the rate over all connections, one wait for a 429.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "harness/base/result.h"
#include "harness/run/asked.h"
#include "harness/run/journal.h"
#include "harness/run/mask.h"
#include "harness/run/rate.h"
#include "harness/run/sending.h"
#include "harness/run/target.h"
#include "harness/wire/wire.h"

namespace authconform {

// The wire that a target's settings describe.
WireOptions WireFor(const Target& target);

// What all connections of a run share.
struct Sharing {
  struct Pace {
    Rate* rate;
    RateWait* waited = nullptr;  // null: nobody asks
  };
  std::vector<Pace> rates;         // each request waits for all of them, in order
  const std::atomic<bool>& stop;   // ends what is under way too: see Answer::stopped
  std::atomic<int64_t>& requests;  // sent so far
  Journal* journal = nullptr;      // what it holds is not sent again; null: none
};

// One connection of a run. One for each thread.
class Sender {
 public:
  // Error: TLS files that cannot be used.
  static Result<Sender> Make(const Target& target, const Sharing& sharing);

  // `may_repeat`, when given, is asked before the request is sent once more after a 429.
  Answer Send(const Request& request, const Sending& sending, const std::function<bool()>& may_repeat = nullptr);

 private:
  Sender(std::unique_ptr<Wire> wire, const Sharing& sharing);
  Answer SendNow(const Request& request, const Sending& sending, const std::function<bool()>& may_repeat);
  // Until a request may be sent. False: it may not, the run was stopped or the journal cannot be written.
  bool AwaitTurn(const Sending& sending);

  std::unique_ptr<Wire> wire_;
  Sharing sharing_;
  std::unique_ptr<MaskedTexts> texts_;  // where there is a journal
};

}  // namespace authconform
