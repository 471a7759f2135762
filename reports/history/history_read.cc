#include <utility>

#include "harness/base/sha256.h"
#include "reports/history/history.h"
#include "reports/history/kept_text.h"
#include "reports/history/packed.h"

namespace authconform {
namespace {

// The largest text that is taken out again: run and transcript of some ten thousand cases.
constexpr size_t kMostBytes = size_t{1} << 30;

const std::string kRuns =
    "SELECT runs.id, targets.name, started_us, duration_us, exit_code, interrupted, requests, url, strict, partial, "
    "preflight_error, deviation_errors, plan, results, mean_us, "
    "EXISTS (SELECT 1 FROM records WHERE records.run = runs.id), "
    "coalesce((SELECT earlier.started_us > runs.started_us FROM runs earlier WHERE earlier.target = runs.target "
    "AND coalesce(earlier.place, earlier.id) <= coalesce(runs.place, runs.id) "
    "AND (earlier.id < runs.id OR coalesce(earlier.place, earlier.id) < coalesce(runs.place, runs.id)) "
    "ORDER BY coalesce(earlier.place, earlier.id) DESC, earlier.id DESC LIMIT 1), 0), "
    "EXISTS (SELECT 1 FROM untold WHERE untold.run = runs.id AND overtaken = 1), compared "
    "FROM runs JOIN targets ON targets.id = runs.target JOIN conditions ON conditions.id = runs.conditions "
    "WHERE runs.id IN (SELECT id FROM runs WHERE ";
const std::string kRunsOfAll = kRuns + "started_us >= ? ORDER BY id DESC LIMIT ?) ORDER BY runs.id";
const std::string kRunsOfOne =
    kRuns +
    "target = (SELECT id FROM targets WHERE name = ?) AND started_us >= ? "
    "ORDER BY coalesce(place, id) DESC, id DESC LIMIT ?) ORDER BY coalesce(runs.place, runs.id), runs.id";

// The columns of kRuns up to those of its plan.
Result<KeptRun> RunIn(const SqliteUse& row) {
  KeptRun run;
  run.id = row.NumberAt(0);
  run.target = row.TextAt(1);
  run.started_us = row.NumberAt(2);
  run.duration_us = row.NumberAt(3);
  run.exit_code = static_cast<ExitCode>(row.NumberAt(4));
  run.interrupted = row.NumberAt(5) != 0;
  run.requests = row.NumberAt(6);
  run.url = row.TextAt(7);
  run.strict = row.NumberAt(8) != 0;
  run.partial = row.TextAt(9);
  run.preflight_error = row.TextAt(10);
  Result<std::vector<std::string>> errors = ReadTexts(row.TextAt(11));
  if (!errors) return errors.error();
  run.deviation_errors = *std::move(errors);
  run.recorded = row.NumberAt(15) != 0;
  run.clock_back = row.NumberAt(16) != 0;
  run.overtaken = row.NumberAt(17) != 0;
  run.compared = row.NumberAt(18) != 0;
  return run;
}

}  // namespace

Error History::Damaged(const std::string& what) const {
  return Error{file_->path(), "", "is damaged and was left as it is: " + what};
}

Result<std::string> History::Id() {
  SqliteUse use = file_->Use("SELECT lower(hex(id)) FROM identity");
  const Result<bool> row = use.Next();
  if (!row) return row.error();
  if (!*row) return Damaged("it has no id");
  return use.TextAt(0);
}

Result<int64_t> History::LastAdded() { return file_->Number("SELECT coalesce(max(id), 0) FROM runs"); }

Result<std::vector<KeptTarget>> History::Targets() {
  SqliteUse use = file_->Use(
      "SELECT name, owner, labels, (SELECT count(*) FROM runs WHERE target = targets.id), "
      "coalesce((SELECT id FROM runs WHERE target = targets.id ORDER BY coalesce(place, id) DESC, id DESC LIMIT 1), 0) "
      "FROM targets ORDER BY name");
  std::vector<KeptTarget> targets;
  for (;;) {
    const Result<bool> row = use.Next();
    if (!row) return row.error();
    if (!*row) return targets;
    Result<std::vector<std::string>> labels = ReadTexts(use.TextAt(2));
    if (!labels) return Damaged(labels.error().message);
    targets.push_back({use.TextAt(0), use.TextAt(1), *std::move(labels), use.NumberAt(3), use.NumberAt(4)});
  }
}

Result<std::vector<KeptRun>> History::Runs(const RunFilter& filter) {
  std::vector<KeptRun> runs;
  const Status read = EachRun(filter, [&](KeptRun run) {
    runs.push_back(std::move(run));
    return true;
  });
  if (!read) return read.error();
  return runs;
}

Status History::EachRun(const RunFilter& filter, const std::function<bool(KeptRun)>& take) {
  SqliteUse use = file_->Use((filter.target.empty() ? kRunsOfAll : kRunsOfOne).c_str());
  if (!filter.target.empty()) use.Text(filter.target);
  use.Number(filter.since_us).Number(filter.last > 0 ? filter.last : -1);
  for (;;) {
    const Result<bool> row = use.Next();
    if (!row) return row.error();
    if (!*row) return Done{};
    Result<KeptRun> run = RunIn(use);
    if (!run) return Damaged(run.error().message);
    if (Status filled = Fill(*run, use.NumberAt(12), use.TextAt(13), use.TextAt(14)); !filled) return filled;
    if (!take(*std::move(run))) return Done{};
  }
}

Status History::Fill(KeptRun& run, int64_t plan, std::string_view results, std::string_view mean_us) {
  const Result<const KeptPlan*> held = Plan(plan);
  if (!held) return held.error();
  run.plan = *held;
  const size_t cases = run.plan->cases.size();
  const Result<std::vector<int64_t>> ids = UnpackNumbers(results, cases);
  if (!ids) return Damaged(ids.error().message);
  for (const int64_t id : *ids) {
    const Result<const KeptResult*> result = ResultOf(id);
    if (!result) return result.error();
    run.results.push_back(*result);
  }
  Result<std::vector<int64_t>> times = UnpackNumbers(mean_us, cases);
  if (!times) return Damaged(times.error().message);
  run.mean_us = *std::move(times);
  return Done{};
}

Result<const KeptPlan*> History::Plan(int64_t id) {
  const auto kept = plans_.find(id);
  if (kept != plans_.end()) return kept->second.get();
  auto plan = std::make_unique<KeptPlan>();
  plan->id = id;
  SqliteUse head = file_->Use("SELECT authconform FROM plans WHERE id = ?");
  const Result<bool> there = head.Number(id).Next();
  if (!there) return there.error();
  if (!*there) return Damaged("a run's plan is missing");
  plan->authconform = head.TextAt(0);
  SqliteUse endpoints = file_->Use(
      "SELECT endpoint, document, document_title, document_sha256, spec_sha256, cases_sha256 FROM plan_endpoints "
      "WHERE plan = ? ORDER BY place");
  endpoints.Number(id);
  for (;;) {
    const Result<bool> row = endpoints.Next();
    if (!row) return row.error();
    if (!*row) break;
    plan->endpoints.push_back({endpoints.TextAt(0), endpoints.TextAt(1), endpoints.TextAt(2), endpoints.TextAt(3),
                               endpoints.TextAt(4), endpoints.TextAt(5)});
  }
  SqliteUse cases =
      file_->Use("SELECT name FROM plan_cases JOIN cases ON cases.id = case_id WHERE plan = ? ORDER BY place");
  cases.Number(id);
  for (;;) {
    const Result<bool> row = cases.Next();
    if (!row) return row.error();
    if (!*row) break;
    plan->cases.push_back(cases.TextAt(0));
  }
  return plans_.emplace(id, std::move(plan)).first->second.get();
}

Result<const KeptResult*> History::ResultOf(int64_t id) {
  const auto kept = results_.find(id);
  if (kept != results_.end()) return kept->second.get();
  SqliteUse use = file_->Use("SELECT verdict, unsteady, reason, deviation, findings FROM results WHERE id = ?");
  const Result<bool> row = use.Number(id).Next();
  if (!row) return row.error();
  if (!*row) return Damaged("what came of a case is missing");
  const std::optional<Verdict> verdict = ParseVerdict(use.TextAt(0));
  if (!verdict) return Damaged("a verdict is none");
  Result<std::vector<Finding>> findings = ReadFindings(use.TextAt(4));
  if (!findings) return Damaged(findings.error().message);
  auto result = std::make_unique<KeptResult>(
      KeptResult{id, *verdict, use.TextAt(2), use.TextAt(3), *std::move(findings), use.NumberAt(1) != 0});
  return results_.emplace(id, std::move(result)).first->second.get();
}

Result<KeptRecord> History::Record(int64_t run) {
  SqliteUse use = file_->Use(
      "SELECT digest, records.run, run_json, transcript FROM runs LEFT JOIN records ON records.run = runs.id "
      "WHERE runs.id = ?");
  const Result<bool> row = use.Number(run).Next();
  if (!row) return row.error();
  const std::string name = "run " + std::to_string(run);
  if (!*row) return Error{file_->path(), "", "there is no " + name};
  if (use.NumberAt(1) == 0) return Error{file_->path(), "", "the record of " + name + " is no longer kept"};
  Result<std::string> run_json = UnpackText(use.TextAt(2), kMostBytes);
  if (!run_json) return Damaged(run_json.error().message);
  if (Sha256Bytes(*run_json) != use.TextAt(0)) return Damaged(name + " is not as it was added");
  Result<std::string> transcript = UnpackText(use.TextAt(3), kMostBytes);
  if (!transcript) return Damaged(transcript.error().message);
  return KeptRecord{*std::move(run_json), *std::move(transcript)};
}

Result<FileSet> History::Files(const KeptPlan& plan) {
  SqliteUse use = file_->Use(
      "SELECT name, sha256, packed FROM plan_files JOIN files ON files.id = file WHERE plan = ? ORDER BY name");
  use.Number(plan.id);
  FileSet files;
  for (;;) {
    const Result<bool> row = use.Next();
    if (!row) return row.error();
    if (!*row) return files;
    Result<std::string> bytes = UnpackText(use.TextAt(2), kMostBytes);
    if (!bytes) return Damaged(bytes.error().message);
    if (Sha256Bytes(*bytes) != use.TextAt(1)) return Damaged("a file of specs or cases is not as it was added");
    files[use.TextAt(0)] = *std::move(bytes);
  }
}

Result<std::map<std::string, std::string>> History::Cases() {
  SqliteUse use = file_->Use("SELECT name, title FROM cases");
  std::map<std::string, std::string> cases;
  for (;;) {
    const Result<bool> row = use.Next();
    if (!row) return row.error();
    if (!*row) return cases;
    cases[use.TextAt(0)] = use.TextAt(1);
  }
}

}  // namespace authconform
