// A masked answer into one that is judged as the answer was: stand-ins for its masks, and masks for them again.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/judge/finding.h"
#include "harness/run/asked.h"

namespace authconform {

using StandIns = std::map<std::string, std::string>;  // by mask; see stand_in.h

// Puts a stand-in for each mask that has one; those go into `used`.
void Expand(Answer& answer, const StandIns& stand_ins, StandIns& used);

// Findings quote the answer: with its masks, as those of the run did.
void Collapse(Judgement& judgement, const StandIns& used);

}  // namespace authconform
