// A target and a choice of cases into a run that people watch, and its reports on disk.
#pragma once

#include <optional>
#include <string>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "harness/run/run.h"
#include "harness/run/runner.h"
#include "harness/run/target.h"
#include "tools/artefacts/artefacts.h"
#include "tools/bundle/key.h"
#include "tools/choice/choice.h"

namespace authconform {

struct Conduct {
  std::string out;  // folder for the reports; empty: none are written
  int repeat = 1;
  bool strict = false;
  ControlPolicy controls = ControlPolicy::kGrouped;
  bool quiet = false;  // no progress
  std::optional<HeldDeviations> deviations;
  bool fix = false;                    // the list of deviations is rewritten from the run
  std::string history;                 // file of past runs that this one is added to; empty: none
  std::string bundle;                  // file for the bundle
  std::optional<PrivateKey> sign_key;  // that signs it; none: there is no bundle
};

// Runs, prints the summary on standard output, and writes run.json, transcript.ndjson, the reports, and what else
// `conduct` asks for. `files` are those that the selection was loaded from. Ctrl-C ends the run with what was done; a
// second one ends the process.
Result<Run> ConductRun(const FileSet& files, const Selection& selection, const Target& target, const Conduct& conduct);

}  // namespace authconform
