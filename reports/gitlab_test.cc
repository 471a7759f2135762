#include "reports/gitlab.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "harness/run/run_json.h"

namespace authconform {
namespace {

Json::Array Render(const Run& run, const Places& places = {}) {
  std::ostringstream out;
  WriteGitlab(run, places, out);
  const Result<Json> issues = ParseJson(out.str());
  EXPECT_TRUE(issues.ok() && issues->is_array());
  return issues && issues->is_array() ? issues->array() : Json::Array{};
}

std::string Text(const Json& issue, const char* name) { return issue.Find(name)->string(); }

Finding FindingOf(const std::string& id, const std::string& level) {
  return {{id, level, "rule " + id, "acme.md:1"}, "status", "", "401", "200"};
}

Run RunWith(Verdict verdict, std::vector<Finding> findings, bool strict = false) {
  CaseResult result;
  result.id = "acme/login/valid/one";
  result.endpoint = "acme/login";
  result.verdict = verdict;
  result.reason = "why";
  result.findings = std::move(findings);
  Run run;
  run.target = "acme";
  run.strict = strict;
  run.cases = {result};
  run.exit_code = verdict == Verdict::kPass ? ExitCode::kConforms : ExitCode::kDoesNotConform;
  return run;
}

TEST(Gitlab, EveryIssueHasTheMembersThatGitLabAsksForAndAFingerprintOfItsOwn) {
  for (const char* name : {"sample_run.json", "preflight_run.json"}) {
    const Result<std::string> text = ReadFile(std::string("reports/testdata/") + name);
    ASSERT_TRUE(text.ok());
    const Result<authconform::Run> run = ReadRun(*text, name);
    ASSERT_TRUE(run.ok());
    const Json::Array issues = Render(*run);
    EXPECT_FALSE(issues.empty());
    const std::set<std::string> severities = {"info", "minor", "major", "critical", "blocker"};
    std::set<std::string> fingerprints;
    for (const Json& issue : issues) {
      EXPECT_FALSE(Text(issue, "description").empty());
      EXPECT_FALSE(Text(issue, "check_name").empty());
      EXPECT_TRUE(severities.contains(Text(issue, "severity")));
      EXPECT_FALSE(issue.At("/location/path")->string().starts_with('/'));
      EXPECT_GE(issue.At("/location/lines/begin")->AsInt64(), 1);
      EXPECT_EQ(Text(issue, "fingerprint").size(), 64u);
      EXPECT_TRUE(fingerprints.insert(Text(issue, "fingerprint")).second) << Text(issue, "description");
    }
  }
}

TEST(Gitlab, SeverityTellsWhatARuleAsksAndWhatWasNotJudged) {
  struct Row {
    Verdict verdict;
    std::vector<Finding> findings;
    bool strict;
    const char* severity;
    const char* check;
  };
  const Row rows[] = {
      {Verdict::kFail, {FindingOf("status", "must")}, false, "critical", "status"},
      {Verdict::kWarn, {FindingOf("baseline/x", "baseline")}, false, "minor", "baseline/x"},
      {Verdict::kWarn, {FindingOf("hint", "should")}, true, "major", "hint"},
      {Verdict::kError, {}, false, "major", "authconform/error"},
      {Verdict::kInconclusive, {}, false, "major", "authconform/inconclusive"},
  };
  for (const Row& row : rows) {
    const Json::Array issues = Render(RunWith(row.verdict, row.findings, row.strict));
    ASSERT_GE(issues.size(), 1u);
    EXPECT_EQ(Text(issues[0], "severity"), row.severity);
    EXPECT_EQ(Text(issues[0], "check_name"), row.check);
  }
  authconform::Run listed = RunWith(Verdict::kFail, {FindingOf("status", "must")});
  listed.cases[0].deviation = "old clients";
  listed.exit_code = ExitCode::kConforms;
  ASSERT_EQ(Render(listed).size(), 1u);
  EXPECT_EQ(Text(Render(listed)[0], "severity"), "info");
  EXPECT_THAT(Text(Render(listed)[0], "description"), testing::HasSubstr("(deviation: old clients)"));
}

TEST(Gitlab, ARuleIsOneIssueACaseAndItsFingerprintDoesNotChangeWithTheAnswer) {
  authconform::Run run =
      RunWith(Verdict::kFail, {FindingOf("a", "must"), FindingOf("a", "must"), FindingOf("b", "must")});
  const Json::Array first = Render(run);
  ASSERT_EQ(first.size(), 2u);
  EXPECT_NE(Text(first[0], "fingerprint"), Text(first[1], "fingerprint"));
  run.cases[0].findings[0].actual = "500";
  run.started_us = 1;
  const Json::Array second = Render(run);
  EXPECT_NE(Text(first[0], "description"), Text(second[0], "description"));
  EXPECT_EQ(Text(first[0], "fingerprint"), Text(second[0], "fingerprint"));
  run.cases[0].id += "x";
  EXPECT_NE(Text(first[0], "fingerprint"), Text(Render(run)[0], "fingerprint"));
}

TEST(Gitlab, ACleanRunHasNoIssueAndOneThatDidNotEndInZeroAGraveOne) {
  EXPECT_TRUE(Render(RunWith(Verdict::kPass, {})).empty());
  authconform::Run run = RunWith(Verdict::kWarn, {FindingOf("baseline/x", "baseline")});
  run.exit_code = ExitCode::kInconclusive;
  run.interrupted = true;
  const Json::Array issues = Render(run);
  ASSERT_EQ(issues.size(), 2u);
  EXPECT_EQ(Text(issues[1], "check_name"), "authconform/verdict");
  EXPECT_EQ(Text(issues[1], "severity"), "blocker");
}

TEST(Gitlab, TheLocationIsTheCasesLineWhereItIsKnown) {
  const authconform::Run run = RunWith(Verdict::kFail, {FindingOf("a", "must")});
  const Json known = Render(run, {{"acme/login/valid/one", {"vendor/cases/acme/login.cases.json", 12}}})[0];
  EXPECT_EQ(known.At("/location/path")->string(), "vendor/cases/acme/login.cases.json");
  EXPECT_EQ(known.At("/location/lines/begin")->AsInt64(), 12);
  EXPECT_EQ(Render(run)[0].At("/location/path")->string(), "cases/acme/login.cases.json");
}

}  // namespace
}  // namespace authconform
