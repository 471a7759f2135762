// A statement as HTML and as Markdown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "reports/statement/goldens.h"
#include "reports/statement/html.h"
#include "reports/statement/markdown.h"

namespace authconform {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Html(const Statement& statement) {
  std::ostringstream out;
  WriteStatementHtml(statement, out);
  return out.str();
}

std::string Markdown(const Statement& statement) {
  std::ostringstream out;
  WriteStatementMarkdown(statement, out);
  return out.str();
}

int CountOf(const std::string& text, const std::string& part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

TEST(StatementMarkdown, IsWhatItWas) {
  for (const StatementGolden& golden : kStatementGoldens) {
    const std::string path = std::string(kStatementGoldenFolder) + golden.file;
    const Result<std::string> expected = ReadFile(path);
    ASSERT_TRUE(expected.ok()) << expected.error().ToString();
    EXPECT_EQ(Markdown(golden.statement()), *expected)
        << path << " is stale; when the new one is right: tools/bazel run //reports/statement:refresh_goldens";
  }
}

TEST(StatementMarkdown, NothingThatAnybodyChoseIsMarkup) {
  std::istringstream lines(Markdown(testing::SampleStatement()));
  for (std::string line; std::getline(lines, line);) {
    for (const char* hidden : {"\x1b", "\u202e"}) EXPECT_THAT(line, Not(HasSubstr(hidden)));
    if (line.starts_with("    ")) continue;  // a block of code, which nothing ends
    for (const char* markup : {"<script", "<b>", "<i>", "<beta>", "<Sons>", "](http", "@everyone"}) {
      EXPECT_THAT(line, Not(HasSubstr(markup)));
    }
    EXPECT_EQ(line.starts_with("| "), line.starts_with("|") && line.ends_with(" |")) << line;
  }
}

TEST(StatementHtml, HoldsBalancedElementsOfOursAlone) {
  const std::set<std::string> ours = {"html",  "head", "title",   "style", "body", "a",   "header", "footer",  "main",
                                      "div",   "p",    "span",    "h1",    "h2",   "nav", "ul",     "ol",      "li",
                                      "svg",   "rect", "section", "dl",    "dt",   "dd",  "table",  "caption", "thead",
                                      "tbody", "tr",   "th",      "td",    "code", "pre", "strong"};
  const std::string html = Html(testing::SampleStatement());
  std::vector<std::string> open;
  for (size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const bool ends = html[at + 1] == '/';
    const size_t start = at + (ends ? 2 : 1);
    const std::string tag = html.substr(start, html.find_first_of(" >", start) - start);
    if (tag == "!DOCTYPE" || tag == "meta" || tag == "wbr") continue;
    EXPECT_TRUE(ours.contains(tag)) << tag;
    if (!ends) {
      open.push_back(tag);
    } else {
      ASSERT_FALSE(open.empty()) << tag;
      EXPECT_EQ(open.back(), tag);
      open.pop_back();
    }
  }
  EXPECT_TRUE(open.empty());
}

TEST(StatementHtml, AsksNothingOfTheNetworkAndRunsNothing) {
  const std::string html = Html(testing::SampleStatement());
  EXPECT_THAT(html, HasSubstr("content=\"default-src 'none'; style-src 'sha256-"));
  EXPECT_EQ(CountOf(html, " href=\""), CountOf(html, " href=\"#"));
  for (const char* never : {"unsafe-inline", " src=", "url(", "@import", " style=\"", "<script"}) {
    EXPECT_THAT(html, Not(HasSubstr(never)));
  }
}

TEST(StatementHtml, HidesNothing) {
  const std::string html = Html(testing::SampleStatement());
  EXPECT_TRUE(IsUtf8(html));
  for (const char c : html) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n') << static_cast<int>(c);
  for (const char* part :
       {"<h1>No statement of conformance</h1>", "This is no statement of conformance: the run is partial",
        "Acme Login 4.2 by Acme &amp; &lt;Sons&gt;", "The vendor&#39;s and the signer&#39;s word",
        "Signing in to Acme &lt;beta&gt; &amp; co", "14 requirements = 6 tested + 8 not tested",
        "mended in March &lt;i&gt;soon&lt;/i&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;", "\\u{202e}",
        "Requirements tested: 6", "Requirements not tested: 8", "<h2 id=\"deviations\">Listed deviations</h2>",
        "Excused until 2027-01-31, that day included", "The target&#39;s TLS certificate was not checked",
        "Cases that looked at it </span>0 of 2</td>",
        "authconform verify &#39;it&#39;\\&#39;&#39;s &lt;acme&gt;.bundle&#39; --key key.pub",
        "The list of deviations does not hold", "specs/acme/login/spec.json", "61636d652e6d64"}) {
    EXPECT_THAT(html, HasSubstr(part));
  }
}

// Whatever field a text stands in.
TEST(StatementFormats, EveryTextIsEscaped) {
  const std::string evil = "<zz title=\"x\" onclick='y'>&zz; @zz";
  Statement statement = testing::SampleStatement();
  authconform::Run& run = statement.run;
  for (std::string* text :
       {&statement.vendor, &statement.product, &statement.product_version, &statement.bundle_sha256, &statement.created,
        &statement.fingerprint, &statement.key_file, &statement.told_by, &run.target, &run.url, &run.authconform,
        &run.partial, &run.deviation_errors.front(), &statement.changed.front()}) {
    *text = evil;
  }
  statement.unknown = {evil};
  statement.deviations = {{evil, {evil}, evil, evil, false}};
  for (SignedFile& file : statement.files) file.name = file.sha256 = evil;
  for (EndpointStanding& told : statement.endpoints) {
    EndpointResult& endpoint = told.endpoint;
    endpoint.proof = false;
    endpoint.empty_families = {evil};
    for (std::string* text : {&endpoint.endpoint, &endpoint.document, &endpoint.document_title,
                              &endpoint.document_sha256, &endpoint.url, &endpoint.encoding, &told.document_version}) {
      *text = evil;
    }
    for (RequirementStanding& each : told.requirements) {
      each.rule = {evil, evil, evil, evil};
      each.reasons.assign(each.reasons.size(), evil);
      each.kept_by = {evil};
      for (Broken& broken : each.broken) {
        broken.of_case = broken.finding.pointer = broken.finding.expected = broken.finding.actual = evil;
        broken.deviation = evil;
      }
    }
  }
  const std::string html = Html(statement);
  for (const char* raw : {"<zz", "&zz", "onclick='", "title=\"x"}) EXPECT_THAT(html, Not(HasSubstr(raw)));
  EXPECT_THAT(html, HasSubstr("zz title="));
  std::istringstream lines(Markdown(statement));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("    ")) continue;  // a block of code, which nothing ends
    for (const char* raw : {"<zz", "&zz", "@zz"}) EXPECT_THAT(line, Not(HasSubstr(raw)));
  }
}

