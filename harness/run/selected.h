// (the type) What is asked of one endpoint.
#pragma once

#include <optional>
#include <vector>

#include "harness/plan/case.h"
#include "harness/plan/proof.h"
#include "harness/spec/spec.h"

namespace authconform {

struct Selected {
  const Spec* spec = nullptr;
  std::vector<Case> cases = {};     // chosen ones, in plan order
  std::vector<Case> left_out = {};  // of the plan, not chosen
  std::optional<Proof> proof = {};  // the kill matrix, where the endpoint has one
};

}  // namespace authconform
