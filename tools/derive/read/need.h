// Refusals and demands that an endpoint's document tells, into which of its fields are needed.
#pragma once

#include "tools/derive/facts.h"

namespace authconform {

// A field whose need is not told is needed when a refusal (4xx) says so: a message that lists the exact names of all
// fields, or one that calls the field required, under the field's name or naming it. So does a
// sentence that says that a caller must send it. Never takes a told need back.
void CompleteNeed(EndpointFact& endpoint);

}  // namespace authconform
