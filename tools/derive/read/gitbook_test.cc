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

std::string OutlineOf(std::string_view document) { return Outline(ReadGitBook(document, "page.md")); }

class GitBookDocument : public ::testing::TestWithParam<const char*> {};

TEST_P(GitBookDocument, IsReadLineByLine) {
  const std::string stem = std::string("tools/derive/testdata/gitbook/") + GetParam();
  const Result<std::string> document = ReadFile(stem + ".md");
  const Result<std::string> outline = ReadFile(stem + ".outline.txt");
  ASSERT_TRUE(document.ok() && outline.ok());
  EXPECT_EQ(OutlineOf(*document), *outline);
}

INSTANTIATE_TEST_SUITE_P(All, GitBookDocument, ::testing::Values("api_method", "swagger", "broken"),
                         [](const auto& info) { return std::string(info.param); });

// An api-method block with `inside` in it, which starts on line 2.
std::string Block(const std::string& inside) {
  return "{% api-method method=\"post\" host=\"https://h.test\" path=\"/p\" %}\n" + inside + "\n{% endapi-method %}\n";
}

std::string Response(const std::string& inside) {
  return Block("{% api-method-response-example httpCode=200 %}\n" + inside + "\n{% endapi-method-response-example %}");
}

struct Row {
  const char* rule;
  std::string document;
  const char* shows;
};

TEST(ReadGitBook, KnowsThePartsOfABlock) {
  const Row rows[] = {
      {"query",
       Block("{% api-method-query-parameters %}\n{% api-method-parameter name=\"q\" %}\nx\n"
             "{% endapi-method-parameter %}\n{% endapi-method-query-parameters %}"),
       "query /q unknown @3-5 \"x\""},
      {"a need is told or not",
       Block("{% api-method-body-parameters %}\n"
             "{% api-method-parameter name=\"a\" required=\"false\" %}{% endapi-method-parameter %}\n"
             "{% endapi-method-body-parameters %}"),
       "body /a unknown optional @3"},
      {"nested names",
       Block("{% api-method-body-parameters %}\n"
             "{% api-method-parameter name=\"a[b]\" type=\"string\" %}{% endapi-method-parameter %}"),
       "body /a object @3\n  body /a/b string @3"},
      {"names with blanks",
       Block("{% api-method-body-parameters %}\n"
             "{% api-method-parameter name=\"Full name\" %}{% endapi-method-parameter %}"),
       "body /Full name unknown @3"},
      {"a form", Block("{% api-method-form-data-parameters %}"), "sends form @2"},
      {"stated form", Block("{% api-method-description %}\nPost the body x-www-form-urlencoded.\n"), "sends form @3"},
      {"stated in Spanish", Block("{% api-method-description %}\nLos datos deben enviarse en formato JSON.\n"),
       "sends json @3"},
      {"stated in German", Block("{% api-method-description %}\nDie Anfrage wird als JSON gesendet.\n"),
       "sends json @3"},
      {"a path in host", "{% api-method method=\"get\" host=\"https://h.test/only\" path=\"\" %}",
       "GET @1 https://h.test/only @1"},
      {"a body without fence", Response("\n{\n\"a\": 1\n}"), "example {\"a\":1} @4-6"},
      {"several bodies", Response("```\n{\"a\": 1}\n```\nor\n```\n{\"b\": 2}\n```"),
       "200 @2 \"or\" @6\n    example {\"a\":1} @4\n    example {\"b\":2} @8"},
      {"code as HTML",
       Response("<pre class=\"language-json\"><code class=\"lang-json\"><strong>{\n</strong>  &quot;a&quot;: "
                "1\n}\n</code></pre>"),
       "example {\"a\":1} @3-5"},
      {"tabs of older pages", Response("{% code-tabs %}\n{% code-tabs-item title=\"A\" %}\n```\n{\"a\": 1}\n```\n"),
       "example {\"a\":1} @6"},
      {"a name in the place of the type",
       "{% swagger path=\"/p\" %}\n{% swagger-parameter in=\"body\" type=\"ticket\" %}x{% endswagger-parameter %}",
       "body /ticket unknown @2"},
      {"text as body", Response("```\nOK\n```"), "example unreadable @4"},
      {"generator's empty", Response("```\n[Empty response]\n```"), "example empty @4"},
      {"a status on a tab after the block",
       Block("") + "{% tabs %}\n{% tab title=\"401 Denied\" %}\n```\n{\"no\": 1}\n```\n{% endtab %}\n{% endtabs %}\n",
       "401 @6-8 \"401 Denied\" @6-8\n    example {\"no\":1} @7"},
      {"bytes before", "\xEF\xBB\xBF# Title\n" + Block(""), "title \"Title\"\nPOST @2"},
  };
  for (const Row& row : rows) EXPECT_THAT(OutlineOf(row.document), HasSubstr(row.shows)) << row.rule;
}

