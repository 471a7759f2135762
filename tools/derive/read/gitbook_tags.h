// A GitBook page, into its {% … %} tags and the text between them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/derive/text/lines.h"

namespace authconform {

struct GitBookPiece {
  enum class Kind { kOpen, kClose, kText };
  Kind kind = Kind::kText;
  std::string name;                                             // of a tag, without "end": "api-method"
  std::vector<std::pair<std::string, std::string>> attributes;  // entities and backslash escapes undone
  std::string_view text;                                        // of text: a view into the document
  Lines lines;

  // Value of an attribute, names compared in any case; nullptr: the tag has no such attribute.
  const std::string* Attribute(std::string_view attribute) const;
};

// Tags whose names GitBook does not have stay text: pages show templates of other tools. A tag without its closing
// mark ends with its line and is recorded. Linear in the size of the document.
std::vector<GitBookPiece> ReadGitBookTags(std::string_view document, std::vector<Repair>& repairs);

}  // namespace authconform
