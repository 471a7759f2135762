#include "reports/history/history.h"

#include <algorithm>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/sha256.h"
#include "harness/run/run_json.h"
#include "reports/history/kept_text.h"
#include "reports/history/packed.h"

namespace authconform {
namespace {

bool IsUnsteady(const CaseResult& result) {
  return std::count_if(result.repetitions.begin(), result.repetitions.end(), [](int64_t times) { return times > 0; }) >
         1;
}

// The id in the one row that the statement finds.
Result<int64_t> Found(SqliteUse& use, const std::string& path) {
  const Result<bool> row = use.Next();
  if (!row) return row.error();
  if (!*row) return Error{path, "", "a row that was just written is not there"};
  return use.NumberAt(0);
}

}  // namespace

History::History(std::unique_ptr<SqliteFile> file) : file_(std::move(file)) {}
History::~History() = default;

Result<std::unique_ptr<History>> History::Open(const std::string& path, HistoryMode mode,
                                               const HistoryOptions& options) {
  const Steps& steps = options.steps == nullptr ? HistorySteps() : *options.steps;
  if (Status may = MayBeHistory(path, steps.size()); !may) return may.error();
  const bool reads = mode == HistoryMode::kRead;
  Result<std::unique_ptr<SqliteFile>> file =
      SqliteFile::Open(path, reads ? SqliteFile::Mode::kRead : SqliteFile::Mode::kWrite, options.wait);
  if (!file) return file.error();
  const Status fit = reads ? IsUpToDate(**file, steps) : BringUpToDate(**file, steps);
  if (!fit) return fit.error();
  return std::unique_ptr<History>(new History(*std::move(file)));
}

Result<int64_t> History::Add(const Run& run, const HistoryExtras& extras) {
  return Add(run, extras, MakeReady(run, WriteRun(run), extras.files, extras.transcript));
}

Result<int64_t> History::Add(const Run& run, const HistoryExtras& extras, const ReadyRun& ready) {
  int64_t id = 0;
  const Status added = file_->Transact([&]() -> Status {
    SqliteUse known = file_->Use("SELECT id FROM runs WHERE digest = ?");
    const Result<bool> row = known.Bytes(ready.digest).Next();
    if (!row) return row.error();
    if (*row) {
      id = known.NumberAt(0);
      return Done{};
    }
    const Result<int64_t> whole = AddWhole(run, extras, ready);
    if (!whole) return whole.error();
    id = *whole;
    return Done{};
  });
  if (!added) return added.error();
  return id;
}

Result<int64_t> History::AddWhole(const Run& run, const HistoryExtras& extras, const ReadyRun& ready) {
  const Result<int64_t> target = PutTarget(run.target, extras);
  if (!target) return target;
  const Result<int64_t> plan = PutPlan(run, ready);
  if (!plan) return plan;
  const Result<int64_t> conditions = PutConditions(run);
  if (!conditions) return conditions;
  std::vector<int64_t> results;
  std::vector<int64_t> mean_us;
  for (const CaseResult& each : run.cases) {
    const Result<int64_t> result = PutResult(each);
    if (!result) return result;
    results.push_back(*result);
    mean_us.push_back(each.mean_us);
  }
  const std::string packed_results = PackNumbers(results);
  const std::string packed_mean_us = PackNumbers(mean_us);
  SqliteUse put = file_->Use(
      "INSERT INTO runs (digest, target, plan, conditions, started_us, duration_us, exit_code, interrupted, requests, "
      "results, mean_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  put.Bytes(ready.digest)
      .Number(*target)
      .Number(*plan)
      .Number(*conditions)
      .Number(run.started_us)
      .Number(run.duration_us);
  put.Number(static_cast<int64_t>(run.exit_code)).Number(run.interrupted ? 1 : 0).Number(run.requests);
  if (Status done = put.Bytes(packed_results).Bytes(packed_mean_us).Run(); !done) return done.error();
  const int64_t id = file_->LastRow();
  SqliteUse record = file_->Use("INSERT INTO records (run, run_json, transcript) VALUES (?, ?, ?)");
  record.Number(id).Bytes(ready.packed.run_json).Bytes(ready.packed.transcript);
  if (Status done = record.Run(); !done) return done.error();
  const Result<bool> late = PutLate(id, *target, extras);
  if (!late) return late.error();
  if (extras.untold && !*late) {
    if (Status put_untold = PutUntold(id, *target); !put_untold) return put_untold.error();
  }
  return id;
}

Result<bool> History::PutLate(int64_t run, int64_t target, const HistoryExtras& extras) {
  if (!extras.begun_after) return false;
  SqliteUse since = file_->Use("SELECT min(id) FROM runs WHERE target = ? AND id > ? AND id <> ? AND place IS NULL");
  const Result<int64_t> first = Found(since.Number(target).Number(*extras.begun_after).Number(run), file_->path());
  if (!first) return first.error();
  if (*first == 0) return false;
  SqliteUse put = file_->Use("UPDATE runs SET place = ? WHERE id = ?");
  if (Status done = put.Number(*first - 1).Number(run).Run(); !done) return done.error();
  SqliteUse overtaken = file_->Use("INSERT INTO untold (run, overtaken) VALUES (?, 1)");
  if (Status done = overtaken.Number(run).Run(); !done) return done.error();
  return true;
}

Status History::PutUntold(int64_t run, int64_t target) {
  SqliteUse overtake = file_->Use(
      "UPDATE untold SET overtaken = 1 WHERE overtaken = 0 AND run IN (SELECT id FROM runs WHERE target = ?)");
  if (Status done = overtake.Number(target).Run(); !done) return done;
  return file_->Use("INSERT INTO untold (run, overtaken) VALUES (?, 0)").Number(run).Run();
}

Result<int64_t> History::PutTarget(const std::string& name, const HistoryExtras& extras) {
  SqliteUse put = file_->Use("INSERT INTO targets (name, owner, labels) VALUES (?, '', '[]') ON CONFLICT DO NOTHING");
  if (Status done = put.Text(name).Run(); !done) return done.error();
  if (extras.owner) {
    SqliteUse owner = file_->Use("UPDATE targets SET owner = ?1 WHERE name = ?2 AND owner <> ?1");
    if (Status done = owner.Text(*extras.owner).Text(name).Run(); !done) return done.error();
  }
  if (extras.labels) {
    const std::string text = WriteTexts(*extras.labels);
    SqliteUse labels = file_->Use("UPDATE targets SET labels = ?1 WHERE name = ?2 AND labels <> ?1");
    if (Status done = labels.Text(text).Text(name).Run(); !done) return done.error();
  }
  SqliteUse find = file_->Use("SELECT id FROM targets WHERE name = ?");
  return Found(find.Text(name), file_->path());
}

Result<int64_t> History::PutPlan(const Run& run, const ReadyRun& ready) {
  SqliteUse known = file_->Use("SELECT id FROM plans WHERE digest = ?");
  const Result<bool> row = known.Bytes(ready.plan_digest).Next();
  if (!row) return row.error();
  if (*row) return known.NumberAt(0);
  SqliteUse put = file_->Use("INSERT INTO plans (digest, authconform) VALUES (?, ?)");
  if (Status done = put.Bytes(ready.plan_digest).Text(ready.plan.authconform).Run(); !done) return done.error();
  const int64_t id = file_->LastRow();
  int64_t place = 0;
  for (const KeptEndpoint& each : ready.plan.endpoints) {
    SqliteUse endpoint = file_->Use("INSERT INTO plan_endpoints VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    endpoint.Number(id).Number(place++).Text(each.endpoint).Text(each.document).Text(each.document_title);
    endpoint.Text(each.document_sha256).Text(each.spec_sha256).Text(each.cases_sha256);
    if (Status done = endpoint.Run(); !done) return done.error();
  }
  place = 0;
  for (const CaseResult& each : run.cases) {
    const Result<int64_t> of_case = PutCase(each);
    if (!of_case) return of_case;
    SqliteUse put_case = file_->Use("INSERT INTO plan_cases VALUES (?, ?, ?)");
    if (Status done = put_case.Number(id).Number(place++).Number(*of_case).Run(); !done) return done.error();
  }
  for (const JudgedBy& each : ready.files) {
    const std::string packed = PackText(each.bytes);
    SqliteUse put_file = file_->Use("INSERT INTO files (sha256, packed) VALUES (?, ?) ON CONFLICT DO NOTHING");
    if (Status done = put_file.Bytes(each.sha256).Bytes(packed).Run(); !done) return done.error();
    SqliteUse link = file_->Use("INSERT INTO plan_files SELECT ?, ?, id FROM files WHERE sha256 = ?");
    if (Status done = link.Number(id).Text(each.name).Bytes(each.sha256).Run(); !done) return done.error();
  }
  return id;
}

Result<int64_t> History::PutCase(const CaseResult& result) {
  SqliteUse put =
      file_->Use("INSERT INTO cases (name, title) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET title = ?2");
  if (Status done = put.Text(result.id).Text(result.title).Run(); !done) return done.error();
  SqliteUse find = file_->Use("SELECT id FROM cases WHERE name = ?");
  return Found(find.Text(result.id), file_->path());
}

Result<int64_t> History::PutConditions(const Run& run) {
  const std::string deviation_errors = WriteTexts(run.deviation_errors);
  for (const char* sql :
       {"INSERT INTO conditions (url, strict, partial, preflight_error, deviation_errors) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING RETURNING id",
        "SELECT id FROM conditions WHERE url = ? AND strict = ? AND partial = ? AND preflight_error = ? "
        "AND deviation_errors = ?"}) {
    SqliteUse use = file_->Use(sql);
    use.Text(run.url).Number(run.strict ? 1 : 0).Text(run.partial).Text(run.preflight_error).Text(deviation_errors);
    const Result<bool> row = use.Next();
    if (!row) return row.error();
    if (*row) return use.NumberAt(0);
  }
  return Error{file_->path(), "", "a row that was just written is not there"};
}

Result<int64_t> History::PutResult(const CaseResult& result) {
  const std::string findings = WriteFindings(result.findings);
  const std::string_view verdict = VerdictName(result.verdict);
  const bool unsteady = IsUnsteady(result);
  const std::string digest =
      Sha256Bytes(WriteJson(Json(Json::Array{verdict, unsteady, result.reason, result.deviation, findings})));
  SqliteUse known = file_->Use("SELECT id FROM results WHERE digest = ?");
  const Result<bool> row = known.Bytes(digest).Next();
  if (!row) return row.error();
  if (*row) return known.NumberAt(0);
  SqliteUse put = file_->Use(
      "INSERT INTO results (digest, verdict, unsteady, reason, deviation, findings) VALUES (?, ?, ?, ?, ?, ?)");
  put.Bytes(digest).Text(verdict).Number(unsteady ? 1 : 0).Text(result.reason).Text(result.deviation).Text(findings);
  if (Status done = put.Run(); !done) return done.error();
  return file_->LastRow();
}

}  // namespace authconform
