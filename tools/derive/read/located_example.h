// Code that stands somewhere in a document, also inside one string of it, into the example or the request it shows,
// with no line outside of where it stands.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/derive/facts.h"

namespace authconform {

// As ReadExample; an empty text is an empty example.
Example ExampleWithin(std::string_view text, std::string language, Lines lines, std::vector<Repair>& repairs);

// As ReadRequestSample.
std::optional<RequestSample> SampleWithin(std::string_view text, std::string_view language, Lines lines);

}  // namespace authconform
