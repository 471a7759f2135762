// A run into an HTTP Archive (HAR 1.2), which the network panel of a browser's developer tools shows.
#pragma once

#include <ostream>

#include "harness/run/run.h"

namespace authconform {

// The recorded exchanges, oldest first, each with its case and verdict in its comment. It comes from the run alone, so
// it is masked as run.json is, and a body that was cut there is cut here, which its comment says. Nor does it hold what
// a run does not keep, preflight, controls and all but one repetition of a case: the log's comment says of how many
// requests it tells, and that transcript.ndjson has all.
//
// Source: HAR 1.2 (www.softwareishard.com/blog/har-12-spec; W3C's historical draft of 2012-08-14 is the same), and the
// importer of Chromium's developer tools (front_end/models/har/HARFormat.ts), which asks for less.
//   startedDateTime  ISO 8601 with milliseconds, UTC
//   time, timings    milliseconds; a run keeps only how long the whole took, so that is `wait`; `send` and `receive`,
//                    which must not be negative, are 0, and those that may be unknown are -1
//   headersSize, bodySize  -1, unknown: what is masked has another length than what was sent. content.size, which
//                    cannot be unknown, is the masked body's before it was cut
//   httpVersion      HTTP/1.1, which is what authconform speaks; "unknown" of an answer that did not come
//   cookies          names and values only
//   response.status  0 where there was no answer; `_error` says why, as in Chromium's own
//   _resourceType    "fetch", so that the filter of that name shows them
void WriteHar(const Run& run, std::ostream& out);

}  // namespace authconform
