// Nights that were cut: gone on with, overtaken by the next, and what is told of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "reports/history/history.h"
#include "reports/history/streaks.h"
#include "tools/cli/testing/child_process.h"
#include "tools/nightly/engine.h"
#include "tools/nightly/testing/nightly_folder.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::ResultOf;
using ::testing::SizeIs;

constexpr const char* kSignIn = "backoffice/auth/valid/sign-in";

// Two targets, one after the other. The second ends the night when it is asked, so that the first is kept and the night
// is not finished.
class CutNights {
 public:
  explicit CutNights(const std::string& name) : nights_(name) {
    nights_.Add("acme", acme);
    cutting_.WriteTarget(nights_.folder() + "/cutting");
    nights_.AddFile("cutting", "cutting/target.json");
    nights_.Write(R"("side_by_side": 1, "site": "site")");
  }

  NightResult Cut(bool resume = false) {
    stop_ = false;
    cut_ = true;
    const NightResult night = Run({.resume = resume, .stop = &stop_});
    cut_ = false;
    EXPECT_TRUE(night.stopped);
    EXPECT_FALSE(night.finished);
    return night;
  }

  NightResult Run(NightOptions options = {}) {
    said.clear();
    options.say = [this](const std::string& sentence) { said.push_back(sentence); };
    return nights_.Run(options);
  }

  // The case of each regression that the history tells.
  std::vector<std::string> ToldRegressions() const {
    std::vector<std::string> told;
    const auto history = History::Open(nights_.history(), HistoryMode::kRead);
    const Result<std::vector<KeptChange>> changes = (*history)->Changes({.only_regressions = true});
    for (const KeptChange& each : *changes) told.push_back(each.of_case);
    return told;
  }

  // Of the site's feed of regressions.
  size_t Entries() const {
    const std::string feed = ReadText(nights_.folder() + "/site/feed.xml");
    size_t entries = 0;
    for (size_t at = feed.find("<entry>"); at != std::string::npos; at = feed.find("<entry>", at + 1)) ++entries;
    return entries;
  }

  const NightlyFolder& nights() const { return nights_; }

  FaultyBackend acme;
  std::vector<std::string> said;

 private:
  std::atomic<bool> stop_ = false;
  std::atomic<bool> cut_ = false;
  ScriptedBackend cutting_{[this](const Asked& asked) {
    if (cut_) stop_ = true;
    return KeepTheDocument(asked);
  }};
  NightlyFolder nights_;
};

TEST(CutNight, WhatItFoundTheNextNightTellsOnce) {
  CutNights nights("untold");
  const NightResult first = nights.Run();
  nights.acme.faulty = true;
  const NightResult cut = nights.Cut();
  EXPECT_GT(Of(cut, "acme").Regressions(), 0u);

  const NightResult next = nights.Run();
  EXPECT_EQ(next.exit_code, ExitCode::kDoesNotConform);
  EXPECT_EQ(Of(next, "acme").Regressions(), Of(cut, "acme").Regressions());
  EXPECT_EQ(Of(next, "acme").before_us, Of(first, "acme").started_us);
  EXPECT_EQ(Of(next, "acme").failing_since_us, Of(cut, "acme").started_us);
  EXPECT_THAT(nights.ToldRegressions(), SizeIs(Of(next, "acme").Regressions()));
  EXPECT_THAT(nights.ToldRegressions(), Contains(kSignIn));
  EXPECT_EQ(nights.Entries(), Of(next, "acme").Regressions());
  EXPECT_THAT(ReadText(nights.nights().folder() + "/site/feed.xml"), Not(HasSubstr("were not judged again")));

  const NightResult again = nights.Run();
  EXPECT_EQ(again.Regressions(), 0u);
  EXPECT_NE(again.exit_code, ExitCode::kDoesNotConform);
  EXPECT_THAT(nights.ToldRegressions(), SizeIs(Of(next, "acme").Regressions()));
}

