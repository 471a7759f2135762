// The JSON of a ReadMe.io export (pages, `api` objects, OpenAPI operations), into the facts of the calls it tells.
#pragma once

#include <string>
#include <vector>

#include "tools/derive/facts.h"
#include "tools/derive/read/rendered_text.h"
#include "tools/derive/text/yaml.h"

namespace authconform {

struct ExportedCalls {
  // OpenAPI operations first: of what is told twice, they say more exactly how it travels.
  std::vector<EndpointFact> endpoints;
  std::vector<EndpointFact> unaddressed;  // of `api` objects apart from their page, which has the address
  std::string title;
  std::string version;
  std::vector<Prose> prose;  // of pages that are of no single call
  std::vector<Repair> repairs;
  std::vector<Remark> remarks;

  bool found = false;  // the JSON is part of an export
};

// Prose that stands in `rendered` too has the lines that it has there.
ExportedCalls ReadExportedCalls(const LocatedJson& json, const RenderedText& rendered);

}  // namespace authconform
