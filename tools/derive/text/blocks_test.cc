#include "tools/derive/text/blocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/derive/text/pipe_table.h"

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// One line a block: its kind, lines and text, tables as [cell][cell] rows.
std::string Show(std::string_view text, std::vector<Repair>* repairs = nullptr) {
  static constexpr const char* kKinds[] = {"h", "p", "t", "c", "html", "rule"};
  std::vector<Repair> mended;
  std::string shown;
  for (const Block& block : ReadBlocks(text, 1, mended)) {
    shown += kKinds[static_cast<size_t>(block.kind)] + std::to_string(block.level) + (block.item ? "*" : "") +
             (block.quote ? ">" : "") + "@" + std::to_string(block.lines.first) + "-" +
             std::to_string(block.lines.last) + " ";
    if (!block.language.empty()) shown += block.language + ":";
    for (const Block::Row& row : block.rows) {
      for (const std::string& cell : row.cells) shown += "[" + cell + "]";
      shown += "@" + std::to_string(row.lines.first) + " ";
    }
    std::string one_line = block.text;
    for (char& c : one_line) {
      if (c == '\n') c = '/';
    }
    shown += one_line + "\n";
  }
  if (repairs != nullptr) *repairs = mended;
  return shown;
}

TEST(ReadBlocks, ReadsSoundMarkdown) {
  EXPECT_EQ(Show("---\ntitle: x\n---\n# A\n\ntext *b* `c`\nmore &amp; \\_x\n\n* one\n  * two\n\n> q\n\n---\n"),
            "h1@4-4 A\np0@6-7 text b c/more & _x\np1*@9-9 one\np2*@10-10 two\np0>@12-12 q\nrule0@14-14 \n");
  EXPECT_EQ(Show("```Json x\n{}\n```\n\n    indented\n"), "c0@1-3 json:{}/\nc0@5-5 indented/\n");
  EXPECT_EQ(Show("| a | b |\n|---|:-:|\n| `c` | **d** |\n"), "t0@1-3 [a][b]@1 [c][d]@3 \n");
}

TEST(ReadBlocks, TellsBoldAndCodeRunsWithTheirLines) {
  std::vector<Repair> repairs;
  const std::vector<Block> blocks = ReadBlocks("**Method:** `POST`\nmore", 7, repairs);
  ASSERT_THAT(blocks, SizeIs(1));
  const auto& runs = blocks[0].runs;
  ASSERT_THAT(runs, SizeIs(5));
  EXPECT_TRUE(runs[0].bold && runs[2].code && !runs[4].bold);
  EXPECT_EQ(runs[0].lines, (Lines{7, 7}));
  EXPECT_EQ(runs[4].lines, (Lines{8, 8}));
}

struct Row {
  const char* rule;
  const char* text;
  const char* shows;
  const char* repair;  // nullptr: none needed
};

TEST(ReadBlocks, TellsTheCaptionOfAFence) {
  std::vector<Repair> repairs;
  const std::vector<Block> blocks = ReadBlocks("```json 200 OK \na\n```\n```JSON\nb\n```\n```\nc\n```\n", 1, repairs);
  ASSERT_THAT(blocks, SizeIs(3));
  EXPECT_EQ(blocks[0].language + "|" + blocks[0].caption, "json|200 OK");
  EXPECT_EQ(blocks[1].language + "|" + blocks[1].caption, "json|");
  EXPECT_EQ(blocks[2].caption, "");
}

