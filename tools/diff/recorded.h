// (the types) What a run is judged again by.
#pragma once

#include <functional>
#include <string>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "reports/history/history.h"
#include "reports/history/kept.h"

namespace authconform {

struct Recorded {
  std::string transcript;
  std::string no_transcript;  // why there is none, a sentence without full stop; empty when there is one
  FileSet files;              // specs and cases, with this authconform's own forms
  bool own_files = true;      // they are those the run was judged by; if not, today's
};

// Called only for runs of which a case changed.
using Recall = std::function<Recorded(const KeptRun& run)>;

// `files` with this authconform's forms (the schemas of specs and cases) in place of what forms it has: a form that
// somebody has loosened would let anything pass for a spec.
FileSet WithOwnForms(FileSet files);

// What a history holds of its run. What it no longer holds is no error: the record says so.
Recorded RecordedIn(History& history, const KeptRun& run);

}  // namespace authconform
