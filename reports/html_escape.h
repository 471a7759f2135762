// Text into HTML text, attribute values and element ids, whatever a target put into it.
#pragma once

#include <string>
#include <string_view>

namespace authconform {

// VisibleLine with & < > " ' escaped: for text and quoted attributes.
std::string Html(std::string_view text);

// The same, with newlines and tabs kept: for <pre>.
std::string HtmlBlock(std::string_view text);

// An id and URL fragment of letters, digits and "/._-~": "case/acme/login/valid/documented". Different texts of one
// kind have different ids.
std::string HtmlId(std::string_view kind, std::string_view text);

}  // namespace authconform
