// Code samples from anywhere on a page, to the endpoints that they call.
#pragma once

#include <vector>

#include "tools/derive/facts.h"

namespace authconform {

struct PageSample {
  RequestSample sample;
  size_t after = 0;  // how many endpoints stand before it
};

// Each goes to the endpoint before it if that has the sample's path and method, otherwise to the first that has, and is
// dropped when none does. A parameter in an endpoint's path stands for any one segment.
void PlaceSamples(std::vector<PageSample> samples, std::vector<EndpointFact>& endpoints);

}  // namespace authconform
