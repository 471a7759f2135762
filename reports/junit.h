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
// properties. Times are in seconds. Only characters of XML 1.0 (2.2), a text of at most 100,000 characters a case, and
// 8 MiB of such texts in all.
//
// Who reads what:
//   GitLab    (Docs, "Unit test reports"; lib/gitlab/ci/parsers/test/junit.rb) classname as the suite, name, time, and
//             the text within failure, error or skipped: not their message. Names must differ within a class. `file`
//             makes failed tests copyable: the file in which authconform has the case. Below 30 MB.
//   Jenkins   (junit-plugin, CaseResult.java, SuiteResult.java) classname split at its last "." into package and class,
//             message and text, skipped's message, system-out of the case, time.
//   GitHub    by actions: dorny/test-reporter (java-junit-parser.ts) groups by suite and class and shows the text;
//             mikepenz/action-junit-report annotates `file`.
void WriteJUnit(const Run& run, std::ostream& out);

}  // namespace authconform
