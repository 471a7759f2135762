// A run's transcript into the same run, judged again without a target.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/run/run.h"
#include "harness/run/selected.h"

namespace authconform {

// `plans` holds, for each endpoint of the transcript, its spec, all its cases and its kill matrix; more endpoints do no
// harm. With the specs, the cases and the judge that made the transcript the run is the one it was, byte for byte
// (run_json.h); with others it says what they make of the same answers.
// Error: a transcript that is not whole or not of its form, by file and line; an endpoint or a case that `plans` lacks.
Result<Run> Replay(const std::vector<Selected>& plans, std::string_view transcript, const std::string& file);

}  // namespace authconform
