// A run into Markdown for the summary of a CI job.
#pragma once

#include <ostream>

#include "harness/run/run.h"

namespace authconform {

// GitHub-flavoured: the verdict, a table of endpoints × families, and what needs a look in <details>. What the target
// sent stands in code alone, where it can be neither markup nor link nor mention; nor is a line of it a workflow
// command to who prints this in a job's log (WithoutCommands). GitLab renders all of it alike.
//
// At most 1,000,000 bytes: of a summary of more than 1 MiB GitHub shows nothing (GitHub Docs, "Workflow commands for
// GitHub Actions", "Step isolation and limits"). What does not fit is left out in whole pieces, and it says so.
void WriteMarkdown(const Run& run, std::ostream& out);

}  // namespace authconform