// The words below a printed page are in the style, which text from outside must not end.
TEST(StatementHtml, PrintsBelowEachPageWhatItIsAndOfWhat) {
  Statement statement = testing::GoodStatement();
  EXPECT_THAT(Html(statement), HasSubstr("@bottom-left { content: \"Statement of conformance · acme\\00002d staging · "
                                         "bundle 61636d652e6d\"; }"));
  statement.product = "a\"; } </style><script> \\ {ü}\n";
  const std::string html = Html(statement);
  EXPECT_THAT(
      html,
      HasSubstr(" · a\\000022 \\00003b  \\00007d  \\00003c \\00002f style\\00003e \\00003c script\\00003e  \\00005c  "
                "\\00007b ü\\00007d \\00005c n"));
  EXPECT_EQ(CountOf(html, "</style"), 1);
}

TEST(StatementFormats, CommandsInSentencesAreCode) {
  const Statement statement = testing::GoodStatement();
  EXPECT_THAT(Html(statement), HasSubstr("<code class=\"whole\">authconform statement --help</code>"));
  EXPECT_THAT(Markdown(statement), HasSubstr("<code>authconform statement --help</code>"));
}

TEST(StatementFormats, TheSubjectIsOfWhatTheVendorNames) {
  const struct {
    const char* product;
    const char* version;
    const char* vendor;
    const char* subject;
  } kRows[] = {
      {"", "", "", "acme-staging"},
      {"Login", "", "", "Login"},
      {"Login", "4.2", "Acme", "Login 4.2 by Acme"},
      {"", "", "Acme", "acme-staging by Acme"},
      {"", "3", "", "acme-staging"},  // the version of nobody knows what
  };
  for (const auto& row : kRows) {
    Statement statement = testing::GoodStatement();
    statement.product = row.product;
    statement.product_version = row.version;
    statement.vendor = row.vendor;
    EXPECT_THAT(Html(statement), HasSubstr(std::string("<p class=\"subject\">") + row.subject + "</p>"));
  }
}

TEST(StatementHtml, ManyBreaksOfOneRequirementAreCounted) {
  Statement statement = testing::GoodStatement();
  RequirementStanding& told = statement.endpoints.front().requirements.front();
  told.standing = StandingKind::kFailed;
  told.broken.assign(12, {"acme/login/valid/a", testing::Breaks("status"), ""});
  for (Broken& each : told.broken) each.finding.actual = std::string(10'000, 'x');
  const std::string html = Html(statement);
  EXPECT_THAT(html, HasSubstr("<li>and 7 more</li>"));
  EXPECT_THAT(Markdown(statement), HasSubstr("<br>and 7 more"));
  EXPECT_EQ(CountOf(html, std::string(301, 'x')), 0);
}

}  // namespace
}  // namespace authconform
