// Runs, night after night, into one SQLite file, and back.
//
// The order of a target's runs is that in which they were added, which no clock can turn round: it alone says what was
// before what, for verdicts since when, flips and causes. A run's own time is what people are shown and what days are
// counted by (retention.h); a run that began before the one added before it says so (KeptRun::clock_back).
//
// What changed in a run is told to somebody once. A run that a night added and never told, because the night was killed
// and never gone on with, is overtaken by the target's next: that one is held against the last run before both that was
// not overtaken (tools/diff). An overtaken run stays for what it is, a run: streaks and pages have it.
//
// So does a run that came late: of a night that was cut and is gone on with after the target's next run was added
// (HistoryExtras::begun_after). It alone does not stand where it was added, but before that next run, as overtaken.
//
// Several processes may read and write one file at once, on a disk of this machine (SQLite's WAL does not work across a
// network). A History is used by one thread at a time; each thread opens its own. Writing waits for the disk: what Add
// has answered survives a crash. Nothing secret is in a Run, so nothing secret is here.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "harness/run/run.h"
#include "reports/history/change.h"
#include "reports/history/kept.h"
#include "reports/history/ready_run.h"
#include "reports/history/retention.h"
#include "reports/history/sqlite_file.h"
#include "reports/history/steps.h"

namespace authconform {

enum class HistoryMode {
  kRead,   // the file must be there, and of this version
  kWrite,  // made when it is not there, brought up to date when it is older
};

struct HistoryOptions {
  std::chrono::milliseconds wait = std::chrono::seconds(30);  // for others' locks
  const Steps* steps = nullptr;                               // of the file's form; none: HistorySteps()
};

// What a history keeps beside the run.
struct HistoryExtras {
  std::string transcript = {};            // as the run wrote it; empty: a diff cannot judge this run again
  FileSet files = {};                     // specs and cases; those of the run's endpoints are kept
  std::optional<std::string> owner = {};  // of the target; none: as it was
  std::optional<std::vector<std::string>> labels = {};
  // The run is one of many, and what changed is told when all are done: until SetTold it counts as untold, and the
  // target's runs before it that are untold still are overtaken.
  bool untold = false;
  // The run was begun when this was the run added last (LastAdded), and comes only now. Where the target has runs that
  // were added since, it came late: it stands before those, and they have overtaken it. None: it stands last.
  std::optional<int64_t> begun_after = {};
};

struct RunFilter {
  std::string target = {};       // empty: all
  int64_t since_us = INT64_MIN;  // that began then or later
  int64_t last = 0;              // of those, at most so many, the last; 0: all
};

struct ChangeFilter {
  std::string target = {};       // empty: all
  int64_t since_run = 0;         // of that run or one added later
  int64_t since_us = INT64_MIN;  // of a run that began then or later
  bool only_regressions = false;
  int64_t last = 0;  // of those, at most so many, the last; 0: all
};

struct Pruned {
  int64_t runs = 0;
  int64_t records = 0;  // run.json and transcript, of runs that were kept
};

class History {
 public:
  // Error: cannot be opened or made, no history, damaged, newer, locked for too long. Such a file is left as it is.
  static Result<std::unique_ptr<History>> Open(const std::string& path, HistoryMode mode,
                                               const HistoryOptions& options = {});
  ~History();

  // All of the run or, with an Error, nothing of it: the disk is full, locked for too long, damaged. The same run
  // again, which a resumed nightly may bring, changes nothing. Answers the run's id.
  Result<int64_t> Add(const Run& run, const HistoryExtras& extras);
  // The same, made ready from this run and these extras.
  Result<int64_t> Add(const Run& run, const HistoryExtras& extras, const ReadyRun& ready);

  // 32 hexadecimal digits that no other history has; a copy of the file has them too.
  Result<std::string> Id();
  // By name.
  Result<std::vector<KeptTarget>> Targets();
  // The id of the run that was added last; 0: none was.
  Result<int64_t> LastAdded();
  // Of a target: in its order, as told above. Of all: in the order in which they were added.
  Result<std::vector<KeptRun>> Runs(const RunFilter& filter);
  // The same, one at a time, until `take` answers false; for more runs than memory should hold. `take` adds nothing.
  Status EachRun(const RunFilter& filter, const std::function<bool(KeptRun)>& take);
  // Error: there is no such run, or its record is no longer kept.
  Result<KeptRecord> Record(int64_t run);
  // The specs and cases that the runs of a plan were judged by.
  Result<FileSet> Files(const KeptPlan& plan);
  // Ids of all cases that a run ever asked, with their titles.
  Result<std::map<std::string, std::string>> Cases();

  // What a diff found: all of it or, with an Error, nothing: there is no such run, and what Add says. The changes
  // replace what was kept of the same runs. `compared`: runs that the diff looked at, and may have found nothing in;
  // those of the changes are among them without being named.
  Status AddChanges(const std::vector<KeptChange>& changes, const std::vector<int64_t>& compared = {});
  // By run, in the order in which runs were added; those of one run in the order in which they were given. A change
  // goes with its run when that is pruned. Those of a run that was overtaken are not among them: what is true of them
  // still is among those of the run that overtook it.
  Result<std::vector<KeptChange>> Changes(const ChangeFilter& filter);

  // That what changed in these runs was told. Those that were told before, were overtaken or are not there stay so.
  Status SetTold(const std::vector<int64_t>& runs);
  // False, too: there is no such run.
  Result<bool> IsOvertaken(int64_t run);

  // See JumpBefore (retention.h), for the runs of all targets.
  Result<std::optional<int64_t>> JumpBefore(int64_t now_us);
  // Drops what `retention` no longer keeps, as of `now_us`. The file does not shrink: its space is used again.
  Result<Pruned> Prune(const Retention& retention, int64_t now_us);

 private:
  explicit History(std::unique_ptr<SqliteFile> file);

  Result<int64_t> AddWhole(const Run& run, const HistoryExtras& extras, const ReadyRun& ready);
  Status PutUntold(int64_t run, int64_t target);
  // Whether the run came late; then it stands where it belongs.
  Result<bool> PutLate(int64_t run, int64_t target, const HistoryExtras& extras);
  Result<int64_t> PutTarget(const std::string& name, const HistoryExtras& extras);
  Result<int64_t> PutPlan(const Run& run, const ReadyRun& ready);
  Result<int64_t> PutCase(const CaseResult& result);
  Result<int64_t> PutConditions(const Run& run);
  Result<int64_t> PutResult(const CaseResult& result);
  Result<const KeptPlan*> Plan(int64_t id);
  Result<const KeptResult*> ResultOf(int64_t id);
  Status Fill(KeptRun& run, int64_t plan, std::string_view results, std::string_view mean_us);
  Result<std::unordered_set<int64_t>> RunsWithRegressions();
  Status PruneTarget(const std::string& name, const std::unordered_set<int64_t>& worse, const Retention& retention,
                     int64_t now_us, Pruned& pruned, std::unordered_set<int64_t>& in_use);
  Status DropRuns(const std::vector<int64_t>& runs, const std::vector<int64_t>& records, Pruned& pruned);
  Status DropUnused(const std::unordered_set<int64_t>& in_use);
  Error Damaged(const std::string& what) const;

  std::unique_ptr<SqliteFile> file_;
  // Of what seldom changes, as it was read. An id never comes to stand for something else.
  std::map<int64_t, std::unique_ptr<const KeptPlan>> plans_;
  std::map<int64_t, std::unique_ptr<const KeptResult>> results_;
};

}  // namespace authconform
