// Facts, into one line a fact with the lines of the document it stands on: what tests of readers compare.
#pragma once

#include <string>

#include "tools/derive/facts.h"

namespace authconform {

// "POST /login \"Sign in\" @3-40", and what belongs to it below, indented. What is empty is left out.
std::string Outline(const Facts& facts);

}  // namespace authconform