TEST(ReadGitBook, DoesNotSayWhatThePageDoesNot) {
  const Row rows[] = {
      {"the answer is JSON", Block("{% api-method-description %}\nThe response is returned as JSON.\n"), "sends"},
      {"a token's name", Block("{% api-method-description %}\nSend the JSON Web Token.\n"), "sends"},
      {"body parameters", Block("{% api-method-body-parameters %}"), "sends"},
      {"a fence nobody filled", Response("```javascript\n\n```"), "example {"},
      {"a comment nobody replaced", Response("```javascript\n{\n    // Response\n}\n```"), "example {"},
      {"a fence without status", Block("") + "It answers:\n\n```\n{\"a\": 1}\n```\n", "example"},
  };
  for (const Row& row : rows) EXPECT_THAT(OutlineOf(row.document), Not(HasSubstr(row.shows))) << row.rule;
}

TEST(ReadGitBook, GivesTextBetweenBlocksToTheOneItIsAbout) {
  const std::string outline = OutlineOf("Before.\n" + Block("") + "After.\n\n## Next\n\nAhead.\n\n" + Block(""));
  EXPECT_THAT(outline, HasSubstr("prose @1 \"Before.\"\nPOST @2"));
  EXPECT_THAT(outline, HasSubstr("prose @5 \"After.\"\nPOST @11"));
  EXPECT_THAT(outline, HasSubstr("prose @7 \"Next\"\n  prose @9 \"Ahead.\""));
}

TEST(ReadGitBook, KeepsTheParametersOfABlockWithoutCallOffTheOneBefore) {
  const std::string outline =
      OutlineOf(Block("") + "{% swagger method=\"\" path=\"\" %}\n" +
                "{% swagger-parameter name=\"stray\" %}{% endswagger-parameter %}\n{% endswagger %}");
  EXPECT_THAT(outline, HasSubstr("all @1-3\n  host https://h.test @1\n @4"));
}

TEST(ReadGitBook, GivesSamplesToTheEndpointTheyCall) {
  const std::string outline = OutlineOf("```bash\ncurl -X POST https://h.test/p\n```\n" + Block("") +
                                        "```bash\ncurl -X POST https://h.test/other\n```\n");
  EXPECT_THAT(outline, HasSubstr("sample POST https://h.test/p @2"));
  EXPECT_THAT(outline, Not(HasSubstr("/other")));
}

TEST(ReadGitBook, NeverFails) {
  for (const char* text :
       {"", "{% endapi-method %}", "{% api-method-parameter name=\"x\" %}",
        "{% api-method %}{% api-method-response-example %}", "{% swagger %}",
        "{% swagger-response status=\"200\" %}```", "{% api-method path=\"/\" %}\n```\n{% endapi-method",
        "{% api-method-response-example-description %}x", "\xFF\xFE{% swagger path=\"\xC3\" %}\x01"}) {
    OutlineOf(text);
  }
}

TEST(ReadGitBook, StaysLinear) {
  for (const char* part :
       {"{% api-method path=\"/a\" %}\n", "{% swagger-parameter name=\"a.b.c\" in=\"body\" %}x\n", "# h\n```\n{\n```\n",
        "{% swagger-response status=200 %}\n```\n[\n", "{% endswagger %}", "{% tab title=\"200\" %}\n"}) {
    std::string document = "{% swagger path=\"/p\" %}\n";
    while (document.size() < 60'000) document += part;
    ReadGitBook(document, "page.md");
  }
}

}  // namespace
}  // namespace authconform
