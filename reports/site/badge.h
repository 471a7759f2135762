// How a target is into a badge: a small SVG for READMEs and dashboards.
#pragma once

#include <string>

#include "reports/site/past.h"

namespace authconform {

// `past`: with at least one run. What it says is also its accessible name, with the day of the last run.
std::string Badge(const Past& past);

}  // namespace authconform
