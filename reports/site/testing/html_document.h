// The bytes of an HTML page into what tests ask of it: its ids, where it leads, its text.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace authconform::testing {

struct HtmlDocument {
  std::set<std::string> ids;
  std::vector<std::string> links;     // href and src of all elements
  std::vector<std::string> elements;  // names, one each time
  std::string text;                   // without style and script; white space as it is
};

// Parses as browsers do (HTML, 13.2).
HtmlDocument ParseHtml(std::string_view bytes);

}  // namespace authconform::testing
