#include "reports/statement/statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/statement/testing/sample_statement.h"
#include "reports/statement/verifying.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// Sets what ended a run.
struct End {
  const char* name;
  ExitCode exit_code;
  std::string partial;
  bool interrupted;
  std::string preflight_error;
  int64_t inconclusive;
  int64_t deviations;
  const char* title;
  const char* first;  // sentence
};

TEST(Statement, TitleAndFirstSentenceSayWhatItIsWorth) {
  const End kRows[] = {
      {"good", ExitCode::kConforms, "", false, "", 0, 0, "Statement of conformance",
       "acme-staging conforms to its documents in all that was tested."},
      {"listed", ExitCode::kConforms, "", false, "", 0, 2, "Statement of conformance with deviations",
       "acme-staging conforms to its documents in all that was tested"},
      {"failing", ExitCode::kDoesNotConform, "", false, "", 0, 0, "Statement of non-conformance",
       "acme-staging does not conform."},
      {"partial", ExitCode::kConforms, "cases were left out", false, "", 0, 0, "No statement of conformance",
       "This is no statement of conformance: the run is partial (cases were left out)."},
      {"failing and partial", ExitCode::kDoesNotConform, "cases were left out", false, "", 0, 0,
       "No statement of conformance", "This is no statement of conformance: the run is partial (cases were left out)."},
      {"interrupted", ExitCode::kInconclusive, "the run was interrupted", true, "", 0, 0, "No statement of conformance",
       "This is no statement of conformance: the run was interrupted."},
      {"inconclusive", ExitCode::kInconclusive, "", false, "", 1, 0, "No statement of conformance",
       "This is no statement of conformance: 1 case has no verdict, being inconclusive or in error."},
      {"failing and inconclusive", ExitCode::kDoesNotConform, "", false, "", 2, 0, "No statement of conformance",
       "This is no statement of conformance: 2 cases have no verdict, being inconclusive or in error."},
      {"unreachable", ExitCode::kInconclusive, "", false, "cannot connect", 0, 0, "No statement of conformance",
       "This is no statement of conformance: nothing was judged (cannot connect)."},
      {"nothing checked", ExitCode::kNothingChecked, "", false, "", 0, 0, "No statement of conformance",
       "This is no statement of conformance: no case was judged."},
      {"harness error", ExitCode::kHarnessError, "", false, "", 0, 0, "No statement of conformance",
       "This is no statement of conformance: the run ended as: harness error."},
  };
  for (const End& row : kRows) {
    SCOPED_TRACE(row.name);
    Statement statement = GoodStatement();
    statement.run.exit_code = row.exit_code;
    statement.run.partial = row.partial;
    statement.run.interrupted = row.interrupted;
    statement.run.preflight_error = row.preflight_error;
    statement.run.totals[static_cast<size_t>(Verdict::kInconclusive)] = row.inconclusive;
    statement.run.deviations = row.deviations;
    EXPECT_EQ(TitleOf(statement), row.title);
    EXPECT_THAT(LeadOf(statement).front(), StartsWith(row.first));
    EXPECT_EQ(KindOf(statement) == StatementKind::kNoStatement, std::string(row.title).starts_with("No "));
  }
}

TEST(Statement, AFailureIsToldThoughItIsNoStatement) {
  Statement statement = GoodStatement();
  statement.run.exit_code = ExitCode::kDoesNotConform;
  statement.run.partial = "cases were left out";
  EXPECT_THAT(LeadOf(statement), ElementsAre(HasSubstr("no statement"), HasSubstr("does not conform"),
                                             HasSubstr("Of 2 requirements"), HasSubstr("baseline rule")));
}

TEST(Statement, SumsAddUpInSight) {
  const Statement sample = SampleStatement();
  EXPECT_THAT(
      RequirementSums(RequirementsOf(sample.endpoints)),
      ElementsAre("14 requirements = 6 tested + 8 not tested",
                  "6 requirements tested = 2 failed + 1 warned + 1 deviated + 2 passed",
                  "8 requirements not tested = 1 test not proved + 1 no case can check it + 1 ended in an error + 1 "
                  "inconclusive + 1 skipped + 1 nothing to look at + 2 not asked"));
  EXPECT_THAT(CaseSums(sample.endpoints),
              ElementsAre("8 planned cases = 4 judged + 4 not judged",
                          "4 cases judged = 1 fail + 1 warn + 1 deviation + 1 pass",
                          "4 cases not judged = 1 error + 1 inconclusive + 1 skipped + 1 not asked"));
}

