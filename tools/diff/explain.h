// Which cases changed, and what is recorded of the runs, into why: each change with its cause.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "reports/history/change.h"
#include "reports/history/kept.h"
#include "tools/diff/changed.h"
#include "tools/diff/recorded.h"

namespace authconform {

struct Change {
  KeptChange kept;  // `run`: the later run's id
  // One of the runs was told to leave the case out (--only): nothing changed but what was chosen.
  bool left_out = false;
  std::string not_asked;   // the endpoint, where one of the runs asked none of its cases: nothing changed but what was
                           // chosen; empty otherwise
  bool lost = false;       // IsLost
  std::string before_run;  // what it is held against, by name
  // Of the later run, as in KeptResult.
  std::vector<Finding> findings;
  std::string reason;
  std::string deviation;
};

// How a run is called in a sentence: "run 12".
using RunName = std::function<std::string(const KeptRun& run)>;

// By case id: why it is called flaky, a sentence without full stop.
using FlakyCases = std::map<std::string, std::string>;

// Regressions first, then what is lost, then what is mended, then the rest, each in the order given.
//
// The answers of both runs are judged by the spec and cases of both (cause.h). What is the plan's is told as the spec's
// or the cases' where the digests of one of them alone differ. Another verdict of a case that is flaky,
// or whose repetitions within one of the runs came to several verdicts, is flaky where else the target would be the
// cause, or nothing would: that flip is no regression, which its sentence says. But flaky explains and never silences a
// steady failure: one that all of two repetitions or more of the newer run bear out, or that has held since an earlier
// run (held.h), is what it would be without. A change of spec or authconform is told of a flaky case too.
std::vector<Change> Explain(const std::vector<Changed>& changes, const RunName& name, const Recall& recall,
                            const FlakyCases& flaky);

}  // namespace authconform
