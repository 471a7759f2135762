// A page body of ReadMe.io, into Markdown: its [block:…] … [/block] blocks, which are JSON, undone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/derive/text/lines.h"

namespace authconform {

struct MarkdownBody {
  std::string markdown;
  // Of each line of the Markdown, the line of the body that it stands for, from 1.
  std::vector<int> body_lines;

  // `lines` of the Markdown as lines of the body.
  Lines InBody(Lines lines) const;
};

// Code becomes fences with their tab's name in bold before them, parameters become tables, headers headings; callouts,
// HTML and text stay as text, images and embeds go. A block that never closes ends where the next one starts; one that
// is no JSON is left out; both are recorded, on lines of the body. Linear in the size of the body.
MarkdownBody UndoMagicBlocks(std::string_view body, std::vector<Repair>& repairs);

}  // namespace authconform
