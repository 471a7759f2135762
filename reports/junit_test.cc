#include "reports/junit.h"

#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <sstream>
#include <string>

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "harness/run/run_json.h"

namespace authconform {
namespace {

Run SampleRun(const char* name = "sample_run.json") {
  const Result<std::string> text = ReadFile(std::string("reports/testdata/") + name);
  EXPECT_TRUE(text.ok());
  Result<Run> run = ReadRun(*text, name);
  EXPECT_TRUE(run.ok());
  return *std::move(run);
}

std::string Render(const Run& run) {
  std::ostringstream out;
  WriteJUnit(run, out);
  return out.str();
}

pugi::xml_document Parse(const std::string& xml) {
  pugi::xml_document document;
  const pugi::xml_parse_result parsed =
      document.load_buffer(xml.data(), xml.size(), pugi::parse_full, pugi::encoding_utf8);
  EXPECT_TRUE(parsed) << parsed.description() << " at byte " << parsed.offset;
  return document;
}

CaseResult MakeCase(Verdict verdict) {
  CaseResult result;
  result.id = "acme.io/login/valid/documented";
  result.endpoint = "acme.io/login";
  result.family = "valid";
  result.verdict = verdict;
  return result;
}

Run MakeRun(Verdict verdict, ExitCode exit_code, bool strict = false) {
  Run run;
  run.cases = {MakeCase(verdict)};
  run.totals[static_cast<size_t>(verdict)] = 1;
  run.exit_code = exit_code;
  run.strict = strict;
  return run;
}

TEST(JUnit, NoSuiteRepeatsTheNamesOfAllOthers) {
  authconform::Run run = MakeRun(Verdict::kPass, ExitCode::kConforms);
  for (int i = 0; i < 500; ++i) run.endpoints.emplace_back().endpoint = "acme.io/endpoint-" + std::to_string(i);
  const pugi::xml_document document = Parse(Render(run));
  for (const pugi::xml_node suite : document.child("testsuites").children("testsuite")) {
    for (const pugi::xml_node property : suite.child("properties").children()) {
      EXPECT_LT(std::string_view(property.attribute("value").value()).size(), 2'100u)
          << suite.attribute("name").value();
    }
  }
}

TEST(JUnit, IsWellFormedAndHoldsOnlyCharactersThatXmlMayHold) {
  for (const char* name : {"sample_run.json", "preflight_run.json"}) {
    const std::string xml = Render(SampleRun(name));
    Parse(xml);
    EXPECT_TRUE(IsUtf8(xml));
    for (const char c : xml)
      EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') << static_cast<int>(c);
    EXPECT_EQ(xml.find("<script"), std::string::npos);
    EXPECT_EQ(xml.find("]]>"), std::string::npos);
    EXPECT_EQ(xml.find("<!"), std::string::npos);
  }
}

TEST(JUnit, TheTalliesAreThoseOfTheTestcases) {
  const pugi::xml_document document = Parse(Render(SampleRun()));
  const pugi::xml_node root = document.child("testsuites");
  int tests = 0, failures = 0, errors = 0, skipped = 0;
  for (const pugi::xml_node suite : root.children("testsuite")) {
    int suite_tests = 0, suite_failures = 0, suite_errors = 0, suite_skipped = 0;
    for (const pugi::xml_node node : suite.children("testcase")) {
      ++suite_tests;
      suite_failures += node.child("failure") ? 1 : 0;
      suite_errors += node.child("error") ? 1 : 0;
      suite_skipped += node.child("skipped") ? 1 : 0;
    }
    EXPECT_EQ(suite.attribute("tests").as_int(), suite_tests);
    EXPECT_EQ(suite.attribute("failures").as_int(), suite_failures);
    EXPECT_EQ(suite.attribute("errors").as_int(), suite_errors);
    EXPECT_EQ(suite.attribute("skipped").as_int(), suite_skipped);
    tests += suite_tests;
    failures += suite_failures;
    errors += suite_errors;
    skipped += suite_skipped;
  }
  const authconform::Run run = SampleRun();
  // One testcase more, and one failure, tell that the list of deviations does not hold; listed failures are skipped.
  EXPECT_EQ(tests, static_cast<int>(run.cases.size()) + 1);
  EXPECT_EQ(failures, run.Total(Verdict::kFail) - run.deviations + 1);
  EXPECT_EQ(errors, run.Total(Verdict::kError) + run.Total(Verdict::kInconclusive));
  EXPECT_EQ(skipped, run.Total(Verdict::kSkipped) + run.deviations);
  EXPECT_EQ(root.attribute("tests").as_int(), tests);
  EXPECT_EQ(root.attribute("failures").as_int(), failures);
  EXPECT_EQ(root.attribute("errors").as_int(), errors);
  EXPECT_EQ(root.attribute("skipped").as_int(), skipped);
}

struct Outcome {
  Verdict verdict;
  ExitCode exit_code;
  bool strict;
  const char* element;  // "" for a testcase that passes
  const char* type;
};

TEST(JUnit, VerdictsBecomeTheOutcomesThatCiServersTellApart) {
  const Outcome rows[] = {
      // clang-format off
      {Verdict::kPass, ExitCode::kConforms, false, "", ""},
      {Verdict::kSkipped, ExitCode::kConforms, false, "skipped", ""},
      {Verdict::kWarn, ExitCode::kConforms, false, "system-out", ""},
      {Verdict::kWarn, ExitCode::kDoesNotConform, true, "failure", "warn"},
      {Verdict::kInconclusive, ExitCode::kInconclusive, false, "error", "inconclusive"},
      {Verdict::kError, ExitCode::kHarnessError, false, "error", "error"},
      {Verdict::kFail, ExitCode::kDoesNotConform, false, "failure", "fail"},
      // clang-format on
  };
  for (const Outcome& row : rows) {
    const pugi::xml_document document = Parse(Render(MakeRun(row.verdict, row.exit_code, row.strict)));
    const pugi::xml_node node = document.child("testsuites").child("testsuite").child("testcase");
    EXPECT_STREQ(node.attribute("classname").value(), "acme_io.login.valid");
    EXPECT_STREQ(node.attribute("name").value(), "documented");
    EXPECT_STREQ(node.first_child().name(), row.element);
    EXPECT_STREQ(node.first_child().attribute("type").value(), row.type);
  }
}

TEST(JUnit, ARunThatDoesNotEndInZeroIsNeverAllGreen) {
  for (const ExitCode exit_code : {ExitCode::kDoesNotConform, ExitCode::kBadUsage, ExitCode::kInconclusive,
                                   ExitCode::kHarnessError, ExitCode::kNothingChecked}) {
    const pugi::xml_document document = Parse(Render(MakeRun(Verdict::kPass, exit_code)));
    const pugi::xml_node root = document.child("testsuites");
    EXPECT_EQ(root.attribute("errors").as_int(), 1);
    EXPECT_EQ(root.attribute("tests").as_int(), 2);
    const pugi::xml_node node = root.last_child().child("testcase");
    EXPECT_STREQ(node.attribute("classname").value(), "authconform.run");
    EXPECT_TRUE(node.child("error"));
  }
  const pugi::xml_document green = Parse(Render(MakeRun(Verdict::kPass, ExitCode::kConforms)));
  EXPECT_EQ(green.child("testsuites").attribute("errors").as_int(), 0);
  EXPECT_EQ(green.child("testsuites").attribute("tests").as_int(), 1);
}

TEST(JUnit, AListedDeviationIsSkippedWithItsReason) {
  for (const bool strict : {false, true}) {
    authconform::Run run = MakeRun(strict ? Verdict::kWarn : Verdict::kFail, ExitCode::kConforms, strict);
    run.cases[0].deviation = "old clients <1 & 2>";
    const pugi::xml_document document = Parse(Render(run));
    const pugi::xml_node root = document.child("testsuites");
    EXPECT_EQ(root.attribute("failures").as_int(), 0);
    EXPECT_EQ(root.attribute("skipped").as_int(), 1);
    const pugi::xml_node node = root.child("testsuite").child("testcase");
    EXPECT_STREQ(node.child("skipped").attribute("message").value(), "deviation: old clients <1 & 2>");
    EXPECT_NE(std::string(node.child("system-out").text().get()).find("† deviation  acme.io/login/valid/documented"),
              std::string::npos);
  }
}

TEST(JUnit, AListThatDoesNotHoldIsAFailureOfItsOwnBeforeAllOthers) {
  authconform::Run run = MakeRun(Verdict::kPass, ExitCode::kDoesNotConform);
  run.deviation_errors = {"a/x/valid/one is listed as a deviation (a) and passes now", "another"};
  const pugi::xml_document document = Parse(Render(run));
  const pugi::xml_node root = document.child("testsuites");
  EXPECT_EQ(root.attribute("tests").as_int(), 2);
  EXPECT_EQ(root.attribute("failures").as_int(), 1);
  EXPECT_EQ(root.attribute("errors").as_int(), 0);
  const pugi::xml_node node = root.first_element_by_path("testsuite/testcase");
  EXPECT_STREQ(node.attribute("classname").value(), "authconform.run");
  EXPECT_STREQ(node.attribute("name").value(), "deviations");
  EXPECT_STREQ(node.child("failure").attribute("message").value(),
               "a/x/valid/one is listed as a deviation (a) and passes now (and 1 more)");
}

TEST(JUnit, APassWithoutEvidenceForAllOfItSaysSo) {
  authconform::Run run = MakeRun(Verdict::kPass, ExitCode::kConforms);
  run.cases[0].unfired = {"relation"};
  run.cases_planned = 3;
  const pugi::xml_document document = Parse(Render(run));
  const pugi::xml_node suite = document.child("testsuites").child("testsuite");
  EXPECT_NE(std::string(suite.child("testcase").child("system-out").text().get()).find("relation: found nothing"),
            std::string::npos);
  std::string missing;
  for (const pugi::xml_node property : suite.child("properties").children()) {
    if (std::string_view(property.attribute("name").value()) == "no-evidence")
      missing += std::string(property.attribute("value").value()) + "\n";
  }
  EXPECT_EQ(missing, "2 planned cases were not chosen\n1 check of 1 case found nothing to look at\n");
}

TEST(JUnit, TimesAreSecondsOverAllRepetitions) {
  authconform::Run run = MakeRun(Verdict::kPass, ExitCode::kConforms);
  run.cases[0].repetitions[static_cast<size_t>(Verdict::kPass)] = 4;
  run.cases[0].mean_us = 500'000;
  run.duration_us = 3'000'000;
  const pugi::xml_document document = Parse(Render(run));
  const pugi::xml_node root = document.child("testsuites");
  EXPECT_STREQ(root.attribute("time").value(), "3.000000");
  EXPECT_STREQ(root.child("testsuite").attribute("time").value(), "2.000000");
  EXPECT_STREQ(root.child("testsuite").child("testcase").attribute("time").value(), "2.000000");
}

TEST(JUnit, ASkippedCaseTellsWhyInItsMessageAndInItsText) {
  authconform::Run run = MakeRun(Verdict::kSkipped, ExitCode::kNothingChecked);
  run.cases[0].reason = "no <inactive> account";
  const pugi::xml_document document = Parse(Render(run));
  const pugi::xml_node skipped = document.first_element_by_path("testsuites/testsuite/testcase/skipped");
  EXPECT_STREQ(skipped.attribute("message").value(), "no <inactive> account");
  EXPECT_STREQ(skipped.text().get(), "no <inactive> account");
}

TEST(JUnit, ATestcaseNamesTheFileOfItsCase) {
  const pugi::xml_document document = Parse(Render(MakeRun(Verdict::kPass, ExitCode::kConforms)));
  const pugi::xml_node node = document.first_element_by_path("testsuites/testsuite/testcase");
  EXPECT_STREQ(node.attribute("file").value(), "cases/acme.io/login.cases.json");
}

TEST(JUnit, WhatTheTargetSentIsNoAttachmentAndNoCommand) {
  authconform::Run run = MakeRun(Verdict::kFail, ExitCode::kDoesNotConform);
  run.cases[0].findings = {
      {{"r", "must", "rule", "acme.md:1"}, "body", "", "x", "[[ATTACHMENT|../secret]] ##[error]y"}};
  const pugi::xml_document document = Parse(Render(run));
  const std::string text = document.first_element_by_path("testsuites/testsuite/testcase/failure").text().get();
  EXPECT_EQ(text.find("[[ATTACHMENT"), std::string::npos) << text;
  EXPECT_EQ(text.find("##["), std::string::npos) << text;
  EXPECT_NE(text.find("ATTACHMENT|../secret"), std::string::npos) << text;
}

TEST(JUnit, TextsAreBoundedOneByOneAndInAll) {
  authconform::Run run = MakeRun(Verdict::kFail, ExitCode::kDoesNotConform);
  run.cases[0].exchanges.emplace_back().curl = std::string(110'000, 'x');
  run.cases.resize(90, run.cases[0]);
  const std::string xml = Render(run);
  EXPECT_LT(xml.size(), size_t{10} << 20);
  const pugi::xml_document document = Parse(xml);
  const pugi::xml_node suite = document.first_element_by_path("testsuites/testsuite");
  EXPECT_LT(std::string(suite.first_child().next_sibling().child("failure").text().get()).size(), 101'000u);
  EXPECT_STREQ(suite.last_child().child("failure").text().get(),
               "left out: this file is as long as CI servers read; run.json has it\n");
}

}  // namespace
}  // namespace authconform
