// READMEs and tables of our own writing, read line by line: the outlines beside the documents are what is expected.
#include <gtest/gtest.h>

#include "harness/base/files.h"
#include "tools/derive/read/complete.h"
#include "tools/derive/read/facts_outline.h"
#include "tools/derive/read/readers.h"

namespace authconform {
namespace {

class PageDocument : public ::testing::TestWithParam<const char*> {};

TEST_P(PageDocument, IsReadLineByLine) {
  const std::string path = std::string("tools/derive/testdata/") + GetParam();
  const Result<std::string> document = ReadFile(path);
  const Result<std::string> outline = ReadFile(path.substr(0, path.rfind('.')) + ".outline.txt");
  ASSERT_TRUE(document.ok() && outline.ok()) << path;
  EXPECT_EQ(Outline(Complete(ReadReadme(*document, "page"))), *outline);
}

INSTANTIATE_TEST_SUITE_P(All, PageDocument,
                         ::testing::Values("readme/labels.md", "readme/template.md", "readme/headings.md",
                                           "readme/samples.md", "table/plain.txt", "table/flowed.txt",
                                           "table/routes.md", "table/spaced.txt"),
                         [](const auto& info) {
                           std::string name = info.param;
                           for (char& c : name) {
                             if (c == '/' || c == '.') c = '_';
                           }
                           return name;
                         });

struct Row {
  const char* rule;
  const char* document;
  const char* shows;
};

TEST(ReadReadme, ReadsPagesAsTheirWritersMeantThem) {
  const Row rows[] = {
      {"a path in a heading, the method under another", "## /login call\n\n## HTTP Method\n\n`POST`\n",
       "POST @5 /login @1"},
      {"method and path on lines of their own", "Sign in\nPOST\n/login\n", "POST @3 /login @3"},
      {"statuses in one fence", "## POST /x\n\n### Response\n\n```\n200 - fine\n\n400 - Bad\n```\n",
       "400 @8 \"400 - Bad\" @8"},
      {"a status before the body in one fence",
       "## POST /x\n\nResponse error:\n\n```json\n400 Bad Request\n{\"m\": 1}\n```\n", "example {\"m\":1} @7"},
      {"a status in a sentence over its body", "## POST /x\n\nOn success (HTTP 201):\n```json\n{\"m\": 1}\n```\n",
       "201 @3"},
      {"a reason phrase alone", "**URL** : `/x`\n\n**Method** : `POST`\n\n## Error\n\n**Code** : `BAD REQUEST`\n",
       "400 @7"},
      {"no authentication", "**URL** : `/x`\n\n**Method** : `POST`\n\n**Auth required** : NO\n", "auth none @5"},
      {"a fence that never closes", "## POST /x\n\n```json\n{\"a\": 1}\n\n### Response 200\n", "200 @6"},
      {"a body without fence", "POST /x\nRequest body\n{\n\"a\": 1\n}\nResponse 200\n{\n\"b\": 2\n}\n", "200 @6"},
      {"one need over an example", "## POST /x\n\n### Data Params\n**Required:**\n\n    {\"a\": [String]}\n",
       "body /a string required @6"},
      {"two calls in one fence", "```\nPUT /x\nPATCH /x\n```\n", "PATCH @3 /x @3"},
      {"curl in the middle of text", "POST /x\nTry it\ncurl -X POST https://h.test/x \\\n -H 'X-Api-Key: k'\n",
       "header X-Api-Key @4"},
      {"headings glued to lines",
       "Call\nSection titled “Call”POST https://h.test/loginBody\nSection titled “Body”Nothing\n", "POST @2 /login @2"},
      {"curl among the answers is taken apart once", "POST /x\nResponse\n```\n200 OK\ncurl curl \\\n-\n```\n",
       "200 @4"},
      {"an unreadable body", "## POST /x\n\n### Response 200\n\n```\nsome words here\n```\n",
       "repair @6 \"the example body cannot be read as JSON\""},
      {"HTML tables",
       "## POST /x\n\n<table><tr><th>Parameter</th><th>Required</th></tr>\n<tr><td>a</td><td>yes</td></tr></table>\n",
       "somewhere /a unknown required @4"},
  };
  for (const Row& row : rows) {
    const std::string outline = Outline(Complete(ReadReadme(row.document, "page")));
    EXPECT_NE(outline.find(row.shows), std::string::npos) << row.rule << "\n" << outline;
  }
}

}  // namespace
}  // namespace authconform
