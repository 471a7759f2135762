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
  bool version = false;        // "POST /login HTTP/1.1": the head of a request
};

// `loose`: words may stand before the method (headings, list items); otherwise only a label with a colon.
std::optional<CallLine> ReadCallLine(std::string_view line, bool loose);

// The line over a page about one call, whose path may be one word without a slash: "POST Token".
std::optional<CallLine> ReadTopLine(std::string_view line);

}  // namespace authconform
