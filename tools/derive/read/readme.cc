#include "tools/derive/read/page.h"
#include "tools/derive/read/readers.h"

namespace authconform {

Facts ReadReadme(std::string_view text, const std::string& name) {
  Facts facts;
  facts.document = name;
  facts.dialect = Dialect::kReadme;
  std::vector<PageElement> elements = ElementsOf(ReadBlocks(text, 1, facts.repairs));
  return ReadPage(std::move(elements), std::move(facts));
}

Facts ReadTable(std::string_view text, const std::string& name) {
  Facts facts = ReadReadme(text, name);
  facts.dialect = Dialect::kTable;
  return facts;
}

}  // namespace authconform
