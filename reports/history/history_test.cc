#include "reports/history/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/run/run_json.h"
#include "reports/history/sqlite_file.h"
#include "reports/history/streaks.h"
#include "reports/history/testing/sample_runs.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Histories : public ::testing::Test {
 protected:
  using Run = authconform::Run;  // gtest has one too

  Histories() { Reopen(HistoryMode::kWrite); }

  void Reopen(HistoryMode mode) {
    history_.reset();
    Result<std::unique_ptr<History>> opened = History::Open(path_, mode);
    ASSERT_TRUE(opened.ok()) << opened.error().ToString();
    history_ = *std::move(opened);
  }

  int64_t Add(const Run& run, const HistoryExtras& extras = {}) {
    const Result<int64_t> added = history_->Add(run, extras);
    EXPECT_TRUE(added.ok()) << added.error().ToString();
    return added ? *added : 0;
  }

  std::vector<KeptRun> Runs(const RunFilter& filter = {}) {
    Result<std::vector<KeptRun>> runs = history_->Runs(filter);
    EXPECT_TRUE(runs.ok()) << runs.error().ToString();
    return runs ? *std::move(runs) : std::vector<KeptRun>();
  }

  std::vector<int64_t> Ids(const RunFilter& filter = {}) {
    std::vector<int64_t> ids;
    for (const KeptRun& each : Runs(filter)) ids.push_back(each.id);
    return ids;
  }

  int64_t Rows(const std::string& table) const {
    const auto file = SqliteFile::Open(path_, SqliteFile::Mode::kRead, std::chrono::seconds(5));
    return file ? *(*file)->Number(("SELECT count(*) FROM " + table).c_str()) : -1;
  }

  // "ppf" of the run's cases.
  static std::string Verdicts(const KeptRun& run) {
    std::string letters;
    for (const KeptResult* each : run.results) letters += VerdictName(each->verdict).front();
    return letters;
  }

  const std::string path_ = EmptyFolder() + "/history.db";
  std::unique_ptr<History> history_;
};

TEST_F(Histories, KeepARunAsItWas) {
  Run run = SampleRun("acme", "pswiefd", 0);
  run.strict = run.interrupted = true;
  run.partial = "left out";
  run.deviation_errors = {"a \"stale\" one"};
  run.exit_code = ExitCode::kInconclusive;
  const int64_t id = Add(run);
  for (const HistoryMode mode : {HistoryMode::kWrite, HistoryMode::kRead}) {
    Reopen(mode);
    const std::vector<KeptRun> runs = Runs();
    ASSERT_THAT(runs, SizeIs(1));
    const KeptRun& kept = runs[0];
    EXPECT_EQ(kept.id, id);
    EXPECT_EQ(kept.target, "acme");
    EXPECT_EQ(kept.url, run.url);
    EXPECT_EQ(kept.started_us, run.started_us);
    EXPECT_EQ(kept.duration_us, run.duration_us);
    EXPECT_EQ(kept.exit_code, run.exit_code);
    EXPECT_TRUE(kept.strict);
    EXPECT_TRUE(kept.interrupted);
    EXPECT_EQ(kept.partial, "left out");
    EXPECT_EQ(kept.preflight_error, "");
    EXPECT_EQ(kept.deviation_errors, run.deviation_errors);
    EXPECT_EQ(kept.requests, run.requests);
    EXPECT_TRUE(kept.recorded);
    EXPECT_EQ(kept.plan->authconform, "0.1.0");
    ASSERT_THAT(kept.results, SizeIs(run.cases.size()));
    for (size_t place = 0; place < run.cases.size(); ++place) {
      const CaseResult& result = run.cases[place];
      EXPECT_EQ(kept.plan->cases[place], result.id);
      EXPECT_EQ(kept.results[place]->verdict, result.verdict);
      EXPECT_EQ(kept.results[place]->reason, result.reason);
      EXPECT_EQ(kept.results[place]->deviation, result.deviation);
      EXPECT_EQ(kept.results[place]->findings, result.findings);
      EXPECT_FALSE(kept.results[place]->unsteady);
      EXPECT_EQ(kept.mean_us[place], result.mean_us);
    }
  }
  EXPECT_EQ((*history_->Cases())["duktig/token/valid/v3"], "Case 3");
}

