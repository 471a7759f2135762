// A run into Markdown for the summary of a CI job.
#pragma once

#include <ostream>

#include "harness/run/run.h"

namespace authconform {

// GitHub-flavoured: the verdict, a table of endpoints × families, and what needs a look in <details>. What the target
// sent stands in code alone, where it can be neither markup nor link nor mention.
void WriteMarkdown(const Run& run, std::ostream& out);

}  // namespace authconform
