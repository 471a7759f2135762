// A finished run into one more run of a history.
#pragma once

#include <string>

#include "harness/base/files.h"
#include "harness/base/redact.h"
#include "harness/base/result.h"
#include "harness/run/run.h"

namespace authconform {

// Adds the run, the transcript in `folder` (none when that is empty) and, of `files`, what it was judged by. Made when
// the history is not there yet. Error: as History::Open and History::Add, or something would hold a secret, by its
// label; then nothing was added.
Status Remember(const std::string& history, const Run& run, const FileSet& files, const std::string& folder,
                const Redactor& redactor);

// Whether a run can be added, before it is asked: as Remember, but for what the disk then says.
Status CanRemember(const std::string& history);

}  // namespace authconform
