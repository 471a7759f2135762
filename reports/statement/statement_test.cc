#include "reports/statement/statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/statement/testing/sample_statement.h"

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
       "acme-staging conforms to its documents in all that was tested, but for 2 listed deviations."},
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
  EXPECT_THAT(LeadOf(statement),
              ElementsAre(HasSubstr("no statement"), HasSubstr("does not conform"), HasSubstr("Of 2 requirements")));
}

TEST(Statement, SumsAddUpInSight) {
  const Statement sample = SampleStatement();
  EXPECT_THAT(
      RequirementSums(RequirementsOf(sample.endpoints)),
      ElementsAre("14 requirements = 6 tested + 8 not tested", "6 tested = 2 failed + 1 warned + 1 deviated + 2 passed",
                  "8 not tested = 1 judged, but not scored + 1 no case can check it + 1 ended in an error + 1 "
                  "inconclusive + 1 skipped + 1 nothing to look at + 2 left out"));
  EXPECT_THAT(
      CaseSums(sample.endpoints),
      ElementsAre("8 planned cases = 4 judged + 4 not judged", "4 judged = 1 fail + 1 warn + 1 deviation + 1 pass",
                  "4 not judged = 1 error + 1 inconclusive + 1 skipped + 1 left out"));
  EXPECT_EQ(LeadOf(sample).back(),
            "Of 14 requirements in the documents, 6 were tested and 8 were not. Of those not tested nothing is said.");
  EXPECT_EQ(LeadOf(GoodStatement()).back(), "Of 2 requirements in the documents, 2 were tested and 0 were not.");
}

TEST(Statement, WhatCouldBeOverlookedIsSaid) {
  EXPECT_THAT(CaveatsOf(GoodStatement()), IsEmpty());
  Statement statement = SampleStatement();
  statement.endpoints.front().endpoint.proof = false;
  EXPECT_THAT(CaveatsOf(statement),
              ElementsAre(AllOf(HasSubstr("other specs"), HasSubstr("specs/acme/login/spec.json")),
                          HasSubstr("Whose key"), HasSubstr("No kill matrix")));
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
    EXPECT_EQ(VerifySteps(statement).front().commands.front(), "sha256sum " + row.word);
  }
}

}  // namespace
}  // namespace authconform
