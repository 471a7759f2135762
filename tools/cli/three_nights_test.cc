// The promise of the nightly as a whole: three nights of the reference backends into causes, feeds and a site.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <memory>

#include "harness/base/json.h"
#include "tools/cli/testing/child_process.h"
#include "tools/cli/testing/scripted_backend.h"

namespace authconform::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::unique_ptr<ChildProcess> StartReference(const std::string& folder, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {AuthconformPath(), "reference", "--write-target", folder};
  arguments.insert(arguments.end(), more.begin(), more.end());
  auto reference = std::make_unique<ChildProcess>(arguments);
  reference->AwaitError("Ctrl-C ends it.");
  return reference;
}

// Answers a login without a password as documented, or, on a bad night, every other time with an error of its own.
class FlakyBackend {
 public:
  std::atomic<bool> bad_night = false;
  const ScriptedBackend& http() const { return http_; }

 private:
  Answer Script(const Asked& asked) {
    const bool is_it = asked.method == "POST" && asked.HasLogin(kLogin) && asked.body.find("pass") == std::string::npos;
    if (bad_night && is_it && ++count_ % 2 == 0) return {500, R"({"message": "upstream"})", {}};
    return KeepTheDocument(asked);
  }

  std::atomic<int> count_ = 0;
  ScriptedBackend http_{[this](const Asked& asked) { return Script(asked); }};
};

struct ToldNight {
  Ended ended;
  Json result;  // nightly.json

  const Json& Of(const std::string& target) const {
    for (const Json& each : result.Find("targets")->array()) {
      if (each.Find("target")->string() == target) return each;
    }
    ADD_FAILURE() << "no target " << target;
    return result;
  }
  // "cause case" of each of the target's changes.
  std::vector<std::string> Causes(const std::string& target) const {
    std::vector<std::string> causes;
    for (const Json& each : Of(target).Find("changes")->array()) {
      causes.push_back(each.Find("cause")->string() + " " + each.Find("case")->string());
    }
    return causes;
  }
};

class ThreeNights : public ::testing::Test {
 protected:
  ThreeNights() : folder_(FreshFolder("three-nights")) {
    flaky_.http().WriteTarget(At("wobbly"));
    WriteText(At("nightly.json"),
              R"({"history": "past.db", "out": "nights", "site": "site", "title": "Staging", "targets": [
      {"name": "harbour", "target": "harbour/target.json", "endpoints": ["duktig"], "owner": "Ann", "labels": ["staging"]},
      {"name": "steady", "target": "steady/target.json"},
      {"name": "gone", "target": "gone/target.json", "endpoints": ["gooru"]},
      {"name": "wobbly", "target": "wobbly/target.json", "endpoints": ["backoffice"], "repeat": 2}]})");
  }

  std::string At(const std::string& name) const { return folder_ + "/" + name; }

  ToldNight Night() {
    ToldNight night;
    night.ended = RunAuthconform({"nightly", At("nightly.json"), "--quiet"});
    std::filesystem::path newest;
    for (const auto& each : std::filesystem::directory_iterator(At("nights"))) {
      if (each.is_directory() && each.path() > newest) newest = each.path();
    }
    Result<Json> told = ParseJson(ReadText(newest / "nightly.json"));
    EXPECT_TRUE(told) << night.ended.err;
    if (told) night.result = *std::move(told);
    return night;
  }

  FlakyBackend flaky_;
  const std::string folder_;
};

