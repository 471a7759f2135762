// A spec into the cases that ask a target for all of it.
#pragma once

#include <vector>

#include "harness/plan/case.h"
#include "harness/spec/spec.h"

namespace authconform {

// The names of the families in the order in which they are planned.
inline constexpr const char* kFamilies[] = {"valid",       "missing-fields",    "bad-credentials", "inactive-account",
                                            "client-auth", "malformed-request", "method",          "token",
                                            "enumeration"};

// Deterministic: the same spec gives the same cases in the same order. valid, missing-fields, bad-credentials and
// inactive-account are never empty.
std::vector<Case> Plan(const Spec& spec);

}  // namespace authconform
