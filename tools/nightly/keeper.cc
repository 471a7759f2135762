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
  return std::any_of(run.results.begin(), run.results.end(),
                     [](const KeptResult* each) { return IsJudged(each->verdict); });
}

// Cases that the last run could not judge and another could.
int64_t LostCases(const std::vector<KeptRun>& runs) {
  const std::vector<CaseStreak> streaks = Streaks(runs);
  return std::count_if(streaks.begin(), streaks.end(), [&](const CaseStreak& each) {
    const Verdict now = each.last->verdict;
    const bool open = now == Verdict::kInconclusive || now == Verdict::kError;
    return open && each.last_run == runs.back().id && each.known && IsJudged(each.verdict);
  });
}

// The last `last` of the target, all when 0, up to that one: another nightly or `run --history` may have added later
// ones.
Result<std::vector<KeptRun>> RunsUpTo(History& history, const std::string& target, int64_t id, int64_t last) {
  Result<std::vector<KeptRun>> runs = history.Runs({.target = target, .last = last});
  if (!runs) return runs;
  const auto found = std::find_if(runs->begin(), runs->end(), [&](const KeptRun& each) { return each.id == id; });
  if (found != runs->end()) runs->erase(found + 1, runs->end());
  return runs;
}

// The one before the last that the last is held against. Null: there is none.
const KeptRun* ToldBefore(const std::vector<KeptRun>& runs) {
  for (size_t place = runs.size(); place > 1; --place) {
    if (!runs[place - 2].overtaken) return &runs[place - 2];
  }
  return nullptr;
}

}  // namespace

Result<std::unique_ptr<Keeper>> Keeper::Open(const std::string& history, std::chrono::milliseconds wait) {
  Result<std::unique_ptr<History>> opened = History::Open(history, HistoryMode::kWrite, {.wait = wait});
  if (!opened) return opened.error();
  return std::unique_ptr<Keeper>(new Keeper(*std::move(opened)));
}

Status Keeper::Keep(const Run& run, const HistoryExtras& extras, const ReadyRun& ready, TargetResult& result) {
  std::lock_guard lock(mutex_);
  if (!refusal_) return refusal_;
  const Result<int64_t> id = history_->Add(run, extras, ready);
  if (!id) return refusal_ = id.error();
  const Result<bool> overtaken = history_->IsOvertaken(*id);
  if (!overtaken) return overtaken.error();
  if (*overtaken) {
    result.run = *id;
    return history_->AddChanges({}, {*id});
  }
  Result<std::vector<KeptChange>> changes = ChangesOf(*history_, run.target, *id);
  if (!changes) return changes.error();
  if (Status added = history_->AddChanges(*changes, {*id}); !added) return added;
  result.changes = *std::move(changes);
  return FillIn(*id, result);
}

Status Keeper::LeaveOutWhatIsOvertaken(TargetResult& result) {
  std::lock_guard lock(mutex_);
  const Result<bool> overtaken = history_->IsOvertaken(result.run);
  if (!overtaken) return overtaken.error();
  if (!*overtaken) return Done{};
  result.changes.clear();
  result.lost_since_us = std::nullopt;
  return Done{};
}

Result<int64_t> Keeper::LastAdded() {
  std::lock_guard lock(mutex_);
  return history_->LastAdded();
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
  // Since when it fails and what could ever be judged is told by all runs; what was before, by the last few.
  constexpr int64_t kFew = 10;
  const bool few =
      result.exit_code != ExitCode::kDoesNotConform && Count(result.counts, Mark::kFail) == 0 && result.Unjudged() == 0;
  Result<std::vector<KeptRun>> runs = RunsUpTo(*history_, result.target, id, few ? kFew : 0);
  if (runs && few && ToldBefore(*runs) == nullptr) runs = RunsUpTo(*history_, result.target, id, 0);
  if (!runs) return runs.error();
  if (runs->empty() || runs->back().id != id) return Done{};
  result.clock_back = runs->back().clock_back;
  result.failing_since_us = FailingSince(*runs);
  if (result.Unjudged() > 0) result.lost_cases = LostCases(*runs);
  const KeptRun* before = ToldBefore(*runs);
  if (before == nullptr) return Done{};
  result.before_us = before->started_us;
  if (!result.judged && Judged(*before)) result.lost_since_us = before->started_us;
  return Done{};
}

Result<std::optional<int64_t>> Keeper::JumpBefore(int64_t now_us) {
  std::lock_guard lock(mutex_);
  return history_->JumpBefore(now_us);
}

Status Keeper::Prune(const Retention& retention, int64_t now_us) {
  std::lock_guard lock(mutex_);
  if (const Result<Pruned> pruned = history_->Prune(retention, now_us); !pruned) return pruned.error();
  return Done{};
}

Status Keeper::WriteSite(const NightlyFile& nightly, int64_t now_us) {
  if (nightly.site.empty()) return Done{};
  std::lock_guard lock(mutex_);
  return authconform::WriteSite(
      *history_, {.folder = nightly.site, .title = nightly.title, .base_url = nightly.site_url, .now_us = now_us});
}

Status Keeper::SetTold(const std::vector<int64_t>& runs) {
  std::lock_guard lock(mutex_);
  return history_->SetTold(runs);
}

}  // namespace authconform
