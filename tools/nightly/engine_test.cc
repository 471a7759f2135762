#include "tools/nightly/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <thread>
#include <utility>

#include "reports/history/history.h"
#include "tools/cli/testing/child_process.h"
#include "tools/nightly/testing/nightly_folder.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::vector<Json> EventsOf(const NightlyFolder& nights) {
  std::vector<Json> events;
  std::istringstream text(ReadText(nights.folder() + "/events.ndjson"));
  for (std::string line; std::getline(text, line);) {
    const Result<Json> json = ParseJson(line);
    EXPECT_TRUE(json.ok()) << line;
    if (json) events.push_back(*json);
  }
  return events;
}

int64_t RunsIn(const std::string& history) {
  const auto opened = History::Open(history, HistoryMode::kRead);
  return opened ? static_cast<int64_t>((*opened)->Runs({})->size()) : 0;
}

TEST(Engine, OneThatHangsIsDeadOrBrokenCostsTheOthersNothing) {
  FaultyBackend good;
  const HangingBackend hanging;
  NightlyFolder nights("mixed");
  nights.AddUrl("hanging", hanging.url());
  nights.AddUrl("dead", "http://127.0.0.1:" + std::to_string(DeadPort()));
  nights.AddFile("missing", "nowhere.json");
  WriteText(nights.folder() + "/malformed.json", R"({"url": "http://a", "limit": {}})");
  nights.AddFile("malformed", "malformed.json");
  WriteText(nights.folder() + "/secretless.json",
            R"({"url": "http://a", "accounts": {"active": {"login": "a", "password": {"env": "NOT_SET_ANYWHERE"}}}})");
  nights.AddFile("secretless", "secretless.json");
  nights.Add("misled", good, R"("endpoints": ["dutkig"])");
  nights.Add("listless", good, R"("deviations": "no-list.json")");
  nights.Add("good", good, R"("owner": "Ann", "labels": ["x"])");
  nights.Add("better", good);
  nights.Write(R"("side_by_side": 2, "site": "site")");
  const NightResult night = nights.Run();

  EXPECT_THAT(night.troubles, IsEmpty()) << night.troubles.front().ToString();
  EXPECT_TRUE(night.finished);
  EXPECT_EQ(night.results.size(), 9u);
  EXPECT_EQ(night.exit_code, ExitCode::kInconclusive);
  const struct {
    const char* target;
    const char* trouble;
  } broken[] = {
      {"missing", "nowhere.json: cannot be read: No such file or directory"},
      {"malformed", "/limit: unknown member, did you mean \"limits\"?"},
      {"secretless", "the environment variable NOT_SET_ANYWHERE is not set"},
      {"misled",
       "nightly.json:/targets/5/endpoints: there is no endpoint \"dutkig\", did you mean \"duktig\"? "
       "(there are backoffice/auth, duktig/token, "},
      {"listless", "no-list.json"},
  };
  for (const auto& row : broken) {
    EXPECT_TRUE(Of(night, row.target).IsBroken()) << row.target;
    EXPECT_THAT(Of(night, row.target).trouble, HasSubstr(row.trouble));
    EXPECT_GT(Of(night, row.target).run, 0) << row.target;
  }
  for (const char* target : {"hanging", "dead"}) {
    EXPECT_FALSE(Of(night, target).judged) << target;
    EXPECT_EQ(Of(night, target).exit_code, ExitCode::kInconclusive) << target;
    EXPECT_THAT(Of(night, target).trouble, Not(IsEmpty())) << target;
  }
  for (const char* target : {"good", "better"}) {
    EXPECT_TRUE(Of(night, target).judged) << target;
    EXPECT_GT(Count(Of(night, target).counts, Mark::kPass), 10) << target;
    for (const char* file : {"run.json", "transcript.ndjson", "junit.xml", "state.json"}) {
      EXPECT_TRUE(std::filesystem::exists(night.folder + "/" + target + "/" + file)) << target << " " << file;
    }
    EXPECT_FALSE(std::filesystem::exists(night.folder + "/" + target + "/journal.ndjson"));
  }
  EXPECT_EQ(RunsIn(nights.history()), 9);
  EXPECT_TRUE(std::filesystem::exists(nights.folder() + "/site/index.html"));
  const auto history = History::Open(nights.history(), HistoryMode::kRead);
  const Result<std::vector<KeptTarget>> targets = (*history)->Targets();
  for (const KeptTarget& each : *targets) {
    if (each.name != "good") continue;
    EXPECT_EQ(each.owner, "Ann");
    EXPECT_THAT(each.labels, ElementsAre("x"));
  }
  const Result<Json> told = ReadJsonFile(night.folder + "/nightly.json");
  ASSERT_TRUE(told.ok());
  EXPECT_EQ(*told->Find("exit_code"), Json(3));
  EXPECT_EQ(*told->Find("finished"), Json(true));
  EXPECT_THAT(told->Find("targets")->array(), SizeIs(9));
}

TEST(Engine, ThreeNightsTellWhatChangedAndWhy) {
  FaultyBackend acme;
  FaultyBackend other;
  NightlyFolder nights("three");
  nights.Add("acme", acme);
  nights.Add("other", other);
  nights.Write(R"("site": "site")");
  const NightResult first = nights.Run();
  EXPECT_EQ(first.Regressions(), 0u);
  EXPECT_THAT(Of(first, "acme").changes, IsEmpty());

  acme.faulty = true;
  const NightResult second = nights.Run();
  EXPECT_EQ(second.exit_code, ExitCode::kDoesNotConform);
  EXPECT_THAT(Of(second, "other").changes, IsEmpty());
  EXPECT_GT(second.Regressions(), 0u);
  EXPECT_EQ(Of(second, "acme").before_us, Of(first, "acme").started_us);
  EXPECT_EQ(Of(second, "acme").failing_since_us, Of(second, "acme").started_us);
  for (const KeptChange& each : Of(second, "acme").changes) {
    EXPECT_EQ(each.cause, Cause::kTarget) << each.of_case << ": " << each.why;
    EXPECT_THAT(each.why, Not(IsEmpty()));
  }
  const NightResult again = nights.Run();
  EXPECT_EQ(again.exit_code, Of(again, "acme").judged ? ExitCode::kConforms : ExitCode::kInconclusive);
  EXPECT_EQ(Of(again, "acme").exit_code, ExitCode::kDoesNotConform);
  EXPECT_EQ(Of(again, "acme").failing_since_us, Of(second, "acme").started_us);

  acme.faulty = false;
  const NightResult third = nights.Run();
  EXPECT_EQ(third.Regressions(), 0u);
  const TargetResult mended = Of(third, "acme");
  EXPECT_TRUE(std::any_of(mended.changes.begin(), mended.changes.end(), IsMended));
  EXPECT_EQ(mended.failing_since_us, 0);
}

TEST(Engine, ATargetThatIsLostIsARegressionOnce) {
  NightlyFolder nights("lost");
  {
    FaultyBackend backend;
    nights.Add("acme", backend);
    nights.Write();
    nights.Run();
  }
  const NightResult lost = nights.Run();
  EXPECT_EQ(lost.exit_code, ExitCode::kDoesNotConform);
  EXPECT_TRUE(Of(lost, "acme").lost_since_us.has_value());
  EXPECT_EQ(lost.Regressions(), 1u);
  const NightResult still = nights.Run();
  EXPECT_EQ(still.exit_code, ExitCode::kInconclusive);
  EXPECT_EQ(still.Regressions(), 0u);
}

TEST(Engine, ATimeLimitEndsARunWithWhatWasDone) {
  const ScriptedBackend slow([](const Asked& asked) {
    std::this_thread::sleep_for(std::chrono::milliseconds(asked.number > 8 ? 400 : 0));
    return KeepTheDocument(asked);
  });
  NightlyFolder nights("slow");
  slow.WriteTarget(nights.folder());
  nights.AddFile("slow", "target.json", R"("time_limit_s": 1)");
  nights.Write();
  const NightResult night = nights.Run();
  EXPECT_TRUE(night.finished);
  EXPECT_TRUE(Of(night, "slow").interrupted);
  EXPECT_THAT(Of(night, "slow").trouble, HasSubstr("the time limit of 1 s ended it"));
  EXPECT_LT(slow.requests(), 40);
}

TEST(Engine, OnlyTheTargetsThatWereChosenAreAsked) {
  FaultyBackend backend;
  NightlyFolder nights("only");
  for (const char* name : {"acme-1", "acme-2", "globex"}) nights.Add(name, backend);
  nights.Write();
  NightOptions options;
  options.only = "acme*";
  const NightResult night = nights.Run(options);
  EXPECT_EQ(night.targets, 2u);
  EXPECT_EQ(RunsIn(nights.history()), 2);
  options.only = "acne-1";
  const Result<NightResult> none = nights.MayRun(options);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().ToString(), "--only-target: no target is named \"acne-1\", did you mean \"acme-1\"?");
}

TEST(Engine, ANightThatIsStoppedIsGoneOnWithAndRepeatsNothing) {
  FaultyBackend backend;
  NightlyFolder nights("stopped");
  for (int i = 0; i < 4; ++i) nights.Add("target-" + std::to_string(i), backend);
  nights.Write(R"("side_by_side": 1)");
  nights.Run();
  const int whole = backend.http().requests();
  const std::vector<std::string> found = Found(nights.history());

  NightlyFolder stopped("stopped-2");
  for (int i = 0; i < 4; ++i) stopped.Add("target-" + std::to_string(i), backend);
  stopped.Write(R"("side_by_side": 1)");
  std::atomic<bool> stop = false;
  NightOptions options;
  options.stop = &stop;
  options.on_progress = [&](const NightProgress& at) { stop = stop || at.done >= 2; };
  const NightResult half = stopped.Run(options);
  EXPECT_TRUE(half.stopped);
  EXPECT_FALSE(half.finished);
  EXPECT_EQ(half.exit_code, ExitCode::kInconclusive);
  const NightResult rest = stopped.Run({.resume = true});
  EXPECT_TRUE(rest.finished);
  EXPECT_EQ(rest.night, half.night);
  EXPECT_GT(rest.duration_us, half.duration_us) << "it is the time of both";
  EXPECT_EQ(rest.results.size(), 4u);
  EXPECT_LE(backend.http().requests(), 2 * whole + 4);
  EXPECT_EQ(Found(stopped.history()), found);
  const Result<NightResult> nothing = stopped.MayRun({.resume = true});
  ASSERT_FALSE(nothing.ok());
  EXPECT_THAT(nothing.error().ToString(), HasSubstr("holds no unfinished night"));
}

TEST(Engine, ANightIsNotResumedUnderAnotherFile) {
  FaultyBackend backend;
  NightlyFolder nights("other-file");
  nights.Add("acme", backend);
  nights.Write();
  std::atomic<bool> stop = true;
  NightOptions options;
  options.stop = &stop;
  nights.Run(options);
  nights.Add("globex", backend);
  nights.Write();
  const Result<NightResult> night = nights.MayRun({.resume = true});
  ASSERT_FALSE(night.ok());
  EXPECT_THAT(night.error().ToString(),
              AllOf(HasSubstr("nightly.json: asks other targets"), HasSubstr("without --resume")));
  EXPECT_FALSE(night.error().environment);
  std::vector<std::string> said;
  NightOptions anew;
  anew.say = [&](const std::string& sentence) { said.push_back(sentence); };
  EXPECT_TRUE(nights.Run(anew).finished);
  EXPECT_THAT(said, ElementsAre(HasSubstr("is not finished. This is a new one")));
}

TEST(Engine, ALockedHistoryLosesNothing) {
  FaultyBackend backend;
  NightlyFolder nights("locked");
  nights.Add("acme", backend);
  nights.Add("other", backend);
  nights.Write();
  nights.Run();
  const int before = backend.http().requests();
  NightOptions options;
  options.history_wait = std::chrono::milliseconds(100);
  NightResult night;
  {
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open(nights.history().c_str(), &other), SQLITE_OK);
    bool begun = false;
    options.on_progress = [&](const NightProgress&) {
      if (begun) return;
      begun = true;
      ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    };
    night = nights.Run(options);
    sqlite3_close(other);
  }
  EXPECT_EQ(night.exit_code, ExitCode::kHarnessError);
  EXPECT_FALSE(night.finished);
  ASSERT_THAT(night.troubles, SizeIs(1));
  EXPECT_THAT(night.troubles.front().ToString(), AllOf(StartsWith(nights.history()), HasSubstr("lock")));
  const int asked = backend.http().requests();
  EXPECT_EQ(RunsIn(nights.history()), 2);

  const NightResult rest = nights.Run({.resume = true});
  EXPECT_TRUE(rest.finished);
  EXPECT_EQ(rest.exit_code, ExitCode::kConforms);
  EXPECT_EQ(RunsIn(nights.history()), 4);
  EXPECT_EQ(backend.http().requests(), asked);
  EXPECT_GT(asked, before);
}

