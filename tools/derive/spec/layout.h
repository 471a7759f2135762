// A JSON value into the text that specs/ keeps it as: what fits on a line of 160 columns stands on one.
#pragma once

#include <string>

#include "harness/base/json.h"

namespace authconform {

// Indented by two spaces, one member of the root a line, a newline at the end.
std::string LayOut(const Json& value);

}  // namespace authconform
