// The keywords that a schema may use and what each must hold, as a schema.
#pragma once

#include "harness/base/json.h"

namespace authconform {

// Draft-07 without what authconform does not support ($id below the root, contentEncoding and the like), and without
// unknown keywords, which the standard ignores and which are most often misspelt ones.
Json MakeMetaschema();

}  // namespace authconform
