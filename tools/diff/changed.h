// A run and those before it into which cases changed: what, not yet why.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/verdict.h"
#include "reports/history/kept.h"

namespace authconform {

// A run's word on one case.
struct Word {
  const KeptRun* run = nullptr;        // null: there was no such run
  const KeptResult* result = nullptr;  // null: the run has no word on it
};

struct Changed {
  enum class Kind {
    kVerdict,      // another verdict
    kFindings,     // the same verdict, `fail` or `warn`, and another rule or place
    kExcuse,       // the same in all, and it fails the run in one of the two only: deviations, --strict
    kAdded,        // none of the runs before asked it
    kGone,         // the run before asked it, this one does not
    kNotJudged,    // a verdict that tells of the target, then one that tells of the night (streaks.h)
    kFirstJudged,  // the other way round, and none before that told of the target
  };
  std::string id;
  Kind kind = Kind::kVerdict;
  Word before;
  Word now;
  bool regression = false;  // it fails the run now, by something by which it did not fail before
  // Where the failure is older than `now`, and is told only now (held.h): the run in which it began. Null otherwise.
  const KeptRun* failing_since = nullptr;
};

// "RULE POINTER" of each finding: what a case breaks and where, without what the target said, which may be new every
// time.
std::set<std::string> Broken(const std::vector<Finding>& findings);

// `before`: runs in the order in which they came, the last of them next to `now`. Each case is held against the last of
// them that tells of the target, so that a night in which nothing could be judged neither hides a change nor tells it
// twice; and it is told that it could not be judged in the first such run only. A `now` that judged nothing at all has
// no changes. In plan order of `now`, then what is gone. What comes back points to the runs.
std::vector<Changed> WhatChanged(const std::vector<const KeptRun*>& before, const KeptRun& now);

// Cases of `now` that did not change, by what they are held against, as above.
struct Unchanged {
  int64_t as_before = 0;   // the last of the runs before
  int64_t as_earlier = 0;  // one before that: the last did not ask it, or could not judge it
  int64_t first = 0;       // none: nothing was known of it
};
Unchanged CountUnchanged(const std::vector<const KeptRun*>& before, const KeptRun& now,
                         const std::vector<Changed>& changed);

}  // namespace authconform
