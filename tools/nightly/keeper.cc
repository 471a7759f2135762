#include "tools/nightly/keeper.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "reports/history/streaks.h"
#include "reports/site/site.h"
#include "tools/diff/diff.h"

namespace authconform {
namespace {

bool Judged(const KeptRun& run) {
  return std::any_of(run.results.begin(), run.results.end(), [](const KeptResult* each) {
    return each->verdict == Verdict::kPass || each->verdict == Verdict::kWarn || each->verdict == Verdict::kFail;
  });
}

// When the first run began since which some case fails; 0: none does.
int64_t FailingSince(const std::vector<KeptRun>& runs) {
  int64_t since_us = 0;
  for (const CaseStreak& each : Streaks(runs)) {
    const bool fails = each.known && each.last_run == runs.back().id && each.verdict == Verdict::kFail;
    if (fails && (since_us == 0 || each.since_us < since_us)) since_us = each.since_us;
  }
  return since_us;
}

}  // namespace

Result<std::unique_ptr<Keeper>> Keeper::Open(const std::string& history, std::chrono::milliseconds wait) {
  Result<std::unique_ptr<History>> opened = History::Open(history, HistoryMode::kWrite, {.wait = wait});
  if (!opened) return opened.error();
  return std::unique_ptr<Keeper>(new Keeper(*std::move(opened)));
}

Status Keeper::Keep(const Run& run, const HistoryExtras& extras, TargetResult& result) {
  std::lock_guard lock(mutex_);
  if (!refusal_) return refusal_;
  const Result<int64_t> id = history_->Add(run, extras);
  if (!id) return refusal_ = id.error();
  Result<std::vector<KeptChange>> changes = ChangesOf(*history_, run.target, *id);
  if (!changes) return changes.error();
  if (Status added = history_->AddChanges(*changes); !added) return added;
  result.changes = *std::move(changes);
  return FillIn(*id, result);
}

bool Keeper::refuses() {
  std::lock_guard lock(mutex_);
  return !refusal_;
}

void Keeper::Again() {
  std::lock_guard lock(mutex_);
  refusal_ = Done{};
}

Status Keeper::FillIn(int64_t id, TargetResult& result) {
  result.run = id;
  // Since when it fails is told by all runs; what was before, by the last.
  RunFilter filter = {.target = result.target};
  if (Count(result.counts, Mark::kFail) == 0) filter.last = 10;
  Result<std::vector<KeptRun>> runs = history_->Runs(filter);
  if (!runs) return runs.error();
  // Another nightly or `run --history` may have added later ones.
  std::erase_if(*runs, [&](const KeptRun& each) { return each.id > id; });
  if (runs->empty() || runs->back().id != id) return Done{};
  result.clock_back = runs->back().clock_back;
  result.failing_since_us = FailingSince(*runs);
  if (runs->size() < 2) return Done{};
  const KeptRun& before = (*runs)[runs->size() - 2];
  result.before_us = before.started_us;
  if (!result.judged && Judged(before)) result.lost_since_us = before.started_us;
  return Done{};
}

Status Keeper::EndNight(const NightlyFile& nightly, int64_t now_us) {
  std::lock_guard lock(mutex_);
  if (const Result<Pruned> pruned = history_->Prune(nightly.retention, now_us); !pruned) return pruned.error();
  if (nightly.site.empty()) return Done{};
  return WriteSite(*history_,
                   {.folder = nightly.site, .title = nightly.title, .base_url = nightly.site_url, .now_us = now_us});
}

}  // namespace authconform
