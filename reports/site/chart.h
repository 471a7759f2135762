// Runs and numbers into small charts: inline SVG that says in words what it shows, and shows it without colour, too.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reports/mark.h"

namespace authconform {

// A column a run: low where it conforms, half as high with deviations, full where it does not conform, hollow where
// nothing could be judged. `marks`: in the order of the runs. `name`, here and below, says in words what it shows.
std::string TrendSvg(const std::vector<Mark>& marks, const std::string& name);

// A column a run of the cases that did not pass, stacked with the worst on top, above a strip of columns as TrendSvg
// has them. As wide as its place.
std::string NightsSvg(const std::vector<Mark>& marks, const std::vector<Counts>& counts, const std::string& name);

// A case's verdicts over runs, equal ones joined; the height tells fail from pass. kSkipped also stands for runs that
// did not ask it.
std::string VerdictsSvg(const std::vector<Mark>& marks, const std::string& name);

// Microseconds over runs as a line from 0 to the slowest; 0 is a gap.
std::string TimesSvg(const std::vector<int64_t>& us, const std::string& name);

// `part` of `whole` as a bar, for the eye alone.
std::string ShareSvg(int64_t part, int64_t whole);

}  // namespace authconform
