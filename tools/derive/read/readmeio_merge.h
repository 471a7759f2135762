// One call that a page tells twice (as ReadMe.io's `api` object and as an OpenAPI operation), into one endpoint.
#pragma once

#include <vector>

#include "tools/derive/facts.h"

namespace authconform {

// Whether both are of one call: the same method where both tell it, and the path of one ends that of the other.
bool IsSameCall(const EndpointFact& a, const EndpointFact& b);

// Adds to `endpoint` what only `more` says; the longer path and what is required by either stay.
void MergeCall(EndpointFact& endpoint, EndpointFact more);

// Each of `more` into the endpoint of its call, or after the others.
void MergeCalls(std::vector<EndpointFact>& endpoints, std::vector<EndpointFact> more);

}  // namespace authconform
