// What a run holds of a target's words into the same without secrets.
#pragma once

#include "harness/base/redact.h"
#include "harness/judge/finding.h"
#include "harness/run/asked.h"
#include "harness/run/run.h"

namespace authconform {

// Findings quote the response: header values, reason phrases.
void Mask(Judgement& judgement, const Redactor& redactor);

// Once more, when the run is over: what one answer said under an innocent name, a later one may have issued.
void Mask(Run& run, const Redactor& redactor);

Ready Masked(const Ready& ready, const Redactor& redactor);
Exchange Masked(const Exchange& exchange, const Redactor& redactor);

}  // namespace authconform
