#include "tools/nightly/night_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "harness/base/files.h"
#include "harness/base/redact.h"

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr int64_t kNoon = 1'795'348'800'000'000;  // 2026-11-22 12:00 UTC
constexpr int64_t kDay = int64_t{86'400} * 1'000'000;

std::string EmptyFolder() {
  const char* given = std::getenv("TEST_TMPDIR");
  std::string pattern = std::string(given != nullptr ? given : "/tmp") + "/out.XXXXXX";
  return mkdtemp(pattern.data());
}

std::vector<Night> Nights(const OutFolder& out) {
  const Result<std::vector<Night>> nights = NightsIn(out);
  EXPECT_TRUE(nights.ok());
  return nights ? *nights : std::vector<Night>();
}

Night Begun(const OutFolder& out, int64_t now_us) {
  Night asked;
  asked.file = "../n.json";
  asked.asks = "digest";
  asked.only = "a*";
  asked.last_run = 7;
  asked.names = {{"acme.json", "Acme"}};
  const Result<Night> night = BeginNight(out, Nights(out), now_us, asked);
  EXPECT_TRUE(night.ok()) << night.error().ToString();
  return *night;
}

TEST(NightFolder, OneNightlyAtATimeWritesAFolder) {
  const std::string folder = EmptyFolder() + "/deep/out";
  {
    const Result<OutFolder> first = OutFolder::Take(folder);
    ASSERT_TRUE(first.ok()) << first.error().ToString();
    const Result<OutFolder> second = OutFolder::Take(folder);
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().ToString(), folder + ": is being written by another nightly: wait for it, or end it");
    EXPECT_FALSE(second.error().environment);
  }
  EXPECT_TRUE(OutFolder::Take(folder).ok());
  ASSERT_TRUE(WriteFileWhole(folder + "/file", "x").ok());
  const Result<OutFolder> no_folder = OutFolder::Take(folder + "/file");
  ASSERT_FALSE(no_folder.ok());
  EXPECT_TRUE(no_folder.error().environment);
}

TEST(NightFolder, ANightIsNamedByItsStartAndOrderedByHowItCame) {
  const OutFolder out = *OutFolder::Take(EmptyFolder());
  const Night first = Begun(out, kNoon);
  const Night same = Begun(out, kNoon + 1000);
  const Night back = Begun(out, kNoon - kDay);
  const Night next = Begun(out, kNoon + kDay);
  EXPECT_EQ(first.name, "2026-11-22T120000Z");
  EXPECT_EQ(same.name, "2026-11-22T120000Z-2");
  EXPECT_EQ(back.name, "2026-11-21T120000Z");
  EXPECT_THAT((std::vector<bool>{first.clock_back, same.clock_back, back.clock_back, next.clock_back}),
              ElementsAre(false, false, true, false));
  const std::vector<Night> nights = Nights(out);
  EXPECT_THAT(nights, SizeIs(4));
  EXPECT_EQ(LastBegun(nights)->name, next.name);
  ASSERT_TRUE(FinishNight(next).ok());
  const std::optional<Night> unfinished = UnfinishedNight(Nights(out));
  ASSERT_TRUE(unfinished.has_value());
  EXPECT_EQ(unfinished->name, back.name);
  EXPECT_EQ(unfinished->asks, "digest");
  EXPECT_EQ(unfinished->only, "a*");
  EXPECT_EQ(unfinished->file, "../n.json");
  EXPECT_EQ(unfinished->started_us, kNoon - kDay);
  EXPECT_TRUE(unfinished->clock_back);
  EXPECT_EQ(unfinished->last_run, 7);
  EXPECT_EQ(unfinished->worked_us, 0);
  Night worked = *unfinished;
  worked.worked_us = 12;
  ASSERT_TRUE(WriteNight(worked).ok());
  EXPECT_EQ(UnfinishedNight(Nights(out))->worked_us, 12);
  EXPECT_EQ(NamesOfLastNight(out.path(), out.path() + "/../n.json"),
            (std::map<std::string, std::string>{{"acme.json", "Acme"}}));
}

TEST(NightFolder, OneThatCannotBeBegunIsNotThere) {
  const OutFolder out = *OutFolder::Take(EmptyFolder());
  rlimit before = {};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit full = {0, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &full), 0);
  const Result<Night> night = BeginNight(out, {}, kNoon, {});
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_FALSE(night.ok());
  EXPECT_TRUE(std::filesystem::is_empty(out.path()));
}