// A case is no requirement and a baseline rule is none: each number says what it counts.
TEST(Statement, EachNumberNamesItsUnit) {
  EXPECT_THAT(
      LeadOf(SampleStatement()),
      ElementsAre(HasSubstr("2 cases have no verdict"),
                  "acme <staging> does not conform in 4 of 6 requirements tested (2 failed, 1 warned, 1 listed as a "
                  "deviation) and breaks 1 of 1 baseline rule; 4 of 8 cases were not judged.",
                  "Of 14 requirements in the documents, 6 were tested (2 passed, 1 warned, 1 deviated, 2 "
                  "failed) and 8 were not. Of those not tested nothing is said.",
                  "Of 1 baseline rule looked at, which standards set and no document, 1 was broken, in 1 case."));
  EXPECT_THAT(LeadOf(GoodStatement()),
              ElementsAre("acme-staging conforms to its documents in all that was tested.",
                          "Of 2 requirements in the documents, 2 were tested (2 passed) and 0 were not.",
                          "Of 1 baseline rule looked at, which standards set and no document, 0 were broken."));
}

CaseResult Breaking(const std::string& variant, const std::string& rule, const std::string& level) {
  CaseResult result = JudgedCase(variant, level == "must" ? Verdict::kFail : Verdict::kWarn, {rule});
  result.findings = {Breaks(rule, level)};
  return result;
}

// A run of these cases, planned with two more that no one asked, as a statement.
Statement StatementOfCases(const std::vector<CaseResult>& cases, ExitCode exit_code, int64_t planned) {
  Statement statement = GoodStatement();
  statement.run = RunOf(cases, exit_code, planned);
  statement.endpoints =
      StandingOf(statement.run, {LoginEndpoint({Stated("status", {"p"}), Stated("body", {"p"})}, planned)});
  return statement;
}

TEST(Statement, TitleAndFirstSentenceCountWhatIsBroken) {
  const CaseResult passes = JudgedCase("p", Verdict::kPass, {"status", "body", "baseline/no-store"});
  const CaseResult fails = Breaking("f", "status", "must");
  const CaseResult warns = Breaking("w", "body", "should");
  const CaseResult baseline = Breaking("b", "baseline/no-store", "baseline");
  CaseResult listed = Breaking("l", "status", "must");
  listed.deviation = "known";
  const CaseResult skipped = OpenCase("s", Verdict::kSkipped, "no account");
  const struct {
    std::vector<CaseResult> cases;
    ExitCode exit_code;
    bool strict;
    const char* title;
    const char* first;
  } kRows[] = {
      {{passes},
       ExitCode::kConforms,
       false,
       "Statement of conformance",
       " conforms to its documents in all that was tested."},
      {{passes, baseline, baseline},
       ExitCode::kConforms,
       false,
       "Statement of conformance with warnings",
       " conforms to its documents in all that was tested, but breaks 1 of 1 baseline rule."},
      {{passes, warns, skipped},
       ExitCode::kConforms,
       false,
       "Statement of conformance with warnings",
       " does not conform in 1 of 2 requirements tested (1 warned); 1 of 3 cases was not judged."},
      {{passes, listed},
       ExitCode::kConforms,
       false,
       "Statement of conformance with deviations",
       " does not conform in 1 of 2 requirements tested (1 listed as a deviation)."},
      {{passes, listed, warns, baseline},
       ExitCode::kConforms,
       false,
       "Statement of conformance with deviations and warnings",
       " does not conform in 2 of 2 requirements tested (1 warned, 1 listed as a deviation) and breaks 1 of 1 baseline "
       "rule."},
      {{passes, fails, warns, skipped, skipped},
       ExitCode::kDoesNotConform,
       false,
       "Statement of non-conformance",
       " does not conform in 2 of 2 requirements tested (1 failed, 1 warned); 2 of 5 cases were not judged."},
      {{passes, warns},
       ExitCode::kDoesNotConform,
       true,
       "Statement of non-conformance",
       " does not conform in 1 of 2 requirements tested (1 warned) (in this strict run a case that warns fails it, "
       "too)."},
      {{passes, baseline},
       ExitCode::kDoesNotConform,
       true,
       "Statement of non-conformance",
       " does not conform: it breaks 1 of 1 baseline rule (in this strict run a case that warns fails it, too)."},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.first);
    Statement statement = StatementOfCases(row.cases, row.exit_code, static_cast<int64_t>(row.cases.size()));
    statement.run.strict = row.strict;
    EXPECT_EQ(TitleOf(statement), row.title);
    EXPECT_EQ(LeadOf(statement).front(), std::string("acme-staging") + row.first);
    const bool nothing_broken = row.cases.size() == 1;
    EXPECT_EQ(MarkOf(statement) == Mark::kPass, nothing_broken);
  }
}

