#include <utility>

#include "tools/derive/read/openapi_document.h"
#include "tools/derive/read/openapi_operation.h"
#include "tools/derive/read/readers.h"
#include "tools/derive/text/yaml.h"

namespace authconform {
namespace {

Lines WholeText(std::string_view text) { return {1, std::max(1, static_cast<int>(SplitLines(text).size()))}; }

}  // namespace

Facts ReadOpenApi(std::string_view text, const std::string& name) {
  Facts facts;
  facts.document = name;
  facts.dialect = Dialect::kOpenApi;
  Result<LocatedJson> located = ReadYaml(text);
  if (!located) {
    const Error& error = located.error();
    const std::string where = error.position.empty() ? "" : " at " + error.position;
    facts.repairs.push_back({WholeText(text), "the document cannot be read" + where + ": " + error.message});
    return facts;
  }
  OpenApiDocument document(std::move(*located));
  const OpenApiDocument::Place info = document.Root().Member("info");
  facts.title = info.Text("title");
  facts.version = info.Text("version");
  if (const OpenApiDocument::Place description = info.Member("description")) {
    facts.prose.push_back({info.Text("description"), document.LinesOf(description)});
  }
  facts.endpoints = ReadOperations(document);
  facts.repairs = document.TakeRepairs();
  return facts;
}

}  // namespace authconform
