#include "reports/markdown.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

namespace authconform {
namespace {

std::string Render(const Run& run) {
  std::ostringstream out;
  WriteMarkdown(run, out);
  return out.str();
}

// A failing case whose finding and answer are what the target chose.
Run RunWith(const std::string& chosen) {
  CaseResult result;
  result.id = "acme/login/valid/documented";
  result.endpoint = "acme/login";
  result.family = "valid";
  result.verdict = Verdict::kFail;
  result.reason = chosen;
  result.findings = {{{"r", "must", "rule", "acme.md:1"}, "body", chosen, "expected", chosen}};
  RecordedExchange exchange;
  exchange.status = 200;
  exchange.reason = chosen;
  exchange.response_headers = {{"X", chosen}};
  exchange.response_body = chosen;
  exchange.curl = "curl -d '" + chosen + "'";
  result.exchanges = {exchange};
  Run run;
  run.cases = {result};
  run.totals[static_cast<size_t>(Verdict::kFail)] = 1;
  run.exit_code = ExitCode::kDoesNotConform;
  return run;
}

// The lines outside of fenced code, where markup would count.
std::string OutsideOfBlocks(const std::string& markdown) {
  std::istringstream lines(markdown);
  std::string outside;
  std::string fence;
  for (std::string line; std::getline(lines, line);) {
    const size_t backticks =
        line.find_first_not_of('`') == std::string::npos ? line.size() : line.find_first_not_of('`');
    if (fence.empty() && backticks >= 3) {
      fence = line.substr(0, backticks);
    } else if (!fence.empty() && backticks >= fence.size() && line.find_first_not_of("` ") == std::string::npos) {
      fence.clear();
    } else if (fence.empty()) {
      outside += line + "\n";
    }
  }
  EXPECT_EQ(fence, "") << "a block of code does not end";
  return outside;
}

TEST(Markdown, WhatTheTargetSentIsNeverMarkup) {
  const std::string plain = OutsideOfBlocks(Render(RunWith("harmless")));
  for (const char* chosen :
       {"<img src=x onerror=alert(1)>", "</details><script>", "a | b \\| c", "`tick` ``two``", "```\n## heading\n```",
        "[link](javascript:alert(1))", "![image](http://x)", "@everyone", "#1", "www.example.com http://example.com",
        "**bold** __bold__ ~~gone~~", "line\n\n# heading", "````````\n<b>", "$`math`$", "&lt;", "\\", "|"}) {
    const std::string outside = OutsideOfBlocks(Render(RunWith(chosen)));
    // The same lines, and in each the same structure, as with a harmless text.
    std::istringstream expected(plain);
    std::istringstream actual(outside);
    for (std::string want, got; std::getline(expected, want);) {
      ASSERT_TRUE(std::getline(actual, got)) << chosen;
      for (const char c : std::string("|`*_[]<>@\\!~$")) {
        EXPECT_EQ(std::count(got.begin(), got.end(), c), std::count(want.begin(), want.end(), c))
            << c << " of " << chosen << " in " << got;
      }
      EXPECT_EQ(got.find("www."), std::string::npos);
      EXPECT_EQ(got.find("://"), std::string::npos);
    }
  }
}

TEST(Markdown, ADeviationIsListedWithItsReasonAndNothingOfTheListIsMarkup) {
  const auto render = [](const std::string& chosen) {
    authconform::Run run = RunWith("harmless");
    run.cases[0].deviation = "known: " + chosen;
    run.deviations = 1;
    run.deviation_errors = {"acme/login/valid/other is listed as a deviation for " + chosen};
    return Render(run);
  };
  const std::string plain = render("harmless");
  EXPECT_NE(plain.find("## ✗"), std::string::npos);
  EXPECT_NE(plain.find("\n1 deviation; "), std::string::npos);
  EXPECT_NE(plain.find("### The list of deviations does not hold\n\n- <code>acme/login/valid/other is"),
            std::string::npos);
  EXPECT_NE(plain.find("### Listed deviations\n\n- † <code>acme/login/valid/documented</code>: known: harmless\n"),
            std::string::npos);
  EXPECT_EQ(plain.find("What needs a look"), std::string::npos);
  for (const char* chosen : {"<script>", "`tick`", "[a](b)", "**b**", "@everyone", "line\n\n# heading", "a | b"}) {
    const std::string text = render(chosen);
    for (const char c : std::string("`*[]<>@#|")) {
      EXPECT_LE(std::count(text.begin(), text.end(), c), std::count(plain.begin(), plain.end(), c) + (c == '#' ? 9 : 0))
          << c << " of " << chosen;
    }
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), std::count(plain.begin(), plain.end(), '\n')) << chosen;
  }
}

TEST(Markdown, WhatHasNoEvidenceStandsAboveTheTable) {
  authconform::Run run = RunWith("x");
  run.cases_planned = 2;
  run.cases[0].unfired = {"schema"};
  const std::string text = Render(run);
  const size_t note =
      text.find("> No evidence: 1 planned case was not chosen; 1 check of 1 case found nothing to look at");
  ASSERT_NE(note, std::string::npos) << text;
  EXPECT_LT(note, text.find("| endpoint |"));
  EXPECT_NE(text.find("- No evidence: <code>schema</code> found nothing to look at"), std::string::npos);
}

TEST(Markdown, AtMostAHundredCasesAreToldAtLength) {
  authconform::Run run = RunWith("x");
  run.cases.resize(150, run.cases[0]);
  const std::string text = Render(run);
  size_t told = 0;
  for (size_t at = text.find("<details"); at != std::string::npos; at = text.find("<details", at + 1)) ++told;
  EXPECT_EQ(told, 100u);
  EXPECT_NE(text.find("And 50 more cases: see the HTML report."), std::string::npos);
}

TEST(Markdown, ALineOfABodyIsNoWorkflowCommand) {
  const std::string text = Render(RunWith("a\n  ::error::forged\n##[error]x"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const size_t begin = line.find_first_not_of(" \t");
    EXPECT_FALSE(begin != std::string::npos && line.compare(begin, 2, "::") == 0) << line;
    EXPECT_EQ(line.find("##["), std::string::npos) << line;
  }
  EXPECT_NE(text.find("  \\x3a:error::forged\n#\\x23[error]x\n"), std::string::npos) << text;
}

TEST(Markdown, ASummaryStaysBelowTheLimitAndSaysWhatItLeftOut) {
  authconform::Run run = RunWith(std::string(300, '<'));
  run.cases[0].findings.resize(60, run.cases[0].findings[0]);
  run.cases.resize(12, run.cases[0]);
  run.cases.back().verdict = Verdict::kSkipped;
  const std::string text = Render(run);
  EXPECT_LE(text.size(), 1'000'000u);
  EXPECT_GT(text.size(), 700'000u);
  EXPECT_NE(text.find(" more cases: see the HTML report."), std::string::npos);
  EXPECT_NE(text.find("### Not judged"), std::string::npos) << "the lists behind the cases are there";
  EXPECT_NE(text.find("Some of this run was left out here"), std::string::npos);
}

}  // namespace
}  // namespace authconform
