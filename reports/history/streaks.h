// A target's runs into what became of each case: since when it has its verdict, how often that changed, whether it is
// flaky; and into since when the target stands as it does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/base/verdict.h"
#include "reports/history/kept.h"
#include "reports/mark.h"

namespace authconform {

// Whether what came of a case tells of the target. `inconclusive`, `error`, and `skipped` where nothing was sent (no
// account, the limit of wrong passwords) tell of the night. `mean_us`: as in KeptRun.
bool TellsOfTarget(const KeptResult& result, int64_t mean_us);

// Whether the case fails the run: Run::Fails.
bool Fails(const KeptRun& run, const KeptResult& result);

// A verdict that differs from the one before it.
struct Flip {
  int64_t run = 0;  // the run that has the new verdict
  int64_t started_us = 0;
  int64_t before_run = 0;  // the last run that had the old one
  Verdict from = Verdict::kPass;
  Verdict to = Verdict::kPass;
  bool same_judge = false;  // spec, cases and authconform were those of the verdict before: the target made it
  // It may be chance: with it the case was flaky, or one of the two runs came to several verdicts.
  bool flaky = false;
  // The first run after it that came to the new verdict again, and to no other: what is chance does not hold. 0: none.
  int64_t held_run = 0;
};

inline constexpr int64_t kFlipsOfFlaky = 3;
inline constexpr int kFlakyWindow = 14;  // runs that asked the case

// What tells of a night ends no streak and makes no flip, and a run that did not ask the case is passed over.
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
  // Among its last `window` runs are at least kFlipsOfFlaky flips under the same judge, or one run with several
  // verdicts. Two flips are what a fault that was mended leaves behind.
  bool flaky = false;
  int64_t window_runs = 0;   // how many runs the window has
  int64_t window_flips = 0;  // and how many such flips are in it
  int64_t unsteady_run = 0;  // the last run that came to several verdicts; 0: none did
};

// `runs`: of one target, in the order in which they were added. Cases in the order in which they first come. Those no
// longer in the last plan come too.
std::vector<CaseStreak> Streaks(const std::vector<KeptRun>& runs, int window = kFlakyWindow);

// How the run is shown as a whole: by its exit code, and whether deviations were listed.
Mark MarkOf(const KeptRun& run);

// Whether the run judged all that it was to judge.
bool IsWhole(const KeptRun& run);

// "conforms but for deviations, as far as judged": how a target stands whose last run has the mark and is whole or not.
// With the number of its deviations, "but for 2 deviations".
std::string StateInWords(Mark mark, bool whole, int64_t deviations = 0);

// Since when a target stands as its last run says.
struct Standing {
  size_t since = 0;  // the place of the first of those runs
  int64_t runs = 0;  // how many they are
};

// The runs up to the last with the mark of the last. Runs that could not be judged as a whole (inconclusive, error) are
// passed over, as a case's lost nights are: only where the last is such a one itself do they count. No runs: all is 0.
Standing StandingOf(const std::vector<KeptRun>& runs);

// When the first of the runs began since which some case fails that fails the last run; where none does, and the list
// of deviations fails it, since which the target does not conform. 0: the last run does not fail. Runs that did not ask
// the case, or do not tell of the target, are passed over.
int64_t FailingSince(const std::vector<KeptRun>& runs);

// Whether some case of `next` has another verdict than in `previous`, those that tell of a night included; or the two
// asked other cases.
bool Differ(const KeptRun& previous, const KeptRun& next);

}  // namespace authconform
