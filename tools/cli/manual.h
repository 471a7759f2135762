// A command line into its manual page.
#pragma once

#include <string>
#include <string_view>

#include "tools/cli/command_line.h"

namespace authconform {

// authconform(1) in the macros of man(7), in ASCII alone. The same bytes for the same command line: its date is
// the page's own.
std::string ManualPage(const CommandLine& line);

// Text as troff shows it, on one line: "\-\-out", "\[u2026]".
std::string Troff(std::string_view text);

}  // namespace authconform
