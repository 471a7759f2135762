// Text into Markdown that shows it and nothing more, whatever a target put into it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace authconform {

// VisibleLine for prose, table cells and HTML alike: every character that could start or end markup, a link, a mention
// or a reference is an entity, which it is in all three. A backslash would not do: "\\|" ends a cell although its pipe
// stands escaped.
std::string MarkdownText(std::string_view text);

// The first `longest` characters of what the target may have chosen, in one <code> line; a dash for nothing. An
// element, for mentions and links are not looked for within it.
std::string MarkdownCode(std::string_view text, size_t longest = 300);

}  // namespace authconform
