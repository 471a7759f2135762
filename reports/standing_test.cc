#include "reports/standing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/statement/testing/sample_statement.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::ElementsAre;

RequirementStanding StandingOfOnly(std::vector<CaseResult> cases, StatedRequirement requirement) {
  const authconform::Run run = RunOf(std::move(cases), ExitCode::kConforms, 9);
  return StandingOf(run, {LoginEndpoint({std::move(requirement)}, 9)}).front().requirements.front();
}

CaseResult Failing(const std::string& variant, Finding finding, const std::string& deviation = "") {
  const Verdict verdict = finding.rule.level == "must" ? Verdict::kFail : Verdict::kWarn;
  CaseResult result = JudgedCase(variant, verdict, {finding.rule.id});
  result.findings = {std::move(finding)};
  result.deviation = deviation;
  return result;
}

TEST(StandingOf, TheCasesDecide) {
  const CaseResult passing = JudgedCase("p", Verdict::kPass, {"r"});
  const CaseResult failing = Failing("f", Breaks("r"));
  const CaseResult warning = Failing("w", Breaks("r", "should"));
  const CaseResult listed = Failing("l", Breaks("r"), "known");
  const CaseResult other = Failing("o", Breaks("another"));
  const CaseResult skipped = OpenCase("s", Verdict::kSkipped, "no account");
  const CaseResult unclear = OpenCase("i", Verdict::kInconclusive, "control failed");
  const CaseResult broken = OpenCase("e", Verdict::kError, "reset");
  const CaseResult blind = JudgedCase("b", Verdict::kPass, {"another"});
  const struct {
    const char* name;
    std::vector<CaseResult> cases;
    std::vector<std::string> checks;  // variants that the plan has for it
    StandingKind standing;
    std::vector<std::string> reasons;
  } kRows[] = {
      {"looked at and kept", {passing}, {"p"}, StandingKind::kPassed, {}},
      {"kept here, broken there", {passing, failing}, {"p", "f"}, StandingKind::kFailed, {}},
      {"a should", {passing, warning}, {"p", "w"}, StandingKind::kWarned, {}},
      {"listed alone", {passing, listed}, {"p", "l"}, StandingKind::kDeviated, {}},
      {"listed and not", {listed, failing}, {"l", "f"}, StandingKind::kFailed, {}},
      {"another's failure", {passing, other}, {"p", "o"}, StandingKind::kPassed, {}},
      {"broken by a case of something else", {Failing("x", Breaks("r"))}, {}, StandingKind::kFailed, {}},
      {"kept, with a case skipped", {passing, skipped}, {"p", "s"}, StandingKind::kPassed, {}},
      {"skipped alone", {skipped}, {"s"}, StandingKind::kSkipped, {"no account"}},
      {"inconclusive alone", {unclear}, {"i"}, StandingKind::kInconclusive, {"control failed"}},
      {"error alone", {broken}, {"e"}, StandingKind::kInError, {"reset"}},
      {"skipped and error", {skipped, broken}, {"s", "e"}, StandingKind::kInError, {"no account", "reset"}},
      {"the same reason twice",
       {skipped, OpenCase("t", Verdict::kSkipped, "no account")},
       {"s", "t"},
       StandingKind::kSkipped,
       {"no account"}},
      {"judged, and not seen", {blind}, {"b"}, StandingKind::kUnfired, {"acme/login/valid/b found nothing to look at"}},
      {"not asked", {passing}, {"z"}, StandingKind::kPassed, {}},
      {"left out", {blind}, {"z"}, StandingKind::kLeftOut, {"acme/login/valid/z was not chosen"}},
      {"no case", {blind}, {}, StandingKind::kLeftOut, {"there is no case for it"}},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.name);
    const RequirementStanding told = StandingOfOnly(row.cases, Stated("r", row.checks));
    EXPECT_EQ(told.standing, row.standing) << StandingName(told.standing);
    EXPECT_EQ(told.reasons, row.reasons);
    EXPECT_EQ(IsTested(told.standing), row.standing <= StandingKind::kPassed);
  }
}

