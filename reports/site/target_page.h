// A target's past into its page: how it is, what fails since when, what changed and why, what is slow or flaky, and
// every run.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "reports/site/past.h"

namespace authconform {

// `past`: with at least one run. `base_url`: where the site is published, for the line that shows the badge elsewhere.
void WriteTargetPage(const Past& past, const Titles& titles, const std::string& base_url, std::ostream& out);

}  // namespace authconform
