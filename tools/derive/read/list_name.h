// Parameters named for lists as forms and queries spell them ("id[]"), into the array that is meant and its items.
#pragma once

#include <vector>

#include "tools/derive/facts.h"

namespace authconform {

// "/id[]" becomes the array "/id"; where it was no array, its type is that of the items, "/id/*".
void SpellLists(std::vector<Field>& fields);

}  // namespace authconform