// Nothing of the target is worse for an entry that holds no longer.
TEST(Statement, AListThatDoesNotHoldIsNoNonConformance) {
  Statement statement = GoodStatement();
  statement.run.exit_code = ExitCode::kDoesNotConform;
  statement.run.deviation_errors = {"a passes now", "b passes now"};
  EXPECT_EQ(TitleOf(statement), "No statement of conformance");
  EXPECT_EQ(MarkOf(statement), Mark::kInconclusive);
  EXPECT_THAT(LeadOf(statement), ElementsAre("This is no statement of conformance: the list of deviations does not "
                                             "hold: 2 entries are not as the run has it.",
                                             HasSubstr("2 were tested (2 passed)"), HasSubstr("baseline rule")));
  statement.run.cases.front() = Breaking("a", "status", "must");
  EXPECT_EQ(TitleOf(statement), "Statement of non-conformance");
  EXPECT_EQ(MarkOf(statement), Mark::kFail);
}

// However little is known of the cases, the score is no better for it.
TEST(Statement, WithoutAKillMatrixThereIsNoStatementOfConformance) {
  const authconform::Run proved = GoodStatement().run;
  Statement statement = GoodStatement();
  statement.run.endpoints.front().proof = false;
  statement.endpoints = StandingOf(
      statement.run, {LoginEndpoint({Stated("status", {"a"}), Stated("body", {"a", "b"})}, proved.cases_planned)});
  EXPECT_EQ(TitleOf(statement), "No statement of conformance");
  EXPECT_EQ(LeadOf(statement).front(), "This is no statement of conformance: no requirement counts as tested.");
}

TEST(Statement, AFailureThatIsListedWithoutAReasonIsNoConformance) {
  Statement statement = GoodStatement();
  statement.run.deviations = 2;
  statement.deviations = {{"acme/login/valid/a", {"status"}, "known since May", "", true},
                          {"acme/login/valid/b", {"body"}, "not yet explained", "", false}};
  EXPECT_EQ(TitleOf(statement), "No statement of conformance");
  EXPECT_EQ(LeadOf(statement).front(),
            "This is no statement of conformance: 1 case fails and is listed as a deviation without a reason.");
  EXPECT_THAT(CaveatsOf(statement), ElementsAre("Nobody has given a reason why acme/login/valid/b is listed as a "
                                                "deviation: `run --fix` has added it."));
  statement.run.exit_code = ExitCode::kDoesNotConform;
  EXPECT_EQ(TitleOf(statement), "Statement of non-conformance") << "that it does not conform needs no reason";
  EXPECT_EQ(CaveatsOf(statement).size(), 1u);
  statement.run.exit_code = ExitCode::kConforms;
  statement.deviations.back().explained = true;
  EXPECT_EQ(TitleOf(statement), "Statement of conformance with deviations");
  EXPECT_THAT(CaveatsOf(statement), IsEmpty());
}

TEST(Statement, RequirementsThatListedDeviationsKeptFromBeingTestedAreNamed) {
  Statement statement = GoodStatement();
  statement.endpoints.front().requirements[0].kept_by = {"acme/login/valid/listed"};
  EXPECT_THAT(CaveatsOf(statement),
              ElementsAre("As cases fail as listed deviations, 1 requirement was not tested: acme/login status."));
}

TEST(Statement, WhatCouldBeOverlookedIsSaid) {
  EXPECT_THAT(CaveatsOf(GoodStatement()), IsEmpty());
  Statement statement = SampleStatement();
  statement.endpoints.front().endpoint.proof = false;
  statement.unknown = {"acme/own", "acme/other"};
  EXPECT_THAT(
      CaveatsOf(statement),
      ElementsAre(
          AllOf(HasSubstr("other specs"), HasSubstr("specs/acme/login/spec.json")),
          StartsWith("acme/own, acme/other are endpoints that authconform 1.0.0, which made this document, does "
                     "not know"),
          "The target's TLS certificate was not checked in this run: whether https://auth.example is who "
          "answered, is open.",
          HasSubstr("Whose key"), HasSubstr("No kill matrix")));
}