TEST(CutNight, TwoInARowAreToldAsOne) {
  CutNights nights("untold-twice");
  nights.Run();
  nights.acme.faulty = true;
  const NightResult cut = nights.Cut();
  nights.Cut();
  const NightResult next = nights.Run();
  EXPECT_EQ(next.exit_code, ExitCode::kDoesNotConform);
  EXPECT_EQ(Of(next, "acme").Regressions(), Of(cut, "acme").Regressions());
  EXPECT_EQ(nights.Entries(), Of(next, "acme").Regressions());
}

TEST(CutNight, WhatIsMendedBeforeItWasToldIsNoNews) {
  CutNights nights("mended");
  nights.Run();
  nights.acme.faulty = true;
  nights.Cut();
  nights.acme.faulty = false;
  const NightResult next = nights.Run();
  EXPECT_EQ(next.exit_code, ExitCode::kConforms);
  EXPECT_THAT(Of(next, "acme").changes, IsEmpty());
  EXPECT_THAT(nights.ToldRegressions(), IsEmpty());
  EXPECT_EQ(nights.Entries(), 0u);
}

TEST(CutNight, GoneOnWithItTellsWhatItFoundAndTheNextDoesNot) {
  CutNights nights("resumed");
  nights.Run();
  nights.acme.faulty = true;
  nights.Cut();
  const NightResult resumed = nights.Run({.resume = true});
  EXPECT_EQ(resumed.exit_code, ExitCode::kDoesNotConform);
  const size_t regressions = resumed.Regressions();
  EXPECT_EQ(nights.Entries(), regressions);
  const NightResult next = nights.Run();
  EXPECT_EQ(next.Regressions(), 0u);
  EXPECT_EQ(nights.Entries(), regressions);
}

TEST(CutNight, OvertakenAndThenGoneOnWithItMakesNoNewsAnew) {
  CutNights nights("overtaken");
  nights.Run();
  nights.acme.faulty = true;
  nights.Cut();
  const NightResult next = nights.Run();
  const size_t regressions = next.Regressions();
  const NightResult resumed = nights.Run({.resume = true});
  EXPECT_TRUE(resumed.finished);
  EXPECT_EQ(resumed.Regressions(), 0u) << "the later night has told them";
  EXPECT_THAT(nights.said, Contains(HasSubstr("A later night has been finished since")));
  EXPECT_EQ(nights.Entries(), regressions);
  EXPECT_THAT(nights.ToldRegressions(), SizeIs(regressions));
}

// Judged, and kept only after a later night had come to its end.
TEST(CutNight, WhatIsKeptLateChangesNothingOfWhatALaterNightFound) {
  for (const bool fails_now : {true, false}) {
    SCOPED_TRACE(fails_now ? "failing since the later night" : "mended in the later night");
    FaultyBackend acme;
    NightlyFolder nights(std::string("late-") + (fails_now ? "failing" : "mended"));
    nights.Add("acme", acme);
    nights.Write(R"("site": "site", "fail_on": "regressions")");
    const NightResult first = nights.Run();
    acme.faulty = !fails_now;
    const NightResult judged = nights.JudgeOnly();
    acme.faulty = fails_now;
    const NightResult later = nights.Run();
    const NightResult resumed = nights.Run({.resume = true});
    EXPECT_TRUE(resumed.finished);
    EXPECT_EQ(resumed.night, judged.night);
    EXPECT_EQ(resumed.Regressions(), 0u);
    EXPECT_THAT(Of(resumed, "acme").changes, IsEmpty());

    const auto history = History::Open(nights.history(), HistoryMode::kRead);
    const Result<std::vector<KeptRun>> runs = (*history)->Runs({.target = "acme"});
    ASSERT_THAT(*runs, SizeIs(3));
    EXPECT_EQ(runs->at(0).id, Of(first, "acme").run);
    EXPECT_EQ(runs->at(1).id, Of(resumed, "acme").run);
    EXPECT_TRUE(runs->at(1).overtaken);
    EXPECT_EQ(runs->at(2).id, Of(later, "acme").run);
    EXPECT_FALSE(runs->at(2).clock_back);
    EXPECT_EQ(runs->at(2).exit_code, fails_now ? ExitCode::kDoesNotConform : ExitCode::kConforms);
    for (const CaseStreak& each : Streaks(*runs)) EXPECT_FALSE(each.flaky) << each.id;
    const Result<std::vector<KeptChange>> changes = (*history)->Changes({.only_regressions = true});
    EXPECT_THAT(*changes, SizeIs(later.Regressions()));

    const NightResult next = nights.Run();
    EXPECT_EQ(next.Regressions(), 0u);
    EXPECT_THAT(Of(next, "acme").changes, IsEmpty());
    EXPECT_EQ(Of(next, "acme").failing_since_us, fails_now ? Of(later, "acme").started_us : 0);
    EXPECT_EQ(Of(next, "acme").before_us, Of(later, "acme").started_us);
  }
}

