// What a schema found wrong with a body into whether a place of that body is as documented.
#pragma once

#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/schema.h"
#include "harness/spec/spec.h"

namespace authconform {

// Whether something at the JSON Pointer, inside it or around it is wrong.
bool IsBroken(const std::string& pointer, const std::vector<SchemaViolation>& violations);

// The pointer of the relation's first operand that is; null when none is.
const std::string* BrokenOperand(const Relation& relation, const std::vector<SchemaViolation>& violations);

// Whether one of the violations is that the body has no such member at its top.
bool LacksMember(const Json& body, const std::vector<SchemaViolation>& violations);

}  // namespace authconform
