#include "reports/site/site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "reports/site/file_name.h"
#include "reports/site/testing/html_document.h"
#include "reports/site/testing/sample_history.h"

namespace authconform {
namespace {

using namespace authconform::testing;
namespace fs = std::filesystem;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;
using HarnessRun = authconform::Run;  // gtest has a Run too

std::string FreshFolder() {
  std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/site-XXXXXX";
  EXPECT_NE(mkdtemp(path.data()), nullptr);
  return path;
}

std::unique_ptr<History> NewHistory() {
  Result<std::unique_ptr<History>> history = History::Open(FreshFolder() + "/history.db", HistoryMode::kWrite);
  EXPECT_TRUE(history.ok()) << history.error().ToString();
  return *std::move(history);
}

void Write(History& history, const SiteOptions& options) {
  const Status written = WriteSite(history, options);
  ASSERT_TRUE(written.ok()) << written.error().ToString();
}

std::string Read(const std::string& path) {
  const Result<std::string> bytes = ReadFile(path);
  return bytes ? *bytes : "no such file: " + bytes.error().ToString();
}

// By path within the folder; the list of files left out.
std::map<std::string, ino_t> FilesOf(const std::string& folder) {
  std::map<std::string, ino_t> files;
  for (const fs::directory_entry& each : fs::recursive_directory_iterator(folder)) {
    struct stat about = {};
    if (!each.is_regular_file() || each.path().filename() == ".authconform-site") continue;
    EXPECT_EQ(stat(each.path().c_str(), &about), 0);
    files[each.path().lexically_relative(folder).generic_string()] = about.st_ino;
  }
  return files;
}

// The site of the sample history, written once for all tests that only look at it.
class SampleSite : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    history_ = NewHistory();
    const Status added = AddSample(*history_);
    ASSERT_TRUE(added.ok()) << added.error().ToString();
    folder_ = FreshFolder();
    Write(*history_, Options());
  }
  static void TearDownTestSuite() { history_.reset(); }

  static SiteOptions Options() {
    return {.folder = folder_,
            .title = "Nights & <days>",
            .base_url = "https://status.example.com/auth",
            .now_us = kAsOfUs};
  }
  static std::string Page(const std::string& name) { return Read(folder_ + "/" + name); }
  static std::string TextOf(const std::string& name) { return ParseHtml(Page(name)).text; }
  static std::string TargetPage(const std::string& name) { return "targets/" + FileName(name) + "/index.html"; }

  static inline std::unique_ptr<History> history_;
  static inline std::string folder_;
};

