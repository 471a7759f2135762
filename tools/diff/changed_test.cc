#include "tools/diff/changed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <memory>

#include "reports/history/testing/sample_runs.h"
#include "tools/diff/told.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = Changed::Kind;

std::string NameOf(Kind kind) {
  switch (kind) {
    case Kind::kVerdict:
      return "verdict";
    case Kind::kFindings:
      return "findings";
    case Kind::kExcuse:
      return "excuse";
    case Kind::kAdded:
      return "added";
    case Kind::kGone:
      return "gone";
    case Kind::kNotJudged:
      return "not judged";
    case Kind::kFirstJudged:
      break;
  }
  return "first judged";
}

// Runs one after another; the last is held against those before it. Letters as in SampleRun; S is skipped unsent.
class Nights {
 public:
  explicit Nights(const std::vector<std::string>& verdicts) {
    for (std::string each : verdicts) {
      authconform::Run run = SampleRun("acme", Lower(each), static_cast<int>(runs_.size()));
      for (size_t place = 0; place < each.size(); ++place) {
        if (each[place] == 'S') run.cases[place].mean_us = 0;
      }
      Add(run);
    }
  }

  void Add(const Run& run) { runs_.push_back(std::make_unique<ToldRun>(run)); }

  Unchanged HowManyAre() const {
    std::vector<const KeptRun*> before;
    for (const auto& each : runs_) before.push_back(&each->kept());
    const KeptRun& now = *before.back();
    before.pop_back();
    return CountUnchanged(before, now, WhatChanged(before, now));
  }

  // "v0 verdict regression run 2": of which case, how, and what the earlier word is from, counted from 1.
  std::vector<std::string> Changes() const {
    std::vector<const KeptRun*> before;
    for (const auto& each : runs_) before.push_back(&each->kept());
    const KeptRun& now = *before.back();
    before.pop_back();
    std::vector<std::string> told;
    for (const Changed& each : WhatChanged(before, now)) {
      const auto from = std::find(before.begin(), before.end(), each.before.run) - before.begin() + 1;
      told.push_back(each.id.substr(each.id.rfind('/') + 1) + " " + NameOf(each.kind) +
                     (each.regression ? " regression" : "") + " run " + std::to_string(from));
    }
    return told;
  }

 private:
  static std::string Lower(std::string letters) {
    for (char& each : letters) each = static_cast<char>(std::tolower(each));
    return letters;
  }

  std::vector<std::unique_ptr<ToldRun>> runs_;
};

TEST(WhatChanged, HoldsEachCaseAgainstTheLastThatTellsOfTheTarget) {
  const struct {
    std::vector<std::string> nights;
    std::vector<std::string> changes;
  } rows[] = {
      {{"pppp", "pppp"}, {}},
      {{"p", "f"}, {"v0 verdict regression run 1"}},
      {{"f", "p"}, {"v0 verdict run 1"}},
      {{"p", "w"}, {"v0 verdict run 1"}},
      {{"w", "f"}, {"v0 verdict regression run 1"}},
      {{"p", "d"}, {"v0 verdict run 1"}},
      {{"d", "p"}, {"v0 verdict run 1"}},
      {{"f", "d"}, {"v0 excuse run 1"}},
      {{"d", "f"}, {"v0 excuse regression run 1"}},
      {{"f", "f"}, {}},
      {{"p", "s"}, {"v0 verdict run 1"}},
      {{"f", "s"}, {"v0 verdict run 1"}},
      // A night that tells nothing, and the night after it.
      {{"pfp", "ieS"}, {"v0 not judged run 1", "v1 not judged run 1", "v2 not judged run 1"}},
      {{"p", "i", "i"}, {}},
      {{"p", "i", "e"}, {}},
      {{"p", "i", "p"}, {}},
      {{"f", "e", "f"}, {}},
      {{"p", "i", "f"}, {"v0 verdict regression run 1"}},
      {{"p", "f", "i", "f"}, {}},
      {{"f", "p", "i", "i", "f"}, {"v0 verdict regression run 2"}},
      {{"p", "", "f"}, {"v0 verdict regression run 1"}},
      {{"p", ""}, {}},
      // Never judged before.
      {{"i", "p"}, {"v0 first judged run 1"}},
      {{"S", "f"}, {"v0 first judged regression run 1"}},
      {{"", "pf"}, {"v1 first judged regression run 1"}},
      {{"S", "S"}, {}},
      // Another plan.
      {{"p", "ppf"}, {"v1 added run 1", "v2 added regression run 1"}},
      {{"p", "pi"}, {"v1 added run 1"}},
      {{"pff", "p"}, {"v1 gone run 1", "v2 gone run 1"}},
      {{"pp", "p", "pp"}, {}},
      {{"pp", "p", "pf"}, {"v1 verdict regression run 1"}},
      {{"pp", "p", "p"}, {}},
      {{"f"}, {}},
  };
  for (const auto& row : rows)
    EXPECT_EQ(Nights(row.nights).Changes(), row.changes) << ::testing::PrintToString(row.nights);
}

