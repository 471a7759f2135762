#include "reports/site/site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "reports/site/file_name.h"
#include "reports/site/testing/html_document.h"
#include "reports/site/testing/sample_history.h"
#include "reports/site/testing/written_site.h"

namespace authconform {
namespace {

using namespace authconform::testing;
namespace fs = std::filesystem;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

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
  EXPECT_THAT(
      text,
      HasSubstr("Of 12 targets: 4 do not conform (2 of them got worse in their last run), 2 could not be judged (1 "
                "of them got worse in its last run), 1 conforms as far as judged, 1 conforms but for "
                "deviations, 3 conform, 1 is no longer asked."));
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
  EXPECT_THAT(first, HasSubstr("checkout-eu"));
  EXPECT_THAT(first, HasSubstr("could not be judged, and was in the run of 2026-11-21\n"));
  EXPECT_THAT(first, HasSubstr("The environment, not the target: cannot connect to auth.checkout-eu.example"));
  EXPECT_LT(first.find("acme-staging"), first.find("checkout-eu")) << "what fails comes first";
  EXPECT_THAT(first, Not(HasSubstr("hooli-auth"))) << "it got worse the night before";
  EXPECT_THAT(first, Not(HasSubstr("not-there-yet"))) << "it could never be judged";
}

TEST_F(SampleSite, ListsTheWorstFirst) {
  const std::string text = TextOf("index.html");
  size_t before = text.find("All targets\n");
  for (const char* each : {"Got worse in the last run", "acme-staging", "checkout-eu", "Does not conform",
                           "billing-gateway", "hooli-auth", "Could not be judged", "not-there-yet", "Conforms",
                           "globex-identity", "umbrella", "acme-production", "No longer asked", "legacy-portal"}) {
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
      {"checkout-eu", "Nothing was judged: cannot connect to auth.checkout-eu.example", "Nothing was judged."},
      {"checkout-eu", "The counts are of the run of 2026-11-21", "The last that could be judged is that of 2026-11-21"},
      {"not-there-yet", "Never judged", "could not be made ready"},
      {"legacy-portal", "Stale: the last run was 9 days ago", "The last run was 9 days before this page was written"},
      {"umbrella", "Partial: the target names no inactive account", "Partial. the target names no inactive account"},
      {"umbrella", "umbrella", "Interrupted. the run was stopped before its end"},
      {"umbrella", "conforms, as far as judged", "the clock went back"},
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
  EXPECT_THAT(TextOf(TargetPage("hooli-auth")), HasSubstr("The spec or the cases changed: the answers "
                                                          "of the run before, judged by today's specs, fail too"));
}

TEST_F(SampleSite, TellsOfACaseWhatBecameOfIt) {
  const std::string text = TextOf("targets/globex-identity/cases/acme.login.enumeration.same-body.html");
  EXPECT_THAT(text, HasSubstr("Its verdict is pass since 2026-11-21, 2 runs in a row."));
  EXPECT_THAT(text, HasSubstr("4 fail, 38 pass"));
  EXPECT_THAT(text, HasSubstr("Flaky: it changed 5 times in 14 runs"));
}

// diff takes a run by its number: PATH#12.
TEST_F(SampleSite, NamesEachRunByItsNumberToo) {
  const Result<std::vector<KeptRun>> runs = history_->Runs({.target = "billing-gateway"});
  ASSERT_TRUE(runs.ok());
  const std::string table = Page(TargetPage("billing-gateway"));
  for (const KeptRun& each : *runs) {
    const std::string number = std::to_string(each.id);
    EXPECT_THAT(table, HasSubstr("href=\"runs/" + number + ".html\""));
    EXPECT_THAT(table, HasSubstr("class=\"number id\">" + number + "</td>"));
  }
  const std::string place = "2026-10-30 02:00 run " + std::to_string(runs->at(21).id);
  EXPECT_THAT(TextOf(TargetPage("billing-gateway")), HasSubstr(place)) << "what changed";
  const std::string of_case = TextOf("targets/billing-gateway/cases/acme.login.missing-fields.login.html");
  EXPECT_THAT(of_case, HasSubstr(place)) << "from";
  EXPECT_THAT(of_case, HasSubstr("2026-10-29 02:00 run " + std::to_string(runs->at(20).id))) << "to";
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
  EXPECT_THAT(titles, ::testing::Contains("checkout-eu: could not be judged, and was in the run of 2026-11-21"));
  EXPECT_STREQ(feed.select_node("//entry[contains(title, 'hooli')]/category/@term").attribute().value(), "plan");
  const pugi::xml_node loss = feed.select_node("//entry[contains(title, 'checkout-eu')]").node();
  EXPECT_STREQ(loss.child("category").attribute("term").value(), "environment");
  EXPECT_THAT(loss.child("content").text().get(), HasSubstr(": the environment, not the target; cannot connect to"));
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

}  // namespace
}  // namespace authconform
