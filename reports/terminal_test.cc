#include "reports/terminal.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "harness/base/files.h"
#include "harness/run/run_json.h"
#include "reports/text.h"

namespace authconform {
namespace {

Run SampleRun() {
  const Result<std::string> text = ReadFile("reports/testdata/sample_run.json");
  EXPECT_TRUE(text.ok());
  Result<Run> run = ReadRun(*text, "sample_run.json");
  EXPECT_TRUE(run.ok());
  return *std::move(run);
}

std::string Render(const Run& run, const TerminalStyle& style) {
  std::ostringstream out;
  WriteTerminal(run, style, out);
  return out.str();
}

TEST(Terminal, WithoutColourThereIsNoControlCharacterWhateverTheTargetSent) {
  for (const char c : Render(SampleRun(), {.colour = false})) {
    EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n') << static_cast<int>(c);
  }
}

TEST(Terminal, WithColourEveryEscapeSequenceIsOneOfOurs) {
  const std::string coloured = Render(SampleRun(), {.colour = true});
  EXPECT_NE(coloured.find("\x1b[31m✗ fail\x1b[0m"), std::string::npos);
  std::string without = coloured;
  for (const char* code : {"0", "1", "2", "31", "32", "33", "34", "35", "36"}) {
    const std::string sequence = std::string("\x1b[") + code + "m";
    for (size_t at = without.find(sequence); at != std::string::npos; at = without.find(sequence, at)) {
      without.erase(at, sequence.size());
    }
  }
  EXPECT_EQ(without, Render(SampleRun(), {.colour = false}));
}

TEST(Terminal, TheTableFitsItsWidthBySplitting) {
  authconform::Run run;
  for (int i = 0; i < 12; ++i) {
    CaseResult result;
    result.endpoint = "vendor" + std::to_string(i) + "/endpoint-name";
    result.family = "malformed-request";
    result.id = result.endpoint + "/malformed-request/x";
    result.verdict = Verdict::kPass;
    run.cases.push_back(result);
    ++run.totals[static_cast<size_t>(Verdict::kPass)];
  }
  const std::string text = Render(run, {.width = 80});
  std::istringstream lines(text);
  int heads = 0;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(Columns(line), 80u) << line;
    heads += line.find("endpoint-name") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(heads, 3);
  for (int i = 0; i < 12; ++i) EXPECT_NE(text.find("vendor" + std::to_string(i)), std::string::npos);
}

TEST(Terminal, AWidthOfNothingStillTellsEverything) {
  const std::string text = Render(SampleRun(), {.width = 0});
  EXPECT_NE(text.find("acme/login/bad-credentials/wrong-password"), std::string::npos);
  EXPECT_NE(text.find("acme.md:52-55"), std::string::npos);
}

TEST(Terminal, ALongValueIsClippedAndACurlLineIsNot) {
  authconform::Run run;
  CaseResult result;
  result.id = "a/b/c/d";
  result.verdict = Verdict::kFail;
  result.findings = {{{"r", "must", "rule", "a.md:1"}, "body", "", "short", std::string(5'000, 'x')}};
  RecordedExchange exchange;
  exchange.status = 200;
  exchange.curl = "curl " + std::string(5'000, 'y');
  result.exchanges = {exchange};
  run.cases = {result};
  const std::string text = Render(run, {});
  EXPECT_EQ(text.find(std::string(301, 'x')), std::string::npos);
  EXPECT_NE(text.find("(4700 more characters)"), std::string::npos);
  EXPECT_NE(text.find("curl " + std::string(5'000, 'y') + "\n"), std::string::npos);
}

TEST(Terminal, AListedDeviationIsToldWithItsReasonAndWhatIsWrongWithTheListAtTheEnd) {
  const std::string text = Render(SampleRun(), {.width = 100});
  EXPECT_NE(text.find("\n† deviation  acme/login/token/expires-in: Clients older than 4.2"), std::string::npos);
  EXPECT_EQ(text.find("✗ fail  acme/login/token/expires-in"), std::string::npos);
  EXPECT_NE(text.find("\ndeviations: acme/login/valid/charset is listed as a deviation (charset) and passes now\n"),
            std::string::npos);
  EXPECT_NE(text.find("3 fail, 1 error, 1 inconclusive, 2 warn, 1 deviation, 4 skipped, 11 pass; "), std::string::npos);
}

TEST(Terminal, WhatHasNoEvidenceIsSaid) {
  const std::string text = Render(SampleRun(), {.width = 200});
  for (const char* line : {"\nno evidence: 3 planned cases were not chosen\n",
                           "\nno evidence: 3 checks of 2 cases found nothing to look at\n",
                           "\n  no evidence allow: found nothing to look at\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line;
  }
}

TEST(Terminal, PreflightAndPartialAreSaid) {
  authconform::Run run;
  run.target = "acme";
  run.preflight_error = "the URL does not resolve";
  run.partial = "nothing was judged";
  run.exit_code = ExitCode::kInconclusive;
  const std::string text = Render(run, {});
  EXPECT_EQ(text,
            "preflight: the URL does not resolve\npartial: nothing was judged\nno cases; 0 of 0 planned cases asked; 0 "
            "requests in "
            "0 µs\n"
            "Nothing was judged: acme could not be made ready.\n");
}

}  // namespace
}  // namespace authconform