TEST(ReadBlocks, MendsBrokenPages) {
  const Row rows[] = {
      {"a fence that never closes ends before the next heading", "```json\n{}\n\n## B\n",
       "c0@1-3 json:{}//\nh2@4-4 B\n", "a fence never closes"},
      {"a fence that another opens in", "```json\n{}\n\n```bash\nx\n```\n", "c0@1-3 json:{}//\nc0@4-6 bash:x/\n",
       "a fence never closes"},
      {"a fence indented like code", "    ```json\n    {}\n    ```\n", "c0@1-3 json:{}/\n",
       "a fence is indented too deep"},
      {"a delimiter row of another width", "a | b\n--- | --- | ---\n    c | d\n", "t0@1-3 [a][b]@1 [c][d]@3 \n",
       nullptr},
      {"rows without a delimiter row", "a | b |\nc | d |\n", "t0@1-2 [a][b]@1 [c][d]@2 \n", nullptr},
      {"a table between lines of text", "x\n| a | b |\n|---|---|\n| c | d |\ny\n",
       "p0@1-1 x\nt0@2-4 [a][b]@2 [c][d]@4 \np0@5-5 y\n", nullptr},
      {"rows that run over lines", "| a | b |\n|---|---|\nc |\nd |\n", "t0@1-4 [a][b]@1 [c][d]@3 \n",
       "the cells of a table stand on lines of their own"},
      {"a header with a cell a line", "a |\nb |\n|---|---|\nc |\n{\n1 } |\n", "t0@1-6 [a][b]@1 [c][{\n1 }]@4 \n",
       "the cells of a table stand on lines of their own"},
      {"a body without fences", "x\n{\n\"a\": 1\n}\ny\n", "p0@1-1 x\nc0@2-4 {/\"a\": 1/}/\np0@5-5 y\n", nullptr},
      {"an unclosed body", "[\n1\n", "c0@1-2 [/1/\n", nullptr},
      {"no body in brackets", "[link](x) and {braces}\n", "p0@1-1 link and {braces}\n", nullptr},
      {"a heading glued to the line before", "xB\nanchor “B”y\n", "p0@1-1 x\np0@1-1 B\np0@2-2 y\n", nullptr},
      {"CRLF", "# A\r\n\r\nb\r\n", "h1@1-1 A\np0@3-3 b\n", nullptr},
      {"a BOM", "\xEF\xBB\xBF# A\n", "h1@1-1 A\n", nullptr},
      {"nothing", "", "", nullptr},
  };
  for (const Row& row : rows) {
    std::vector<Repair> repairs;
    EXPECT_EQ(Show(row.text, &repairs), row.shows) << row.rule;
    if (row.repair == nullptr) {
      EXPECT_THAT(repairs, IsEmpty()) << row.rule;
    } else {
      ASSERT_THAT(repairs, SizeIs(1)) << row.rule;
      EXPECT_EQ(repairs[0].what, row.repair) << row.rule;
    }
  }
}

TEST(ReadBlocks, SurvivesWhatNoPageHolds) {
  const std::string shapes[] = {"[", "> ", "*a_", "- ", "`", "|", "```\n", "\n", "<", "&", "{\"", "| a |\n|---|\n"};
  for (const std::string& shape : shapes) {
    std::string text;
    while (text.size() < 200'000) text += shape;
    std::vector<Repair> repairs;
    ReadBlocks(text, 1, repairs);
  }
}

TEST(SplitCells, TakesPipesThatAreNeitherEscapedNorCode) {
  EXPECT_THAT(SplitCells("| a | b |"), ElementsAre("a", "b"));
  EXPECT_THAT(SplitCells("a|b"), ElementsAre("a", "b"));
  EXPECT_THAT(SplitCells("| a \\| b | `c|d` |"), ElementsAre("a | b", "`c|d`"));
  EXPECT_THAT(SplitCells("|| x |"), ElementsAre("", "x"));
  EXPECT_THAT(SplitCells("no pipe"), ElementsAre("no pipe"));
}

TEST(PlainText, UndoesMarkup) {
  EXPECT_EQ(PlainText("**a** `b` \\_c &quot;d&quot; x<br/>y"), "a b _c \"d\" x y");
  EXPECT_EQ(PlainText("__v"), "__v");
  EXPECT_EQ(PlainText("_word_"), "word");
}

}  // namespace
}  // namespace authconform
