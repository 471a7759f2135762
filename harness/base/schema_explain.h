// A value that breaks a schema into the violations that say how.
#pragma once

#include <vector>

#include "harness/base/json.h"
#include "harness/base/schema.h"
#include "harness/base/schema_node.h"

namespace authconform {

// In the value's order, one per cause, at most 100: a hostile value breaks a schema any number of times.
std::vector<SchemaViolation> Explain(const SchemaNode& root, const Json& value);

}  // namespace authconform