TEST_F(ThreeNights, GoodThenFaultyThenMendedAreToldWithTheirCauses) {
  const auto steady = StartReference(At("steady"));
  auto gone = StartReference(At("gone"));
  auto harbour = StartReference(At("harbour"));
  const ToldNight good = Night();
  EXPECT_EQ(good.ended.code, 0) << good.ended.out << good.ended.err;
  for (const char* target : {"harbour", "steady", "gone", "wobbly"}) {
    EXPECT_EQ(good.Of(target).Find("exit_code")->AsInt64(), 0) << target;
    EXPECT_THAT(good.Causes(target), IsEmpty());
  }
  EXPECT_THAT(ReadText(At("site/feed.xml")), Not(HasSubstr("<entry>")));

  harbour.reset();
  harbour = StartReference(At("harbour"), {"--fault", "duktig-wrong-status"});
  gone.reset();
  flaky_.bad_night = true;
  const ToldNight bad = Night();
  EXPECT_EQ(bad.ended.code, 1) << bad.ended.out << bad.ended.err;
  EXPECT_THAT(bad.Causes("steady"), IsEmpty());
  EXPECT_THAT(bad.Causes("harbour"), ::testing::Contains("target duktig/token/valid/sign-in"));
  EXPECT_THAT(bad.Causes("harbour"), ::testing::Each(::testing::StartsWith("target ")));
  EXPECT_THAT(bad.Causes("wobbly"), AllOf(Not(IsEmpty()), ::testing::Each(::testing::StartsWith("flaky "))));
  EXPECT_EQ(bad.Of("gone").Find("judged")->boolean(), false);
  EXPECT_TRUE(bad.Of("gone").Find("lost_since_us")->AsInt64().has_value()) << "it was there the night before";
  for (const Json& each : bad.Of("wobbly").Find("changes")->array()) EXPECT_FALSE(each.Find("regression")->boolean());
  EXPECT_THAT(bad.ended.out, AllOf(HasSubstr("harbour"), HasSubstr("the target changed"), HasSubstr("gone")));
  const std::string feed = ReadText(At("site/feed.xml"));
  EXPECT_THAT(feed,
              AllOf(HasSubstr("<entry>"), HasSubstr("duktig/token/valid/sign-in"), HasSubstr("the target changed")));
  EXPECT_THAT(feed, Not(HasSubstr("wobbly"))) << "a flaky case is no regression";
  EXPECT_THAT(ReadText(At("site/targets/harbour/feed.json")), HasSubstr("duktig/token/valid/sign-in"));
  EXPECT_THAT(ReadText(At("site/targets/harbour/badge.svg")), HasSubstr("does not conform"));
  EXPECT_THAT(ReadText(At("site/index.html")), AllOf(HasSubstr("harbour"), HasSubstr("The target changed")));

  harbour.reset();
  harbour = StartReference(At("harbour"));
  gone = StartReference(At("gone"));
  flaky_.bad_night = false;
  const ToldNight mended = Night();
  EXPECT_EQ(mended.ended.code, 0) << mended.ended.out << mended.ended.err;
  EXPECT_THAT(mended.Causes("harbour"), ::testing::Contains("target duktig/token/valid/sign-in"));
  EXPECT_EQ(mended.Of("harbour").Find("exit_code")->AsInt64(), 0);
  EXPECT_THAT(mended.Causes("gone"), IsEmpty()) << "as it was before it was gone";
  EXPECT_THAT(mended.Causes("wobbly"), ::testing::Each(::testing::StartsWith("flaky ")));
  EXPECT_THAT(ReadText(At("site/targets/harbour/badge.svg")), Not(HasSubstr("does not conform")));
  EXPECT_THAT(ReadText(At("site/targets/wobbly/index.html")), HasSubstr("flaky"));
  EXPECT_THAT(ReadText(At("site/feed.xml")), HasSubstr("duktig/token/valid/sign-in")) << "news stay news";

  const Ended difference = RunAuthconform({"diff", At("past.db"), "--target", "harbour"});
  EXPECT_EQ(difference.code, 0);
  EXPECT_THAT(difference.out, AllOf(HasSubstr("duktig/token/valid/sign-in"), HasSubstr("the target changed")));
  EXPECT_THAT(RunAuthconform({"history", At("past.db"), "--target", "wobbly"}).out, HasSubstr("flaky"));
}

}  // namespace
}  // namespace authconform::testing
