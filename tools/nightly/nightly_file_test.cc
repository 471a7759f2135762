#include "tools/nightly/nightly_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A folder with target files, some of them broken.
class NightlyFileTest : public ::testing::Test {
 protected:
  NightlyFileTest() {
    const char* given = std::getenv("TEST_TMPDIR");
    std::string pattern = std::string(given != nullptr ? given : "/tmp") + "/nightly.XXXXXX";
    folder_ = mkdtemp(pattern.data());
    std::filesystem::create_directory(folder_ + "/b");
    Put("acme.json", R"({"url": "http://a"})");
    Put("named.json", R"({"url": "http://a", "name": "Acme staging"})");
    Put("broken.json", "{");
    Put("b/acme.json", "{");
    Put("b/other.json", R"({"url": "http://a", "name": "Acme staging"})");
  }
  ~NightlyFileTest() override { std::filesystem::remove_all(folder_); }

  void Put(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << bytes;
  }
  Result<NightlyFile> Parse(const std::string& text) const {
    static const Json schema = *ReadJsonFile("tools/nightly/nightly.schema.json");
    return ParseNightlyFile(text, folder_ + "/n.json", schema);
  }
  // With the folder left out; "ok" when there is none.
  std::string ErrorOf(const std::string& text) const {
    const Result<NightlyFile> nightly = Parse(text);
    return nightly ? "ok" : nightly.error().ToString().substr(folder_.size() + 1);
  }

  std::string folder_;
};

TEST_F(NightlyFileTest, ATargetHasTheConnectionsOfItsFileHoweverItIsNamed) {
  const struct {
    const char* file;
    int connections;
  } rows[] = {
      {R"({"url": "http://a", "limits": {"concurrency": 256}})", 256},
      {R"({"url": "http://a", "limits": {"concurrency": 257}})", 4},  // a mistake, told when it is asked
      {R"({"url": "http://a", "limits": {"concurrency": 0}})", 4},
      {R"({"url": "http://a", "limits": {"concurrency": "9"}})", 4},
      {R"({"url": "http://a", "limits": 3})", 4},
      {R"({"url": "http://a"})", 4},
      {"{", 4},
      {"[]", 4},
  };
  for (const auto& row : rows) {
    Put("wide.json", row.file);
    for (const char* name : {"", R"(, "name": "w")"}) {
      const Result<NightlyFile> nightly = Parse(R"({"targets": [{"target": "wide.json")" + std::string(name) + "}]}");
      ASSERT_TRUE(nightly.ok()) << nightly.error().ToString();
      EXPECT_EQ(nightly->targets.front().connections, row.connections) << row.file;
    }
  }
}

TEST_F(NightlyFileTest, AFileOfOneLineIsEnough) {
  const Result<NightlyFile> nightly = Parse(R"({"targets": [{"target": "acme.json"}]})");
  ASSERT_TRUE(nightly.ok()) << nightly.error().ToString();
  EXPECT_EQ(nightly->history, folder_ + "/history.db");
  EXPECT_EQ(nightly->out, folder_ + "/nights");
  EXPECT_EQ(nightly->site, "");
  EXPECT_EQ(nightly->fail_on, FailOn::kRegressions);
  EXPECT_EQ(nightly->side_by_side, 64);
  ASSERT_EQ(nightly->targets.size(), 1u);
  const NightlyTarget& target = nightly->targets.front();
  EXPECT_EQ(target.name, "acme");
  EXPECT_EQ(target.file, folder_ + "/acme.json");
  EXPECT_EQ(target.repeat, 1);
  EXPECT_FALSE(target.strict);
  EXPECT_EQ(target.time_limit_s, 900);
  EXPECT_FALSE(target.owner.has_value());
}

TEST_F(NightlyFileTest, EverythingThatIsGivenIsTaken) {
  const Result<NightlyFile> nightly = Parse(R"({
    "$schema": "s", "title": "Ours", "history": "/var/past.db", "out": "o", "site": "s", "site_url": "https://x/y",
    "rate_per_second": 2.5, "side_by_side": 3, "fail_on": "never",
    "retention": {"every_run": 10, "one_a_week": 20, "one_a_month": 30, "records": 5, "nights": 2},
    "targets": [{"target": "acme.json", "name": "A", "endpoints": ["duktig"], "deviations": "d.json", "owner": "Ann",
                 "labels": ["x", "y"], "rate_per_second": 5, "repeat": 2, "strict": true, "time_limit_s": 7}]})");
  ASSERT_TRUE(nightly.ok()) << nightly.error().ToString();
  EXPECT_EQ(nightly->title, "Ours");
  EXPECT_EQ(nightly->history, "/var/past.db");
  EXPECT_EQ(nightly->out, folder_ + "/o");
  EXPECT_EQ(nightly->site, folder_ + "/s");
  EXPECT_EQ(nightly->site_url, "https://x/y");
  EXPECT_EQ(nightly->rate_per_second, 2.5);
  EXPECT_EQ(nightly->side_by_side, 3);
  EXPECT_EQ(nightly->fail_on, FailOn::kNever);
  EXPECT_EQ(nightly->retention.every_run, 10);
  EXPECT_EQ(nightly->retention.one_a_week, 20);
  EXPECT_EQ(nightly->retention.one_a_month, 30);
  EXPECT_EQ(nightly->retention.records, 5);
  EXPECT_EQ(nightly->night_days, 2);
  const NightlyTarget& target = nightly->targets.front();
  EXPECT_EQ(target.name, "A");
  EXPECT_THAT(target.endpoints, ElementsAre("duktig"));
  EXPECT_EQ(target.deviations, folder_ + "/d.json");
  EXPECT_EQ(target.owner, "Ann");
  EXPECT_THAT(*target.labels, ElementsAre("x", "y"));
  EXPECT_EQ(target.rate_per_second, 5);
  EXPECT_EQ(target.repeat, 2);
  EXPECT_TRUE(target.strict);
  EXPECT_EQ(target.time_limit_s, 7);
}

TEST_F(NightlyFileTest, AMistakeIsToldWithItsPlace) {
  const struct {
    const char* text;
    const char* error;
  } rows[] = {
      {"", "n.json:line 1, column 1: there is no JSON value"},
      {"[]", "n.json: expected an object, found an empty array"},
      {"{}", "n.json:/targets: is missing"},
      {R"({"targets": []})", "n.json:/targets: expected an array of at least 1 item, found an empty array"},
      {R"({"targets": [{}]})", "n.json:/targets/0/target: is missing"},
      {R"({"target": [], "targets": [{"target": "acme.json"}]})",
       "n.json:/target: unknown member, did you mean \"targets\"?"},
      {R"({"targets": [{"target": "acme.json", "onwer": "Ann"}]})",
       "n.json:/targets/0/onwer: unknown member, did you mean \"owner\"?"},
      {R"({"retention": {"record": 1}, "targets": [{"target": "acme.json"}]})",
       "n.json:/retention/record: unknown member, did you mean \"records\"?"},
      {R"({"retention": {"every_run": 400}, "targets": [{"target": "acme.json"}]})",
       "n.json:/retention: every_run, one_a_week and one_a_month must not get shorter in this order"},
      {R"({"fail_on": "regression", "targets": [{"target": "acme.json"}]})",
       "n.json:/fail_on: expected one of \"regressions\", \"failures\", \"never\", found a string of 10 characters"},
      {R"({"site_url": "https://x.example/?y", "targets": [{"target": "acme.json"}]})",
       "n.json:/site_url: must not have a query or a fragment: names of pages follow it"},
      {R"({"side_by_side": 0, "targets": [{"target": "acme.json"}]})",
       "n.json:/side_by_side: expected at least 1, found integer 0"},
      {R"({"targets": [{"target": "t.json"}], "rate_per_second": 1e-9})",
       "n.json:/rate_per_second: expected at least 0.001, found number 1e-9"},
      {R"({"targets": [{"target": "t.json", "rate_per_second": 0}]})",
       "n.json:/targets/0/rate_per_second: expected at least 0.001, found integer 0"},
      {R"({"targets": [{"target": "acme.json", "repeat": 1.5}]})",
       "n.json:/targets/0/repeat: expected an integer, found number 1.5"},
      {R"({"targets": [{"target": "acme.json"}, {"target": "acme.json"}]})",
       "n.json:/targets/1: is named as /targets/0 is: give each a `name` of its own"},
      {R"({"targets": [{"target": "acme.json"}, {"target": "b/other.json", "name": "acme"}]})",
       "n.json:/targets/1/name: is named as /targets/0 is: give each a `name` of its own"},
      {R"({"targets": [{"target": "named.json"}, {"target": "b/other.json"}]})",
       "n.json:/targets/1: is named as /targets/0 is: give each a `name` of its own"},
  };
  for (const auto& row : rows) EXPECT_EQ(ErrorOf(row.text), row.error) << row.text;
}

TEST_F(NightlyFileTest, ABrokenTargetFileIsNoMistakeOfThisFileAndTakesNoOthersName) {
  const Result<NightlyFile> nightly = Parse(
      R"({"targets": [{"target": "b/acme.json"}, {"target": "acme.json"}, {"target": "named.json"},
                      {"target": "broken.json"}, {"target": "missing.json"}]})");
  ASSERT_TRUE(nightly.ok()) << nightly.error().ToString();
  std::vector<std::string> names;
  for (const NightlyTarget& each : nightly->targets) names.push_back(each.name);
  EXPECT_THAT(names, ElementsAre("b/acme.json", "acme", "Acme staging", "broken", "missing"));
}

TEST_F(NightlyFileTest, ABrokenTargetFileKeepsTheNameOfTheLastNight) {
  const auto names = [&] {
    const Result<NightlyFile> nightly =
        Parse(R"({"targets": [{"target": "named.json"}, {"target": "./broken.json"}, {"target": "missing.json"}]})");
    std::vector<std::string> found;
    for (const NightlyTarget& each : nightly->targets) found.push_back(each.name);
    return found;
  };
  EXPECT_THAT(names(), ElementsAre("Acme staging", "broken", "missing")) << "there was no night";
  for (const char* night : {"1", "2"}) {
    std::filesystem::create_directories(folder_ + "/nights/" + night);
    Put("nights/" + std::string(night) + "/night.json", R"({"sequence": )" + std::string(night) +
                                                            R"(, "file": "../n.json", "names": {"named.json": "old",
                                                            "./broken.json": "Globex )" +
                                                            night + R"(", "missing.json": "Initech"}})");
  }
  EXPECT_THAT(names(), ElementsAre("Acme staging", "Globex 2", "Initech"));
  for (const char* broken : {"[]", "{}", R"({"url": "http://a", "name": 3})"}) {
    Put("broken.json", broken);
    EXPECT_THAT(names(), ElementsAre("Acme staging", "Globex 2", "Initech")) << broken;
  }
  Put("broken.json", R"({"url": "http://a"})");
  EXPECT_THAT(names(), ElementsAre("Acme staging", "broken", "Initech")) << "it is sound, and has no name";
  Put("nights/2/night.json", R"({"sequence": 2, "file": "../other.json", "names": {"missing.json": "Other"}})");
  EXPECT_THAT(names(), ElementsAre("Acme staging", "broken", "Initech")) << "another file's night";
}

TEST_F(NightlyFileTest, ATargetFileThatCameToGiveItselfAnothersNameIsTheOneWithTheMistake) {
  std::filesystem::create_directories(folder_ + "/nights/1");
  Put("nights/1/night.json",
      R"({"sequence": 1, "file": "../n.json", "names": {"one.json": "one", "two.json": "two", "named.json": "zeta"}})");
  Put("one.json", R"({"url": "http://a"})");
  Put("two.json", R"({"url": "http://a", "name": "one"})");
  for (const char* targets :
       {R"({"target": "one.json"}, {"target": "two.json"})", R"({"target": "two.json"}, {"target": "one.json"})"}) {
    const Result<NightlyFile> nightly = Parse(R"({"targets": [)" + std::string(targets) + "]}");
    ASSERT_TRUE(nightly.ok()) << nightly.error().ToString();
    for (const NightlyTarget& each : nightly->targets) {
      EXPECT_EQ(each.name + ".json", each.named_by);
      EXPECT_EQ(each.mistake.has_value(), each.name == "two");
      if (each.mistake) {
        EXPECT_THAT(each.mistake->ToString(), HasSubstr("two.json:/name: is the name of /targets/"));
        EXPECT_THAT(each.mistake->ToString(), HasSubstr(", and this was two"));
      }
    }
  }
  Put("three.json", R"({"url": "http://a", "name": "one"})");
  EXPECT_EQ(ErrorOf(R"({"targets": [{"target": "one.json"}, {"target": "three.json"}]})"),
            "n.json:/targets/1: is named as /targets/0 is: give each a `name` of its own")
      << "both were never told apart";
}

TEST_F(NightlyFileTest, TheSiteHasAFolderForItselfAlone) {
  std::filesystem::create_directory_symlink(folder_ + "/b", folder_ + "/link");
  const struct {
    const char* members;
    const char* with;  // nullptr: fine
  } rows[] = {
      {R"("site": "site")", nullptr},
      {R"("site": "nights-site")", nullptr},
      {R"("site": "b/site/")", nullptr},
      {R"("site": "nights")", "`out`"},
      {R"("site": "nights/")", "`out`"},
      {R"("site": "nights/site")", "`out`"},
      {R"("site": "x", "out": "x/nights")", "`out`"},
      {R"("site": "x/../nights/.")", "`out`"},
      {R"("site": "history.db")", "`history`"},
      {R"("site": "x", "history": "x/history.db")", "`history`"},
      {R"("site": ".", "out": "/o", "history": "/h.db")", "this file"},
      {R"("site": "b")", "the target file of /targets/1"},
      {R"("site": "link")", "the target file of /targets/1"},
      {R"("site": "known")", "the deviations of /targets/0"},
  };
  for (const auto& row : rows) {
    const std::string error = ErrorOf("{" + std::string(row.members) +
                                      R"(, "targets": [{"target": "acme.json", "deviations": "known/d.json"},
                                                       {"target": "b/other.json"}]})");
    if (row.with == nullptr) {
      EXPECT_EQ(error, "ok") << row.members;
    } else {
      EXPECT_EQ(error,
                "n.json:/site: shares its place with " + std::string(row.with) + ": name a folder for the site alone")
          << row.members;
    }
  }
}

TEST_F(NightlyFileTest, WhatDecidesTheRequestsDecidesTheDigest) {
  const auto digest = [&](const std::string& members, const std::string& top = "") {
    return AskedDigest(*Parse("{" + top + R"("targets": [{"target": "acme.json")" + members + "}]}"));
  };
  const std::string plain = digest("");
  for (const char* other : {R"(, "name": "other")", R"(, "endpoints": ["duktig"])", R"(, "deviations": "d.json")",
                            R"(, "repeat": 2)", R"(, "strict": true)"}) {
    EXPECT_NE(digest(other), plain) << other;
  }
  EXPECT_EQ(digest(R"(, "owner": "Ann", "labels": ["x"], "rate_per_second": 3, "time_limit_s": 4)"), plain);
  EXPECT_EQ(digest("", R"("title": "T", "fail_on": "never", "side_by_side": 2, )"), plain);
}

}  // namespace
}  // namespace authconform
