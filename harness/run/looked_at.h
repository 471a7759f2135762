// A run into what of the documents it looked at, as far as its run.json tells. A run.json does not hold which rules
// each case looked at (CaseResult::judged), only how many requirements of an endpoint.
#pragma once

#include <set>
#include <string>

#include "harness/run/run.h"

namespace authconform {

// Whether the case has a verdict on the target: pass, warn or fail.
bool WasJudged(const CaseResult& result);

// Ids of the endpoint's requirements that the run certainly looked at. Where it looked at all that its judged cases may
// look at, these are all; where not, the rules of judged cases whose every check found something, those that a finding
// names, and those not scored (EndpointResult::unproved).
std::set<std::string> RequirementsLookedAt(const Run& run, const EndpointResult& endpoint);

// Whether the case may have broken the rule in a repetition whose findings were not kept: a run keeps those of a case's
// worst repetitions alone, and of these at most 100.
bool MayHideABreak(const CaseResult& result, const Rule& rule);

}  // namespace authconform
