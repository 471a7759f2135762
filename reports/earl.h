// A run into EARL 1.0, W3C's language for test results, as JSON-LD that needs no network to be read.
#pragma once

#include <ostream>

#include "harness/run/run.h"

namespace authconform {

// The graph holds the assertor (authconform with its version), the subject (the target), a TestCase for each case, a
// TestRequirement for each that the documents state and each baseline rule that a case checks, and the assertions:
//
//   a case       pass, warn → earl:passed;  fail → earl:failed;  error, inconclusive → earl:cantTell
//                skipped after it was asked → earl:inapplicable;  skipped unasked → earl:untested
//   a rule that a finding of a case broke → earl:failed, whatever the case came to, once a case
//   any other rule, once, by where it stands (reports/standing.h, as in a statement): passed → earl:passed;
//                test not proved, in an error, inconclusive → earl:cantTell; all others, whose cases found nothing to
//                look at, were skipped or not asked, or which no case can check → earl:untested
//   a planned case that is not among the run's, because it was not chosen or nothing was judged → earl:untested
//
// No rule is passed in a run that does not keep what its cases looked at, as runs of early authconforms do not.
//
// So a warning, which does not keep a target from conforming, leaves its case passed (in a strict run: failed) and the
// baseline rule or `should` that it broke failed: nobody who counts either is misled. A listed deviation is failed, and
// the owner's reason is in its earl:info, as are findings and reasons.
//
// Names: urn:authconform:case:<case id>, urn:authconform:requirement:<endpoint>/<id> and urn:authconform:rule:<id> for
// a baseline rule; the same from run to run.
//
// Source: EARL 1.0 Schema, W3C Working Group Note 2 February 2017 (www.w3.org/TR/EARL10-Schema): classes and properties
// of 2 and 3; an assertion has one each of assertedBy, subject, test and result, a result one outcome. JSON-LD 1.1 for
// the inline context (4.1) and @graph (4.9).
void WriteEarl(const Run& run, std::ostream& out);

}  // namespace authconform
