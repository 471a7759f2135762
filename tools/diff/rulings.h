// Two runs and the cases that changed between them into the cause of each, found by judging the answers of both by the
// specs and cases of both.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/diff/cause.h"
#include "tools/diff/changed.h"
#include "tools/diff/recalled.h"

namespace authconform {

// `changes` are those of kinds kVerdict and kFindings between the runs that `older` and `newer` are of; `names` holds
// the runs' names in its members `older` and `newer`. By case id. Specs and cases that are alike judge once.
std::map<std::string, Ruling> RuleOn(const std::vector<const Changed*>& changes, const RecalledRun& older,
                                     const RecalledRun& newer, const Wording& names);

}  // namespace authconform
