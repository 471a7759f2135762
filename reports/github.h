// A run into the workflow commands that GitHub Actions shows as annotations.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

#include "harness/run/run.h"
#include "reports/places.h"

namespace authconform {

// How many annotations of each level GitHub keeps of one step; what comes after is dropped unseen.
// Source: actions/toolkit, docs/problem-matchers.md, Limitations.
inline constexpr size_t kMostAnnotations = 10;

// For standard output of a step: "::error title=…,file=…,line=…::…", worst first. Errors are what makes the run end in
// another code than 0 (fail, error, inconclusive, a warning in a strict run, a list of deviations that does not hold, a
// run that judged nothing); other warnings are warnings; listed deviations are notices. After the limit a plain line
// says how many more there are, and the last line is the verdict. File and line are the case's where `places` knows it.
// A run that did not end in 0 has at least one error.
//
// Source: GitHub Docs, "Workflow commands for GitHub Actions"; escaping as actions/runner reads it,
// src/Runner.Common/ActionCommand.cs. What a target sent cannot be a command: see WithoutCommands.
void WriteGithub(const Run& run, const Places& places, std::ostream& out);

// The same without places.
void WriteGithub(const Run& run, std::ostream& out);

// A command's message: "%", CR and LF escaped. Its properties: ":" and "," too.
std::string GithubMessage(std::string_view text);
std::string GithubProperty(std::string_view text);

}  // namespace authconform
