#include "reports/markdown_text.h"

#include "reports/text.h"

namespace authconform {

std::string MarkdownText(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_[]<>&|~!#@$";
  std::string out;
  char previous = ' ';
  for (const char c : VisibleLine(text)) {
    // "www." and "http://" would be links.
    const bool makes_link = (c == '.' && (previous == 'w' || previous == 'W')) || (c == '/' && previous == ':');
    if (makes_link || kMarkup.find(c) != std::string_view::npos) {
      out += "&#" + std::to_string(static_cast<int>(c)) + ";";
    } else {
      out += c;
    }
    previous = c;
  }
  return out;
}

std::string MarkdownCode(std::string_view text, size_t longest) {
  const std::string visible = Clip(VisibleLine(text), longest);
  return visible.empty() ? "–" : "<code>" + MarkdownText(visible) + "</code>";
}

}  // namespace authconform