TEST(Engine, AHistoryThatIsFreeAgainAtTheEndOfTheNightTakesAll) {
  FaultyBackend backend;
  NightlyFolder nights("freed");
  nights.Add("acme", backend);
  nights.Add("other", backend);
  nights.Write();
  nights.Run();
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(nights.history().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "PRAGMA busy_timeout = 10000", nullptr, nullptr, nullptr), SQLITE_OK);
  NightOptions options;
  options.history_wait = std::chrono::milliseconds(100);
  bool begun = false;
  options.on_progress = [&](const NightProgress& at) {
    if (!std::exchange(begun, true)) sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
    if (at.done == 2) sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  };
  const NightResult night = nights.Run(options);
  sqlite3_close(other);
  EXPECT_EQ(night.exit_code, ExitCode::kConforms);
  EXPECT_TRUE(night.finished);
  EXPECT_THAT(night.troubles, IsEmpty());
  EXPECT_EQ(RunsIn(nights.history()), 4);
  EXPECT_THAT(ReadText(nights.folder() + "/events.ndjson"), HasSubstr("\"event\":\"trouble\""));
}

TEST(Engine, AFullDiskLosesNothing) {
  FaultyBackend backend;
  NightlyFolder nights("full");
  nights.Add("acme", backend);
  nights.Write();
  nights.Run();  // the history is there
  const std::vector<std::string> one = Found(nights.history());
  rlimit before = {};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  NightOptions options;
  bool small = false;
  options.on_progress = [&](const NightProgress&) {
    const rlimit limit = {20'000, before.rlim_max};
    if (std::exchange(small, true)) return;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  };
  const NightResult night = nights.Run(options);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(night.exit_code, ExitCode::kHarnessError);
  EXPECT_FALSE(night.finished);
  ASSERT_THAT(night.troubles, Not(IsEmpty()));
  EXPECT_THAT(night.troubles.front().ToString(), StartsWith(nights.folder()));
  EXPECT_GT(Of(night, "acme").requests, 0);
  EXPECT_THAT(Of(night, "acme").trouble, HasSubstr("what came of it could not be written"));
  const NightResult rest = nights.Run({.resume = true});
  EXPECT_TRUE(rest.finished);
  std::vector<std::string> twice = one;
  twice.insert(twice.end(), one.begin(), one.end());
  std::sort(twice.begin(), twice.end());
  EXPECT_EQ(Found(nights.history()), twice);
}

TEST(Engine, WhatCannotBeWrittenIsSaidBeforeAnythingIsAsked) {
  FaultyBackend backend;
  NightlyFolder nights("unwritable");
  nights.Add("acme", backend);
  WriteText(nights.folder() + "/file", "x");
  for (const char* members : {R"("out": "file")", R"("history": "file")", R"("history": "no/such/folder/h.db")"}) {
    nights.Write(members);
    const Result<NightResult> night = nights.MayRun();
    ASSERT_FALSE(night.ok()) << members;
    EXPECT_TRUE(night.error().environment) << night.error().ToString();
    const std::vector<Json> events = EventsOf(nights);
    ASSERT_THAT(events, Not(IsEmpty())) << members;
    EXPECT_EQ(*events.back().Find("event"), Json("trouble")) << members;
  }
  EXPECT_EQ(backend.http().requests(), 0);
}

TEST(Engine, ASiteThatCannotBeWrittenLeavesTheNightToBeResumed) {
  FaultyBackend backend;
  NightlyFolder nights("siteless");
  nights.Add("acme", backend);
  WriteText(nights.folder() + "/site", "x");
  nights.Write(R"("site": "site")");
  const NightResult night = nights.Run();
  EXPECT_EQ(night.exit_code, ExitCode::kHarnessError);
  EXPECT_FALSE(night.finished);
  const int asked = backend.http().requests();
  std::filesystem::remove(nights.folder() + "/site");
  const NightResult rest = nights.Run({.resume = true});
  EXPECT_TRUE(rest.finished);
  EXPECT_TRUE(std::filesystem::exists(nights.folder() + "/site/index.html"));
  EXPECT_EQ(backend.http().requests(), asked);
  EXPECT_EQ(RunsIn(nights.history()), 1);
}

TEST(Engine, EventsTellEachTargetOnceAndTheEndLast) {
  FaultyBackend backend;
  NightlyFolder nights("events");
  nights.Add("acme", backend);
  nights.Add("globex", backend);
  nights.Write();
  nights.Run();
  const std::vector<Json> events = EventsOf(nights);
  const auto named = [&](const std::string& name) {
    return std::count_if(events.begin(), events.end(),
                         [&](const Json& each) { return *each.Find("event") == Json(name); });
  };
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(*events.front().Find("event"), Json("night_began"));
  EXPECT_EQ(*events.back().Find("event"), Json("night_ended"));
  EXPECT_EQ(*events.back().Find("finished"), Json(true));
  EXPECT_EQ(named("target_began"), 2);
  EXPECT_EQ(named("target_ended"), 2);
}

TEST(Night, ItsProgressCountsTheRequestsThatWereSent) {
  FaultyBackend backend;
  NightlyFolder nights("requests");
  nights.Add("acme", backend);
  nights.AddUrl("dead", "http://127.0.0.1:" + std::to_string(DeadPort()));
  nights.Write();
  NightProgress last;
  NightOptions options;
  options.on_progress = [&](const NightProgress& progress) { last = progress; };
  const NightResult night = nights.Run(options);
  EXPECT_EQ(Of(night, "acme").requests, backend.http().requests());
  EXPECT_EQ(last.requests, Of(night, "acme").requests + Of(night, "dead").requests);
}

}  // namespace
}  // namespace authconform
