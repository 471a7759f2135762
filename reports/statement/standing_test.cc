#include "reports/statement/standing.h"

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
    Standing standing;
    std::vector<std::string> reasons;
  } kRows[] = {
      {"looked at and kept", {passing}, {"p"}, Standing::kPassed, {}},
      {"kept here, broken there", {passing, failing}, {"p", "f"}, Standing::kFailed, {}},
      {"a should", {passing, warning}, {"p", "w"}, Standing::kWarned, {}},
      {"listed alone", {passing, listed}, {"p", "l"}, Standing::kDeviated, {}},
      {"listed and not", {listed, failing}, {"l", "f"}, Standing::kFailed, {}},
      {"another's failure", {passing, other}, {"p", "o"}, Standing::kPassed, {}},
      {"broken by a case of something else", {Failing("x", Breaks("r"))}, {}, Standing::kFailed, {}},
      {"kept, with a case skipped", {passing, skipped}, {"p", "s"}, Standing::kPassed, {}},
      {"skipped alone", {skipped}, {"s"}, Standing::kSkipped, {"no account"}},
      {"inconclusive alone", {unclear}, {"i"}, Standing::kInconclusive, {"control failed"}},
      {"error alone", {broken}, {"e"}, Standing::kInError, {"reset"}},
      {"skipped and error", {skipped, broken}, {"s", "e"}, Standing::kInError, {"no account", "reset"}},
      {"the same reason twice",
       {skipped, OpenCase("t", Verdict::kSkipped, "no account")},
       {"s", "t"},
       Standing::kSkipped,
       {"no account"}},
      {"judged, and not seen", {blind}, {"b"}, Standing::kUnfired, {"acme/login/valid/b found nothing to look at"}},
      {"not asked", {passing}, {"z"}, Standing::kPassed, {}},
      {"left out", {blind}, {"z"}, Standing::kLeftOut, {"acme/login/valid/z was not chosen"}},
      {"no case", {blind}, {}, Standing::kLeftOut, {"there is no case for it"}},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.name);
    const RequirementStanding told = StandingOfOnly(row.cases, Stated("r", row.checks));
    EXPECT_EQ(told.standing, row.standing) << StandingName(told.standing);
    EXPECT_EQ(told.reasons, row.reasons);
    EXPECT_EQ(IsTested(told.standing), row.standing <= Standing::kPassed);
  }
}

TEST(StandingOf, WhatNoFaultProvesIsNotPassedButWhatIsBrokenIsTold) {
  const struct {
    std::vector<CaseResult> cases;
    Standing standing;
  } kRows[] = {
      {{JudgedCase("p", Verdict::kPass, {"r"})}, Standing::kUnproved},
      {{Failing("f", Breaks("r"))}, Standing::kFailed},
      {{OpenCase("p", Verdict::kSkipped, "no")}, Standing::kSkipped},
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
  EXPECT_EQ(told.front().requirements[0].standing, Standing::kUnproved);
  EXPECT_EQ(told.front().requirements[1].standing, Standing::kFailed);
  EXPECT_EQ(told.front().baseline.front().standing, Standing::kPassed) << "no matrix is of baseline rules";
}

TEST(StandingOf, ARequirementNoCaseCanCheckCarriesTheSpecsReason) {
  StatedRequirement stated = Stated("r", {});
  stated.unchecked = "outside of the protocol";
  const RequirementStanding told = StandingOfOnly({}, stated);
  EXPECT_EQ(told.standing, Standing::kUnchecked);
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
  EXPECT_EQ(StandingOfOnly({mixed}, Stated("should-rule", {"m"}, "should")).standing, Standing::kInconclusive);
  EXPECT_EQ(StandingOfOnly({mixed}, Stated("should-rule", {"m"})).standing, Standing::kPassed) << "a must would fail";
  mixed.repetitions[static_cast<size_t>(Verdict::kWarn)] = 0;
  EXPECT_EQ(StandingOfOnly({mixed}, Stated("should-rule", {"m"}, "should")).standing, Standing::kPassed);
  mixed.findings.assign(100, Breaks("must-rule"));
  EXPECT_EQ(StandingOfOnly({mixed}, Stated("should-rule", {"m"})).standing, Standing::kInconclusive);
}

TEST(StandingOf, ARunThatJudgedNothingTestedNothing) {
  authconform::Run run = RunOf({}, ExitCode::kInconclusive, 0);
  run.preflight_error = "cannot connect";
  const auto told = StandingOf(run, {LoginEndpoint({Stated("r", {"p"})}, 3)});
  EXPECT_EQ(told.front().requirements.front().standing, Standing::kLeftOut) << "as its case is";
  EXPECT_THAT(told.front().requirements.front().reasons, ElementsAre("nothing was judged: cannot connect"));
  EXPECT_EQ(told.front().LeftOut(), 3);
}

// The counts of the sample, by hand.
TEST(StandingOf, EveryRequirementHasOneStandingAndTheSumsAddUp) {
  const Statement sample = SampleStatement();
  const StandingCounts counts = RequirementsOf(sample.endpoints);
  const struct {
    Standing standing;
    int64_t count;
  } kRows[] = {
      {Standing::kFailed, 2},   {Standing::kWarned, 1},    {Standing::kDeviated, 1}, {Standing::kPassed, 2},
      {Standing::kUnproved, 1}, {Standing::kUnchecked, 1}, {Standing::kInError, 1},  {Standing::kInconclusive, 1},
      {Standing::kSkipped, 1},  {Standing::kUnfired, 1},   {Standing::kLeftOut, 2},
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
  EXPECT_EQ(sample.endpoints.front().baseline.front().standing, Standing::kWarned);
  EXPECT_EQ(GoodStatement().endpoints.front().baseline.front().standing, Standing::kPassed);
}

}  // namespace
}  // namespace authconform
