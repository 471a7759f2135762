// Header field values into the parts that rules speak of.
#pragma once

#include <string>
#include <string_view>

#include "harness/wire/exchange.h"

namespace authconform {

// Type and subtype of a Content-Type value, in lower case, without parameters (RFC 9110 8.3.1).
std::string MediaType(std::string_view content_type);

// Whether a comma-separated list of directives (RFC 9111 5.2) holds one of that name, any letter case.
bool HasDirective(std::string_view list, std::string_view name);

// Whether the header has that name, any letter case (RFC 9110 5.1).
bool IsHeaderNamed(const Header& header, std::string_view name);

}  // namespace authconform
