// A case into the rules that it checks.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/judge/finding.h"
#include "harness/plan/case.h"
#include "harness/spec/spec.h"

namespace authconform {

// The rule a requirement of this spec is.
Rule RuleOf(const Spec& spec, const std::string& requirement);

// The case's requirements, and the baseline rules behind its checks: what an answer to it may be shown to keep. Not
// among them where the case expects a refusal: that tokens are given for valid credentials, which it can only break.
std::vector<Rule> RulesOf(const Spec& spec, const Case& asked);

// The requirements that speak of an outcome: its status, its media type, its body, its relations. Others speak of the
// request, and are judged by whether it is accepted or refused.
std::vector<std::string> RequirementsOf(const Outcome& outcome);

// The case's requirements that speak of the request: those not in `of_outcomes`, but for the one that says whom tokens
// are for, which is judged by the tokens.
std::vector<std::string> RequestRequirements(const Spec& spec, const Case& asked,
                                             const std::set<std::string>& of_outcomes);

// Whether the document tells every outcome that the case expects.
bool AllDocumented(const Spec& spec, const Case& asked);

// "401 or 422": the documented statuses of the outcomes that the case expects.
std::string ExpectedStatus(const Spec& spec, const Case& asked);

// The requirement that speaks of the body's member at `pointer`, or of the nearest one above it; null where none does.
// Array items stand as "*" in the spec.
const std::string* MemberRequirement(const Outcome& outcome, const std::string& pointer);

// Whether the document demands another answer for an inactive account than for bad credentials.
bool DemandsAnother(const Spec& spec);

// Whether the case is about credentials alone: nothing else than an account or a client is wrong with its request.
bool IsAboutCredentials(const Case& asked);

}  // namespace authconform
