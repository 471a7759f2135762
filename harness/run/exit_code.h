// A run's results into the exit code that it ends with.
#pragma once

#include "harness/base/verdict.h"
#include "harness/run/run.h"

namespace authconform {

// From verdicts, listed deviations and their errors, whether the run is strict, interrupted or could not begin: what is
// wrong with the target comes before what could not be judged. Failures that are excused alone make a run that
// conforms. Needs the run's totals.
ExitCode ExitCodeOf(const Run& run);

}  // namespace authconform
