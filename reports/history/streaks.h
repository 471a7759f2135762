// A target's runs into what became of each case: since when it has its verdict, how often that changed, whether it is
// flaky.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/base/verdict.h"
#include "reports/history/kept.h"

namespace authconform {

// A verdict that differs from the one before it.
struct Flip {
  int64_t run = 0;  // the run that has the new verdict
  int64_t started_us = 0;
  Verdict from = Verdict::kPass;
  Verdict to = Verdict::kPass;
  bool same_judge = false;  // spec, cases and authconform were those of the verdict before: the target made it
};

// pass, warn, fail and skipped tell of the target. inconclusive and error tell of a night: they end no streak and make
// no flip, and a run that did not ask the case is passed over.
struct CaseStreak {
  std::string id;
  const KeptResult* last = nullptr;  // of the last run that asked it
  int64_t last_run = 0;
  int64_t last_started_us = 0;
  bool known = false;                // whether it ever had a verdict that tells of the target; if not, the next are 0
  Verdict verdict = Verdict::kPass;  // the last such
  int64_t since_run = 0;             // the first run of the streak of that verdict
  int64_t since_us = 0;
  int64_t runs = 0;   // of the streak
  int64_t asked = 0;  // runs that asked it, of all given
  std::vector<Flip> flips;
  // Among its last `window` runs are at least three flips under the same judge, or one run with several verdicts. Two
  // flips are what a fault that was mended leaves behind.
  bool flaky = false;
};

// `runs`: of one target, in the order in which they were added. Cases in the order in which they first come. Those no
// longer in the last plan come too.
std::vector<CaseStreak> Streaks(const std::vector<KeptRun>& runs, int window = 14);

// Whether some case of `next` has another verdict than in `previous`, those that tell of a night included; or the two
// asked other cases.
bool Differ(const KeptRun& previous, const KeptRun& next);

}  // namespace authconform
