// A piece of HTML, into its tags and texts in reading order, or into the text that a browser would show of it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/derive/text/lines.h"

namespace authconform {

struct HtmlPiece {
  enum class Kind { kStart, kEnd, kText };
  Kind kind = Kind::kText;
  std::string name;                                             // of a tag: lower case
  std::string text;                                             // of text: entities undone
  std::vector<std::pair<std::string, std::string>> attributes;  // of a start tag: names in lower case, entities undone
  Lines lines;

  // Value of an attribute, empty when it has none; nullptr: the tag has no such attribute.
  const std::string* Attribute(std::string_view attribute) const;
};

// Tags as they stand, whether or not they match. Comments, doctypes, scripts and styles are left out; a `<` that starts
// no tag is text. `first_line` is the document's line that `html` starts on. Linear in the size of the text.
std::vector<HtmlPiece> ReadHtml(std::string_view html, int first_line);

// What a browser would show, without tags; block elements and <br> become line breaks, runs of blanks one space except
// in <pre>.
std::string HtmlToText(std::string_view html);

// Entities undone, nothing else: tags stay.
std::string DecodeEntities(std::string_view text);

}  // namespace authconform
