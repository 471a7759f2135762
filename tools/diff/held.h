// A target's runs into the failures that were taken for flaky and have held: they fail a second night, and are told
// now.
#pragma once

#include <functional>
#include <vector>

#include "reports/history/kept.h"
#include "tools/diff/changed.h"

namespace authconform {

// Whether the change, of the run that it names as its later one, was told as a regression then.
using WasTold = std::function<bool(const Changed& changed)>;

// `runs`: of one target, in the order in which they were added, without those that were overtaken; the last is the one
// that is looked at. Each is the change from the last run before the failure (`before`) to the last (`now`), with
// `failing_since`. A failure is here once: in the first run after the flip all of whose repetitions fail (streaks.h).
// What comes back points to the runs.
std::vector<Changed> HeldFailures(const std::vector<KeptRun>& runs, const WasTold& was_told);

}  // namespace authconform
