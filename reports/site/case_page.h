// A case's past on one target into its page: the verdict of every run, what changed it, the last findings, its times.
#pragma once

#include <ostream>

#include "reports/site/past.h"

namespace authconform {

// `streak`: of the past.
void WriteCasePage(const Past& past, const CaseStreak& streak, const Titles& titles, std::ostream& out);

}  // namespace authconform
