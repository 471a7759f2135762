// Sites of histories that change.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "reports/history/streaks.h"
#include "reports/site/file_name.h"
#include "reports/site/testing/html_document.h"
#include "reports/site/testing/sample_history.h"
#include "reports/site/testing/written_site.h"

namespace authconform {
namespace {

using namespace authconform::testing;
namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(Sites, OfAnEmptyHistorySaySo) {
  WriteAsOf(0);
  EXPECT_THAT(ParseHtml(Read(folder_ + "/index.html")).text, HasSubstr("No run has been added to the history yet."));
  pugi::xml_document feed;
  EXPECT_TRUE(feed.load_string(Read(folder_ + "/feed.xml").c_str()));
}

TEST_F(Sites, OfOneRunAreWhole) {
  Add(GoodNight("acme", 0));
  WriteAsOf(0);
  EXPECT_THAT(ParseHtml(Read(folder_ + "/index.html")).text, HasSubstr("The one target conforms."));
  EXPECT_THAT(ParseHtml(Read(folder_ + "/targets/acme/index.html")).text, HasSubstr("One run so far"));
}

TEST_F(Sites, OfATargetThatWasNeverAskedClaimNothingOfItsCases) {
  HarnessRun gone = GoodNight("gone", 0);
  Unreachable(gone);
  Add(gone);
  HarnessRun open = GoodNight("open", 0);
  for (size_t place = 0; place < open.cases.size(); ++place) Turn(open, place, Verdict::kInconclusive);
  Add(open);
  Add(GoodNight("good", 0));
  WriteAsOf(0);
  const struct {
    const char* target;
    const char* chart;
    const char* changes;
  } kRows[] = {
      {"gone", "No case was asked", "Nothing: no case was ever asked."},
      {"open", "Cases that did not pass", "Nothing: no case was ever judged."},
      {"good", "Every case that was asked passed or was skipped",
       "Nothing: every case has had one verdict in all kept runs that judged it."},
  };
  for (const auto& row : kRows) {
    const std::string text = ParseHtml(Read(folder_ + "/targets/" + row.target + "/index.html")).text;
    EXPECT_THAT(text, HasSubstr(row.chart)) << row.target;
    EXPECT_THAT(text, HasSubstr(row.changes)) << row.target;
  }
}

// One that was taken out of the nightly file.
TEST_F(Sites, CallNothingNewsOfATargetThatIsNoLongerAsked) {
  Add(GoodNight("acme", 0));
  HarnessRun worse = GoodNight("acme", 1);
  Turn(worse, 4, Verdict::kFail);
  Add(worse);
  Add(GoodNight("globex", 9));
  WriteAsOf(1);
  EXPECT_THAT(ParseHtml(Read(folder_ + "/index.html")).text, HasSubstr("What got worse"));
  WriteAsOf(9);
  const std::string text = ParseHtml(Read(folder_ + "/index.html")).text;
  EXPECT_THAT(text, HasSubstr("Of 2 targets: 1 conforms, 1 is no longer asked."));
  EXPECT_THAT(text, Not(HasSubstr("ot worse")));
  EXPECT_LT(text.find("globex"), text.find("No longer asked"));
  EXPECT_LT(text.find("No longer asked"), text.find("acme"));
  EXPECT_THAT(Read(folder_ + "/index.html"), Not(HasSubstr("verdict pass"))) << "nothing is heard of one";
}

TEST_F(Sites, SayThatAllConformOnlyWhereAllDoInWhole) {
  struct Row {
    const char* what;
    const char* sentence;
    const char* mark;
    void (*change)(HarnessRun&);
  };
  const Row kRows[] = {
      {"whole", "All 2 targets conform.", "verdict pass", [](HarnessRun&) {}},
      {"deviations", "Of 2 targets: 1 conforms but for deviations, 1 conforms.", "verdict deviation",
       [](HarnessRun& run) {
         run.cases[4].deviation = "known";
         Turn(run, 4, Verdict::kFail);
       }},
      {"partial", "Of 2 targets: 1 conforms as far as judged, 1 conforms.", "verdict warn",
       [](HarnessRun& run) { run.partial = "no inactive account"; }},
      {"error", "Of 2 targets: 1 could not be judged, 1 conforms.", "verdict inconclusive",
       [](HarnessRun& run) { Turn(run, 4, Verdict::kError), run.exit_code = ExitCode::kHarnessError; }},
      {"broken input", "Of 2 targets: 1 could not be judged, 1 conforms.", "verdict inconclusive",
       [](HarnessRun& run) { Unreachable(run), run.exit_code = ExitCode::kBadUsage; }},
      {"interrupted", "Of 2 targets: 1 conforms as far as judged, 1 conforms.", "verdict warn",
       [](HarnessRun& run) { run.interrupted = true; }},
  };
  for (const Row& row : kRows) {
    const std::unique_ptr<History> history = NewHistory();
    HarnessRun run = GoodNight("acme", 0);
    row.change(run);
    ASSERT_TRUE(history->Add(run, {}).ok());
    ASSERT_TRUE(history->Add(GoodNight("globex", 0), {}).ok());
    const std::string folder = FreshFolder();
    Write(*history, {.folder = folder, .now_us = kFirstUs});
    const std::string page = Read(folder + "/index.html");
    EXPECT_THAT(ParseHtml(page).text, HasSubstr(row.sentence)) << row.what;
    EXPECT_THAT(page, HasSubstr(row.mark)) << row.what;
  }
}

TEST_F(Sites, RewriteOnlyWhatANightChanged) {
  Add(GoodNight("acme", 0));
  Add(GoodNight("globex", 0));
  WriteAsOf(0);
  std::map<std::string, ino_t> before = FilesOf(folder_);
  Add(GoodNight("acme", 1));
  WriteAsOf(1);
  std::map<std::string, ino_t> after = FilesOf(folder_);
  for (const auto& [name, inode] : before) {
    const bool is_run = name.find("/runs/") != std::string::npos;
    const bool stays = name.starts_with("targets/globex/") || is_run;
    EXPECT_TRUE(!stays || after[name] == inode) << name;
  }
  EXPECT_EQ(after["style.css"], before["style.css"]);
  for (const char* name : {"index.html", "targets/acme/index.html", "targets/acme/feed.json"}) {
    EXPECT_NE(after[name], before[name]) << name;
  }
}

TEST_F(Sites, LoseThePagesOfRunsThatAreNoLongerKept) {
  const int64_t old = Add(GoodNight("acme", 0));
  int64_t last = 0;
  for (int night = 400 - kFlakyWindow; night < 400; ++night) last = Add(GoodNight("acme", night));
  WriteAsOf(400);
  const std::string runs = folder_ + "/targets/acme/runs/";
  ASSERT_TRUE(fs::exists(runs + std::to_string(old) + ".html"));
  ASSERT_TRUE(history_->Prune({.every_run = 30, .one_a_week = 30, .one_a_month = 30}, kFirstUs + 400 * kNightUs).ok());
  WriteAsOf(400);
  EXPECT_FALSE(fs::exists(runs + std::to_string(old) + ".html"));
  EXPECT_TRUE(fs::exists(runs + std::to_string(last) + ".html"));
}

TEST_F(Sites, ShowLessOfARunWhoseRecordIsNoLongerKept) {
  const int64_t old = Add(GoodNight("acme", 0));
  Add(GoodNight("acme", 1));
  WriteAsOf(1);
  const std::string page = folder_ + "/targets/acme/runs/" + std::to_string(old) + ".html";
  EXPECT_THAT(Read(page), HasSubstr("access_token"));
  ASSERT_TRUE(history_->Prune({.records = 1}, kFirstUs + 5 * kNightUs).ok());
  WriteAsOf(1);
  EXPECT_THAT(Read(page), Not(HasSubstr("access_token")));
  EXPECT_THAT(Read(page), HasSubstr("no longer kept"));
}

TEST_F(Sites, MakeNoPagesOfCasesForALostNight) {
  const int64_t old = Add(GoodNight("acme", 0));
  Add(GoodNight("acme", 1));
  ASSERT_TRUE(history_->Prune({.records = 0}, kFirstUs + 2 * kNightUs).ok());
  WriteAsOf(1);
  const std::map<std::string, ino_t> before = FilesOf(folder_);
  HarnessRun lost = GoodNight("acme", 2);
  for (size_t place = 0; place < lost.cases.size(); ++place) Turn(lost, place, Verdict::kInconclusive);
  Add(lost);
  WriteAsOf(2);
  EXPECT_FALSE(fs::exists(folder_ + "/targets/acme/cases"));
  HarnessRun failed = GoodNight("acme", 3);
  Turn(failed, 4, Verdict::kFail);
  Add(failed);
  WriteAsOf(3);
  EXPECT_EQ(FilesOf(folder_ + "/targets/acme/cases").size(), 1u);
  const std::string page = "targets/acme/runs/" + std::to_string(old) + ".html";
  EXPECT_EQ(FilesOf(folder_)[page], before.at(page))
      << "that a case has a page now is nothing to the runs it passed in";
}

TEST_F(Sites, TellWhatCouldBeJudgedBeforeOnceAsWhatGotWorse) {
  const auto all_open = [](int night) {
    HarnessRun run = GoodNight("acme", night);
    for (size_t place = 0; place < run.cases.size(); ++place) Turn(run, place, Verdict::kInconclusive);
    return run;
  };
  const auto tell = [&](const std::string& file) {
    const std::string text = Read(folder_ + "/" + file);
    size_t count = 0;
    for (size_t at = 0; (at = text.find("could not be judged, and w", at)) != std::string::npos; ++at) ++count;
    return count;
  };
  Add(GoodNight("acme", 0));
  WriteAsOf(0);
  EXPECT_EQ(tell("index.html") + tell("feed.xml"), 0u);
  Add(all_open(1));
  WriteAsOf(1);
  EXPECT_EQ(tell("index.html"), 1u);
  EXPECT_EQ(tell("feed.xml"), 2u) << "title and text of one entry";
  EXPECT_EQ(tell("targets/acme/feed.xml"), 2u);
  EXPECT_EQ(tell("targets/acme/feed.json"), 1u);
  Add(all_open(2));
  WriteAsOf(2);
  EXPECT_EQ(tell("index.html"), 0u) << "as the night before";
  EXPECT_EQ(tell("feed.xml"), 2u) << "news stay news";
}

TEST_F(Sites, TellCasesThatCouldBeJudgedBeforeTogether) {
  Add(GoodNight("acme", 0));
  HarnessRun run = GoodNight("acme", 1);
  Turn(run, 3, Verdict::kInconclusive);
  Turn(run, 4, Verdict::kError);
  const int64_t id = Add(run);
  std::vector<KeptChange> changes;
  for (const size_t place : {3, 4}) {
    changes.push_back({id, run.cases[place].id, Verdict::kPass, run.cases[place].verdict, Cause::kEnvironment,
                       "run 2 could not judge it: <b>slow", false});
  }
  ASSERT_TRUE(history_->AddChanges(changes).ok());
  WriteAsOf(1);
  const std::string text = ParseHtml(Read(folder_ + "/index.html")).text;
  EXPECT_THAT(text, HasSubstr("2 cases could not be judged, and were in the run of 2026-10-09"));
  EXPECT_THAT(text,
              HasSubstr("The environment, not the target: " + run.cases[3].id + ": run 2 could not judge it: <b>slow"));
  EXPECT_THAT(text, HasSubstr("could not be judged and got worse in its last run."));
  EXPECT_THAT(Read(folder_ + "/feed.xml"), HasSubstr("<title>acme: 2 cases could not be judged, and were in"));
  EXPECT_EQ(ParseJson(Read(folder_ + "/targets/acme/feed.json"))->At("/items/0/_authconform/loss/cause")->string(),
            "environment");
  changes[1].cause = Cause::kTarget;
  ASSERT_TRUE(history_->AddChanges(changes).ok());
  WriteAsOf(1);
  EXPECT_EQ(ParseJson(Read(folder_ + "/targets/acme/feed.json"))->At("/items/0/_authconform/loss/cause")->string(),
            "mixed");
}

// The night that added the second run was killed and never gone on with.
TEST_F(Sites, TellALossOfARunThatWasOvertakenOfTheOneThatOvertookIt) {
  Add(GoodNight("acme", 0));
  for (const int night : {1, 2}) {
    HarnessRun lost = GoodNight("acme", night);
    Unreachable(lost);
    ASSERT_TRUE(history_->Add(lost, {.untold = true}).ok());
  }
  WriteAsOf(2);
  EXPECT_THAT(ParseHtml(Read(folder_ + "/index.html")).text,
              HasSubstr("could not be judged, and was in the run of 2026-10-09"));
  const std::string feed = Read(folder_ + "/feed.xml");
  EXPECT_EQ(feed.find("<entry>"), feed.rfind("<entry>")) << "once";
}

// As when another process has just pruned it, or a newer authconform wrote it.
TEST_F(Sites, TellWhatIsKnownOfARunWhoseRecordCannotBeRead) {
  HarnessRun run = GoodNight("acme", 0);
  run.jobs = -1;  // no run.json may say so, and the history does not look
  const int64_t id = Add(run);
  const std::string page = folder_ + "/targets/acme/runs/" + std::to_string(id) + ".html";
  WriteAsOf(0);
  EXPECT_THAT(Read(page), HasSubstr("cannot be read: the record of run 1:/jobs: must be an integer"));
  EXPECT_THAT(Read(page), HasSubstr("conforms to its documents"));
}

TEST_F(Sites, AreWrittenAgainWhereTheirListsWereLost) {
  Add(GoodNight("acme", 0));
  HarnessRun worse = GoodNight("acme", 1);
  Turn(worse, 4, Verdict::kFail);
  Add(worse);
  WriteAsOf(1);
  for (const char* list : {"/.authconform-site", "/targets/acme/.authconform-site"}) fs::resize_file(folder_ + list, 0);
  HarnessRun next = GoodNight("acme", 2);
  Turn(next, 5, Verdict::kFail);
  Add(next);
  ASSERT_TRUE(history_->Prune({.records = 1}, kFirstUs + 9 * kNightUs).ok());
  const Status written = WriteSite(
      *history_, {.folder = folder_, .title = "Another", .base_url = "https://x.example/", .now_us = kFirstUs});
  EXPECT_TRUE(written.ok()) << written.error().ToString();
}

TEST_F(Sites, TellTheSameOfManyCasesOnce) {
  Add(GoodNight("acme", 0));
  HarnessRun run = GoodNight("acme", 1);
  for (CaseResult& each : run.cases) each.reason = "the control failed";
  for (size_t place = 0; place < run.cases.size(); ++place) Turn(run, place, Verdict::kInconclusive);
  const int64_t id = Add(run);
  std::vector<KeptChange> changes;
  for (size_t place = 0; place < run.cases.size(); ++place) {
    const std::string why = place < 2 ? "another reason" : "the same reason";
    changes.push_back(
        {id, run.cases[place].id, Verdict::kPass, Verdict::kInconclusive, Cause::kEnvironment, why, false});
  }
  ASSERT_TRUE(history_->AddChanges(changes).ok());
  WriteAsOf(1);
  const std::string whole = ParseHtml(Read(folder_ + "/targets/acme/index.html")).text;
  const size_t from = whole.find("What does not pass now");
  const std::string text = whole.substr(from, whole.find("Trouble on the way") - from);
  const auto count = [&](const std::string& words) {
    size_t times = 0;
    for (size_t at = 0; (at = text.find(words, at)) != std::string::npos; ++at) ++times;
    return times;
  };
  EXPECT_EQ(count("the same reason"), 1u);
  EXPECT_EQ(count("another reason"), 2u) << "two are as soon read";
  EXPECT_EQ(count("44 cases"), 1u);
  EXPECT_EQ(count("the control failed"), 1u) << "what does not pass now";
  EXPECT_EQ(count("46 cases"), 1u);
  EXPECT_EQ(count(run.cases[45].id), 2u) << "and each is named";
}

TEST_F(Sites, FoldWhatChangedLongAgo) {
  for (int night = 0; night < 14; ++night) {
    HarnessRun run = GoodNight("acme", night);
    if (night % 2 == 1) Turn(run, 4, Verdict::kFail);
    Add(run);
  }
  WriteAsOf(14);
  const std::string page = Read(folder_ + "/targets/acme/index.html");
  const size_t folded = page.find("What changed in older runs");
  ASSERT_NE(folded, std::string::npos);
  size_t unfolded = 0;
  for (size_t at = 0; (at = page.find("<li><h3>", at)) < folded; ++at) ++unfolded;
  EXPECT_EQ(unfolded, 10u);
}

std::string AtomText(const std::string& file, const char* path) {
  pugi::xml_document feed;
  EXPECT_TRUE(feed.load_file(file.c_str())) << file;
  return feed.select_node(path).node().text().get();
}

TEST_F(Sites, AreNotHeldByARunWhoseClockWasAhead) {
  Add(GoodNight("acme", 0));
  HarnessRun ahead = GoodNight("acme", 3'000);
  Turn(ahead, 4, Verdict::kFail);
  Add(ahead);
  const std::string feeds[] = {folder_ + "/feed.xml", folder_ + "/targets/acme/feed.xml"};
  WriteAsOf(1);
  for (const std::string& feed : feeds) EXPECT_EQ(AtomText(feed, "/feed/updated"), "2026-10-10T14:00:00Z") << feed;
  const std::string page = ParseHtml(Read(folder_ + "/index.html")).text;
  EXPECT_THAT(page, HasSubstr("by its clock the run begins in the future"));
  EXPECT_THAT(page, HasSubstr("What got worse")) << "it is not stale yet";
  WriteAsOf(9);
  EXPECT_THAT(ParseHtml(Read(folder_ + "/index.html")).text, HasSubstr("The one target is no longer asked."));
  HarnessRun next = GoodNight("acme", 2);
  Turn(next, 4, Verdict::kFail);
  Turn(next, 5, Verdict::kFail);
  Add(next);
  WriteAsOf(2);
  for (const std::string& feed : feeds) {
    EXPECT_EQ(AtomText(feed, "/feed/updated"), "2026-10-11T02:00:00Z") << feed;
    EXPECT_THAT(AtomText(feed, "/feed/entry[1]/title"), HasSubstr(next.cases[5].id)) << "the latest comes first";
    EXPECT_EQ(AtomText(feed, "/feed/entry[2]/updated"), "2026-10-11T02:00:00Z") << "as the run after it has it";
  }
  EXPECT_THAT(Read(folder_ + "/targets/acme/feed.json"), Not(HasSubstr("\"date_published\": \"2034")));
}

TEST_F(Sites, TellOfATargetAllThatTheFeedOfAllHasRoomFor) {
  Add(GoodNight("acme", 0));
  for (const int night : {1, 2, 3, 4, 5}) {
    const HarnessRun run = GoodNight("acme", night);
    const int64_t id = Add(run);
    std::vector<KeptChange> changes;
    for (const CaseResult& each : run.cases)
      changes.push_back({id, each.id, Verdict::kPass, Verdict::kFail, Cause::kTarget, "so", true});
    ASSERT_TRUE(history_->AddChanges(changes).ok());
  }
  WriteAsOf(5);
  const auto entries = [&](const std::string& file) {
    pugi::xml_document feed;
    EXPECT_TRUE(feed.load_file((folder_ + file).c_str()));
    return feed.select_nodes("/feed/entry").size();
  };
  EXPECT_EQ(entries("/feed.xml"), 200u);
  EXPECT_EQ(entries("/targets/acme/feed.xml"), 50u);
}

// RFC 4287, 4.2.6: the id of a feed never changes, however it is moved, and no other feed has it.
TEST_F(Sites, HaveFeedsOfOneIdWhereverTheyAreAndHoweverTheyAreCalled) {
  Add(GoodNight("acme", 0));
  const auto ids = [](History& history, SiteOptions options) {
    options.folder = FreshFolder();
    options.now_us = kFirstUs;
    Write(history, options);
    return std::vector<std::string>{AtomText(options.folder + "/feed.xml", "/feed/id"),
                                    AtomText(options.folder + "/targets/acme/feed.xml", "/feed/id")};
  };
  const std::vector<std::string> first = ids(*history_, {});
  EXPECT_EQ(ids(*history_, {.folder = "", .title = "Another", .base_url = "https://x.example/"}), first);
  EXPECT_NE(first[0], first[1]);
  const std::unique_ptr<History> other = NewHistory();
  ASSERT_TRUE(other->Add(GoodNight("acme", 0), {}).ok());
  const std::vector<std::string> others = ids(*other, {});
  EXPECT_NE(others[0], first[0]);
  EXPECT_NE(others[1], first[1]);
}

TEST_F(Sites, NameATargetToMachinesAsItIs) {
  const std::string name = "a\tb \xe2\x80\xae";
  ASSERT_TRUE(history_->Add(GoodNight(name, 0), {.owner = "An\nn", .labels = {{"x\ty"}}}).ok());
  WriteAsOf(0);
  const Result<Json> feed = ParseJson(Read(folder_ + "/targets/" + FileName(name) + "/feed.json"));
  ASSERT_TRUE(feed.ok()) << feed.error().ToString();
  EXPECT_EQ(feed->At("/_authconform/target")->string(), name);
  EXPECT_EQ(feed->At("/_authconform/owner")->string(), "An\nn");
  EXPECT_EQ(feed->At("/_authconform/labels/0")->string(), "x\ty");
}

TEST_F(Sites, KeepTargetsApartWhoseNamesDifferInCaseAlone) {
  Add(GoodNight("acme", 0));
  Add(GoodNight("Acme", 0));
  Add(GoodNight("ACME", 0));
  Add(GoodNight("../acme", 0));
  WriteAsOf(0);
  size_t folders = 0;
  for (const fs::directory_entry& each : fs::directory_iterator(folder_ + "/targets"))
    folders += each.is_directory() ? 1 : 0;
  EXPECT_EQ(folders, 4u);
}

TEST_F(Sites, StopAtAFolderThatCannotBeWritten) {
  Add(GoodNight("acme", 0));
  const Status nowhere = WriteSite(*history_, {.folder = "/proc/nowhere", .now_us = kFirstUs});
  ASSERT_FALSE(nowhere.ok());
  EXPECT_THAT(nowhere.error().ToString(), HasSubstr("/proc/nowhere"));
  ASSERT_TRUE(WriteFileWhole(folder_ + "/index.html", "mine").ok());
  const Status anothers = WriteSite(*history_, {.folder = folder_, .now_us = kFirstUs});
  ASSERT_FALSE(anothers.ok());
  EXPECT_THAT(anothers.error().ToString(), HasSubstr("this site did not write it"));
  EXPECT_EQ(Read(folder_ + "/index.html"), "mine");
  EXPECT_EQ(FilesOf(folder_).size(), 1u);
  EXPECT_FALSE(fs::exists(folder_ + "/targets")) << "nothing is written into a folder that is another's";
}

}  // namespace
}  // namespace authconform
