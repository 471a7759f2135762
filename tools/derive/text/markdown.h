// Sound Markdown into blocks: GitHub's flavour, by cmark-gfm.
#pragma once

#include <string>
#include <vector>

#include "tools/derive/text/blocks.h"

namespace authconform {

// Lines count from 1 in `text`. Takes any bytes (what is not UTF-8 becomes U+FFFD); cmark's work is linear for text
// whose paragraphs hold a bounded number of markup characters, which ReadBlocks sees to.
std::vector<Block> ParseMarkdown(const std::string& text);

}  // namespace authconform
