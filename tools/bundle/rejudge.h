// An opened bundle into the run that its transcript is worth, held against the run.json that it came with.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "harness/run/deviations.h"
#include "harness/run/run.h"
#include "harness/run/selected.h"
#include "tools/bundle/bundle.h"

namespace authconform {

// As Replay (harness/run/replay.h), which it is but in tests.
using JudgesTranscript = std::function<Result<Run>(const std::vector<Selected>& plans, std::string_view transcript,
                                                   const std::string& file)>;

// What a bundle's run is judged by: its files, but the forms are those of `own`.
FileSet JudgedBy(const OpenedBundle& bundle, const FileSet& own);

// The list of deviations among the bundle's files, which is empty where there is none; they hold the forms. Error: as
// ReadDeviations.
Result<Deviations> ListedIn(const FileSet& files);

// Has the transcript judged again by the bundle's own specs and cases, and applies the deviations it lists. The run,
// when it is that of run.json byte for byte. `own` gives the forms (IsForm): those in the bundle are for its readers,
// as a form that somebody has loosened would let anything pass for a spec. `file` names the bundle in errors. Error:
// run.json, a spec, the cases, the deviations or the transcript cannot be read; or run.json says otherwise, with the
// first JSON Pointer at which it does.
Result<Run> Rejudge(const OpenedBundle& bundle, const FileSet& own, const JudgesTranscript& judge,
                    const std::string& file);

// Whether every case of every endpoint in `files` was to be asked, as ApplyDeviations wants to know.
bool IsWhole(const Run& run, const FileSet& files);

}  // namespace authconform
