// The results of a night into the exit code of the command.
#pragma once

#include <string_view>
#include <vector>

#include "harness/base/verdict.h"
#include "tools/nightly/nightly_file.h"
#include "tools/nightly/target_result.h"

namespace authconform {

// What else there is to a night.
struct NightEnd {
  bool stopped = false;  // by a signal, before all targets were asked
  bool trouble = false;  // history, site, events or disk: a sentence was said for each
};

// In this order:
//   4  there was trouble with history, site, events or disk
//   3  the night was stopped
//   0  the policy is `never`
//   1  the policy is hit: a regression; or, with `failures`, any target that does not conform
//   3  a target is open: see below
//   0  otherwise
// A regression is a case that failed nothing and fails now; and a target, or a case of it, that was judged in the run
// before and could not be now, whatever the reason.
// A target is open with `failures` when not everything could be judged. With `regressions` when nothing could, when its
// time limit ended its run, when the record of its run could not be written, or when a case is `error` or
// `inconclusive` that an earlier run could judge; of its first run any such case, as nothing says yet that it is always
// so. A case that could never be judged, be it for a gap in the document, leaves it closed from the second run on.
ExitCode NightExit(FailOn fail_on, const std::vector<TargetResult>& results, const NightEnd& end);

// "no regressions", "regressions": what the code stands for under a policy, for people.
std::string_view NightMeaning(ExitCode code, FailOn fail_on);

}  // namespace authconform
