// A target's part of a history into what its pages tell of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/run/run.h"
#include "reports/history/change.h"
#include "reports/history/history.h"
#include "reports/history/kept.h"
#include "reports/history/streaks.h"
#include "reports/mark.h"

namespace authconform {

using Titles = std::map<std::string, std::string>;  // of cases, by their ids

// A run that could not judge what the run before it could. Runs that were overtaken (history.h) are passed over: what
// they lost is told of the run that overtook them.
struct Loss {
  size_t run = 0;     // its place among the runs
  size_t before = 0;  // that of the run that could
  int64_t cases = 0;  // how many cases; 0: it judged nothing at all
  Cause cause = Cause::kUnknown;
  std::string why;  // the run's own text: not yet Visible
};

// All that is known of a target. It points into the History that it was read from.
struct Past {
  KeptTarget target;
  std::string folder;          // "acme-staging", within targets/
  std::vector<KeptRun> runs;   // in the order in which they were added
  std::vector<Mark> marks;     // of the runs
  std::vector<Counts> counts;  // of their cases
  std::vector<CaseStreak> cases;
  std::vector<KeptChange> changes;  // the latest first; flips of runs that no diff has looked at are among them
  std::vector<Loss> losses;         // the latest first
  std::set<std::string_view> told;  // ids of the cases that have a page: those that are not dull
  size_t judged = 0;                // the last run that judged something; runs.size() when there is none
  Standing standing;                // since which run it stands as the last says
  int64_t stale_days = 0;           // since the last run began; 0: it is not stale
  int64_t now_us = 0;               // as of when all this is told

  bool empty() const { return runs.empty(); }
  const KeptRun& last() const { return runs.back(); }
  Mark mark() const { return marks.back(); }
  // Those of the last run.
  std::vector<const KeptChange*> Regressions() const;
  // Null: what could be judged before could be in the last run.
  const Loss* LastLoss() const;
};

Result<Past> ReadPast(History& history, const KeptTarget& target, int64_t now_us, int stale_days);

Mark MarkOf(const KeptResult& result);

// What is kept of a run as a Run without exchanges, for the sentences and counts that reports share. What a history
// does not keep is empty or 0.
Run RunOf(const KeptRun& run, const Titles& titles);

// What must not be overlooked in the run: out of reach, interrupted, partial, a clock that went back, a list of
// deviations that does not hold. Each a label of ours and a text of the run's, not yet Visible.
struct Notice {
  std::string label;
  std::string text;
};
std::vector<Notice> NoticesOf(const KeptRun& run);
// Those of the run at this place, and that its clock was ahead of the time at which this is told.
std::vector<Notice> NoticesOf(const Past& past, size_t place);

// When the run began, as far as its clock can be believed: one that was ahead of now began before the run that was
// added after it, or before now.
int64_t BeganUs(const Past& past, size_t place);

// "could not be judged, and was in the run of 2026-11-21", "3 cases could not be judged, and were in …".
std::string LossInWords(const Past& past, const Loss& loss);

// Whether nothing is to be told of the case but that it passes, or is skipped, sent or not, and always was. A night
// that was lost does not count: a target out of reach would have a page of each of its cases until the next.
bool IsDull(const CaseStreak& streak);

// Where in the run's plan the case is; the number of cases when it is not.
size_t PlaceOf(const KeptRun& run, std::string_view of_case);

// "2026-11-24": the day of an instant, UTC.
std::string Day(int64_t unix_us);

// "conforms", "does not conform", "could not be judged": what is to be said of so many runs or targets.
std::string_view MarkInWords(Mark mark, int64_t number = 1);
// "30 runs, oldest first: 2 do not conform, 28 conform".
std::string RunsInWords(const std::vector<Mark>& marks);

}  // namespace authconform