TEST(NightFolder, WhatAKillLeftOfABeginningGoes) {
  const OutFolder out = *OutFolder::Take(EmptyFolder());
  for (const char* name : {"2026-11-22T120000Z", "2026-11-22T120000Z-2", "2026-11-23T120000Z", "backup"}) {
    std::filesystem::create_directory(out.path() + "/" + name);
  }
  ASSERT_TRUE(WriteFileWhole(out.path() + "/2026-11-22T120000Z-2/night.json.tmp.12", "{").ok());
  ASSERT_TRUE(WriteFileWhole(out.path() + "/2026-11-23T120000Z/mine", "").ok());
  RemoveHalfWritten(out, Nights(out));
  std::vector<std::string> left;
  for (const auto& each : std::filesystem::directory_iterator(out.path())) left.push_back(each.path().filename());
  EXPECT_THAT(left, UnorderedElementsAre("2026-11-23T120000Z", "backup"));
}

std::set<std::string> FoldersIn(const OutFolder& out) {
  std::set<std::string> folders;
  for (const auto& each : std::filesystem::directory_iterator(out.path())) folders.insert(each.path().filename());
  return folders;
}

TEST(NightFolder, OnlyOldNightsGoThatAreFinishedOrOvertakenByOneThatIs) {
  const OutFolder out = *OutFolder::Take(EmptyFolder());
  Begun(out, kNoon - 21 * kDay);  // overtaken by the next
  ASSERT_TRUE(FinishNight(Begun(out, kNoon - 20 * kDay)).ok());
  Begun(out, kNoon - 19 * kDay);
  Begun(out, kNoon - 18 * kDay);
  std::filesystem::create_directory(out.path() + "/2020-01-01T000000Z");
  ASSERT_TRUE(WriteFileWhole(out.path() + "/2020-01-01T000000Z/night.json", "{}").ok());
  ASSERT_TRUE(RemoveOldNights(Nights(out), 14, kNoon).ok());
  EXPECT_THAT(FoldersIn(out), ElementsAre("2020-01-01T000000Z", "2026-11-03T120000Z", "2026-11-04T120000Z"));

  ASSERT_TRUE(FinishNight(Begun(out, kNoon - 2 * kDay)).ok());
  ASSERT_TRUE(RemoveOldNights(Nights(out), 14, kNoon).ok());
  EXPECT_THAT(FoldersIn(out), ElementsAre("2020-01-01T000000Z", "2026-11-20T120000Z"));
  ASSERT_TRUE(RemoveOldNights(Nights(out), 14, kNoon + 100 * kDay).ok());
  EXPECT_THAT(Nights(out), SizeIs(1)) << "the last stays";
}