TEST(StandingOf, WhatNoFaultProvesIsNotPassedButWhatIsBrokenIsTold) {
  const struct {
    std::vector<CaseResult> cases;
    StandingKind standing;
  } kRows[] = {
      {{JudgedCase("p", Verdict::kPass, {"r"})}, StandingKind::kUnproved},
      {{Failing("f", Breaks("r"))}, StandingKind::kFailed},
      {{OpenCase("p", Verdict::kSkipped, "no")}, StandingKind::kSkipped},
  };
  for (const auto& row : kRows) {
    authconform::Run run = RunOf(row.cases, ExitCode::kConforms, 1);
    run.endpoints.front().unproved = {Breaks("r").rule};
    const auto told = StandingOf(run, {LoginEndpoint({Stated("r", {"p"})}, 1)});
    EXPECT_EQ(told.front().requirements.front().standing, row.standing);
  }
}

// A file that is not there must not be worth more than one that says little.
TEST(StandingOf, WithoutAKillMatrixNothingIsPassed) {
  authconform::Run run =
      RunOf({JudgedCase("p", Verdict::kPass, {"kept", "baseline/no-store"}), Failing("f", Breaks("broken"))},
            ExitCode::kConforms, 2);
  run.endpoints.front().proof = false;
  const auto told = StandingOf(run, {LoginEndpoint({Stated("kept", {"p"}), Stated("broken", {"f"})}, 2)});
  EXPECT_EQ(told.front().requirements[0].standing, StandingKind::kUnproved);
  EXPECT_EQ(told.front().requirements[1].standing, StandingKind::kFailed);
  EXPECT_EQ(told.front().baseline.front().standing, StandingKind::kPassed) << "no matrix is of baseline rules";
}

TEST(StandingOf, ARequirementNoCaseCanCheckCarriesTheSpecsReason) {
  StatedRequirement stated = Stated("r", {});
  stated.unchecked = "outside of the protocol";
  const RequirementStanding told = StandingOfOnly({}, stated);
  EXPECT_EQ(told.standing, StandingKind::kUnchecked);
  EXPECT_THAT(told.reasons, ElementsAre("outside of the protocol"));
}

TEST(StandingOf, CasesAreCountedWithThoseThatWereToLook) {
  const CaseResult passing = JudgedCase("p", Verdict::kPass, {"r"});
  const CaseResult other = JudgedCase("o", Verdict::kPass, {"r"});
  const CaseResult skipped = OpenCase("s", Verdict::kSkipped, "no account");
  const struct {
    std::vector<CaseResult> cases;
    std::vector<std::string> checks;
    int64_t looked;
    int64_t checking;
  } kRows[] = {
      {{passing}, {"p"}, 1, 1}, {{passing, skipped}, {"p", "s", "left-out"}, 1, 3},
      {{skipped}, {"s"}, 0, 1}, {{passing, other}, {"p", "s"}, 2, 3},  // one that came to it, and was not planned to
      {{}, {}, 0, 0},
  };
  for (const auto& row : kRows) {
    const RequirementStanding told = StandingOfOnly(row.cases, Stated("r", row.checks));
    EXPECT_EQ(told.cases, row.looked);
    EXPECT_EQ(told.cases_checking, row.checking);
  }
  CaseResult blind = JudgedCase("b", Verdict::kPass, {"baseline/no-store"});
  blind.judged.clear();
  const authconform::Run run =
      RunOf({JudgedCase("a", Verdict::kPass, {"baseline/no-store"}), blind}, ExitCode::kConforms, 2);
  const RequirementStanding baseline = StandingOf(run, {LoginEndpoint({}, 2)}).front().baseline.front();
  EXPECT_EQ(baseline.cases, 1);
  EXPECT_EQ(baseline.cases_checking, 2);
}

// What a listed failure hides is not tested, and it is the list that hides it.
TEST(StandingOf, ADeviationNamesWhatItKeptFromBeingTested) {
  const CaseResult listed = Failing("sign-in", Breaks("other"), "known");
  const CaseResult failing = Failing("sign-in", Breaks("other"));
  const CaseResult skipped =
      OpenCase("expiry", Verdict::kSkipped, "/expires_in is not as documented: valid/sign-in judges that");
  const CaseResult no_account = OpenCase("expiry", Verdict::kSkipped, "no account");
  const CaseResult passing = JudgedCase("p", Verdict::kPass, {"r"});
  const struct {
    const char* name;
    std::vector<CaseResult> cases;
    std::vector<std::string> checks;
    std::vector<std::string> kept_by;
  } kRows[] = {
      {"broke off", {listed}, {"sign-in"}, {"acme/login/valid/sign-in"}},
      {"skipped for it", {listed, skipped}, {"expiry"}, {"acme/login/valid/sign-in"}},
      {"both", {listed, skipped}, {"sign-in", "expiry"}, {"acme/login/valid/sign-in"}},
      {"not listed", {failing, skipped}, {"sign-in", "expiry"}, {}},
      {"skipped for something else", {listed, no_account}, {"expiry"}, {}},
      {"tested elsewhere", {listed, passing}, {"sign-in", "p"}, {}},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(StandingOfOnly(row.cases, Stated("r", row.checks)).kept_by, row.kept_by) << row.name;
  }
  EXPECT_THAT(StandingOfOnly({listed}, Stated("r", {"sign-in"})).reasons,
              ElementsAre("acme/login/valid/sign-in fails as listed and did not come to it"));
}

