// A case's result into the one line that says what is wrong with it.
#pragma once

#include <cstddef>
#include <string>

#include "harness/run/run.h"

namespace authconform {

// "wrong credentials are answered 401: expected 401, got 200 OK (and 2 more findings)", or the reason where there is no
// finding. VisibleLine; of at most `longest` characters, but for what says how many more there are.
std::string Headline(const CaseResult& result, size_t longest = 240);

// The same of one finding, of no bound: "wrong credentials are answered 401: expected 401, got 200 OK".
std::string Headline(const Finding& finding);

}  // namespace authconform
