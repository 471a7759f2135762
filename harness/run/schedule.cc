#include "harness/run/schedule.h"

#include <algorithm>
#include <utility>

namespace authconform {
namespace {

// So many cases share two controls. In a soak run the same case comes up again soon, so that fewer controls say as
// much.
size_t GroupSize(ControlPolicy policy, int repeat) {
  if (policy == ControlPolicy::kEach) return 1;
  return repeat > 1 ? 32 : 8;
}

}  // namespace

Schedule::Schedule(const std::vector<Prepared>& prepared, int repeat, ControlPolicy policy, bool lane)
    : prepared_(prepared), repeat_(repeat) {
  const size_t group = GroupSize(policy, repeat);
  for (size_t i = 0; i < prepared.size(); ++i) {
    if (!prepared[i].main) continue;
    const bool in_lane = lane && prepared[i].asked->wrong_password;
    std::vector<Unit>& units = in_lane ? lane_.units : open_.units;
    const bool full = units.empty() || units.back().cases.size() >= group;
    if (full || units.back().endpoint != prepared[i].endpoint) units.push_back({prepared[i].endpoint, 0, {}, in_lane});
    units.back().cases.push_back(i);
  }
}

std::optional<Unit> Schedule::NextOf(Round& round) {
  const int64_t total = static_cast<int64_t>(round.units.size()) * repeat_;
  while (round.next < total) {
    const int64_t number = round.next++;
    Unit unit = round.units[static_cast<size_t>(number) % round.units.size()];
    unit.repetition = static_cast<int>(number / static_cast<int64_t>(round.units.size()));
    std::erase_if(unit.cases, [&](size_t index) { return !prepared_[index].Asks(unit.repetition); });
    if (!unit.cases.empty()) return unit;
  }
  return std::nullopt;
}

std::optional<Unit> Schedule::Next() {
  const std::lock_guard lock(mutex_);
  if (!lane_taken_) {
    if (std::optional<Unit> unit = NextOf(lane_)) {
      lane_taken_ = true;
      return unit;
    }
  }
  return NextOf(open_);
}

void Schedule::Ended(const Unit& unit) {
  const std::lock_guard lock(mutex_);
  if (unit.lane) lane_taken_ = false;
}

}  // namespace authconform