TEST_F(Histories, GiveBackTheRecordForADiffToJudgeAgain) {
  const Run run = SampleRun("acme", "pf", 0);
  const FileSet files = {
      {"specs/duktig/token/spec.json", "{\"spec\": 1}"},    {"specs/duktig/token/success.schema.json", "{}"},
      {"specs/duktig/token2/spec.json", "not of the run"},  {"specs/endpoint.schema.json", "not of an endpoint"},
      {"cases/duktig/token.cases.json", "{\"cases\": []}"}, {"cases/duktig/token2.cases.json", "not of the run"}};
  const int64_t id = Add(run, {.transcript = "{\"run\": {}}\n{\"end\": {}}\n", .files = files});
  Reopen(HistoryMode::kRead);
  const Result<KeptRecord> record = history_->Record(id);
  ASSERT_TRUE(record.ok()) << record.error().ToString();
  EXPECT_EQ(record->run_json, WriteRun(run));
  EXPECT_EQ(record->transcript, "{\"run\": {}}\n{\"end\": {}}\n");
  const Result<FileSet> back = history_->Files(*Runs()[0].plan);
  ASSERT_TRUE(back.ok()) << back.error().ToString();
  EXPECT_EQ(*back, (FileSet{{"specs/duktig/token/spec.json", "{\"spec\": 1}"},
                            {"specs/duktig/token/success.schema.json", "{}"},
                            {"cases/duktig/token.cases.json", "{\"cases\": []}"}}));
  EXPECT_EQ(history_->Record(id + 1).error().ToString(), path_ + ": there is no run 2");
}

// What tells causes apart: each digest moves with its own files alone.
TEST_F(Histories, TellWhatARunWasJudgedBy) {
  FileSet files = {{"specs/duktig/token/spec.json", "1"}, {"cases/duktig/token.cases.json", "1"}};
  Run run = SampleRun("acme", "p", 0);
  const auto add = [&](int night) {
    run.started_us = kFirstNightUs + night * kDayUs;
    Add(run, {.files = files});
    const KeptRun last = Runs({.last = 1})[0];
    return *last.plan;
  };
  const KeptPlan first = add(0);
  EXPECT_EQ(add(1).id, first.id) << "the same is kept once";
  files["specs/duktig/token/spec.json"] = "2";
  const KeptPlan spec = add(2);
  EXPECT_NE(spec.endpoints[0].spec_sha256, first.endpoints[0].spec_sha256);
  EXPECT_EQ(spec.endpoints[0].cases_sha256, first.endpoints[0].cases_sha256);
  files["cases/duktig/token.cases.json"] = "2";
  const KeptPlan cases = add(3);
  EXPECT_EQ(cases.endpoints[0].spec_sha256, spec.endpoints[0].spec_sha256);
  EXPECT_NE(cases.endpoints[0].cases_sha256, spec.endpoints[0].cases_sha256);
  run.endpoints[0].document_sha256 = std::string(64, 'e');
  EXPECT_EQ(add(4).endpoints[0].document_sha256, std::string(64, 'e'));
  run.authconform = "0.2.0";
  EXPECT_EQ(add(5).authconform, "0.2.0");
}

TEST_F(Histories, TheSameRunTwiceIsOne) {
  const Run run = SampleRun("acme", "pf", 0);
  const int64_t id = Add(run, {.transcript = "once"});
  EXPECT_EQ(Add(run, {.transcript = "again"}), id);
  Reopen(HistoryMode::kWrite);
  EXPECT_EQ(Add(run), id);
  EXPECT_THAT(Ids(), ElementsAre(id));
  EXPECT_EQ(history_->Record(id)->transcript, "once");
  Run other = run;
  ++other.duration_us;
  EXPECT_NE(Add(other), id);
}

