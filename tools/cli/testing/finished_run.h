// One run of the program into what it printed, what it wrote and what the cases came to.
#pragma once

#include <string>
#include <vector>

#include "harness/run/run.h"
#include "tools/cli/testing/child_process.h"
#include "tools/cli/testing/scripted_backend.h"

namespace authconform::testing {

struct FinishedRun {
  Ended ended;
  Run run;             // as run.json tells it
  std::string folder;  // of the reports

  // "valid/sign-in" of each case of that verdict.
  std::vector<std::string> Cases(Verdict verdict) const;
  // The reasons of all cases of that verdict, each once.
  std::vector<std::string> Reasons(Verdict verdict) const;
};

// Runs with a target file; the reports go beside it. The test fails when run.json tells another exit code than the
// program.
FinishedRun RunTarget(const std::string& target, std::vector<std::string> more = {}, const ChildOptions& options = {});

// The same with a target file for the backend, in a folder named after the test.
FinishedRun RunAgainst(const ScriptedBackend& backend, const std::string& target_members = "",
                       std::vector<std::string> more = {});

Run ReadRunJson(const std::string& folder);
std::string TestName();
std::vector<std::string> FilesIn(const std::string& folder);  // sorted

}  // namespace authconform::testing
