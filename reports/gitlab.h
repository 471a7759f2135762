// A run into the Code Quality report that GitLab shows beside a merge request and in a pipeline.
#pragma once

#include <ostream>

#include "harness/run/run.h"
#include "reports/places.h"

namespace authconform {

// An array with one entry for each rule that a case breaks, worst case first; for a case that could not be judged, for
// what is wrong with the list of deviations, and for a run that judged nothing, one each. A run that did not end in 0
// has at least one entry worse than minor; a clean one has none.
//
//   severity     blocker: nothing was judged, or the list of deviations does not hold; critical: `must`; major: a case
//                that was not judged, and in a strict run a warning; minor: other warnings; info: a listed deviation
//   check_name   the rule's id; "authconform/<verdict>" where there is none
//   fingerprint  SHA-256 of case id and check_name: the same night after night, so that GitLab tells what is new from
//                what was there before. It shows entries of one fingerprint as one, hence one for each rule
//   location     the case's file and line; see PlaceOf
//
// Source: GitLab Docs, "Code Quality", "Code Quality report format": six members, all required, no byte order mark.
void WriteGitlab(const Run& run, const Places& places, std::ostream& out);

// The same without places.
void WriteGitlab(const Run& run, std::ostream& out);

}  // namespace authconform