TEST_F(Histories, KeepTargetsThatCouldNotBeAsked) {
  Run run;
  run.target = "gone";
  run.preflight_error = "cannot be reached: connection refused";
  run.exit_code = ExitCode::kInconclusive;
  Add(run);
  const std::vector<KeptRun> runs = Runs();
  ASSERT_THAT(runs, SizeIs(1));
  EXPECT_EQ(runs[0].preflight_error, "cannot be reached: connection refused");
  EXPECT_THAT(runs[0].results, IsEmpty());
  EXPECT_THAT(runs[0].plan->endpoints, IsEmpty());
}

TEST_F(Histories, KnowTargetsByNameOwnerAndLabels) {
  Add(SampleRun("zeta", "p", 0), {.owner = "ann", .labels = std::vector<std::string>{"eu", "prod"}});
  Add(SampleRun("acme", "p", 0));
  const int64_t last = Add(SampleRun("zeta", "p", 1), {.owner = "bob"});
  const Result<std::vector<KeptTarget>> targets = history_->Targets();
  ASSERT_TRUE(targets.ok()) << targets.error().ToString();
  ASSERT_THAT(*targets, SizeIs(2));
  EXPECT_EQ((*targets)[0].name, "acme");
  EXPECT_EQ((*targets)[0].owner, "");
  EXPECT_THAT((*targets)[0].labels, IsEmpty());
  EXPECT_EQ((*targets)[1].owner, "bob");
  EXPECT_THAT((*targets)[1].labels, ElementsAre("eu", "prod")) << "not told again: as they were";
  EXPECT_EQ((*targets)[1].runs, 2);
  EXPECT_EQ((*targets)[1].last_run, last);
}

TEST_F(Histories, FilterByTargetTimeAndNumber) {
  for (int night = 0; night < 3; ++night) {
    Add(SampleRun("acme", "p", night));
    Add(SampleRun("zeta", "p", night));
  }
  const int64_t second = kFirstNightUs + kDayUs;
  const struct {
    RunFilter filter;
    std::vector<int64_t> ids;
  } rows[] = {
      {{}, {1, 2, 3, 4, 5, 6}},
      {{.target = "zeta"}, {2, 4, 6}},
      {{.target = "nobody"}, {}},
      {{.since_us = second}, {3, 4, 5, 6}},
      {{.since_us = second + 1}, {5, 6}},
      {{.last = 2}, {5, 6}},
      {{.target = "acme", .since_us = second, .last = 1}, {5}},
      {{.target = "acme", .last = 9}, {1, 3, 5}},
      {{.target = "' OR 1 --"}, {}},
  };
  for (const auto& row : rows) EXPECT_EQ(Ids(row.filter), row.ids);
  int seen = 0;
  ASSERT_TRUE(history_->EachRun({}, [&](KeptRun) { return ++seen < 4; }).ok());
  EXPECT_EQ(seen, 4) << "until the one who takes has enough";
}

// The order is that of adding; a clock that went back is told, and turns nothing round.
TEST_F(Histories, OrderByAddingWhateverTheClock) {
  Add(SampleRun("acme", "p", 5));
  Add(SampleRun("other", "p", 9));
  Add(SampleRun("acme", "f", 4));
  Add(SampleRun("acme", "f", 6));
  const std::vector<KeptRun> runs = Runs({.target = "acme"});
  ASSERT_THAT(runs, SizeIs(3));
  EXPECT_EQ(Verdicts(runs[0]) + Verdicts(runs[1]) + Verdicts(runs[2]), "pff");
  EXPECT_FALSE(runs[0].clock_back);
  EXPECT_TRUE(runs[1].clock_back);
  EXPECT_FALSE(runs[2].clock_back);
  const CaseStreak streak = Streaks(runs)[0];
  EXPECT_EQ(streak.since_run, runs[1].id);
  EXPECT_THAT(Ids({.since_us = kFirstNightUs + 5 * kDayUs}), ElementsAre(1, 2, 4)) << "by the runs' own time";
  EXPECT_TRUE(Runs({.target = "acme", .since_us = kFirstNightUs, .last = 2})[0].clock_back)
      << "also where the one before it is not asked for";
}

