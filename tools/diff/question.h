// Two plans' cases of one id into whether they send the same, and what differs.
#pragma once

#include <string>

#include "harness/plan/case.h"
#include "harness/spec/spec.h"

namespace authconform {

// A case with the spec that its request is made from.
struct Question {
  const Case* asked = nullptr;
  const Spec* spec = nullptr;
};

// What the newer sends otherwise, the rest of a sentence: "the password is wrong, and it was: the field email is left
// out". Empty when both send the same to the same account of the same target.
std::string SentOtherwise(const Question& older, const Question& newer);

}  // namespace authconform
