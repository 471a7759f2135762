// The address that a site is published at into whether links can begin with it.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace authconform {

// Error, without a file: it is no http or https URL that a path can follow (RFC 3986, 3): no host, a user in it, a
// query or a fragment, or a character that no URL has as it is.
Status CheckBaseUrl(std::string_view url);

}  // namespace authconform
