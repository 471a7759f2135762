// Prepared cases into the units that connections take on: small groups between two controls.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "harness/run/prepare.h"

namespace authconform {

enum class ControlPolicy {
  kGrouped,  // a control between every few cases
  kEach,     // one before and after each case
};

// Cases of one endpoint that one connection asks, one after the other.
struct Unit {
  size_t endpoint = 0;
  int repetition = 0;
  std::vector<size_t> cases;  // indices of the prepared ones
  bool lane = false;          // sends wrong passwords: see below
};

// Hands out units until each case has been asked as often as it may be. For any thread.
//
// Where a target forgets wrong passwords while the run goes on (attempts.h), the units that send some make up a lane:
// one of them at a time, so that what was sent before is known when the next is sent.
class Schedule {
 public:
  Schedule(const std::vector<Prepared>& prepared, int repeat, ControlPolicy policy, bool lane);

  // nullopt: nothing is left, or nothing that this thread may begin before another ends its unit of the lane; the
  // thread that ends it goes on with the rest.
  std::optional<Unit> Next();
  void Ended(const Unit& unit);

 private:
  // Units of one repetition, and how many have been handed out over all repetitions.
  struct Round {
    std::vector<Unit> units;
    int64_t next = 0;
  };
  std::optional<Unit> NextOf(Round& round);

  const std::vector<Prepared>& prepared_;
  const int repeat_;
  std::mutex mutex_;
  Round open_;
  Round lane_;
  bool lane_taken_ = false;
};

}  // namespace authconform
