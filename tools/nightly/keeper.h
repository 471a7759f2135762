// Judged targets into the history: their runs, what changed since the last run that somebody was told of and why; and
// at the end of a night the pruned history and the site.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/run/run.h"
#include "reports/history/history.h"
#include "tools/nightly/nightly_file.h"
#include "tools/nightly/target_result.h"

namespace authconform {

// One history, used by the threads of all targets in turn.
class Keeper {
 public:
  // `wait`: for others' locks. Error: as History::Open.
  static Result<std::unique_ptr<Keeper>> Open(const std::string& history, std::chrono::milliseconds wait);

  // Adds the run, made ready, and its changes, and fills in what the history adds to the
  // result: all of it against the last run before it that was not overtaken (reports/history). The same again changes
  // nothing and answers the same. Of a run that is overtaken already, as one that comes late, there is nothing to tell.
  // Error: as History::Add, ChangesOf and History::AddChanges. After one of Add the
  // history refuses all that comes, at once, until Again: one that is locked is not waited for by every target anew.
  Status Keep(const Run& run, const HistoryExtras& extras, const ReadyRun& ready, TargetResult& result);
  // Takes from the result of a run that was kept before what a later run tells by now.
  Status LeaveOutWhatIsOvertaken(TargetResult& result);
  bool refuses();
  void Again();

  // As History::LastAdded.
  Result<int64_t> LastAdded();
  // As History::JumpBefore: whether age says nothing tonight.
  Result<std::optional<int64_t>> JumpBefore(int64_t now_us);
  // Drops what is no longer kept.
  Status Prune(const Retention& retention, int64_t now_us);
  // Where the file names one.
  Status WriteSite(const NightlyFile& nightly, int64_t now_us);
  // The night is over, and what changed in these runs is told.
  Status SetTold(const std::vector<int64_t>& runs);

 private:
  explicit Keeper(std::unique_ptr<History> history) : history_(std::move(history)) {}

  Status FillIn(int64_t id, TargetResult& result);

  std::mutex mutex_;
  std::unique_ptr<History> history_;
  Status refusal_ = Done{};
};

}  // namespace authconform
