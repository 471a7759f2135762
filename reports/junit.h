// A run into JUnit XML as GitHub, GitLab and Jenkins show it.
#pragma once

#include <ostream>

#include "harness/run/run.h"

namespace authconform {

// An endpoint is a testsuite, a case a testcase named classname "<vendor>.<endpoint>.<family>", name "<variant>".
// fail is a failure, as is warn in a strict run; error and inconclusive are errors with that type; other warnings pass
// and tell themselves in system-out; skipped carries its reason. A listed deviation is skipped, with "deviation: "
// before the owner's reason, as CI servers show that text, and its findings in system-out; what is wrong with the list
// is a failure of the testcase "deviations" of "authconform.run". A run that did not end in 0 is never all green: when
// no case says why, a testcase of "authconform.run" does. What has no evidence stands in system-out and in the suite's
// properties. Times are in seconds.
void WriteJUnit(const Run& run, std::ostream& out);

}  // namespace authconform
