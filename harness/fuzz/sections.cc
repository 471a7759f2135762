#include "harness/fuzz/sections.h"

#include <cstddef>

namespace authconform {

std::vector<std::pair<std::string_view, std::string_view>> Sections(std::string_view text) {
  constexpr std::string_view kMark = "=== ";
  std::vector<std::pair<std::string_view, std::string_view>> sections;
  const char* part = nullptr;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.starts_with(kMark)) {
      sections.emplace_back(line.substr(kMark.size()), text.substr(0, 0));
      part = text.data();
    } else if (part != nullptr) {
      sections.back().second = {part, static_cast<size_t>(text.data() - part)};
    }
  }
  return sections;
}

}  // namespace authconform
