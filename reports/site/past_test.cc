#include "reports/site/past.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "reports/site/testing/sample_history.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using HarnessRun = authconform::Run;  // gtest has a Run too

// Nights of one target, and what its pages tell of them.
class Pasts : public ::testing::Test {
 protected:
  Pasts() {
    std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/past-XXXXXX";
    EXPECT_NE(mkdtemp(path.data()), nullptr);
    Result<std::unique_ptr<History>> history = History::Open(path + "/history.db", HistoryMode::kWrite);
    EXPECT_TRUE(history.ok()) << history.error().ToString();
    history_ = *std::move(history);
  }

  // Of the target, its next night, in which one case is: p pass, f fail, u fail in some repetitions, x skipped unsent;
  // '-' is a night out of reach. Answers the run's id.
  int64_t Add(char letter, const std::string& target = "acme") {
    HarnessRun run = GoodNight(target, nights_++);
    if (letter == '-') Unreachable(run);
    if (letter == 'f' || letter == 'u') Turn(run, kPlace, Verdict::kFail);
    if (letter == 'u') run.cases[kPlace].repetitions[static_cast<size_t>(Verdict::kPass)] = 1;
    if (letter == 'x') {
      Turn(run, kPlace, Verdict::kSkipped);
      run.cases[kPlace].mean_us = 0;
    }
    const Result<int64_t> added = history_->Add(run, {});
    EXPECT_TRUE(added.ok()) << added.error().ToString();
    return added ? *added : 0;
  }

  Past Read(const std::string& target = "acme") {
    KeptTarget named;
    named.name = target;
    Result<Past> past = ReadPast(*history_, named, kAsOfUs, 7);
    EXPECT_TRUE(past.ok()) << past.error().ToString();
    return *std::move(past);
  }

  static constexpr size_t kPlace = 3;
  const std::string case_ = GoodNight("acme", 0).cases[kPlace].id;
  int nights_ = 0;
  std::unique_ptr<History> history_;
};

// "3 flaky", "5 unknown regression": the run, counted from the target's first, and the cause; the oldest first.
std::vector<std::string> Told(const Past& past) {
  std::vector<std::string> told;
  for (auto each = past.changes.rbegin(); each != past.changes.rend(); ++each) {
    told.push_back(std::to_string(each->run - past.runs.front().id + 1) + " " + std::string(CauseName(each->cause)) +
                   (each->regression ? " regression" : ""));
  }
  return told;
}

TEST_F(Pasts, AddNothingToWhatADiffFound) {
  Add('p');
  const int64_t failed = Add('f');
  EXPECT_THAT(Told(Read()), ElementsAre("2 unknown regression"));
  ASSERT_TRUE(history_->AddChanges({}, {failed}).ok());
  EXPECT_THAT(Told(Read()), IsEmpty());
  Add('p');
  EXPECT_THAT(Told(Read()), ElementsAre("3 unknown")) << "which no diff looked at";
}

// As tools/diff tells it, where no diff did.
TEST_F(Pasts, CallFlakyWhatMayBeChanceAndARegressionWhatHolds) {
  const struct {
    const char* nights;
    std::vector<std::string> told;
  } rows[] = {
      {"pf", {"2 unknown regression"}},
      {"pu", {"2 flaky"}},
      {"puu", {"2 flaky"}},
      {"pufff", {"2 flaky", "3 unknown regression"}},
      {"pupff", {"2 flaky", "3 flaky", "4 flaky", "5 unknown regression"}},
      {"pfpf", {"2 unknown regression", "3 unknown", "4 flaky"}},
      {"pfpfff", {"2 unknown regression", "3 unknown", "4 flaky", "5 unknown regression"}},
      {"pfpf-f", {"2 unknown regression", "3 unknown", "4 flaky", "6 unknown regression"}},
      {"pxpxpf", {"6 unknown regression"}},  // a limit of ours makes nothing flaky
  };
  for (const auto& row : rows) {
    const std::string target = std::string("acme ") + row.nights;
    for (const char* letter = row.nights; *letter != 0; ++letter) Add(*letter, target);
    EXPECT_EQ(Told(Read(target)), row.told) << row.nights;
  }
}

TEST_F(Pasts, TellWhatADiffTookForChanceWhereItHolds) {
  for (const char letter : {'p', 'f', 'p'}) Add(letter);
  const int64_t flaky = Add('f');
  const KeptChange change = {flaky, case_, Verdict::kPass, Verdict::kFail, Cause::kFlaky, "it is flaky", false};
  ASSERT_TRUE(history_->AddChanges({change}).ok());
  const int64_t held = Add('f');
  const Past past = Read();
  EXPECT_THAT(Told(past), ElementsAre("2 unknown regression", "3 unknown", "4 flaky", "5 unknown regression"));
  EXPECT_EQ(past.changes.front().why,
            "it has failed since the run of 2026-10-12, which alone may have been chance; the runs were not judged "
            "again");
  ASSERT_TRUE(history_->AddChanges({}, {held}).ok());
  EXPECT_THAT(Told(Read()), ElementsAre("2 unknown regression", "3 unknown", "4 flaky"));
}

TEST_F(Pasts, StandAsBeforeANightThatCouldNotBeJudged) {
  Add('p');
  Add('-');
  EXPECT_EQ(Read().standing.since, 1u);
  Add('p');
  EXPECT_EQ(Read().standing.since, 0u);
  EXPECT_EQ(Read().standing.runs, 2);
  Add('f');
  Add('-');
  Add('f');
  EXPECT_EQ(Read().standing.since, 3u);
}

TEST_F(Pasts, HaveNoPageOfACaseThatIsNeverSent) {
  Add('x');
  Add('x');
  EXPECT_THAT(Read().told, IsEmpty());
  Add('p');
  EXPECT_THAT(Read().told, IsEmpty());
  Add('f');
  EXPECT_THAT(Read().told, ElementsAre(case_));
}

}  // namespace
}  // namespace authconform
