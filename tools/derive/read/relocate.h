// Facts read from a text that stands for a part of the document, into the same facts on the document's lines.
#pragma once

#include <functional>

#include "tools/derive/facts.h"

namespace authconform {

// `where` gives the document's lines for lines of the text. Nowhere stays nowhere.
void Relocate(Facts& facts, const std::function<Lines(Lines)>& where);

}  // namespace authconform
