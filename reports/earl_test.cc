#include "reports/earl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>
#include <string>

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "harness/run/run_json.h"

namespace authconform {
namespace {

using testing::HasSubstr;

Json Render(const Run& run) {
  std::ostringstream out;
  WriteEarl(run, out);
  const Result<Json> earl = ParseJson(out.str());
  EXPECT_TRUE(earl.ok()) << earl.error().ToString();
  return earl ? *earl : Json();
}

std::string Text(const Json& node, const char* name) {
  const Json* member = node.Find(name);
  return member == nullptr || !member->is_string() ? "" : member->string();
}

Json::Array OfType(const Json& earl, const std::string& type) {
  Json::Array nodes;
  for (const Json& node : earl.Find("@graph")->array()) {
    if (Text(node, "@type") == type) nodes.push_back(node);
  }
  return nodes;
}

// "outcome info" of each assertion about `test`.
std::vector<std::string> Told(const Json& earl, const std::string& test) {
  std::vector<std::string> told;
  for (const Json& assertion : OfType(earl, "earl:Assertion")) {
    if (Text(assertion, "earl:test") != test) continue;
    const Json& result = *assertion.Find("earl:result");
    told.push_back(Text(result, "earl:outcome") + " " + Text(result, "earl:info"));
  }
  return told;
}

Run SampleRun(const char* name) {
  const Result<std::string> text = ReadFile(std::string("reports/testdata/") + name);
  EXPECT_TRUE(text.ok());
  Result<Run> run = ReadRun(*text, name);
  EXPECT_TRUE(run.ok());
  return *std::move(run);
}

Run RunWith(Verdict verdict, bool strict = false) {
  CaseResult result;
  result.id = "acme/login/valid/a b";
  result.endpoint = "acme/login";
  result.verdict = verdict;
  Run run;
  run.strict = strict;
  run.cases = {result};
  return run;
}

TEST(Earl, EachAssertionHasItsPartsAndAllThatItNamesIsInTheGraph) {
  const std::set<std::string> outcomes = {"earl:passed", "earl:failed", "earl:cantTell", "earl:inapplicable",
                                          "earl:untested"};
  for (const char* name : {"sample_run.json", "preflight_run.json"}) {
    const authconform::Run run = SampleRun(name);
    const Json earl = Render(run);
    std::set<std::string> ids;
    for (const Json& node : earl.Find("@graph")->array()) {
      if (node.Find("@id") == nullptr) continue;
      EXPECT_TRUE(ids.insert(Text(node, "@id")).second) << Text(node, "@id");
    }
    size_t of_cases = 0;
    for (const Json& assertion : OfType(earl, "earl:Assertion")) {
      EXPECT_TRUE(ids.contains(Text(assertion, "earl:assertedBy")));
      EXPECT_TRUE(ids.contains(Text(assertion, "earl:subject")));
      EXPECT_TRUE(ids.contains(Text(assertion, "earl:test"))) << Text(assertion, "earl:test");
      EXPECT_EQ(Text(assertion, "earl:mode"), "earl:automatic");
      EXPECT_TRUE(outcomes.contains(Text(*assertion.Find("earl:result"), "earl:outcome")));
      of_cases += Text(assertion, "earl:test").starts_with("urn:authconform:case:") ? 1 : 0;
    }
    std::set<std::string> asked_or_planned;
    for (const CaseResult& each : run.cases) asked_or_planned.insert(each.id);
    for (const EndpointResult& each : run.endpoints) {
      asked_or_planned.insert(each.planned.begin(), each.planned.end());
    }
    EXPECT_EQ(of_cases, asked_or_planned.size());
    for (const Json& test : OfType(earl, "earl:TestCase")) {
      if (test.Find("dct:isPartOf") == nullptr) continue;  // a case that was not asked
      for (const Json& part : test.Find("dct:isPartOf")->array()) EXPECT_TRUE(ids.contains(part.string()));
    }
  }
}

TEST(Earl, EveryPrefixStandsInTheContextAndTheContextNeedsNoNetwork) {
  const Json earl = Render(SampleRun("sample_run.json"));
  const Json& context = *earl.Find("@context");
  ASSERT_TRUE(context.is_object());
  for (const Json& node : earl.Find("@graph")->array()) {
    for (const auto& [name, value] : node.object()) {
      if (name.starts_with('@')) continue;
      EXPECT_NE(context.Find(name.substr(0, name.find(':'))), nullptr) << name;
    }
  }
}

TEST(Earl, VerdictsBecomeOutcomes) {
  struct Row {
    Verdict verdict;
    bool strict;
    bool asked;
    const char* outcome;
  };
  const Row rows[] = {
      {Verdict::kPass, false, true, "earl:passed"},       {Verdict::kWarn, false, true, "earl:passed"},
      {Verdict::kWarn, true, true, "earl:failed"},        {Verdict::kFail, false, true, "earl:failed"},
      {Verdict::kError, false, true, "earl:cantTell"},    {Verdict::kInconclusive, false, true, "earl:cantTell"},
      {Verdict::kSkipped, false, false, "earl:untested"}, {Verdict::kSkipped, false, true, "earl:inapplicable"},
  };
  for (const Row& row : rows) {
    authconform::Run run = RunWith(row.verdict, row.strict);
    if (row.asked) run.cases[0].exchanges.emplace_back();
    const std::vector<std::string> told = Told(Render(run), "urn:authconform:case:acme/login/valid/a%20b");
    ASSERT_EQ(told.size(), 1u);
    EXPECT_TRUE(told[0].starts_with(row.outcome)) << told[0];
  }
}

TEST(Earl, ABrokenRuleIsFailedOnceACaseWhateverTheCaseCameTo) {
  authconform::Run run = RunWith(Verdict::kWarn);
  const Rule rule = {"baseline/no-store", "baseline", "tokens are not stored", "RFC 6749 5.1"};
  run.cases[0].rules = {rule};
  run.cases[0].findings = {{rule, "baseline", "", "no-store", "absent"}, {rule, "baseline", "", "no-cache", "absent"}};
  const Json earl = Render(run);
  EXPECT_THAT(Told(earl, "urn:authconform:case:acme/login/valid/a%20b"),
              testing::ElementsAre("earl:passed warning\ntokens are not stored: expected no-store, got absent\n"
                                   "tokens are not stored: expected no-cache, got absent"));
  EXPECT_THAT(
      Told(earl, "urn:authconform:rule:baseline/no-store"),
      testing::ElementsAre("earl:failed acme/login/valid/a b: tokens are not stored: expected no-store, got absent"));
  EXPECT_EQ(Text(OfType(earl, "earl:TestRequirement").at(0), "dct:source"), "RFC 6749 5.1");
}

TEST(Earl, ADeviationIsFailedAndItsReasonIsTold) {
  authconform::Run run = RunWith(Verdict::kFail);
  run.cases[0].deviation = "old clients";
  EXPECT_THAT(Told(Render(run), "urn:authconform:case:acme/login/valid/a%20b"),
              testing::ElementsAre("earl:failed deviation: old clients"));
}

TEST(Earl, ARequirementThatNoCaseCanCheckIsUntested) {
  authconform::Run run;
  run.endpoints.emplace_back().endpoint = "acme/login";
  run.endpoints[0].stated = {{"locale", "must", "mails: in the user's language", "acme.md:9"}};
  run.endpoints[0].unchecked = {{"locale", "must", "mails: in the user's language: no mail is read", "acme.md:9"}};
  const Json earl = Render(run);
  EXPECT_THAT(Told(earl, "urn:authconform:requirement:acme/login/locale"),
              testing::ElementsAre("earl:untested no case can check it: no mail is read"));
  EXPECT_EQ(Text(OfType(earl, "earl:TestRequirement").at(0), "dct:title"), "mails: in the user's language");
}

// A run of cases that each check one requirement, "acme/login/r".
authconform::Run RunOfOneRule(const std::vector<CaseResult>& cases, const Rule& rule) {
  authconform::Run run;
  run.endpoints.emplace_back().endpoint = "acme/login";
  run.endpoints[0].proof = true;
  if (rule.level != "baseline") run.endpoints[0].stated = {rule};
  for (CaseResult each : cases) {
    each.id = "acme/login/valid/" + std::to_string(run.cases.size());
    each.endpoint = "acme/login";
    each.rules = {rule};
    run.cases.push_back(each);
  }
  return run;
}

TEST(Earl, ARuleThatNoCaseBrokeIsToldOnceByWhatItsCasesSaw) {
  const Rule rule = {"r", "must", "says so", "acme.md:9"};
  const auto with = [](Verdict verdict, std::vector<std::string> judged = {"r"}, const std::string& reason = "") {
    CaseResult result;
    result.verdict = verdict;
    result.judged = std::move(judged);
    result.reason = reason;
    result.exchanges.emplace_back();
    return result;
  };
  CaseResult hiding = with(Verdict::kPass);
  hiding.findings.resize(100, {{"other", "must", "", ""}, "", "", "", ""});
  CaseResult unasked = with(Verdict::kSkipped, {}, "no account");
  unasked.exchanges.clear();
  const struct {
    std::vector<CaseResult> cases;
    const char* told;
  } rows[] = {
      {{with(Verdict::kPass)}, "earl:passed 1 case looked at it and saw no break"},
      {{with(Verdict::kPass), with(Verdict::kWarn)}, "earl:passed 2 cases looked at it and saw no break"},
      {{with(Verdict::kPass), with(Verdict::kPass, {"s"})}, "earl:passed 1 case looked at it and saw no break"},
      {{with(Verdict::kPass), with(Verdict::kError, {})}, "earl:passed 1 case looked at it and saw no break"},
      // It passed, or failed before it came to it, and looked at something else.
      {{with(Verdict::kPass, {"s"})}, "earl:untested nothing to look at: acme/login/valid/0 found nothing to look at"},
      {{with(Verdict::kFail, {"s"})}, "earl:untested nothing to look at: acme/login/valid/0 found nothing to look at"},
      {{with(Verdict::kPass, {})}, "earl:cantTell this run does not tell what its cases looked at"},
      {{hiding}, "earl:cantTell inconclusive: the repetitions of acme/login/valid/0 broke more than the run kept"},
      {{with(Verdict::kInconclusive, {}, "locked"), with(Verdict::kSkipped, {}, "no")},
       "earl:cantTell inconclusive: locked; no"},
      {{with(Verdict::kError, {}, "reset")}, "earl:cantTell ended in an error: reset"},
      {{with(Verdict::kSkipped, {}, "valid/sign-in judges that")}, "earl:untested skipped: valid/sign-in judges that"},
      {{unasked}, "earl:untested skipped: no account"},
      {{}, "earl:untested not asked: there is no case for it"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(Told(Render(RunOfOneRule(row.cases, rule)), "urn:authconform:requirement:acme/login/r"),
                testing::ElementsAre(row.told));
  }
  const authconform::Run of_baseline = RunOfOneRule({with(Verdict::kPass)}, {"r", "baseline", "says so", "RFC 9110"});
  EXPECT_THAT(Told(Render(of_baseline), "urn:authconform:rule:r"),
              testing::ElementsAre("earl:passed 1 case looked at it and saw no break"));
  const char* not_scored = "earl:cantTell not seen to be broken, and not scored";
  authconform::Run unproved = RunOfOneRule({with(Verdict::kPass)}, rule);
  unproved.endpoints[0].unproved = {rule};
  EXPECT_THAT(Told(Render(unproved), "urn:authconform:requirement:acme/login/r"),
              testing::ElementsAre(HasSubstr(not_scored)));
  unproved = RunOfOneRule({with(Verdict::kPass)}, rule);
  unproved.endpoints[0].proof = false;
  EXPECT_THAT(Told(Render(unproved), "urn:authconform:requirement:acme/login/r"),
              testing::ElementsAre(HasSubstr(not_scored)));
}

// Neither a case that was not chosen nor a run that judged nothing may be overlooked by who counts outcomes.
TEST(Earl, WhatWasNotAskedIsUntested) {
  authconform::Run run = RunWith(Verdict::kPass);
  run.endpoints.emplace_back().endpoint = "acme/login";
  run.endpoints[0].planned = {"acme/login/valid/a b", "acme/login/valid/other"};
  run.endpoints[0].stated = {{"r", "must", "says so", "acme.md:9"}};
  EXPECT_THAT(Told(Render(run), "urn:authconform:case:acme/login/valid/other"),
              testing::ElementsAre("earl:untested not asked"));
  EXPECT_EQ(Told(Render(run), "urn:authconform:case:acme/login/valid/a%20b").size(), 1u);
  run.cases.clear();
  run.preflight_error = "cannot connect";
  const Json earl = Render(run);
  for (const char* test : {"case:acme/login/valid/a%20b", "case:acme/login/valid/other"}) {
    EXPECT_THAT(Told(earl, std::string("urn:authconform:") + test),
                testing::ElementsAre("earl:untested not asked: nothing was judged: cannot connect"));
  }
  EXPECT_THAT(Told(earl, "urn:authconform:requirement:acme/login/r"),
              testing::ElementsAre(testing::StartsWith("earl:untested not asked")));
}

// A baseline rule is one for all endpoints.
TEST(Earl, ABaselineRuleIsToldOnceForAllEndpoints) {
  const Rule rule = {"baseline/no-store", "baseline", "says so", "RFC 9110"};
  authconform::Run run;
  for (const char* endpoint : {"acme/login", "acme/token"}) {
    run.endpoints.emplace_back().endpoint = endpoint;
    CaseResult& result = run.cases.emplace_back();
    result.id = std::string(endpoint) + "/valid/a";
    result.endpoint = endpoint;
    result.verdict = Verdict::kPass;
    result.rules = {rule};
    result.judged = {rule.id};
  }
  const char* iri = "urn:authconform:rule:baseline/no-store";
  EXPECT_THAT(Told(Render(run), iri), testing::ElementsAre("earl:passed 2 cases looked at it and saw no break"));
  run.cases[1].judged = {"s"};
  EXPECT_THAT(Told(Render(run), iri), testing::ElementsAre("earl:passed 1 case looked at it and saw no break"));
  run.cases[1].judged = {rule.id};
  run.cases[1].findings.resize(100, {{"other", "must", "", ""}, "", "", "", ""});
  EXPECT_THAT(Told(Render(run), iri),
              testing::ElementsAre("earl:cantTell inconclusive: the repetitions of acme/token/valid/a broke more than "
                                   "the run kept"));
  run.cases[1].findings = {{rule, "baseline", "", "no-store", "absent"}};
  EXPECT_THAT(Told(Render(run), iri), testing::ElementsAre(testing::StartsWith("earl:failed acme/token/valid/a: ")));
}

TEST(Earl, ARuleThatOneCaseBrokeIsNotPassedByAnother) {
  const Rule rule = {"r", "must", "says so", "acme.md:9"};
  CaseResult good;
  CaseResult bad;
  good.verdict = Verdict::kPass;
  bad.verdict = Verdict::kFail;
  bad.findings = {{rule, "status", "", "200", "500"}};
  EXPECT_THAT(Told(Render(RunOfOneRule({good, bad}, rule)), "urn:authconform:requirement:acme/login/r"),
              testing::ElementsAre(testing::StartsWith("earl:failed acme/login/valid/1: ")));
}

TEST(Earl, WhatARunHasNoEvidenceForIsToldOfTheSubject) {
  authconform::Run run = RunWith(Verdict::kPass);
  run.target = "acme";
  run.partial = "--only left cases out";
  run.cases_planned = 3;
  const std::string text = Text(OfType(Render(run), "earl:TestSubject").at(0), "dct:description");
  EXPECT_THAT(text, HasSubstr("Partial: --only left cases out."));
  EXPECT_THAT(text, HasSubstr("No evidence: 2 planned cases were not chosen."));
}

}  // namespace
}  // namespace authconform
