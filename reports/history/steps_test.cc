#include "reports/history/steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.h"
#include "reports/history/history.h"
#include "reports/history/testing/sample_runs.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr std::chrono::milliseconds kWait(5'000);

Steps OneStepOnly() { return {HistorySteps().front()}; }

// The steps there are, and one that a file would have to live through: a column, filled from what is there.
Steps OneStepMore() {
  Steps steps = HistorySteps();
  steps.push_back(
      "ALTER TABLE runs ADD COLUMN cases INTEGER NOT NULL DEFAULT 0;"
      "UPDATE runs SET cases = (SELECT count(*) FROM plan_cases WHERE plan_cases.plan = runs.plan);");
  return steps;
}

std::string FileOfTheFirstStep() {
  const std::string path = EmptyFolder() + "/history.db";
  const Steps first = OneStepOnly();
  const auto history = History::Open(path, HistoryMode::kWrite, {.steps = &first});
  EXPECT_TRUE(history.ok()) << history.error().ToString();
  EXPECT_TRUE((*history)->Add(SampleRun("acme", "pf", 0), {.transcript = "t"}).ok());
  return path;
}

int64_t Asked(const std::string& path, const char* sql) {
  const auto file = SqliteFile::Open(path, SqliteFile::Mode::kRead, kWait);
  EXPECT_TRUE(file.ok()) << file.error().ToString();
  const Result<int64_t> answer = (*file)->Number(sql);
  EXPECT_TRUE(answer.ok()) << answer.error().ToString();
  return answer ? *answer : -1;
}

TEST(HistorySteps, MakeANewFile) {
  const std::string path = EmptyFolder() + "/history.db";
  ASSERT_TRUE(History::Open(path, HistoryMode::kWrite).ok());
  EXPECT_EQ(Asked(path, "PRAGMA user_version"), static_cast<int64_t>(HistorySteps().size()));
  EXPECT_EQ(Asked(path, "PRAGMA application_id"), kHistoryMark);
  EXPECT_EQ(Asked(path, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"), 1);
}

TEST(HistorySteps, TakeAnEmptyFileForANewOne) {
  const std::string path = EmptyFolder() + "/history.db";
  ASSERT_TRUE(WriteFileWhole(path, "").ok());
  EXPECT_TRUE(History::Open(path, HistoryMode::kWrite).ok());
  EXPECT_EQ(Asked(path, "PRAGMA application_id"), kHistoryMark);
}

TEST(HistorySteps, BringAnOlderFileUpToDateWithAllThatItHolds) {
  const std::string path = FileOfTheFirstStep();
  EXPECT_EQ(Asked(path, "PRAGMA user_version"), 1);
  const Steps steps = OneStepMore();
  for (int time = 0; time < 2; ++time) {
    const auto history = History::Open(path, HistoryMode::kWrite, {.steps = &steps});
    ASSERT_TRUE(history.ok()) << history.error().ToString();
    const Result<std::vector<KeptRun>> runs = (*history)->Runs({});
    ASSERT_TRUE(runs.ok()) << runs.error().ToString();
    ASSERT_THAT(*runs, SizeIs(1));
    EXPECT_EQ((*runs)[0].results[1]->verdict, Verdict::kFail);
    EXPECT_EQ((*history)->Record(1)->transcript, "t");
  }
  EXPECT_EQ(Asked(path, "PRAGMA user_version"), static_cast<int64_t>(steps.size()));
  EXPECT_EQ(Asked(path, "SELECT cases FROM runs"), 2);
}

TEST(HistorySteps, AFileOfTheFirstVersionComesToKeepChanges) {
  const std::string path = FileOfTheFirstStep();
  const auto history = History::Open(path, HistoryMode::kWrite);
  ASSERT_TRUE(history.ok()) << history.error().ToString();
  EXPECT_EQ((*history)->Record(1)->transcript, "t");
  ASSERT_TRUE((*history)->AddChanges({{.run = 1, .of_case = "duktig/token/valid/v0", .why = "so"}}).ok());
  EXPECT_EQ((*history)->Changes({})->at(0).why, "so");
}

TEST(HistorySteps, OfAFileOfTheThirdVersionADiffLookedAtTheRunsWithChanges) {
  const std::string path = FileOfTheFirstStep();
  const Steps third(HistorySteps().begin(), HistorySteps().begin() + 3);
  {
    const auto file = SqliteFile::Open(path, SqliteFile::Mode::kWrite, kWait);
    ASSERT_TRUE(file.ok()) << file.error().ToString();
    ASSERT_TRUE(BringUpToDate(**file, third).ok());
    ASSERT_TRUE((*file)->Execute("INSERT INTO changes VALUES (1, 0, 'c', '', 'pass', 'plan', 'so', 0)").ok());
  }
  EXPECT_EQ(Asked(path, "PRAGMA user_version"), 3);
  const auto history = History::Open(path, HistoryMode::kWrite);
  ASSERT_TRUE(history.ok()) << history.error().ToString();
  ASSERT_TRUE((*history)->Add(SampleRun("acme", "ff", 1), {}).ok());
  const Result<std::vector<KeptRun>> runs = (*history)->Runs({});
  ASSERT_THAT(*runs, SizeIs(2));
  EXPECT_TRUE(runs->at(0).compared);
  EXPECT_FALSE(runs->at(1).compared);
}

TEST(HistorySteps, GiveAHistoryAnIdThatStaysAndIsItsOwn) {
  const std::string paths[] = {FileOfTheFirstStep(), FileOfTheFirstStep()};
  std::string ids[2];
  for (size_t each = 0; each < 2; ++each) {
    const auto history = History::Open(paths[each], HistoryMode::kWrite);
    ASSERT_TRUE(history.ok()) << history.error().ToString();
    const Result<std::string> id = (*history)->Id();
    ASSERT_TRUE(id.ok()) << id.error().ToString();
    ids[each] = *id;
  }
  EXPECT_THAT(ids[0], SizeIs(32));
  EXPECT_NE(ids[0], ids[1]);
  const auto again = History::Open(paths[0], HistoryMode::kRead);
  ASSERT_TRUE(again.ok()) << again.error().ToString();
  EXPECT_EQ(*(*again)->Id(), ids[0]);
}

TEST(HistorySteps, AStepThatFailsChangesNothing) {
  const std::string path = FileOfTheFirstStep();
  Steps steps = OneStepMore();
  steps.back() += "SELECT no_such_function();";
  const auto history = History::Open(path, HistoryMode::kWrite, {.steps = &steps});
  ASSERT_FALSE(history.ok());
  EXPECT_THAT(history.error().ToString(), HasSubstr(path + ": cannot be used: "));
  EXPECT_EQ(Asked(path, "PRAGMA user_version"), static_cast<int64_t>(steps.size()) - 1) << "those before it were taken";
  EXPECT_EQ(Asked(path, "SELECT count(*) FROM pragma_table_info('runs') WHERE name = 'cases'"), 0);
  EXPECT_EQ(Asked(path, "SELECT count(*) FROM runs"), 1);
}

TEST(HistorySteps, AReaderTakesNoneAndSaysSo) {
  const std::string path = FileOfTheFirstStep();
  const Steps steps = OneStepMore();
  const auto history = History::Open(path, HistoryMode::kRead, {.steps = &steps});
  ASSERT_FALSE(history.ok());
  EXPECT_EQ(history.error().ToString(), path + ": is of version 1, older than this authconform's " +
                                            std::to_string(steps.size()) +
                                            ": the next nightly, or run --history, brings it up to date");
  EXPECT_EQ(Asked(path, "PRAGMA user_version"), 1);
}

}  // namespace
}  // namespace authconform
