// The blocks of a ReadMe.io page's body, into what they add to the facts of the page's endpoint.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "tools/derive/facts.h"
#include "tools/derive/text/blocks.h"

namespace authconform {

// Headings and labels tell what the tables and the code below them are: parameters or headers of the request, members
// or examples of a response, statuses. A response without a status, and code that sends elsewhere, tell nothing. What
// the endpoint has already is not said again. Lines are those of the blocks, and nothing is outside of them.
void ReadPageBody(const std::vector<Block>& blocks, EndpointFact& endpoint, std::vector<Repair>& repairs);

// A body without the JSON of a call, which may tell calls as any page of text does. `where` gives the document's lines
// for lines of the Markdown.
Facts ReadTextBody(std::string_view markdown, const std::function<Lines(Lines)>& where);

}  // namespace authconform
