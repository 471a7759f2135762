// A piece of code on a page, into the example body it shows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/derive/facts.h"

namespace authconform {

// `lines` are those of `text`. Generators' words for no body ("<Empty response>") make it empty. What looks like JSON
// and cannot be read is recorded as a repair; no text at all is left to the caller.
Example ReadExample(std::string_view text, std::string language, Lines lines, std::vector<Repair>& repairs);

}  // namespace authconform
