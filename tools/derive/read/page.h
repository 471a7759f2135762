// A page of headings, labels, examples and tables, into Facts: what READMEs and plain-text pages have in common.
#pragma once

#include <string>
#include <vector>

#include "tools/derive/facts.h"
#include "tools/derive/read/page_elements.h"

namespace authconform {

// `facts` brings the document's name, its dialect and the repairs so far.
Facts ReadPage(std::vector<PageElement> elements, Facts facts);

}  // namespace authconform
