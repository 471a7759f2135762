#include "tools/diff/judged_again.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/run/case_id.h"
#include "tools/choice/choice.h"
#include "tools/diff/changed.h"
#include "tools/diff/testing/nights.h"
#include "tools/embed/embedded.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kDuktig = "duktig/token";
constexpr const char* kGooru = "gooru/token";

// Two endpoints, one of them with a fault.
const AskedRun& Asked() {
  static const AskedRun asked = Ask({.faults = {"duktig-wrong-status"},
                                     .endpoints = {kDuktig, kGooru},
                                     .only = {"*/valid/*", "*/missing-fields/*", "*/token/*"}});
  return asked;
}

ReadTranscript Read(const std::string& transcript) {
  Result<ReadTranscript> read = ParseTranscript(transcript, "t");
  EXPECT_TRUE(read.ok()) << read.error().ToString();
  return read ? *std::move(read) : ReadTranscript();
}

Selection PlanOf(const std::vector<std::string>& endpoints) { return *SelectCases(EmbeddedFiles(), endpoints, {}); }

std::set<std::string> AllCases() {
  std::set<std::string> all;
  for (const CaseResult& each : Asked().run.cases) all.insert(each.id);
  return all;
}

// Judging fewer cases makes no difference to those that are judged.
TEST(JudgeAgain, ComesToWhatTheRunDid) {
  const ReadTranscript transcript = Read(Asked().transcript);
  const Selection plan = PlanOf({kDuktig, kGooru});
  const auto all = JudgeAgain(plan.selected, transcript, AllCases(), "t");
  ASSERT_TRUE(all.ok()) << all.error().ToString();
  ASSERT_THAT(*all, SizeIs(Asked().run.cases.size()));
  int failing = 0;
  for (const CaseResult& each : Asked().run.cases) {
    const auto alone = JudgeAgain(plan.selected, transcript, {each.id}, "t");
    ASSERT_TRUE(alone.ok()) << alone.error().ToString();
    ASSERT_THAT(*alone, SizeIs(1));
    for (const JudgedAgain& judged : {all->at(each.id), alone->at(each.id)}) {
      EXPECT_EQ(judged.verdict, each.verdict) << each.id;
      EXPECT_EQ(judged.broken, Broken(each.findings)) << each.id;
    }
    failing += each.verdict == Verdict::kFail ? 1 : 0;
  }
  EXPECT_GT(failing, 0);
}

TEST(JudgeAgain, LooksAtWhatBothKnow) {
  const ReadTranscript transcript = Read(Asked().transcript);
  std::set<std::string> cases = AllCases();
  cases.insert("nobody/asked/this/case");
  for (const char* endpoint : {kDuktig, kGooru}) {
    const auto judged = JudgeAgain(PlanOf({endpoint}).selected, transcript, cases, "t");
    ASSERT_TRUE(judged.ok()) << judged.error().ToString();
    EXPECT_FALSE(judged->empty());
    for (const auto& [id, each] : *judged) EXPECT_EQ(EndpointOf(id), endpoint);
  }
  EXPECT_THAT(*JudgeAgain({}, transcript, cases, "t"), IsEmpty());
  EXPECT_THAT(*JudgeAgain(PlanOf({kDuktig}).selected, transcript, {}, "t"), IsEmpty());
}

TEST(LinesOf, AreAWholeTranscriptOfThoseCases) {
  const ReadTranscript part = Read(LinesOf(Read(Asked().transcript), {"gooru/token/valid/sign-in"}));
  ASSERT_THAT(part.cases, SizeIs(1));
  EXPECT_EQ(part.cases[0].id, "gooru/token/valid/sign-in");
  ASSERT_THAT(part.run.endpoints, SizeIs(1));
  EXPECT_EQ(part.run.endpoints[0].endpoint, kGooru);
  for (const auto& [number, control] : part.controls) EXPECT_EQ(control.endpoint, 0u);
}

}  // namespace
}  // namespace authconform