TEST(NightFolder, ANightOfAWrongClockIsAsOldAsTheOneBeforeIt) {
  const OutFolder out = *OutFolder::Take(EmptyFolder());
  for (const int days : {-20, 1000, -19, -3, -20'000, -1}) {
    ASSERT_TRUE(FinishNight(Begun(out, kNoon + days * kDay)).ok());
  }
  ASSERT_TRUE(RemoveOldNights(Nights(out), 14, kNoon).ok());
  EXPECT_THAT(FoldersIn(out), ElementsAre("1972-02-19T120000Z", "2026-11-19T120000Z", "2026-11-21T120000Z"));
}

TEST(NightFolder, FilesThatShareAFolderHaveTheirOwnNights) {
  const std::string folder = EmptyFolder();
  const OutFolder out = *OutFolder::Take(folder + "/out");
  EXPECT_EQ(FileFrom(out, folder + "/n.json"), "../n.json");
  EXPECT_EQ(FileFrom(out, folder + "/out/../n.json"), "../n.json") << "however it is named";
  EXPECT_NE(FileFrom(out, folder + "/m.json"), FileFrom(out, folder + "/n.json"));
  Begun(out, kNoon);
  Night silent = Begun(out, kNoon + kDay);
  silent.file = "";
  ASSERT_TRUE(FinishNight(silent).ok());
  EXPECT_THAT(NightsOf(Nights(out), "../n.json"), SizeIs(2)) << "one that does not say is anybody's";
  EXPECT_THAT(NightsOf(Nights(out), "../m.json"), SizeIs(1));
}

TEST(NightFolder, NoTwoTargetsShareAFolderAndNoneTakesOurFiles) {
  std::set<std::string> names;
  const std::vector<std::string> targets = {"acme",
                                            "Acme",
                                            "ACME",
                                            "a/b",
                                            "a-b",
                                            "../..",
                                            "é",
                                            "nightly.json",
                                            "nightly.json/",
                                            "night.json",
                                            "",
                                            " ",
                                            std::string(500, 'x')};
  for (const std::string& each : targets) {
    const std::string name = FolderNameOf(each);
    EXPECT_TRUE(names.insert(name).second) << each;
    EXPECT_EQ(name.find('/'), std::string::npos) << each;
    EXPECT_NE(name, kNightFile);
    EXPECT_NE(name, kNightlyFile);
  }
}

TargetState Sample() {
  TargetResult result;
  result.target = "acme";
  result.folder = "acme";
  result.exit_code = ExitCode::kDoesNotConform;
  result.judged = true;
  result.trouble = "in part";
  result.interrupted = true;
  result.counts = {1, 2, 3, 4, 5, 6, 7};
  result.requests = 70;
  result.started_us = kNoon;
  result.duration_us = 8;
  result.run = 9;
  result.clock_back = true;
  result.lost_since_us = 10;
  result.before_us = 11;
  result.failing_since_us = 12;
  result.lost_cases = 13;
  result.failing = {{"a/b/c/d", {{"rule", "must", "a promise", "a.md:1"}, "", "", "200", "201"}}};
  result.deviation_errors = {"a/b/c/f is listed as a deviation and passes"};
  result.changes = {{9, "a/b/c/d", Verdict::kPass, Verdict::kFail, Cause::kTarget, "because", true},
                    {9, "a/b/c/e", std::nullopt, Verdict::kWarn, Cause::kPlan, "", false}};
  return {Stage::kKept, result};
}

TEST(NightFolder, AStateComesBackAsItWasWritten) {
  const std::string folder = EmptyFolder();
  EXPECT_EQ(ReadState(folder)->stage, Stage::kAsked);
  ASSERT_TRUE(WriteState(folder, Sample(), Redactor()).ok());
  const Result<TargetState> read = ReadState(folder);
  ASSERT_TRUE(read.ok()) << read.error().ToString();
  EXPECT_EQ(read->stage, Stage::kKept);
  EXPECT_EQ(WriteJson(ToJson(read->result)), WriteJson(ToJson(Sample().result)));
  EXPECT_EQ(read->result.changes.front().run, 9);
  EXPECT_EQ(read->result.Regressions(), 2u);
}

TEST(NightFolder, AStateThatNobodyWroteIsAnError) {
  const std::string folder = EmptyFolder();
  ASSERT_TRUE(WriteState(folder, Sample(), Redactor()).ok());
  const std::string whole = *ReadFile(folder + "/state.json");
  for (size_t size = 0; size + 2 < whole.size(); size += 7) {
    ASSERT_TRUE(WriteFileWhole(folder + "/state.json", whole.substr(0, size)).ok());
    EXPECT_FALSE(ReadState(folder).ok()) << size;
  }
  const Json sound = ToJson(Sample().result);
  for (const auto& member : sound.object()) {
    const bool for_others = member.first == "error" || member.first == "lost_cause";
    if (for_others || member.first == "lost_since_us") continue;  // which may be null
    Json::Object other = sound.object();
    std::erase_if(other, [&](const Json::Member& each) { return each.first == member.first; });
    other.emplace_back(member.first, Json(Json::Array{true}));
    EXPECT_FALSE(ReadTargetResult(Json(other)).ok()) << member.first;
  }
}

TEST(NightFolder, AStateWithASecretIsNotWritten) {
  const std::string folder = EmptyFolder();
  Redactor redactor;
  redactor.Add("account.active.password", "Zx9!kQ77#vvT");
  TargetState state = Sample();
  state.result.changes.front().why = "it said Zx9!kQ77#vvT";
  const Status written = WriteState(folder, state, redactor);
  ASSERT_FALSE(written.ok());
  EXPECT_THAT(written.error().ToString(), HasSubstr("account.active.password"));
  EXPECT_EQ(ReadState(folder)->stage, Stage::kAsked);
}

}  // namespace
}  // namespace authconform
