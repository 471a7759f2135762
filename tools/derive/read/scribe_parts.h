// A page made by Scribe or apidoc-generator, Markdown with HTML in it or HTML alone, into one sequence of parts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/derive/text/blocks.h"
#include "tools/derive/text/html.h"

namespace authconform {

struct ScribePart {
  enum class Kind {
    kHeading,  // `text`, `level`
    kCaption,  // `text` of a quoted line
    kCode,     // `text`, `language`; `lines` are the text's
    kTable,    // `rows`
    kStart,    // `tag`
    kEnd,      // `tag`
    kText,     // `text`: one line of running text
    kBreak     // a blank line
  };
  Kind kind = Kind::kText;
  Lines lines;
  std::string text;
  int level = 0;
  std::string language;
  std::vector<Block::Row> rows;
  HtmlPiece tag;
};

// Front matter, comments and what only serves to try a call out (buttons, hidden boxes for results) are left out.
// Linear in the size of the document.
std::vector<ScribePart> ReadScribeParts(std::string_view document, std::vector<Repair>& repairs);

}  // namespace authconform