TEST(CutNight, WhatItAsksOnlyNowStandsLast) {
  FaultyBackend acme;
  NightlyFolder nights("asked-now");
  nights.Add("acme", acme);
  nights.Write();
  const std::atomic<bool> stop = true;
  NightOptions options;
  options.stop = &stop;
  EXPECT_FALSE(nights.Run(options).finished);
  acme.faulty = true;
  const NightResult later = nights.Run();
  acme.faulty = false;
  const NightResult resumed = nights.Run({.resume = true});
  EXPECT_TRUE(resumed.finished);
  EXPECT_THAT(Of(resumed, "acme").changes, Contains(ResultOf(IsMended, true)));
  const auto history = History::Open(nights.history(), HistoryMode::kRead);
  const Result<std::vector<KeptRun>> runs = (*history)->Runs({.target = "acme"});
  ASSERT_THAT(*runs, SizeIs(2));
  EXPECT_EQ(runs->back().id, Of(resumed, "acme").run);
  EXPECT_FALSE(runs->back().overtaken);
  EXPECT_FALSE(runs->front().overtaken);
}

TEST(CutNight, ATargetThatItLostTheNextNightTellsAsLost) {
  NightlyFolder nights("lost-untold");
  std::atomic<bool> stop = false;
  std::atomic<bool> cut = false;
  const ScriptedBackend cutting([&](const Asked& asked) {
    if (cut) stop = true;
    return KeepTheDocument(asked);
  });
  {
    FaultyBackend acme;
    nights.Add("acme", acme);
    cutting.WriteTarget(nights.folder() + "/cutting");
    nights.AddFile("cutting", "cutting/target.json");
    nights.Write(R"("side_by_side": 1)");
    nights.Run();
  }
  cut = true;
  NightOptions options;
  options.stop = &stop;
  ASSERT_FALSE(nights.Run(options).finished);
  cut = false;
  const NightResult next = nights.Run();
  EXPECT_TRUE(Of(next, "acme").lost_since_us.has_value());
  EXPECT_EQ(next.exit_code, ExitCode::kDoesNotConform);
  EXPECT_FALSE(Of(nights.Run(), "acme").lost_since_us.has_value());
}

// A target that was cut in the middle, so that it has a journal.
class CutTarget {
 public:
  explicit CutTarget(const std::string& name) : nights_(name) {
    backend_.WriteTarget(nights_.folder() + "/acme");
    nights_.AddFile("acme", "acme/target.json");
    nights_.Write();
    NightOptions options;
    options.stop = &stop_;
    night_ = nights_.Run(options);
    cut_ = false;
    EXPECT_TRUE(std::filesystem::exists(night_.folder + "/acme/journal.ndjson"));
  }
  const NightlyFolder& nights() const { return nights_; }
  const NightResult& night() const { return night_; }
  int requests() const { return backend_.requests(); }
  void ChangeTheTarget() const {
    backend_.WriteTarget(nights_.folder() + "/acme", R"("limits": {"wrong_passwords": 1})");
  }

 private:
  std::atomic<bool> stop_ = false;
  std::atomic<bool> cut_ = true;
  ScriptedBackend backend_{[this](const Asked& asked) {
    if (cut_ && asked.number > 10) {
      stop_ = true;
      std::this_thread::sleep_for(std::chrono::milliseconds(60));
    }
    return KeepTheDocument(asked);
  }};
  NightlyFolder nights_;
  NightResult night_;
};