TEST_F(Histories, TellSeveralVerdictsWithinOneRun) {
  Run run = SampleRun("acme", "pf", 0);
  run.cases[1].repetitions[static_cast<size_t>(Verdict::kPass)] = 2;
  Add(run);
  EXPECT_FALSE(Runs()[0].results[0]->unsteady);
  EXPECT_TRUE(Runs()[0].results[1]->unsteady);
}

TEST_F(Histories, PruneRunsRecordsAndWhatNothingRefersTo) {
  const auto files = [](int night) { return FileSet{{"specs/duktig/token/spec.json", night < 2 ? "old" : "new"}}; };
  for (int night = 0; night < 16; ++night) {
    Run run = SampleRun("acme", night < 1 ? "pfw" : "ppw", night);
    run.cases[2].reason = "of night " + std::to_string(night);
    Add(run, {.transcript = "t", .files = files(night)});
  }
  Add(SampleRun("quiet", "e", -100), {.transcript = "t"});
  const Retention retention = {.every_run = 3, .one_a_week = 3, .one_a_month = 3, .records = 1};
  const int64_t now = kFirstNightUs + 15 * kDayUs;
  const Result<Pruned> pruned = history_->Prune(retention, now);
  ASSERT_TRUE(pruned.ok()) << pruned.error().ToString();
  EXPECT_EQ(pruned->runs, 2) << "all but the last 14";
  EXPECT_EQ(pruned->records, 12);
  Reopen(HistoryMode::kWrite);
  EXPECT_THAT(Ids(), ElementsAre(3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17));
  const std::vector<KeptRun> runs = Runs();
  EXPECT_EQ(runs[0].results[2]->reason, "of night 2");
  EXPECT_FALSE(runs[0].recorded);
  EXPECT_FALSE(runs[11].recorded);
  EXPECT_TRUE(runs[12].recorded);
  EXPECT_TRUE(runs[14].recorded) << "the last of its target";
  EXPECT_EQ(history_->Record(3).error().message, "the record of run 3 is no longer kept");
  EXPECT_TRUE(history_->Record(15).ok());
  EXPECT_EQ(history_->Files(*runs[0].plan)->at("specs/duktig/token/spec.json"), "new");
  EXPECT_EQ(Rows("results"), 1 + 14 + 1) << "pass, a reason a night that is kept, error; no failure";
  EXPECT_EQ(Rows("plans"), 2) << "with the new files, and with none";
  EXPECT_EQ(Rows("files"), 1);
  EXPECT_EQ(history_->Prune(retention, now)->runs + history_->Prune(retention, now)->records, 0);
  EXPECT_EQ(Add(SampleRun("acme", "ppp", 19)), 18) << "ids are never used again";
}

TEST_F(Histories, PruneKeepsWhatChanged) {
  for (int night = 0; night < 40; ++night) Add(SampleRun("acme", night < 9 ? "p" : "f", night));
  const Retention retention = {.every_run = 2, .one_a_week = 100, .one_a_month = 100, .records = 1};
  ASSERT_TRUE(history_->Prune(retention, kFirstNightUs + 39 * kDayUs).ok());
  EXPECT_THAT(Ids(), ElementsAre(1, 7, 10, 14, 21, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40));
  EXPECT_EQ(Streaks(Runs())[0].since_us, kFirstNightUs + 9 * kDayUs);
}

}  // namespace
}  // namespace authconform
