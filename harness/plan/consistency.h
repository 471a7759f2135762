// A case that is well-formed into what is wrong with it all the same, given the spec it asks about.
#pragma once

#include <optional>
#include <string>

#include "harness/plan/case.h"
#include "harness/spec/spec.h"

namespace authconform {

struct CaseMistake {
  std::string member;   // the case's member at fault: "/mutation/name"
  std::string message;  // a sentence
};

// The first name that names nothing (outcome, requirement, relation, field, kind of change), value of the wrong type,
// or check without what it needs. nullopt when the case can be asked.
std::optional<CaseMistake> FindMistake(const Case& asked, const Spec& spec);

}  // namespace authconform
