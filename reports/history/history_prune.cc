#include <utility>

#include "reports/history/history.h"
#include "reports/history/retention.h"
#include "reports/history/streaks.h"

namespace authconform {
namespace {

bool JudgedSomething(const KeptRun& run) {
  for (size_t place = 0; place < run.results.size(); ++place) {
    if (TellsOfTarget(*run.results[place], run.mean_us[place])) return true;
  }
  return false;
}

}  // namespace

Result<Pruned> History::Prune(const Retention& retention, int64_t now_us) {
  Pruned pruned;
  const Status done = file_->Transact([&]() -> Status {
    const Result<std::vector<KeptTarget>> targets = Targets();
    if (!targets) return targets.error();
    const Result<std::unordered_set<int64_t>> worse = RunsWithRegressions();
    if (!worse) return worse.error();
    std::unordered_set<int64_t> in_use;
    for (const KeptTarget& each : *targets) {
      if (Status one = PruneTarget(each.name, *worse, retention, now_us, pruned, in_use); !one) return one;
    }
    return DropUnused(in_use);
  });
  if (!done) return done.error();
  return pruned;
}

Result<std::optional<int64_t>> History::JumpBefore(int64_t now_us) {
  SqliteUse runs = file_->Use("SELECT started_us FROM runs WHERE place IS NULL ORDER BY id DESC");
  Status read = Done{};
  const std::optional<int64_t> jump = authconform::JumpBefore(now_us, [&]() -> std::optional<int64_t> {
    const Result<bool> row = runs.Next();
    if (!row) read = row.error();
    return row && *row ? std::optional<int64_t>(runs.NumberAt(0)) : std::nullopt;
  });
  if (!read) return read.error();
  return jump;
}

Result<std::unordered_set<int64_t>> History::RunsWithRegressions() {
  std::unordered_set<int64_t> runs;
  SqliteUse use = file_->Use("SELECT DISTINCT run FROM changes WHERE regression = 1");
  for (;;) {
    const Result<bool> row = use.Next();
    if (!row) return row.error();
    if (!*row) return runs;
    runs.insert(use.NumberAt(0));
  }
}

Status History::PruneTarget(const std::string& name, const std::unordered_set<int64_t>& worse,
                            const Retention& retention, int64_t now_us, Pruned& pruned,
                            std::unordered_set<int64_t>& in_use) {
  RunFilter filter;
  filter.target = name;
  std::vector<AgedRun> aged;
  std::vector<KeptRun> runs;
  const Status read = EachRun(filter, [&](KeptRun run) {
    const bool changed = runs.empty() || Differ(runs.back(), run) || worse.contains(run.id);
    aged.push_back({run.started_us, changed, JudgedSomething(run)});
    runs.push_back(std::move(run));
    return true;
  });
  if (!read) return read;
  const Dropped dropped = WhatToDrop(aged, retention, now_us);
  std::vector<bool> is_dropped(runs.size(), false);
  std::vector<int64_t> run_ids;
  std::vector<int64_t> record_ids;
  for (const size_t place : dropped.runs) {
    is_dropped[place] = true;
    run_ids.push_back(runs[place].id);
  }
  for (const size_t place : dropped.records) {
    if (runs[place].recorded) record_ids.push_back(runs[place].id);
  }
  for (size_t place = 0; place < runs.size(); ++place) {
    if (is_dropped[place]) continue;
    for (const KeptResult* result : runs[place].results) in_use.insert(result->id);
  }
  return DropRuns(run_ids, record_ids, pruned);
}

Status History::DropRuns(const std::vector<int64_t>& runs, const std::vector<int64_t>& records, Pruned& pruned) {
  for (const int64_t run : runs) {
    if (Status gone = file_->Use("DELETE FROM runs WHERE id = ?").Number(run).Run(); !gone) return gone;
  }
  for (const int64_t run : records) {
    if (Status gone = file_->Use("DELETE FROM records WHERE run = ?").Number(run).Run(); !gone) return gone;
  }
  pruned.runs += static_cast<int64_t>(runs.size());
  pruned.records += static_cast<int64_t>(records.size());
  return Done{};
}

Status History::DropUnused(const std::unordered_set<int64_t>& in_use) {
  std::vector<int64_t> unused;
  {
    SqliteUse results = file_->Use("SELECT id FROM results");
    for (;;) {
      const Result<bool> row = results.Next();
      if (!row) return row.error();
      if (!*row) break;
      if (!in_use.contains(results.NumberAt(0))) unused.push_back(results.NumberAt(0));
    }
  }
  for (const int64_t result : unused) {
    if (Status gone = file_->Use("DELETE FROM results WHERE id = ?").Number(result).Run(); !gone) return gone;
  }
  // Those that refer before those that are referred to.
  return file_->Execute(
      "DELETE FROM plans WHERE id NOT IN (SELECT plan FROM runs);"
      "DELETE FROM conditions WHERE id NOT IN (SELECT conditions FROM runs);"
      "DELETE FROM cases WHERE id NOT IN (SELECT case_id FROM plan_cases);"
      "DELETE FROM files WHERE id NOT IN (SELECT file FROM plan_files);");
}

}  // namespace authconform