Finding FindingOf(const std::string& rule, const std::string& level, const std::string& pointer,
                  const std::string& actual = "x") {
  return {{rule, level, "a promise", "a.md:1"}, "schema", pointer, "y", actual};
}

std::vector<std::string> BetweenFindings(Verdict verdict, const std::vector<Finding>& before,
                                         const std::vector<Finding>& now, bool strict = false) {
  Nights nights({});
  int night = 0;
  for (const std::vector<Finding>& each : {before, now}) {
    Run run = SampleRun("acme", "f", night++);
    run.strict = strict;
    run.cases[0].verdict = verdict;
    run.cases[0].findings = each;
    nights.Add(run);
  }
  return nights.Changes();
}

TEST(WhatChanged, TellsOtherFindingsOfTheSameVerdict) {
  const Finding first = FindingOf("first", "must", "/a");
  const Finding elsewhere = FindingOf("first", "must", "/b");
  const Finding second = FindingOf("second", "must", "/a");
  const Finding baseline = FindingOf("baseline/no-store", "baseline", "");
  const std::string found = "v0 findings run 1";
  const std::string worse = "v0 findings regression run 1";
  EXPECT_THAT(BetweenFindings(Verdict::kFail, {first}, {FindingOf("first", "must", "/a", "another")}), IsEmpty())
      << "what the target says may be new every night";
  EXPECT_THAT(BetweenFindings(Verdict::kFail, {first, second}, {second, first}), IsEmpty());
  EXPECT_THAT(BetweenFindings(Verdict::kFail, {first}, {elsewhere}), ElementsAre(found));
  EXPECT_THAT(BetweenFindings(Verdict::kFail, {first, second}, {first}), ElementsAre(found));
  EXPECT_THAT(BetweenFindings(Verdict::kFail, {first}, {second}), ElementsAre(worse));
  EXPECT_THAT(BetweenFindings(Verdict::kFail, {first}, {first, second}), ElementsAre(worse));
  EXPECT_THAT(BetweenFindings(Verdict::kFail, {first}, {first, baseline}), ElementsAre(found))
      << "it does not fail by the baseline";
  EXPECT_THAT(BetweenFindings(Verdict::kWarn, {baseline}, {FindingOf("other", "should", "")}), ElementsAre(found));
  EXPECT_THAT(BetweenFindings(Verdict::kWarn, {baseline}, {FindingOf("other", "should", "")}, true),
              ElementsAre(worse));
}

TEST(WhatChanged, ARuleThatDidNotMakeAFailureBeforeIsNewWhereItDoesNow) {
  const Finding first = FindingOf("first", "must", "/a");
  const Finding baseline = FindingOf("baseline/no-store", "baseline", "");
  Nights nights({});
  authconform::Run run = SampleRun("acme", "f", 0);
  run.cases[0].findings = {first, baseline};
  nights.Add(run);
  run.strict = true;
  run.cases[0].findings = {baseline};
  nights.Add(run);
  EXPECT_THAT(nights.Changes(), ElementsAre("v0 findings regression run 1"));
}

TEST(WhatChanged, StrictLetsAWarningFail) {
  for (const bool strict : {false, true}) {
    Nights nights({});
    for (const bool now : {false, true}) {
      authconform::Run run = SampleRun("acme", "w", now ? 1 : 0);
      run.strict = now == strict;
      nights.Add(run);
    }
    EXPECT_THAT(nights.Changes(), ElementsAre(strict ? "v0 excuse regression run 1" : "v0 excuse run 1"));
  }
}

TEST(CountUnchanged, TellsWhatEachCaseIsHeldAgainst) {
  const struct {
    std::vector<std::string> nights;
    int64_t as_before, as_earlier, first;
  } rows[] = {
      {{"pp", "pp"}, 2, 0, 0},
      {{"pp", "pf"}, 1, 0, 0},
      {{"pp", "p", "pp"}, 1, 1, 0},  // the night before did not
                                     // ask it
      {{"p", "i", "p"}, 0, 1, 0},    // nor could judge it
      {{"p", "i", "i"}, 1, 0, 0},
      {{"", "pp"}, 0, 0, 2},
      {{"pp", "", "pp"}, 0, 2, 0},
      {{"pp", ""}, 0, 0, 0},
  };
  for (const auto& row : rows) {
    const Unchanged unchanged = Nights(row.nights).HowManyAre();
    const std::string nights = ::testing::PrintToString(row.nights);
    EXPECT_EQ(unchanged.as_before, row.as_before) << nights;
    EXPECT_EQ(unchanged.as_earlier, row.as_earlier) << nights;
    EXPECT_EQ(unchanged.first, row.first) << nights;
  }
}

}  // namespace
}  // namespace authconform
