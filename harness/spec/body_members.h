// A body's JSON Schema and a JSON Pointer into whether the schema tells of the member there.
#pragma once

#include <string_view>

#include "harness/base/json.h"

namespace authconform {

// Whether a draft-07 schema has a subschema of its own for `pointer`: through properties, items, additionalProperties
// given as a schema, allOf, anyOf, oneOf and references within the schema. "*" stands for every item of an array.
// A member that the schema merely allows is not told.
bool SchemaTells(const Json& schema, std::string_view pointer);

}  // namespace authconform
