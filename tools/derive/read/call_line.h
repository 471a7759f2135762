// A line that names a call ("POST /login", "/login [POST]"), into its method and path.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace authconform {

struct CallLine {
  std::string method;
  std::string path;            // as written
  bool request_words = false;  // "send a POST request to …"
};

// `loose`: words may stand before the method (headings, list items); otherwise only a label with a colon.
std::optional<CallLine> ReadCallLine(std::string_view line, bool loose);

}  // namespace authconform
