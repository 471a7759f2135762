// What a document shows and tells of one outcome, into the outcome of spec.json, its schema and its requirements.
#pragma once

#include <string>
#include <vector>

#include "harness/base/json.h"
#include "tools/derive/spec/material.h"
#include "tools/derive/spec/mine.h"
#include "tools/derive/spec/requirements.h"

namespace authconform {

struct ComposedOutcome {
  Json outcome;
  Json schema;  // null: no body is shown or told
  std::vector<MinedRelation> relations;
};

ComposedOutcome ComposeOutcome(const EndpointMaterial& material, const OutcomeMaterial& outcome,
                               Requirements& requirements);

}  // namespace authconform
