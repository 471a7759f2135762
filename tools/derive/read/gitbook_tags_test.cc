#include "tools/derive/read/gitbook_tags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace authconform {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

// "[tag a=1 b=2]", "[/tag]", and text as it is, each followed by its lines.
std::string Outline(std::string_view document) {
  std::vector<Repair> repairs;
  std::string outline;
  for (const GitBookPiece& piece : ReadGitBookTags(document, repairs)) {
    if (piece.kind == GitBookPiece::Kind::kText) {
      outline += piece.text;
      continue;
    }
    outline += piece.kind == GitBookPiece::Kind::kOpen ? "[" : "[/";
    outline += piece.name;
    for (const auto& [name, value] : piece.attributes) outline += " " + name + "=" + value;
    outline += "@" + std::to_string(piece.lines.first) + "]";
  }
  return outline;
}

struct Row {
  const char* document;
  const char* outline;
};

TEST(ReadGitBookTags, ReadsAttributesAsPeopleWriteThem) {
  const Row rows[] = {
      {"{% api-method method=\"post\" path='/a' code=200 %}", "[api-method method=post path=/a code=200@1]"},
      {"{%tab title=\"x\"%}", "[tab title=x@1]"},
      {"{% api\\-method path=\"/a\\_b\" %}", "[api-method path=/a_b@1]"},
      {"{% swagger summary=\"Say \"hi\" now\" path=\"/a\" %}", "[swagger summary=Say \"hi\" now path=/a@1]"},
      {"{% swagger summary=\"a = b\" path=\"/a\" %}", "[swagger summary=a = b path=/a@1]"},
      {"{% swagger summary=\"a &amp; &quot;b&quot;\" %}", "[swagger summary=a & \"b\"@1]"},
      {"{% swagger summary=\"never closed %}", "[swagger summary=never closed@1]"},
      {"{% swagger path=“/a” %}", "[swagger path=/a@1]"},
      {"{% swagger path = \"/a\" expanded %}", "[swagger path=/a expanded=@1]"},
      {"{% api-method host=\"{{BASE\\_URL}\" %}", "[api-method host={{BASE_URL}@1]"},
      {"{% API-METHOD Path=\"/A\" %}", "[api-method path=/A@1]"},
      {"{% swagger\nmethod=\"get\"\n%}\n{% endswagger %}", "[swagger method=get@1]\n[/swagger@4]"},
      {"a {% hint %} b\r\n{% endhint %}", "a [hint@1] b\r\n[/hint@2]"},
  };
  for (const Row& row : rows) EXPECT_EQ(Outline(row.document), row.outline) << row.document;
}

TEST(ReadGitBookTags, LeavesTemplatesOfOthersAsText) {
  for (const char* text : {"{% raw %}", "{% for x in y %}", "{%", "{% %}", "{{ x }}", "%}", "{% endfor %}"}) {
    EXPECT_EQ(Outline(text), text);
  }
}

TEST(ReadGitBookTags, EndsATagWithoutItsMarkAtTheLine) {
  std::vector<Repair> repairs;
  const auto pieces = ReadGitBookTags("{% tab title=\"a\"\ntext\n{% endtab }\nmore", repairs);
  ASSERT_THAT(pieces, SizeIs(4));
  EXPECT_EQ(*pieces[0].Attribute("title"), "a");
  EXPECT_EQ(pieces[1].text, "\ntext\n");
  EXPECT_EQ(pieces[2].name, "tab");
  EXPECT_THAT(repairs, SizeIs(2));
  EXPECT_EQ(repairs[1].lines, (Lines{3, 3}));
}

TEST(ReadGitBookTags, IsSilentAboutSoundTags) {
  std::vector<Repair> repairs;
  ReadGitBookTags("{% tabs %}{% tab title=\"a\" %}x{% endtab %}{% endtabs %}", repairs);
  EXPECT_THAT(repairs, IsEmpty());
}

TEST(ReadGitBookTags, StaysLinear) {
  for (const char* part : {"{%", "{% tab ", "{% tab a=\"", "{% tab a='x' ", "%}", "{% tab title=\"\" \" %}", "\"  "}) {
    std::string document = "{% tab a=\"";
    while (document.size() < 100'000) document += part;
    std::vector<Repair> repairs;
    EXPECT_LE(ReadGitBookTags(document, repairs).size(), document.size()) << part;
  }
}

}  // namespace
}  // namespace authconform
