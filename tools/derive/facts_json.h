// Facts into JSON in the form of facts.schema.json, the bare facts without lines.
#pragma once

#include "harness/base/json.h"
#include "tools/derive/facts.h"

namespace authconform {

// As `--dialect` takes it and facts.schema.json spells it: "gitbook", "readme", "scribe", "readmeio", "table",
// "openapi", "postman".
std::string_view DialectName(Dialect dialect);

Json FactsJson(const Facts& facts);

}  // namespace authconform
