// What a page shows of where its call is sent (samples, URLs in its text), into the endpoint's host and path.
#pragma once

#include <string_view>

#include "tools/derive/facts.h"

namespace authconform {

// Whether a sample's URL can be of the endpoint: the endpoint's path ends it, parameters being anything.
bool SendsTo(std::string_view url, std::string_view path);

// The host and base path that samples put before the endpoint's path, where it has none and all samples agree.
void TakeSampledHost(EndpointFact& endpoint);

// The path of an endpoint that has none: of its samples, or else of the URLs that its prose calls an endpoint or the
// like. Nothing when they are of several calls.
void TakeToldAddress(EndpointFact& endpoint);

}  // namespace authconform
