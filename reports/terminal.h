// A run into what people read at a terminal.
#pragma once

#include <ostream>

#include "harness/run/run.h"
#include "reports/case_text.h"

namespace authconform {

// A table of families × endpoints, each case that needs a look, the skipped ones by reason, totals, and the verdict in
// one sentence. What the target sent cannot reach the terminal as an escape sequence.
void WriteTerminal(const Run& run, const TerminalStyle& style, std::ostream& out);

}  // namespace authconform
