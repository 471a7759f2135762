#include "reports/site/testing/html_document.h"

#include <gumbo.h>

namespace authconform::testing {
namespace {

void Gather(const GumboElement& element, HtmlDocument& document) {
  document.elements.push_back(gumbo_normalized_tagname(element.tag));
  for (const char* name : {"href", "src"}) {
    if (const GumboAttribute* link = gumbo_get_attribute(&element.attributes, name))
      document.links.push_back(link->value);
  }
  if (const GumboAttribute* id = gumbo_get_attribute(&element.attributes, "id")) document.ids.insert(id->value);
}

}  // namespace

HtmlDocument ParseHtml(std::string_view bytes) {
  HtmlDocument document;
  GumboOutput* output = gumbo_parse_with_options(&kGumboDefaultOptions, bytes.data(), bytes.size());
  std::vector<const GumboNode*> open = {output->root};
  while (!open.empty()) {
    const GumboNode* node = open.back();
    open.pop_back();
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE) document.text += node->v.text.text;
    if (node->type != GUMBO_NODE_ELEMENT) continue;
    const GumboElement& element = node->v.element;
    Gather(element, document);
    if (element.tag == GUMBO_TAG_SCRIPT || element.tag == GUMBO_TAG_STYLE) continue;
    for (unsigned i = element.children.length; i-- > 0;) {
      open.push_back(static_cast<const GumboNode*>(element.children.data[i]));
    }
  }
  gumbo_destroy_output(&kGumboDefaultOptions, output);
  return document;
}

}  // namespace authconform::testing
