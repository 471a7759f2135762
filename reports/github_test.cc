#include "reports/github.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/run/run_json.h"

namespace authconform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::vector<std::string> Lines(const Run& run, const Places& places = {}) {
  std::ostringstream out;
  WriteGithub(run, places, out);
  std::istringstream text(out.str());
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

CaseResult CaseOf(Verdict verdict, const std::string& variant = "one") {
  CaseResult result;
  result.id = "acme/login/valid/" + variant;
  result.endpoint = "acme/login";
  result.verdict = verdict;
  result.reason = "why";
  return result;
}

Run RunOf(std::vector<CaseResult> cases, ExitCode exit_code = ExitCode::kDoesNotConform) {
  Run run;
  run.target = "acme";
  run.cases = std::move(cases);
  run.exit_code = exit_code;
  for (const CaseResult& result : run.cases) ++run.totals[static_cast<size_t>(result.verdict)];
  return run;
}

TEST(Github, WorstComesFirstAndTheVerdictLast) {
  CaseResult deviation = CaseOf(Verdict::kFail, "listed");
  deviation.deviation = "old clients";
  authconform::Run run =
      RunOf({CaseOf(Verdict::kPass), deviation, CaseOf(Verdict::kWarn, "two"), CaseOf(Verdict::kError, "three"),
             CaseOf(Verdict::kFail, "four"), CaseOf(Verdict::kSkipped, "five")});
  run.deviation_errors = {"an entry passes"};
  EXPECT_THAT(
      Lines(run),
      ElementsAre("::error title=deviations::an entry passes", "::error title=fail acme/login/valid/four::why",
                  "::error title=error acme/login/valid/three::why", "::warning title=warn acme/login/valid/two::why",
                  "::notice title=deviation acme/login/valid/listed::deviation: old clients%0Awhy",
                  StartsWith("acme does not conform: 1 of 6 cases fails")));
}

TEST(Github, AStrictRunsWarningIsAnError) {
  authconform::Run run = RunOf({CaseOf(Verdict::kWarn)});
  run.strict = true;
  EXPECT_THAT(Lines(run).front(), StartsWith("::error title=warn "));
}

TEST(Github, AfterTheLimitALineSaysHowManyMore) {
  std::vector<CaseResult> cases;
  for (int i = 0; i < 13; ++i) cases.push_back(CaseOf(Verdict::kFail, std::to_string(i)));
  for (int i = 0; i < 11; ++i) cases.push_back(CaseOf(Verdict::kWarn, std::to_string(i)));
  const std::vector<std::string> lines = Lines(RunOf(cases));
  ASSERT_EQ(lines.size(), 23u);
  EXPECT_THAT(lines[9], StartsWith("::error title=fail acme/login/valid/9::"));
  EXPECT_THAT(lines[10], StartsWith("::warning "));
  EXPECT_EQ(lines[20], "and 3 more errors, which GitHub would not show: the other reports have them");
  EXPECT_EQ(lines[21], "and 1 more warning, which GitHub would not show: the other reports have it");
}

TEST(Github, ARunThatDoesNotEndInZeroHasAnError) {
  for (const ExitCode code : {ExitCode::kDoesNotConform, ExitCode::kBadUsage, ExitCode::kInconclusive,
                              ExitCode::kHarnessError, ExitCode::kNothingChecked}) {
    EXPECT_THAT(Lines(RunOf({CaseOf(Verdict::kWarn)}, code)),
                testing::Contains(StartsWith("::error title=authconform::")));
  }
  const authconform::Run clean = RunOf({CaseOf(Verdict::kPass)}, ExitCode::kConforms);
  EXPECT_THAT(Lines(clean), ElementsAre("acme conforms to its documents."));
}

TEST(Github, FileAndLineAreThoseOfTheCaseWhereTheyAreKnown) {
  const authconform::Run run = RunOf({CaseOf(Verdict::kFail)});
  const Places places = {{"acme/login/valid/one", {"a,b/cases:1.json", 7}}};
  EXPECT_EQ(Lines(run, places).front(),
            "::error title=fail acme/login/valid/one,file=a%2Cb/cases%3A1.json,line=7::why");
}

TEST(Github, MessagesAndPropertiesAreEscapedAsTheRunnerReadsThem) {
  EXPECT_EQ(GithubMessage("100% a,b:c\r\n%0A"), "100%25 a,b:c%0D%0A%250A");
  EXPECT_EQ(GithubProperty("100% a,b:c\r\n"), "100%25 a%2Cb%3Ac%0D%0A");
}

// Whatever the target sent: as many lines as without it, and each of them a command of ours or the verdict.
TEST(Github, WhatTheTargetSentIsNeverACommandOfItsOwn) {
  for (const char* chosen : {"::error::forged", "a\n::add-mask::x", "a\r::stop-commands::x", "##[error]x",
                             "%0A::error::x", "\n\n::set-output name=a::b", "\u2028::error::x"}) {
    CaseResult result = CaseOf(Verdict::kFail);
    result.findings = {{{"r", "must", "rule", "acme.md:1"}, "body", chosen, chosen, chosen}};
    result.id = chosen;
    result.mutation = chosen;
    authconform::Run run = RunOf({result});
    run.target = chosen;
    const std::vector<std::string> lines = Lines(run);
    ASSERT_EQ(lines.size(), 2u) << chosen;
    EXPECT_THAT(lines[0], StartsWith("::error title=fail "));
    // The message begins at the second "::", before which nothing of the target may stand.
    EXPECT_THAT(lines[0].substr(lines[0].find("::", 2)), StartsWith("::rule: expected "));
    EXPECT_FALSE(lines[1].starts_with("::")) << lines[1];
    EXPECT_EQ(lines[1].find("##["), std::string::npos) << lines[1];
  }
}

TEST(Github, ManyFindingsAreToldInABoundedMessage) {
  CaseResult result = CaseOf(Verdict::kFail);
  result.findings.assign(9, {{"r", "must", "rule", "acme.md:1"}, "body", "", "x", std::string(100'000, 'y')});
  const std::string line = Lines(RunOf({result})).front();
  EXPECT_LT(line.size(), 6'000u);
  EXPECT_THAT(line, HasSubstr("%0Aand 4 more findings"));
}

}  // namespace
}  // namespace authconform
