// A night's result into the text that people read in the morning.
#pragma once

#include <ostream>

#include "reports/case_text.h"
#include "tools/nightly/night_result.h"

namespace authconform {

// Regressions first, each with its case, what is broken, since when, cause and why; then what fails, by target; what
// could not be judged; what was asked in one of this and the run before only; what is mended; what else changed;
// trouble; and one sentence for the whole. At most 20 of a kind, and how many more there are.
void WriteSummary(const NightResult& result, const TerminalStyle& style, std::ostream& out);

}  // namespace authconform