TEST(Statement, ASignatureOlderThanTheRunIsTold) {
  const struct {
    const char* created;
    size_t caveats;
  } kRows[] = {{"2025-11-24T16:00:00Z", 0},
               {"2025-11-24T15:59:59Z", 1},
               {"2025-11-24T16:00:01Z", 0},
               {"1999-01-01T00:00:00Z", 1}};
  for (const auto& row : kRows) {
    Statement statement = GoodStatement();
    statement.created = row.created;
    EXPECT_EQ(CaveatsOf(statement).size(), row.caveats) << row.created;
  }
  Statement statement = GoodStatement();
  statement.created = "1999-01-01T00:00:00Z";
  EXPECT_THAT(CaveatsOf(statement),
              ElementsAre("The bundle says that it was signed at 1999-01-01 00:00:00 UTC, before "
                          "the run began at 2025-11-24 16:00:00 UTC: one of the two is not true."));
}

TEST(Statement, TimesHaveOneForm) {
  EXPECT_EQ(TimeInWords("2025-11-24T16:00:00Z"), "2025-11-24 16:00:00 UTC");
  for (const char* other : {"", "2025-11-24T16:00:00+01:00", "2025-11-24t16:00:00z", "x025-11-24T16:00:00Z"}) {
    EXPECT_EQ(TimeInWords(other), other);
  }
}

TEST(Statement, FilesThatDoNotBelongInTheBundleAreNamed) {
  Statement statement = GoodStatement();
  statement.surplus = {"notes.txt"};
  EXPECT_THAT(CaveatsOf(statement),
              ElementsAre("The bundle holds 1 file that no run needs: notes.txt. Nothing here was "
                          "judged by it."));
  statement.surplus.assign(7, "x");
  EXPECT_THAT(CaveatsOf(statement), ElementsAre("The bundle holds 7 files that no run needs: x, x, x, x, x and 2 more. "
                                                "Nothing here was judged by them."));
}

TEST(Statement, NamesAreQuotedForTheShell) {
  const struct {
    std::string bundle;
    std::string word;
  } kRows[] = {
      {"acme.bundle", "acme.bundle"},
      {"it's; rm -rf ~", "'it'\\''s; rm -rf ~'"},
      {"-rf", "./-rf"},
      {"- x", "'./- x'"},
      {"$(x)`y`", "'$(x)`y`'"},
      {"größe", "'größe'"},
  };
  for (const auto& row : kRows) {
    Statement statement = GoodStatement();
    statement.bundle = row.bundle;
    EXPECT_EQ(VerifySteps(statement, "md").front().lines.front(), "sha256sum " + row.word);
  }
}

std::string Command(const VerifyStep& step) {
  std::string text;
  for (const std::string& line : step.lines) text += line + "\n";
  return text;
}

TEST(Statement, IsMadeAgainByTheCommandThatItGives) {
  Statement statement = GoodStatement();
  EXPECT_EQ(Command(VerifySteps(statement, "html").at(2)),
            "authconform statement acme.bundle --key acme.key.pub --format html \\\n  | cmp - statement.html\n");
  statement = SampleStatement();
  statement.vendor = "--format=md";
  EXPECT_EQ(Command(VerifySteps(statement, "md").at(2)),
            "authconform statement 'it'\\''s <acme>.bundle' --vendor='--format=md' \\\n"
            "  --product='Acme Login' --product-version=4.2 --format md \\\n  | cmp - statement.md\n");
}

// The names are in the document: under others it would be another one.
TEST(Statement, TheVerifierIsToldUnderWhichNamesToSaveWhatItCompares) {
  EXPECT_THAT(VerifySteps(GoodStatement(), "html").at(2).what,
              HasSubstr("Save the bundle as acme.bundle and the public key as acme.key.pub: under exactly these names, "
                        "which stand in the document."));
  EXPECT_THAT(VerifySteps(SampleStatement(), "html").at(2).what,
              HasSubstr("Save the bundle as it's <acme>.bundle: under exactly this name, which stands in"));
}

TEST(Statement, TheVerifierIsToldByWhatItWasToBeJudged) {
  EXPECT_THAT(VerifySteps(GoodStatement(), "md").at(1).expect,
              HasSubstr("“judged by” the specs and cases of this authconform"));
  EXPECT_THAT(VerifySteps(SampleStatement(), "md").at(1).expect, HasSubstr("“judged by” other specs and cases"));
}

// A PDF keeps neither a long line nor two blanks.
TEST(Statement, ItsCommandsCanBeCopiedFromAPrint) {
  for (const Statement& statement : {GoodStatement(), SampleStatement()}) {
    for (const VerifyStep& step : VerifySteps(statement, "html")) {
      for (const std::string& line : step.lines) {
        EXPECT_LE(line.size(), kCommandColumns) << line;
        EXPECT_EQ(line.find("  ", line.find_first_not_of(' ')), std::string::npos) << line;
      }
    }
  }
}

}  // namespace
}  // namespace authconform
