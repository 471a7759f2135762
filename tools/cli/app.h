// An invocation into the command line of authconform: every command with its options, examples and exit codes.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>

#include "tools/cli/command.h"

namespace authconform {

// What parses the words, and what the manual and the completions are written from. The invocation outlives it.
std::unique_ptr<CLI::App> MakeApp(Invocation& invocation);

}  // namespace authconform
