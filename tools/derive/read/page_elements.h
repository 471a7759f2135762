// A page's blocks, into what each line is: a heading, a label with its value, text, code or a table.
#pragma once

#include <string>
#include <vector>

#include "tools/derive/read/page_words.h"
#include "tools/derive/text/blocks.h"

namespace authconform {

struct PageElement {
  enum class Kind { kHeading, kLabel, kText, kCode, kTable };
  Kind kind = Kind::kText;
  int level = 0;              // of a heading: 1 to 6; otherwise how deep in lists
  bool item = false;          // starts a list item
  PageLabel label;            // of labels and headings
  std::string name;           // of a label: its own text; of a heading: all of it
  std::string text;           // of a label: what follows it; of text: the line
  std::vector<TextRun> runs;  // of text and of what follows a label
  Lines lines;
  Block block;  // of code and tables
};

// Paragraphs are taken line by line. Tables, code, headings and text in HTML are taken out of it; the tags of GitBook
// that title what follows ({% tab title="200" %}) become labels.
std::vector<PageElement> ElementsOf(std::vector<Block> blocks);

}  // namespace authconform
