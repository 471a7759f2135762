#include "reports/html.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "harness/run/run_json.h"
#include "reports/html_escape.h"

namespace authconform {
namespace {

Run SampleRun() {
  const Result<std::string> text = ReadFile("reports/testdata/sample_run.json");
  EXPECT_TRUE(text.ok());
  Result<Run> run = ReadRun(*text, "sample_run.json");
  EXPECT_TRUE(run.ok());
  return *std::move(run);
}

std::string Render(const Run& run) {
  std::ostringstream out;
  WriteHtml(run, out);
  return out.str();
}

int CountOf(const std::string& text, const std::string& part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

TEST(Html, EveryCaseIsToldOnceUnderItsOwnId) {
  const authconform::Run run = SampleRun();
  const std::string html = Render(run);
  for (const CaseResult& result : run.cases) {
    EXPECT_EQ(CountOf(html, "<details class=\"case\" id=\"case/" + result.id + "\""), 1) << result.id;
  }
}

TEST(Html, FailuresStandOpenAndFirst) {
  const std::string html = Render(SampleRun());
  EXPECT_EQ(CountOf(html, "\" open><summary>"), 3);
  const size_t fail = html.find("id=\"case/acme/token/client-auth/wrong-key\" open");
  const size_t warn = html.find("id=\"case/acme/login/method/get\"");
  const size_t pass = html.find("id=\"case/acme/login/valid/documented\"");
  EXPECT_LT(fail, warn);
  EXPECT_LT(warn, pass);
}

TEST(Html, OnlyElementsOfOursAreInIt) {
  const std::set<std::string> ours = {
      "html",    "head",    "meta", "title", "style",  "body",       "a",     "header", "footer",  "main",   "div",
      "p",       "span",    "h1",   "h2",    "h3",     "h4",         "nav",   "ul",     "li",      "svg",    "rect",
      "section", "dl",      "dt",   "dd",    "table",  "caption",    "thead", "tbody",  "tr",      "th",     "td",
      "b",       "details", "code", "pre",   "figure", "figcaption", "br",    "wbr",    "summary", "strong", "article"};
  const std::string html = Render(SampleRun());
  for (size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const size_t start = html[at + 1] == '/' ? at + 2 : at + 1;
    if (html[start] == '!') continue;
    const std::string tag = html.substr(start, html.find_first_of(" >/", start) - start);
    EXPECT_TRUE(ours.contains(tag)) << tag;
  }
  EXPECT_EQ(CountOf(html, "<!"), 1) << "only the doctype: no comment may come from the target";
}

TEST(Html, ItAsksNothingOfTheNetworkAndRunsNothing) {
  const std::string html = Render(SampleRun());
  EXPECT_NE(html.find("content=\"default-src 'none'; style-src 'sha256-"), std::string::npos);
  EXPECT_EQ(html.find("unsafe-inline"), std::string::npos);
  EXPECT_EQ(CountOf(html, " href=\""), CountOf(html, " href=\"#")) << "links lead within the page alone";
  EXPECT_EQ(CountOf(html, " src="), CountOf(html, "&lt;img src=")) << "but as text";
  EXPECT_EQ(html.find("url("), std::string::npos);
  EXPECT_EQ(html.find("@import"), std::string::npos);
  EXPECT_EQ(html.find(" style=\""), std::string::npos) << "the policy would drop it";
}

TEST(Html, NothingInItCannotBeSeen) {
  const std::string html = Render(SampleRun());
  EXPECT_TRUE(IsUtf8(html));
  for (const char c : html)
    EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') << static_cast<int>(c);
  EXPECT_EQ(html.find("\u202e"), std::string::npos);
  EXPECT_NE(html.find("\\u{202e}evil"), std::string::npos);
  EXPECT_NE(html.find("\\x1b[31mServer"), std::string::npos);
}

TEST(Html, ACaseTellsWhatAFailureNeeds) {
  const std::string html = Render(SampleRun());
  const size_t start = html.find("id=\"case/acme/login/bad-credentials/wrong-password\"");
  ASSERT_NE(start, std::string::npos);
  const std::string told = html.substr(start, html.find("</details>", start) - start);
  for (const char* part :
       {"the password is replaced by one that no account has", "bad_credentials: 401 without a token", "acme.md:52-55",
        "/access_token", "a string of 188 characters", "POST https://auth.staging.example/v1/login",
        "<strong>200 OK</strong>", "&lt;secret:issued.access_token&gt;", "curl -sS -i -X POST", "3 times: 3 fail",
        "not-the-password-1"}) {
    EXPECT_NE(told.find(part), std::string::npos) << part;
  }
}

TEST(Html, TheFactsOfTheRunAndWhatWasNotJudgedAreThere) {
  const std::string html = Render(SampleRun());
  for (const char* part :
       {"<title>acme-staging: does not conform – authconform</title>", "1: does not conform", "2025-11-24 16:00:00 UTC",
        "187 requests, 31 of them controls, in 6.43 s", "the target names no inactive account", "21 of 24 requirements",
        "3 requirements no case can check", "no case may lock the account out",
        "Signing in to Acme &lt;beta&gt; &amp; co", "61636d652e6d64"}) {
    EXPECT_NE(html.find(part), std::string::npos) << part;
  }
}

TEST(Html, AListedDeviationStandsApartFromFailuresAndPasses) {
  const std::string html = Render(SampleRun());
  const size_t apart = html.find("<h2 id=\"deviations\">");
  ASSERT_NE(apart, std::string::npos);
  EXPECT_LT(html.find("<h2 id=\"look\">"), apart);
  EXPECT_LT(apart, html.find("<h2 id=\"cases\">"));
  const size_t start = html.find("id=\"case/acme/login/token/expires-in\"");
  EXPECT_GT(start, apart);
  const std::string told = html.substr(start, html.find("</details>", start) - start);
  EXPECT_NE(told.find("<span class=\"badge deviation\">"), std::string::npos);
  EXPECT_NE(told.find("Clients older than 4.2 read a lifetime; &lt;b&gt;mended&lt;/b&gt; in March"), std::string::npos);
  EXPECT_NE(html.find("<b>1</b> deviation</li>"), std::string::npos);
  EXPECT_NE(html.find("<td class=\"deviation\"><a href=\"#family/acme/login/token\">"), std::string::npos);
}

TEST(Html, WhatIsWrongWithTheListStandsAboveEverything) {
  const std::string html = Render(SampleRun());
  const size_t notice = html.find("<div class=\"notice fail\"><strong>The list of deviations does not hold.</strong>");
  ASSERT_NE(notice, std::string::npos);
  EXPECT_LT(notice, html.find("<h2 id=\"matrix\">"));
  EXPECT_NE(html.find("<li>acme/login/valid/charset is listed as a deviation (charset) and passes now</li>"),
            std::string::npos);
  EXPECT_NE(html.find("/&lt;script&gt;alert(1)"), std::string::npos);
}

TEST(Html, ARunThatConformsButForDeviationsIsNotShownAsAPass) {
  authconform::Run run = SampleRun();
  run.exit_code = ExitCode::kConforms;
  const std::string html = Render(run);
  EXPECT_NE(html.find("<section class=\"verdict deviation\""), std::string::npos);
  EXPECT_NE(html.find("conforms to its documents but for 1 listed deviation"), std::string::npos);
}

TEST(Html, WhatHasNoEvidenceIsAmongTheFacts) {
  const std::string html = Render(SampleRun());
  for (const char* part :
       {"<li>3 planned cases were not chosen</li>", "<li>3 checks of 2 cases found nothing to look at</li>",
        "<li>there is no case in inactive-account of acme/token, enumeration of acme/token</li>",
        "<li>there is no kill matrix for globex-international-identity/session</li>",
        "<code>relation, no_store</code> found nothing to look at",
        "1 requirement judged and not scored, as no fault proves the cases", "none: there is no kill matrix"}) {
    EXPECT_NE(html.find(part), std::string::npos) << part;
  }
}

TEST(Html, ARunWithoutCasesIsAPageThatSaysWhy) {
  authconform::Run run;
  run.preflight_error = "the <URL> does not resolve";
  run.exit_code = ExitCode::kInconclusive;
  const std::string html = Render(run);
  EXPECT_NE(html.find("the &lt;URL&gt; does not resolve"), std::string::npos);
  EXPECT_EQ(html.find("<table"), std::string::npos);
  EXPECT_EQ(html.find("href=\"#cases\""), std::string::npos) << "a link to a section that is not there";
}

TEST(HtmlEscape, TextAndAttributesCannotBeLeft) {
  EXPECT_EQ(Html("<a b='c' d=\"e\">&\n"), "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;\\n");
  EXPECT_EQ(HtmlBlock("<\n\t>"), "&lt;\n\t&gt;");
}

TEST(HtmlEscape, IdsAreDistinctAndSafe) {
  EXPECT_EQ(HtmlId("case", "a/b-c.d_e/F9"), "case/a/b-c.d_e/F9");
  EXPECT_EQ(HtmlId("case", "a b\"<~é"), "case/a~20b~22~3c~7e~c3~a9");
}

}  // namespace
}  // namespace authconform
