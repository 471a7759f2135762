// A Markdown or plain-text page, into its blocks in reading order: headings, paragraphs, list items, tables, code.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/derive/text/lines.h"

namespace authconform {

// Text inside a block, all of one kind. Entities and backslash escapes are undone.
struct TextRun {
  std::string text;
  bool bold = false;
  bool code = false;
  Lines lines;
};

struct Block {
  enum class Kind { kHeading, kParagraph, kTable, kCode, kHtml, kRule };
  Kind kind = Kind::kParagraph;
  int level = 0;       // of a heading: 1 to 6; of text in lists: how deep, 0 is outside
  bool item = false;   // the first block of a list item
  bool quote = false;  // inside a block quote
  Lines lines;
  std::vector<TextRun> runs;  // of headings and paragraphs; a line break is a run "\n"
  std::string text;           // runs joined; of code and HTML: the text itself
  Lines text_lines;           // of code: where `text` stands, without the fences
  std::string language;       // of code: the fence's info word, lower case
  std::string caption;        // of code: what follows the info word: ```json 200 OK
  bool fenced = false;        // of code: between fences, not indented
  struct Row {
    std::vector<std::string> cells;  // trimmed, markup undone
    Lines lines;
  };
  std::vector<Row> rows;  // of tables; the first is the header
};

// Front matter (--- … --- at the start) is left out. Mends a fence that never closes, fences in deeper indentation than
// CommonMark allows, tables whose delimiter row has another number of columns than their header, tables indented like
// code; each is recorded. `first_line` is the document's line that `text` starts on. Linear in the size of the text.
std::vector<Block> ReadBlocks(std::string_view text, int first_line, std::vector<Repair>& repairs);

// Text without markup, into its paragraphs, tables and JSON texts. Linear in the size of the text.
std::vector<Block> ReadPlainText(std::string_view text, int first_line);

}  // namespace authconform
