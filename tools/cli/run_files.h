// What a command line names as runs into their run.json files.
#pragma once

#include <string>
#include <vector>

#include "harness/base/result.h"

namespace authconform {

// The run.json of a folder as run --out wrote it; any other path as it is. Error: a folder without one.
Result<std::string> RunFileOf(const std::string& path);

// The file itself, or every run.json in the folder and below it, in the order of their names. Links to folders are
// followed for `path` alone, such as bazel-testlogs.
// Error: nothing is there; a folder without a run.json, or with an outputs.zip of Bazel that nobody has unpacked beside
// itself; a zip file; more than 4,096 runs, 1,000,000 entries or 64 folders in one another.
Result<std::vector<std::string>> FindRuns(const std::string& path);

}  // namespace authconform
