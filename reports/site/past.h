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

// All that is known of a target. It points into the History that it was read from.
struct Past {
  KeptTarget target;
  std::string folder;          // "acme-staging", within targets/
  std::vector<KeptRun> runs;   // in the order in which they were added
  std::vector<Mark> marks;     // of the runs
  std::vector<Counts> counts;  // of their cases
  std::vector<CaseStreak> cases;
  std::vector<KeptChange> changes;  // the latest first; flips that no diff has looked into are among them
  std::set<std::string_view> told;  // ids of the cases that have a page: those that are not dull
  size_t judged = 0;                // the last run that judged something; runs.size() when there is none
  size_t since = 0;                 // the first run of those, up to the last, with the same mark
  int64_t stale_days = 0;           // since the last run began; 0: it is not stale

  bool empty() const { return runs.empty(); }
  const KeptRun& last() const { return runs.back(); }
  Mark mark() const { return marks.back(); }
  // Those of the last run.
  std::vector<const KeptChange*> Regressions() const;
};

Result<Past> ReadPast(History& history, const KeptTarget& target, int64_t now_us, int stale_days);

Mark MarkOf(const KeptResult& result);
Mark MarkOf(const KeptRun& run);

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

// Whether nothing is to be told of the case but that it passes, or is skipped, and always was. A night that was lost
// does not count: a target out of reach would have a page of each of its cases until the next.
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