TEST_F(SampleSite, EveryLinkLeadsSomewhereWithinIt) {
  std::map<std::string, HtmlDocument> pages;
  for (const auto& [name, inode] : FilesOf(folder_)) {
    if (name.ends_with(".html")) pages[name] = ParseHtml(Page(name));
  }
  int64_t links = 0;
  for (const auto& [name, page] : pages) {
    for (const std::string& link : page.links) {
      ++links;
      ASSERT_EQ(link.find(':'), std::string::npos) << name << " leads out: " << link;
      const size_t hash = link.find('#');
      const std::string path = link.substr(0, hash);
      const std::string to =
          path.empty() ? name : (fs::path(name).parent_path() / path).lexically_normal().generic_string();
      ASSERT_TRUE(fs::is_regular_file(folder_ + "/" + to)) << name << ": " << link;
      const bool leads = hash == std::string::npos || pages[to].ids.contains(link.substr(hash + 1));
      ASSERT_TRUE(leads) << name << ": " << link;
    }
  }
  EXPECT_GT(links, 1'000);
}

TEST_F(SampleSite, HoldsNoElementThatATargetMadeUp) {
  for (const auto& [name, inode] : FilesOf(folder_)) {
    if (!name.ends_with(".html")) continue;
    std::map<std::string, int> count;
    for (const std::string& each : ParseHtml(Page(name)).elements) ++count[each];
    EXPECT_EQ(count["script"], name == "index.html" ? 1 : 0) << name;
    EXPECT_LE(count["img"], 1) << name << ": only the badge";
    for (const char* each : {"i", "iframe", "object", "form", "input", "base"})
      EXPECT_EQ(count[each], 0) << name << ": " << each;
  }
  const std::string hostile = TextOf(TargetPage(kHostileName));
  EXPECT_THAT(hostile, HasSubstr("<script>alert(1)</script>\"'&/../../etc/\\u{202e}passwd\\nWW"));
  EXPECT_THAT(hostile, HasSubstr("</code><script>alert(2)</script>\\x1b[31m"));
}

TEST_F(SampleSite, OpensWithWhatGotWorseAndWhy) {
  const std::string text = TextOf("index.html");
  EXPECT_THAT(text,
              HasSubstr("Of 12 targets: 2 got worse in their last run, 4 do not conform, 2 could not be judged, 1 "
                        "has had no run for days."));
  const size_t worse = text.find("What got worse");
  const size_t all = text.find("All targets\n");
  ASSERT_LT(worse, all);
  const std::string first = text.substr(worse, all - worse);
  EXPECT_THAT(first, HasSubstr("acme-staging"));
  EXPECT_THAT(first, HasSubstr("acme/login/bad-credentials/wrong-password"));
  EXPECT_THAT(first, HasSubstr("The target changed: the answers of the run before pass by today's specs"));
  EXPECT_THAT(first, HasSubstr("expected 401, got 500 Internal Server Error"));
  EXPECT_THAT(first, HasSubstr("The cause is not known: the two runs were not judged again"))
      << "no diff looked into it";
  EXPECT_THAT(first, Not(HasSubstr("hooli-auth"))) << "it got worse the night before";
}

TEST_F(SampleSite, ListsTheWorstFirst) {
  const std::string text = TextOf("index.html");
  size_t before = text.find("All targets\n");
  for (const char* each : {"Got worse in the last run", "acme-staging", "Does not conform", "billing-gateway",
                           "hooli-auth", "Could not be judged", "checkout-eu", "No run for days", "legacy-portal",
                           "Conforms", "globex-identity", "umbrella", "acme-production"}) {
    const size_t at = text.find(each, before);
    ASSERT_NE(at, std::string::npos) << each;
    before = at;
  }
}

struct Told {
  const char* target;
  const char* overview;
  const char* page;
};

TEST_F(SampleSite, HidesNothingBad) {
  const Told kTold[] = {
      {"checkout-eu", "Nothing was judged: auth.checkout-eu.example refuses connections", "Nothing was judged."},
      {"checkout-eu", "The counts are of the run of 2026-11-21", "The last that could be judged is that of 2026-11-21"},
      {"not-there-yet", "Never judged", "could not be made ready"},
      {"legacy-portal", "Stale: the last run was 9 days ago", "The last run was 9 days before this page was written"},
      {"umbrella", "Partial: the target names no inactive account", "Partial. the target names no inactive account"},
      {"umbrella", "umbrella", "Interrupted. the run was stopped before its end"},
      {"umbrella", "umbrella", "the clock went back"},
      {"globex-identity", "Flaky: 1 case", "Flaky cases"},
      {"initech-sso", "conforms but for deviations", "Listed by the owner: known since May"},
  };
  const std::string overview = TextOf("index.html");
  for (const Told& each : kTold) {
    EXPECT_THAT(overview, HasSubstr(each.overview)) << each.target;
    EXPECT_THAT(TextOf(TargetPage(each.target)), HasSubstr(each.page)) << each.target;
  }
}

TEST_F(SampleSite, TellsOfATargetWhatFailsSinceWhenAndWhatChangedIt) {
  const std::string text = TextOf(TargetPage("billing-gateway"));
  EXPECT_THAT(text, HasSubstr("It does not conform since 2026-10-30, 24 runs in a row."));
  EXPECT_THAT(text, HasSubstr("45 runs kept, the first of 2026-10-09"));
  EXPECT_THAT(text, HasSubstr("since 2026-10-15, 39 runs")) << "the warning";
  EXPECT_THAT(text, HasSubstr("Listed by the owner: the gateway answers 400 instead of 405"));
  EXPECT_THAT(text, HasSubstr("15 older runs"));
  EXPECT_THAT(TextOf(TargetPage("hooli-auth")), HasSubstr("The spec, the cases or the deviations changed: the answers "
                                                          "of the run before, judged by today's specs, fail too"));
}

TEST_F(SampleSite, TellsOfACaseWhatBecameOfIt) {
  const std::string text = TextOf("targets/globex-identity/cases/acme.login.enumeration.same-body.html");
  EXPECT_THAT(text, HasSubstr("Its verdict is pass since 2026-11-21, 2 runs in a row."));
  EXPECT_THAT(text, HasSubstr("4 fail, 38 pass"));
  EXPECT_THAT(text, HasSubstr("Flaky: it changed 5 times in 14 runs"));
}

TEST_F(SampleSite, HasNoPageOfADullCase) {
  EXPECT_FALSE(fs::exists(folder_ + "/targets/acme-production/cases"));
  EXPECT_TRUE(fs::exists(folder_ + "/targets/acme-staging/cases/acme.login.missing-fields.login-null.html"))
      << "mended";
}

TEST_F(SampleSite, HasAPageOfEveryRunWithOrWithoutItsRecord) {
  const Result<std::vector<KeptRun>> runs = history_->Runs({.target = "billing-gateway"});
  ASSERT_TRUE(runs.ok());
  const std::string folder = "targets/billing-gateway/runs/";
  const std::string first = TextOf(folder + std::to_string(runs->front().id) + ".html");
  EXPECT_THAT(first, HasSubstr("The record of this run is no longer kept"));
  EXPECT_THAT(first, HasSubstr("the gateway answers 400 instead of 405"));
  const std::string last = TextOf(folder + std::to_string(runs->back().id) + ".html");
  EXPECT_THAT(last, HasSubstr("Response after 21.0 ms")) << "the HTML report";
  EXPECT_THAT(last, HasSubstr("billing-gateway")) << "with the way back";
  EXPECT_EQ(FilesOf(folder_ + "/" + folder).size(), runs->size());
}

TEST_F(SampleSite, HasAnAtomFeedOfWhatGotWorse) {
  pugi::xml_document document;
  const std::string bytes = Page("feed.xml");
  ASSERT_TRUE(document.load_string(bytes.c_str())) << bytes;
  const pugi::xml_node feed = document.child("feed");
  EXPECT_STREQ(feed.attribute("xmlns").value(), "http://www.w3.org/2005/Atom");
  EXPECT_STREQ(feed.child("title").text().get(), "Nights & <days>: what got worse");
  EXPECT_STREQ(feed.child("updated").text().get(), "2026-11-22T02:00:00Z");
  EXPECT_STREQ(feed.child("author").child("name").text().get(), "authconform");
  std::set<std::string> ids = {feed.child("id").text().get()};
  std::vector<std::string> titles;
  std::string before = "9";
  size_t entries = 0;
  for (const pugi::xml_node entry : feed.children("entry")) {
    ++entries;
    ids.insert(entry.child("id").text().get());
    titles.push_back(entry.child("title").text().get());
    const std::string updated = entry.child("updated").text().get();
    EXPECT_LE(updated, before) << "the latest first";
    before = updated;
    const std::string link = entry.child("link").attribute("href").value();
    const std::string base = "https://status.example.com/auth/";
    ASSERT_THAT(link, StartsWith(base));
    EXPECT_TRUE(fs::exists(folder_ + "/" + link.substr(base.size(), link.find('#') - base.size()))) << link;
    EXPECT_STRNE(entry.child("content").text().get(), "");
  }
  EXPECT_EQ(ids.size(), entries + 1);
  // RFC 4122's form, which RFC 9562 keeps.
  EXPECT_THAT(ids, Each(MatchesRegex("urn:uuid:[0-9a-f-]{36}")));
  EXPECT_THAT(titles, ::testing::Contains("acme-staging: acme/login/bad-credentials/wrong-password pass → fail"));
  EXPECT_STREQ(feed.select_node("//entry[contains(title, 'hooli')]/category/@term").attribute().value(), "plan");
}

TEST_F(SampleSite, HasAJsonFeedOfATargetsRuns) {
  const Result<Json> feed = ParseJson(Page("targets/acme-staging/feed.json"));
  ASSERT_TRUE(feed.ok()) << feed.error().ToString();
  const auto text = [&](const char* pointer) {
    const Json* value = feed->At(pointer);
    return value != nullptr && value->is_string() ? value->string() : std::string("none");
  };
  EXPECT_EQ(text("/version"), "https://jsonfeed.org/version/1.1");
  EXPECT_EQ(text("/feed_url"), "https://status.example.com/auth/targets/acme-staging/feed.json");
  EXPECT_EQ(text("/_authconform/state"), "does not conform");
  EXPECT_EQ(text("/items/0/date_published"), "2026-11-22T02:00:00Z");
  EXPECT_EQ(text("/items/0/_authconform/regressions/0/cause"), "target");
  EXPECT_EQ(feed->At("/items/0/_authconform/cases/fail")->AsInt64(), 2);
  EXPECT_EQ(feed->At("/items/0/_authconform/exit_code")->AsInt64(), 1);
  EXPECT_EQ(feed->Find("items")->array().size(), 30u);
}

TEST_F(SampleSite, HasABadgeThatSaysItInWords) {
  const std::map<std::string, std::string> kBadges = {
      {"acme-production", "conforms"},
      {"acme-staging", "does not conform"},
      {"checkout-eu", "could not be judged"},
      {"initech-sso", "conforms but for 1 deviation"},
      {"legacy-portal", "stale since 2026-11-13"},
      {"umbrella", "conforms, as far as judged"},
  };
  for (const auto& [target, words] : kBadges) {
    pugi::xml_document badge;
    ASSERT_TRUE(badge.load_string(Page("targets/" + target + "/badge.svg").c_str())) << target;
    EXPECT_THAT(badge.child("svg").attribute("aria-label").value(),
                StartsWith(target + ": " + words + ", last run 2026-11-"));
    EXPECT_EQ(badge.select_node("//text[2]").node().text().get(), words);
  }
}

TEST_F(SampleSite, WrittenAgainItStaysAsItIs) {
  const std::map<std::string, ino_t> before = FilesOf(folder_);
  Write(*history_, Options());
  EXPECT_EQ(FilesOf(folder_), before);
}

// Sites of their own, for what changes.
class Sites : public ::testing::Test {
 protected:
  int64_t Add(const HarnessRun& run) {
    const Result<int64_t> added = history_->Add(run, {});
    EXPECT_TRUE(added.ok()) << added.error().ToString();
    return added ? *added : 0;
  }
  void WriteAsOf(int night) {
    Write(*history_, {.folder = folder_, .now_us = kFirstUs + night * kNightUs + kNightUs / 2});
  }

  const std::unique_ptr<History> history_ = NewHistory();
  const std::string folder_ = FreshFolder();
};

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
  const int64_t last = Add(GoodNight("acme", 400));
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
}

}  // namespace
}  // namespace authconform
