#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "harness/base/files.h"
#include "tools/derive/read/facts_outline.h"
#include "tools/derive/read/readers.h"

namespace authconform {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string OutlineOf(std::string_view document) { return Outline(ReadScribe(document, "page.md")); }

class ScribeDocument : public ::testing::TestWithParam<const char*> {};

TEST_P(ScribeDocument, IsReadLineByLine) {
  const std::string file = std::string("tools/derive/testdata/scribe/") + GetParam();
  const Result<std::string> document = ReadFile(file);
  const Result<std::string> outline = ReadFile(file.substr(0, file.rfind('.')) + ".outline.txt");
  ASSERT_TRUE(document.ok() && outline.ok());
  EXPECT_EQ(OutlineOf(*document), *outline);
}

INSTANTIATE_TEST_SUITE_P(All, ScribeDocument,
                         ::testing::Values("apidoc.md", "scribe1.md", "scribe2.md", "scribe4.html", "broken.md"),
                         [](const auto& info) {
                           const std::string name = info.param;
                           return name.substr(0, name.find('.'));
                         });

// An endpoint of the first generation whose parameters are `inside`, from line 4 on.
std::string Apidoc(const std::string& inside) { return "## T\n### HTTP Request\n`POST a/b`\n" + inside; }

// A form of Scribe 2 with `inside` from line 3 on.
std::string Form(const std::string& attributes, const std::string& inside, const std::string& prose = "") {
  return "## T\n" + prose + "<form data-method=\"POST\" data-path=\"a/b\" " + attributes + ">\n" + inside +
         "\n</form>\n";
}

std::string Listed(const std::string& name, const std::string& rest) {
  return "<h4><b>Body Parameters</b></h4>\n<p>\n<b><code>" + name + "</code></b>&nbsp;&nbsp;" + rest + "\n</p>";
}

struct Row {
  const char* rule;
  std::string document;
  const char* shows;
};

TEST(ReadScribe, KnowsTheGenerationsMarkup) {
  const Row rows[] = {
      {"a slash is put before paths", Apidoc(""), "POST @3 /a/b @3 \"T\""},
      {"methods side by side", "## T\n### HTTP Request\n`PUT|PATCH a/{x}`\n",
       "PUT @3 /a/{x} @3 \"T\" all @1-3\nPATCH @3 /a/{x}"},
      {"a table with outer pipes",
       Apidoc("#### Body Parameters\n|Parameter|Type|Status|\n|---|---|---|\n|a|int|required|\n"),
       "body /a integer required @7"},
      {"a row after a broken cell",
       Apidoc("#### Body Parameters\nParameter | Type | Status | Description\n--- | --- | --- | ---\n a | string | "
              "required | one\n"
              "two\n b | string | optional | three\n"),
       "body /a string required @7-8 \"one two\"\n  body /b string optional @9"},
      {"a page made HTML",
       "<h2>T</h2>\n<h3>HTTP Request</h3>\n<p><code>POST a</code></p>\n<h4>Body "
       "Parameters</h4>\n<table>\n<tr>\n<th>Parameter</th>\n"
       "<th>Status</th>\n</tr>\n<tr>\n<td><code>x</code></td>\n<td>required</td>\n</tr>\n</table>\n",
       "POST @3 /a @3 \"T\" all @1-14\n  body /x unknown required @10-13"},
      {"an older table of parameters of a GET",
       "## T\n### HTTP Request\n`GET a`\n#### Parameters\nParameter | Type\n--- | ---\n a | string\n",
       "somewhere /a string @7"},
      {"an attribute tells need",
       Form("", Listed("a", "<small>string</small> <input name=\"a\" data-component=\"body\" required hidden>")),
       "body /a string required @5"},
      {"a word tells that there is none", Form("", Listed("a", "<small>string</small> <i>optional</i>")),
       "body /a string optional @5"},
      {"no mark tells nothing", Form("", Listed("a", "<small>integer</small>")), "body /a integer @5"},
      {"an input tells the place",
       Form("", Listed("a", "<small>string</small> <input name=\"a\" data-component=\"query\">")),
       "query /a string @5"},
      {"a body that is an array", Form("", Listed("[].a", "<small>string</small>")), "body /*/a string @5"},
      {"two indices", Form("", Listed("a[].b[].c", "<small>string</small>")), "body /a/*/b/*/c string @5"},
      {"bold and code the other way round",
       "## T\n### Request\n<small class=\"badge\">POST</small> **`a/b`**\n#### Body "
       "Parameters\n<code><b>x</b></code>&nbsp; <small>number</small> <br>\nHow much.\n",
       "body /x number @5-6 \"How much.\""},
      {"no authentication", Form("data-authed=\"0\"", ""), "auth none @2"},
      {"a scheme that headers show", Form("data-authed=\"1\" data-headers='{\"Authorization\":\"Bearer {KEY}\"}'", ""),
       "auth needed @2\n  header Authorization @2 \"Bearer {KEY}\""},
      {"a caption after the status", Form("", "", "> Example response (200, in (both) cases):\n\n```json\n{}\n```\n"),
       "200 @2 \"in (both) cases\" @2\n    example {} @5"},
      {"a status that is no HTTP status", Apidoc("> Example response (101):\n\n```json\n{\"a\": 1}\n```\n"), "101 @4"},
      {"headings without blanks", "#Group\n##T\n### HTTP Request\n`GET a`\n", "title \"Group\"\nGET @4 /a @4 \"T\""},
      {"bytes before", "\xEF\xBB\xBF# Group\n", "title \"Group\""},
      {"line ends of Windows", "## T\r\n### HTTP Request\r\n`GET a`\r\n", "GET @3 /a @3 \"T\" all @1-3\n"},
  };
  for (const Row& row : rows) EXPECT_THAT(OutlineOf(row.document), HasSubstr(row.shows)) << row.rule;
}

TEST(ReadScribe, DoesNotSayWhatThePageDoesNot) {
  const Row rows[] = {
      {"a status that is not told", Apidoc("> Example response:\n\n```json\n{\"a\": 1}\n```\n"), "example"},
      {"boxes for trying out",
       Form("", "") + "<blockquote>Received response<span></span>:</blockquote><pre><code></code></pre>", "response"},
      {"buttons", Form("", "<h3>Request <button>Try it</button></h3>"), "Try it"},
      {"somebody signed in without authentication", Form("data-authed=\"0\"", "", "Shows the logged-in user.\n"),
       "auth"},
      {"a chapter", "## T\nAll about us.\n", "all @"},
      {"a code in bold in prose", Apidoc("### Notes\n<b><code>x</code></b> is odd.\n"), "/x"},
  };
  for (const Row& row : rows) EXPECT_THAT(OutlineOf(row.document), Not(HasSubstr(row.shows))) << row.rule;
}

// A call that takes a password authenticates by it, whoever its text speaks of.
TEST(ReadScribe, LetsALoginSpeakOfTheUserItSignsIn) {
  EXPECT_THAT(OutlineOf(Form("data-authed=\"0\"", Listed("password", "<small>string</small>"),
                             "Returns the authenticated user.\n")),
              HasSubstr("auth none @3"));
}

TEST(ReadScribe, GivesEndpointsUnderOtherHeadingsTheirTitle) {
  const std::string outline = OutlineOf(
      "# G\n### One\n> Example request:\n### HTTP Request\n`GET one`\n### Two\n> Example request:\n### HTTP "
      "Request\n`GET two`\n");
  EXPECT_THAT(outline, HasSubstr("GET @5 /one @5 \"One\" all @2-5\nGET @9 /two @9 \"Two\" all @6-9\n"));
}

TEST(ReadScribe, NeverFails) {
  for (const char* text :
       {"", "##", "## T\n```", "<form data-method=\"POST\" data-path=\"x\">", "<details></details></details>",
        "## T\n> Example response (200):\n```http\n:\n```", "<h2>", "<pre>", "</pre></form></small>",
        "<small>POST</small>", "<small>POST</small>`x`", "> Example request:", "\xFF## \xC3\n`GET \x80`"}) {
    OutlineOf(text);
  }
}

TEST(ReadScribe, StaysLinear) {
  for (const char* part : {"## T\n", "### HTTP Request\n`GET a`\n", "> Example response (200):\n```json\n{\n",
                           "a | b\n--- | ---\n", "<details><summary><b><code>a</code></b></summary>",
                           "<b><code>a.b.c</code></b>", "<form data-method=GET data-path=a>", "<h3>", "<!-- ",
                           "<small>POST</small>`x`", "### H\n> Example request:\n"}) {
    std::string document = "## T\n### HTTP Request\n`POST a`\n#### Body Parameters\n";
    while (document.size() < 60'000) document += part;
    ReadScribe(document, "page.md");
  }
}

}  // namespace
}  // namespace authconform