TEST(CutNight, ATargetFileThatChangedSinceIsAskedAnewAndSaidSo) {
  const CutTarget cut("changed");
  cut.ChangeTheTarget();
  std::vector<std::string> said;
  NightOptions options;
  options.resume = true;
  options.say = [&](const std::string& sentence) { said.push_back(sentence); };
  const NightResult rest = cut.nights().Run(options);
  EXPECT_THAT(rest.troubles, IsEmpty()) << rest.troubles.front().ToString();
  EXPECT_TRUE(rest.finished);
  EXPECT_TRUE(Of(rest, "acme").judged);
  EXPECT_THAT(said, Contains(AllOf(HasSubstr("acme is asked anew: "), HasSubstr("is the journal of another run: "))));
}

TEST(CutNight, AJournalThatIsNoneIsAskedAnewToo) {
  const CutTarget cut("no-journal");
  WriteText(cut.night().folder + "/acme/journal.ndjson", "{\"damaged\": true}\n{}\n");
  const NightResult rest = cut.nights().Run({.resume = true});
  EXPECT_THAT(rest.troubles, IsEmpty()) << rest.troubles.front().ToString();
  EXPECT_TRUE(rest.finished);
  EXPECT_TRUE(Of(rest, "acme").judged);
}

TEST(CutNight, TwoFilesOfOneFolderKeepToTheirOwnNights) {
  const CutTarget cut("two-files");
  const std::string folder = cut.nights().folder();
  NightlyFolder others("two-files-other");
  FaultyBackend backend;
  others.Add("globex", backend);
  others.Write("\"out\": \"" + folder + "/nights\"");
  std::vector<std::string> said;
  NightOptions options;
  options.say = [&](const std::string& sentence) { said.push_back(sentence); };
  options.resume = true;
  const Result<NightResult> none = others.MayRun(options);
  ASSERT_FALSE(none.ok());
  EXPECT_THAT(none.error().ToString(), HasSubstr("holds no unfinished night of " + others.folder()));
  options.resume = false;
  EXPECT_TRUE(others.Run(options).finished);
  EXPECT_THAT(said, IsEmpty()) << "the unfinished one is the other file's";
  const NightResult rest = cut.nights().Run({.resume = true});
  EXPECT_TRUE(rest.finished);
  EXPECT_EQ(rest.night, cut.night().night);
}

TEST(CutNight, WhatAKillLeftHalfWrittenIsRemoved) {
  const CutTarget cut("half-written");
  const std::string folder = cut.night().folder;
  const std::vector<std::string> ours = {folder + "/nightly.json.tmp.12", folder + "/acme/run.json.tmp.99999",
                                         folder + "/acme/.authconform.probe.7",
                                         cut.nights().folder() + "/nights/.authconform.probe.8"};
  const std::vector<std::string> others = {folder + "/notes.tmp.txt", folder + "/acme/x.tmp.", folder + "/tmp.1x"};
  for (const std::string& each : ours) WriteText(each, "half");
  for (const std::string& each : others) WriteText(each, "whole");
  EXPECT_TRUE(cut.nights().Run().finished);
  for (const std::string& each : ours) EXPECT_FALSE(std::filesystem::exists(each)) << each;
  for (const std::string& each : others) EXPECT_TRUE(std::filesystem::exists(each)) << each;
}

TEST(CutNight, ItsResultSaysFinishedOnlyWhenItIs) {
  FaultyBackend backend;
  NightlyFolder nights("finished");
  nights.Add("acme", backend);
  nights.Write();
  NightOptions options;
  bool spoilt = false;
  options.on_progress = [&](const NightProgress&) {
    if (std::exchange(spoilt, true)) return;
    for (const auto& each : std::filesystem::directory_iterator(nights.folder() + "/nights")) {
      std::filesystem::remove(each.path() / "night.json");
      std::filesystem::create_directory(each.path() / "night.json");
    }
  };
  const NightResult night = nights.Run(options);
  EXPECT_FALSE(night.finished);
  EXPECT_EQ(night.exit_code, ExitCode::kHarnessError);
  EXPECT_EQ(*ReadJsonFile(night.folder + "/nightly.json")->Find("finished"), Json(false));
}

}  // namespace
}  // namespace authconform
