// A parameter's name as lists write it ("user.name", "items[].id", "address[city]"), into its JSON Pointer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/derive/facts.h"

namespace authconform {

// "" when the text is no name: empty, a sentence, only punctuation.
std::string FieldPath(std::string_view name);

// Adds the containers that no list names: "/user" (an object) before "/user/name", "/items/*" before "/items/*/id".
void AddContainers(std::vector<Field>& fields);

}  // namespace authconform
