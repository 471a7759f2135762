// Two refusals into the first thing by which an outsider could tell them apart.
#pragma once

#include <optional>
#include <string>

#include "harness/wire/exchange.h"

namespace authconform {

struct Difference {
  std::string pointer;   // JSON Pointer, "header:NAME", or empty
  std::string expected;  // as in the first response
  std::string actual;    // as in the second
};

// Compares status, media type, the names of the headers, and the body: its shape, and its texts but for those that
// differ between any two responses (numbers, identifiers, dates). nullopt when they look alike.
// The login that each request was sent with may be repeated.
std::optional<Difference> FindDifference(const Response& first, const std::string& first_login, const Response& second,
                                         const std::string& second_login);

}  // namespace authconform
