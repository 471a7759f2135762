// Two runs, or a run of a history and those before it, into what changed between them and why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/base/verdict.h"
#include "reports/history/change.h"
#include "reports/history/history.h"
#include "reports/history/kept.h"
#include "tools/diff/changed.h"
#include "tools/diff/explain.h"
#include "tools/diff/recorded.h"

namespace authconform {

struct ComparedRun {
  std::string name;  // "run 12"
  std::string target;
  std::string url;
  std::string authconform;  // version
  int64_t started_us = 0;
  ExitCode exit_code = ExitCode::kConforms;
  std::string preflight_error;  // as in Run
  bool judged = false;          // at least one case has a verdict that tells of the target
};

struct Diff {
  ComparedRun before;
  ComparedRun now;
  std::vector<std::string> notes;  // what differs between the runs as wholes, a sentence each, without full stop
  std::vector<Change> changes;     // as Explain orders them
  Unchanged unchanged;
  bool lost = false;                     // the earlier run judged the target, and the later judged nothing
  std::optional<Cause> lost_cause = {};  // of that; none where a mistake in a file keeps it from being asked
};

// The number of regressions: cases, and 1 where the target is lost or some of its cases are (IsLost). A nightly counts
// them so, too.
int64_t Regressions(const Diff& diff);

// Does not conform: there is a regression. Inconclusive: there is none, and one of the runs judged nothing that the
// other could be held against. Conforms otherwise, as where there was no run before.
ExitCode ExitCodeOf(const Diff& diff);

// The run `now` against `before` alone.
Diff DiffRuns(const KeptRun& before, const KeptRun& now, const RunName& name, const Recall& recall,
              const FlakyCases& flaky);

// The run against those of its target that were added before it, but for those that were overtaken (history.h): each
// case against the last that tells of the target (changed.h). Without a run before it that judged anything, nothing
// changed and a note says so. Error: there is no such run of the target, or the history cannot be read.
Result<Diff> DiffInHistory(History& history, const std::string& target, int64_t run);

// By id, the cases that streaks.h calls flaky in these runs of one target, in the order in which they were added, and
// whose last verdict may be chance: it has not held.
FlakyCases FlakyIn(const std::vector<KeptRun>& runs);

// What DiffInHistory finds, for History::AddChanges, without what only one of the runs was told to leave out. Where
// nothing changed, which is the usual night, three runs are read and no more.
Result<std::vector<KeptChange>> ChangesOf(History& history, const std::string& target, int64_t run);

}  // namespace authconform
