#include "tools/derive/text/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

// "<name" for start tags, "/name" for end tags, the text itself for text, each with its lines.
std::vector<std::string> Outline(std::string_view html) {
  std::vector<std::string> outline;
  for (const HtmlPiece& piece : ReadHtml(html, 7)) {
    const std::string mark = piece.kind == HtmlPiece::Kind::kStart ? "<"
                             : piece.kind == HtmlPiece::Kind::kEnd ? "/"
                                                                   : "";
    outline.push_back(mark + piece.name + piece.text + "@" + std::to_string(piece.lines.first) + "-" +
                      std::to_string(piece.lines.last));
  }
  return outline;
}

struct TextRow {
  const char* html;
  const char* text;
};

TEST(HtmlToText, ShowsWhatABrowserWould) {
  const TextRow rows[] = {
      {"", ""},
      {"plain", "plain"},
      {"<p>one</p><p>two</p>", "one\ntwo"},
      {"one<br>two<br/>three", "one\ntwo\nthree"},
      {"  a \n\t b  ", "a b"},
      {"a&nbsp;&nbsp;b", "a b"},
      {"<b>bo</b>ld", "bold"},
      {"Tom &amp; Jerry &lt;3 &#233;", "Tom & Jerry <3 é"},
      {"a < b and c <= d", "a < b and c <= d"},
      {"<pre>a\n  b</pre>", "a\n  b"},
      {"<td>1</td><td>2</td>", "1 2"},
      {"x<script>if (a < b) f();</script>y", "xy"},
      {"x<style>p {}</style>y", "xy"},
      {"x<!-- <p> -->y", "xy"},
      {"x<!doctype html>y", "xy"},
      {"never closed <b", "never closed <b"},
      {"a <!-- never closed", "a <!-- never closed"},
      {"<ul><li>a<li>b</ul>", "a\nb"},
      {"a &unknown; b & c", "a &unknown; b & c"},
  };
  for (const TextRow& row : rows) EXPECT_EQ(HtmlToText(row.html), row.text) << row.html;
}

TEST(ReadHtml, TellsTheLinesOfTagsAndTexts) {
  EXPECT_THAT(Outline("<p>\na\nb <i\n x>c</i>"),
              ElementsAre("<p@7-7", "\na\nb @7-9", "<i@9-10", "c@10-10", "/i@10-10"));
}

TEST(ReadHtml, UndoesEntitiesInAttributes) {
  const auto pieces = ReadHtml(R"(<INPUT Name=pin data-x='{"a":"b\/c"}' title="&quot;q&quot; > z" required>)", 1);
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].name, "input");
  EXPECT_THAT(pieces[0].attributes, ElementsAre(Pair("name", "pin"), Pair("data-x", R"({"a":"b\/c"})"),
                                                Pair("title", "\"q\" > z"), Pair("required", "")));
  EXPECT_NE(pieces[0].Attribute("required"), nullptr);
  EXPECT_EQ(pieces[0].Attribute("absent"), nullptr);
}

TEST(ReadHtml, EndsATagWhoseQuoteNeverCloses) {
  EXPECT_THAT(Outline("<a href=\"x>text</a>"), ElementsAre("<a@7-7", "text@7-7", "/a@7-7"));
}

TEST(ReadHtml, ReadsCrLf) { EXPECT_THAT(Outline("<b>\r\n</b>"), ElementsAre("<b@7-7", "\r\n@7-7", "/b@8-8")); }

TEST(ReadHtml, LeavesAttributesOfAnAbsurdTagOut) {
  std::string tag = "<a";
  for (int i = 0; i < 5000; ++i) tag += " x" + std::to_string(i);
  const auto pieces = ReadHtml(tag + ">", 1);
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_TRUE(pieces[0].attributes.empty());
}

// Each would take minutes, a stack or all memory if its cost were quadratic or its depth recursed on.
TEST(ReadHtml, StaysLinear) {
  for (const char* part :
       {"<", "<!--", "<!", "<a b=\"", "<script>", "<div>", "<p><b id=1></p>", "</b>", "&amp;<", "<b"}) {
    std::string html;
    while (html.size() < 100'000) html += part;
    EXPECT_LE(ReadHtml(html, 1).size(), html.size()) << part;
  }
}

TEST(DecodeEntities, KeepsTags) {
  EXPECT_EQ(DecodeEntities("<b>&lt;i&gt;&nbsp;</b> a < b &"), "<b><i>\xC2\xA0</b> a < b &");
  EXPECT_EQ(DecodeEntities(std::string_view("a\0&amp;\0b", 9)), std::string_view("a\0&\0b", 5));
}

}  // namespace
}  // namespace authconform
