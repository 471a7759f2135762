// A sentence that says how a request's fields travel ("send them as JSON"), into that encoding.
#pragma once

#include <optional>
#include <string_view>

#include "tools/derive/facts.h"

namespace authconform {

// nullopt: the text says nothing of the kind, or speaks of what is answered. Words of sending and answering are known
// in the languages that API pages are written in most.
std::optional<FactEncoding> StatedEncoding(std::string_view text);

// The first paragraph among `prose` that says so becomes the endpoint's encoding, unless it has one.
void TakeStatedEncoding(EndpointFact& endpoint);

}  // namespace authconform
