// What the old and the new judge make of the old and the new answers into the cause of a change, and the sentence that
// proves it. Pure.
#pragma once

#include <optional>
#include <string>

#include "reports/history/change.h"

namespace authconform {

// What came of one case by each judging. A text stands for a verdict, or for a verdict with what is broken; only
// whether two are equal matters. None: there is no such judging.
struct Judgings {
  std::string before;  // as the older run told
  std::string now;     // as the newer run told; another than `before`
  // "The spec and cases of a run" are those that it was judged by. Judged by this authconform, whichever ran.
  std::optional<std::string> old_by_old = {};  // the older run's answers by the older run's spec and cases
  std::optional<std::string> old_by_new = {};
  std::optional<std::string> new_by_old = {};
  std::optional<std::string> new_by_new = {};
  // Whether those of the run are at hand. If not, today's stand in for the newer run's, and nothing was judged by the
  // older run's.
  bool old_specs = true;
  bool new_specs = true;
  bool same_version = true;  // one version of authconform made both runs
};

// What stands in the sentence.
struct Wording {
  std::string older;    // "run 11"
  std::string newer;    // "run 12"
  std::string before;   // "pass": what answers come to
  std::string now;      // "fail"
  std::string missing;  // why a judging is not there, a sentence without full stop; empty when all are
};

struct Ruling {
  Cause cause = Cause::kUnknown;
  std::string why;  // one sentence, without full stop
};

//   authconform  it no longer makes of a run's answers, by that run's spec and cases, what the run told
//   target       by the one spec as by the other the old answers come to the old verdict and the new to the new
//   plan         by the one spec as by the other both answers come to one verdict
//   mixed        the answers and the specs differ, and each alone would do, or only both together
//   unknown      what would tell is not there
Ruling Decide(const Judgings& judgings, const Wording& wording);

}  // namespace authconform
