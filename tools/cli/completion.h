// A command line into the script that completes it in a shell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "tools/cli/command_line.h"

namespace authconform {

// Shells that there is a script for.
const std::vector<std::string>& Shells();

// The line with the endpoints of `files` and the faults of the reference backends.
CommandLine CompletedLine(const CLI::App& app, const FileSet& files);

// Completes commands, options, the words that an option takes, files, folders and endpoints. `shell` is one of
// Shells().
std::string CompletionScript(const CommandLine& line, std::string_view shell);

std::string BashCompletion(const CommandLine& line);
std::string ZshCompletion(const CommandLine& line);
std::string FishCompletion(const CommandLine& line);

}  // namespace authconform
