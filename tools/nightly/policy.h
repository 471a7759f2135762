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
//   3  a target of which nothing was judged, broken ones included; or, with `failures`, not everything
//   0  otherwise
// A regression is a case that failed nothing and fails now, and a target that was judged in its run before and is not
// now, whatever the reason.
ExitCode NightExit(FailOn fail_on, const std::vector<TargetResult>& results, const NightEnd& end);

// "no regressions", "regressions": what the code stands for under a policy, for people.
std::string_view NightMeaning(ExitCode code, FailOn fail_on);

}  // namespace authconform
