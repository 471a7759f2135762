// What a reader found, into what the document thereby says: the rules that all dialects share.
#pragma once

#include "tools/derive/facts.h"

namespace authconform {

// Drops endpoints without path, infers a method only where one is implied, cuts host and query off paths, moves
// parameters that are declared where the request cannot carry them, adds fields and members that examples show, reads
// need from refusals that say it, and the encoding and authorization from headers and samples. Documented at each rule.
Facts Complete(Facts facts);

}  // namespace authconform
