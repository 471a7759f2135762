// A run into JUnit XML as GitHub, GitLab and Jenkins show it.
#pragma once

#include <ostream>

#include "harness/run/run.h"

namespace authconform {

// An endpoint is a testsuite, a case a testcase named classname "<vendor>.<endpoint>.<family>", name "<variant>".
// fail is a failure, as is warn in a strict run; error and inconclusive are errors with that type; other warnings pass
// and tell themselves in system-out; skipped carries its reason. A run that did not end in 0 is never all green: when
// no case says why, a testcase "authconform.run" does. Times are in seconds.
void WriteJUnit(const Run& run, std::ostream& out);

}  // namespace authconform