// A case keeps the findings of its worst repetitions; others may have broken something that nobody can see any more.
TEST(StandingOf, RepetitionsThatMayHideABreakProveNothing) {
  CaseResult mixed = Failing("m", Breaks("must-rule"));
  mixed.judged = {"must-rule", "should-rule"};
  mixed.repetitions[static_cast<size_t>(Verdict::kWarn)] = 1;
  EXPECT_EQ(StandingOfOnly({mixed}, Stated("should-rule", {"m"}, "should")).standing, StandingKind::kInconclusive);
  EXPECT_EQ(StandingOfOnly({mixed}, Stated("should-rule", {"m"})).standing, StandingKind::kPassed)
      << "a must would fail";
  mixed.repetitions[static_cast<size_t>(Verdict::kWarn)] = 0;
  EXPECT_EQ(StandingOfOnly({mixed}, Stated("should-rule", {"m"}, "should")).standing, StandingKind::kPassed);
  mixed.findings.assign(100, Breaks("must-rule"));
  EXPECT_EQ(StandingOfOnly({mixed}, Stated("should-rule", {"m"})).standing, StandingKind::kInconclusive);
}

TEST(StandingOf, ARunThatJudgedNothingTestedNothing) {
  authconform::Run run = RunOf({}, ExitCode::kInconclusive, 0);
  run.preflight_error = "cannot connect";
  const auto told = StandingOf(run, {LoginEndpoint({Stated("r", {"p"})}, 3)});
  EXPECT_EQ(told.front().requirements.front().standing, StandingKind::kLeftOut) << "as its case is";
  EXPECT_THAT(told.front().requirements.front().reasons, ElementsAre("nothing was judged: cannot connect"));
  EXPECT_EQ(told.front().LeftOut(), 3);
}

// The counts of the sample, by hand.
TEST(StandingOf, EveryRequirementHasOneStandingAndTheSumsAddUp) {
  const Statement sample = SampleStatement();
  const StandingCounts counts = RequirementsOf(sample.endpoints);
  const struct {
    StandingKind standing;
    int64_t count;
  } kRows[] = {
      {StandingKind::kFailed, 2},  {StandingKind::kWarned, 1},       {StandingKind::kDeviated, 1},
      {StandingKind::kPassed, 2},  {StandingKind::kUnproved, 1},     {StandingKind::kUnchecked, 1},
      {StandingKind::kInError, 1}, {StandingKind::kInconclusive, 1}, {StandingKind::kSkipped, 1},
      {StandingKind::kUnfired, 1}, {StandingKind::kLeftOut, 2},
  };
  for (const auto& row : kRows) EXPECT_EQ(Count(counts, row.standing), row.count) << StandingName(row.standing);
  EXPECT_EQ(Tested(counts), 6);
  EXPECT_EQ(NotTested(counts), 8);
  EXPECT_EQ(sample.endpoints.front().requirements.size(), 14u);
  EXPECT_EQ(Sum(sample.endpoints.front().cases), 7);
  EXPECT_EQ(sample.endpoints.front().LeftOut(), 1);
}

TEST(StandingOf, BaselineRulesAreToldApart) {
  const Statement sample = SampleStatement();
  ASSERT_EQ(sample.endpoints.front().baseline.size(), 1u);
  EXPECT_EQ(sample.endpoints.front().baseline.front().standing, StandingKind::kWarned);
  EXPECT_EQ(GoodStatement().endpoints.front().baseline.front().standing, StandingKind::kPassed);
}

}  // namespace
}  // namespace authconform
