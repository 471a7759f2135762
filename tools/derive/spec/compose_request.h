// What a document tells of a request, into the request of spec.json and its requirements.
#pragma once

#include "harness/base/json.h"
#include "tools/derive/spec/material.h"
#include "tools/derive/spec/requirements.h"

namespace authconform {

// What the document does not tell is left out: a decision has to say it.
Json ComposeRequest(const EndpointMaterial& material, Requirements& requirements);

}  // namespace authconform
