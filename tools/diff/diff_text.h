// A diff into what people read at a terminal, and into JSON for scripts.
#pragma once

#include <ostream>
#include <string>

#include "harness/base/json.h"
#include "reports/case_text.h"
#include "tools/diff/diff.h"

namespace authconform {

// The two runs, what differs between them as wholes, each change (regressions first, with their findings), the counts.
// What a target sent cannot reach the terminal as an escape sequence.
void WriteDiff(const Diff& diff, const TerminalStyle& style, std::ostream& out);

// All of it; the README beside this lists the members.
Json DiffJson(const Diff& diff);

}  // namespace authconform
