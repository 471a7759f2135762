// A run into the sentences that tell how much it looked at, and what it has no evidence for.
#pragma once

#include <string>
#include <vector>

#include "harness/run/run.h"

namespace authconform {

// What the run has no evidence for, a sentence each without a full stop: planned cases that were not chosen, checks
// that found nothing to look at, families without a case, requirements that are not scored, endpoints without a kill
// matrix. Empty where nothing was judged.
std::vector<std::string> EvidenceMissing(const Run& run);

// "54 of 57 planned cases asked; 187 requests, 12 of them controls, in 6.43 s".
std::string WorkSentence(const Run& run);

}  // namespace authconform
