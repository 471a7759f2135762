// A seed's text into its named parts: "=== NAME" on a line of its own begins one.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace authconform {

// What stands before the first such line is left out. A part keeps its last line end.
std::vector<std::pair<std::string_view, std::string_view>> Sections(std::string_view text);

}  // namespace authconform
