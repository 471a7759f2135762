// A masked answer into one that is judged as the answer was: stand-ins for its masks, and masks for them again.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "harness/judge/finding.h"
#include "harness/run/asked.h"

namespace authconform {

using StandIns = std::map<std::string, std::string>;  // by mask; see stand_in.h

// What is put into the answers of one repetition, in bytes: four times what a target file allows one response to have.
inline constexpr size_t kMostStandInBytes = size_t{256} << 20;
// What is said of a case whose answers would take more.
inline constexpr const char* kNoRoomForStandIns = "its answers are too large with what stands in for their secrets";

// Puts a stand-in for each mask that has one; those go into `used`. `room` is what may be put in, in bytes, and then
// what is left of it. False: it does not suffice, and the answer is good for nothing.
[[nodiscard]] bool Expand(Answer& answer, const StandIns& stand_ins, StandIns& used, size_t& room);

// Findings quote the answer: with its masks, as those of the run did. Of two stand-ins the one that begins first, and
// of those the longest, becomes its mask. A text of more than 16 KiB, which no finding of a run has to quote, stays as
// it is: a stand-in is worth nothing.
void Collapse(Judgement& judgement, const StandIns& used);

}  // namespace authconform
