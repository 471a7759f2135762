// A merged spec of sound form into the mistakes that its schema cannot see.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace authconform {

// An Error about the value at a JSON Pointer of the merged spec, naming the file that the value stands in.
using Blame = std::function<Error(const std::string& pointer, std::string sentence)>;

// `merged` conforms to the definition `endpoint` of specs/endpoint.schema.json. `body_schemas` holds the outcomes'
// schemas by file name; an outcome whose schema is missing there is not looked into. Finds: names that name nothing,
// promises that nothing checks, values that contradict each other.
std::vector<Error> FindReferenceMistakes(const Json& merged, const std::map<std::string, Json>& body_schemas,
                                         const Blame& blame);

}  // namespace authconform
