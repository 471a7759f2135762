// What sentences of a page say of its call (the Authorization header, the encoding of the body), into its facts.
#pragma once

#include "tools/derive/facts.h"

namespace authconform {

// Reads endpoint.prose. Never takes back what is told already.
void ReadProse(EndpointFact& endpoint);

}  // namespace authconform
