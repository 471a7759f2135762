#include "tools/derive/text/line_index.h"

#include <algorithm>

namespace authconform {

LineIndex::LineIndex(std::string_view text, int first_line) : first_line_(first_line), starts_{0} {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) starts_.push_back(i + 1);
  }
}

int LineIndex::LineAt(size_t offset) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  return first_line_ + static_cast<int>(after - starts_.begin()) - 1;
}

Lines LineIndex::LinesOf(size_t begin, size_t end) const {
  return {LineAt(begin), LineAt(std::max(begin + 1, end) - 1)};
}

}  // namespace authconform
