// A target's runs into a JSON Feed 1.1 (jsonfeed.org), with what machines want to know in "_authconform".
#pragma once

#include <string>

#include "reports/site/past.h"

namespace authconform {

// `past`: with at least one run. The README of this folder tells the form. Ends with a newline.
std::string TargetFeed(const Past& past, const std::string& base_url);

}  // namespace authconform
