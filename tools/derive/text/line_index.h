// Offsets into a text, into the document's lines.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "tools/derive/text/lines.h"

namespace authconform {

class LineIndex {
 public:
  // `first_line` is the document's line that `text` starts on.
  LineIndex(std::string_view text, int first_line);

  int LineAt(size_t offset) const;
  // Of the bytes from `begin` up to `end`; of the byte at `begin` when there are none.
  Lines LinesOf(size_t begin, size_t end) const;

 private:
  int first_line_;
  std::vector<size_t> starts_;
};

}  // namespace authconform
