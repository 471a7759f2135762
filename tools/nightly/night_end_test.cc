// Nights end, whatever one target, its record or the clock is like.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <filesystem>
#include <new>
#include <utility>

#include "reports/history/history.h"
#include "tools/cli/testing/child_process.h"
#include "tools/nightly/engine.h"
#include "tools/nightly/testing/nightly_folder.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr int64_t kDayUs = int64_t{86'400} * 1'000'000;

std::vector<KeptRun> RunsOf(const NightlyFolder& nights, const std::string& target) {
  const auto history = History::Open(nights.history(), HistoryMode::kRead);
  std::vector<KeptRun> runs = *(*history)->Runs({.target = target});
  for (KeptRun& each : runs) each.plan = nullptr;  // which goes with the history
  return runs;
}

TEST(NightEnd, AnOwnerOrLabelThatHoldsASecretMakesItsTargetBrokenAndNoMore) {
  FaultyBackend backend;
  const struct {
    const char* name;
    std::string member;
  } rows[] = {
      {"owner", "\"owner\": " + WriteJson(Json("Ann, " + std::string(kPassword)))},
      {"label", "\"labels\": [\"staging\", " + WriteJson(Json(kPassword)) + "]"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    NightlyFolder nights(std::string("secret-") + row.name);
    nights.Add("acme", backend, row.member);
    nights.Add("globex", backend);
    nights.Write(R"("site": "site")");
    const int before = backend.http().requests();
    const NightResult night = nights.Run();
    EXPECT_THAT(night.troubles, IsEmpty()) << night.troubles.front().ToString();
    EXPECT_TRUE(night.finished);
    EXPECT_EQ(night.exit_code, ExitCode::kInconclusive);
    EXPECT_TRUE(Of(night, "acme").IsBroken());
    EXPECT_THAT(Of(night, "acme").trouble, HasSubstr("its owner or a label holds a secret of its target file"));
    EXPECT_TRUE(Of(night, "globex").judged);
    EXPECT_GT(backend.http().requests(), before);
    EXPECT_TRUE(std::filesystem::exists(nights.folder() + "/site/index.html"));
    for (const char* file : {"history.db", "history.db-wal", "site/index.html"}) {
      if (!std::filesystem::exists(nights.folder() + "/" + file)) continue;
      EXPECT_THAT(ReadText(nights.folder() + "/" + file), Not(HasSubstr(kPassword))) << file;
    }
  }
}

TEST(NightEnd, ATitleThatHoldsASecretIsAMistakeOfTheNightlyFile) {
  FaultyBackend backend;
  NightlyFolder nights("secret-title");
  nights.AddFile("broken", "nowhere.json");
  nights.Add("acme", backend);
  const std::string title = "\"title\": " + WriteJson(Json("Ours, " + std::string(kPassword)));
  nights.Write(R"("site": "site", )" + title);
  const Result<NightResult> night = nights.MayRun();
  ASSERT_FALSE(night.ok());
  EXPECT_EQ(night.error().ToString(), nights.folder() +
                                          "/nightly.json:/title: holds a secret of the target file of "
                                          "/targets/1, and the site shows it to all");
  EXPECT_FALSE(night.error().environment);
  EXPECT_EQ(backend.http().requests(), 0);
  nights.Write(title);
  EXPECT_TRUE(nights.Run().finished) << "nobody is shown the title";
}

// What was asked is told, though it is not on disk.
TEST(NightEnd, WhatCannotBeWrittenIsToldOfItsTarget) {
  FaultyBackend backend;
  backend.faulty = true;
  NightlyFolder nights("unwritten");
  nights.Add("acme", backend);
  nights.Write();
  NightOptions options;
  bool spoilt = false;
  options.on_progress = [&](const NightProgress&) {
    if (std::exchange(spoilt, true)) return;
    for (const auto& each : std::filesystem::directory_iterator(nights.folder() + "/nights")) {
      std::filesystem::create_directories(each.path() / "acme/run.json");
    }
  };
  const NightResult night = nights.Run(options);
  EXPECT_EQ(night.exit_code, ExitCode::kHarnessError);
  EXPECT_FALSE(night.finished);
  ASSERT_THAT(night.troubles, SizeIs(1));
  EXPECT_THAT(night.troubles.front().ToString(), HasSubstr("/acme/run.json"));
  const TargetResult acme = Of(night, "acme");
  EXPECT_EQ(acme.exit_code, ExitCode::kDoesNotConform);
  EXPECT_GT(acme.requests, 10);
  EXPECT_GT(Count(acme.counts, Mark::kFail), 0);
  EXPECT_THAT(acme.trouble, HasSubstr("what came of it could not be written"));
  std::filesystem::remove(night.folder + "/acme/run.json");
  const NightResult rest = nights.Run({.resume = true});
  EXPECT_TRUE(rest.finished);
  EXPECT_EQ(rest.exit_code, ExitCode::kConforms) << "its first run";
}

// The history knows it by a name that only its file tells.
TEST(NightEnd, ATargetWhoseFileBreaksKeepsItsName) {
  FaultyBackend backend;
  NightlyFolder nights("renamed");
  backend.http().WriteTarget(nights.folder() + "/tg");
  const std::string sound = ReadText(nights.folder() + "/tg/target.json");
  WriteText(nights.folder() + "/nightly.json", R"({"targets": [{"target": "tg/target.json"}]})");
  EXPECT_TRUE(Of(nights.Run(), "scripted").judged);
  WriteText(nights.folder() + "/tg/target.json", "{");
  const NightResult lost = nights.Run();
  EXPECT_EQ(lost.exit_code, ExitCode::kDoesNotConform);
  EXPECT_TRUE(Of(lost, "scripted").IsBroken());
  EXPECT_TRUE(Of(lost, "scripted").lost_since_us.has_value());
  std::filesystem::remove(nights.folder() + "/tg/target.json");
  EXPECT_TRUE(Of(nights.Run(), "scripted").IsBroken()) << "two nights later, too";
  WriteText(nights.folder() + "/tg/target.json", sound);
  EXPECT_TRUE(Of(nights.Run(), "scripted").judged);
  EXPECT_THAT(RunsOf(nights, "scripted"), SizeIs(4));
}

TEST(NightEnd, ATargetWhoseRecordIsFullHasAResultAndIsTold) {
  FaultyBackend backend;
  const struct {
    const char* file;
    NightOptions options;
  } rows[] = {
      {"transcript", {.most_transcript_bytes = 60'000}},
      {"journal", {.most_journal_bytes = 10'000}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.file);
    NightlyFolder nights(std::string("full-") + row.file);
    nights.Add("acme", backend);
    nights.Write();
    const NightResult night = nights.Run(row.options);
    EXPECT_TRUE(night.finished);
    EXPECT_EQ(night.exit_code, ExitCode::kInconclusive);
    ASSERT_THAT(night.results, SizeIs(1));
    const TargetResult acme = Of(night, "acme");
    EXPECT_TRUE(acme.interrupted);
    EXPECT_TRUE(acme.judged);
    EXPECT_GT(acme.run, 0);
    EXPECT_THAT(acme.trouble, HasSubstr(std::string("the ") + row.file + " is full at "));
    EXPECT_THAT(acme.trouble, Not(HasSubstr("time limit")));
    EXPECT_FALSE(std::filesystem::exists(night.folder + "/acme/journal.ndjson"));
    const Result<NightResult> again = nights.MayRun({.resume = true});
    ASSERT_FALSE(again.ok());
    EXPECT_THAT(again.error().ToString(), HasSubstr("holds no unfinished night"));
  }
}

// A sentence for people is told on the thread of its target.
TEST(NightEnd, WhatIsThrownOfOneTargetIsItsTroubleAndTheOthersAreAsked) {
  FaultyBackend backend;
  NightlyFolder nights("thrown");
  nights.Add("acme", backend);
  nights.Add("globex", backend);
  nights.Write();
  std::atomic<bool> stop = true;
  NightOptions options;
  options.stop = &stop;
  const NightResult begun = nights.Run(options);
  WriteText(begun.folder + "/acme/journal.ndjson", "{\"journal\": \"of something else\"}\n");
  options = {.resume = true};
  options.say = [](const std::string& sentence) {
    if (sentence.starts_with("acme is asked anew")) throw std::bad_alloc();
  };
  const NightResult night = nights.Run(options);
  EXPECT_EQ(night.exit_code, ExitCode::kHarnessError);
  EXPECT_FALSE(night.finished);
  ASSERT_THAT(night.troubles, SizeIs(1));
  EXPECT_EQ(night.troubles.front().ToString(), "acme: out of memory");
  EXPECT_EQ(Of(night, "acme").trouble, "out of memory");
  EXPECT_FALSE(Of(night, "acme").judged);
  EXPECT_TRUE(Of(night, "globex").judged);
  EXPECT_TRUE(nights.Run({.resume = true}).finished);
}

TEST(NightEnd, TheSiteIsWrittenThoughATargetCannotBeKept) {
  FaultyBackend backend;
  NightlyFolder nights("one-missing");
  nights.Add("acme", backend);
  nights.Add("globex", backend);
  nights.Write(R"("site": "site")");
  std::atomic<bool> stop = true;
  NightOptions options;
  options.stop = &stop;
  const NightResult begun = nights.Run(options);
  WriteText(begun.folder + "/acme", "a file where acme's folder should be");
  const NightResult rest = nights.Run({.resume = true});
  EXPECT_EQ(rest.exit_code, ExitCode::kHarnessError);
  EXPECT_FALSE(rest.finished);
  ASSERT_THAT(rest.troubles, SizeIs(1));
  EXPECT_THAT(rest.troubles.front().ToString(), HasSubstr("/acme"));
  EXPECT_TRUE(Of(rest, "globex").judged);
  EXPECT_THAT(ReadText(nights.folder() + "/site/index.html"), HasSubstr("globex"));
}

void ShiftTheClock(const NightlyFolder& nights, int64_t days) {
  sqlite3* history = nullptr;
  ASSERT_EQ(sqlite3_open(nights.history().c_str(), &history), SQLITE_OK);
  const std::string sql = "UPDATE runs SET started_us = started_us + " + std::to_string(days * kDayUs);
  EXPECT_EQ(sqlite3_exec(history, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(history);
  for (const auto& each : std::filesystem::directory_iterator(nights.folder() + "/nights")) {
    const std::string file = each.path() / "night.json";
    Json::Object night = ReadJsonFile(file)->object();
    for (auto& [name, value] : night) {
      if (name == "started_us") value = Json(*value.AsInt64() + days * kDayUs);
    }
    WriteText(file, WriteJsonIndented(Json(std::move(night))));
  }
}

// The same as a clock that is years ahead for this night.
TEST(NightEnd, NothingIsRemovedWhenTheClockIsFarAhead) {
  FaultyBackend backend;
  NightlyFolder nights("ahead");
  nights.Add("acme", backend);
  nights.Write();
  for (int night = 0; night < 3; ++night) nights.Run();
  ShiftTheClock(nights, -400);
  std::vector<std::string> said;
  NightOptions options;
  options.say = [&](const std::string& sentence) { said.push_back(sentence); };
  const NightResult night = nights.Run(options);
  EXPECT_TRUE(night.finished);
  EXPECT_THAT(RunsOf(nights, "acme"), SizeIs(4));
  size_t folders = 0;
  for (const auto& each : std::filesystem::directory_iterator(nights.folder() + "/nights")) {
    folders += each.is_directory() ? 1 : 0;
  }
  EXPECT_EQ(folders, 4u);
  EXPECT_THAT(said, Contains(HasSubstr("days after the run before them, by the clock: nothing old is removed")));
}

TEST(NightEnd, WhatIsOldGoesWhenTheClockIsSound) {
  FaultyBackend backend;
  NightlyFolder nights("sound");
  nights.Add("acme", backend);
  nights.Write();
  for (int night = 0; night < 3; ++night) nights.Run();
  ShiftTheClock(nights, -400);
  // One of each month since, so that no gap is longer than a schedule's.
  for (int month = 0; month < 13; ++month) {
    nights.Run();
    ShiftTheClock(nights, -30);
  }
  std::vector<std::string> said;
  NightOptions options;
  options.say = [&](const std::string& sentence) { said.push_back(sentence); };
  nights.Run(options);
  EXPECT_THAT(said, IsEmpty());
  EXPECT_LT(RunsOf(nights, "acme").size(), 17u);
}

}  // namespace
}  // namespace authconform
