// One operation of an OpenAPI or Swagger description, into the facts of its endpoint.
#pragma once

#include <string>

#include "tools/derive/read/openapi_document.h"

namespace authconform {

struct OperationPlace {
  std::string method;  // upper case
  std::string path;    // as written, without what servers put before it
  OpenApiDocument::Place operation;
  // What holds for all operations of the path; either may be nowhere.
  OpenApiDocument::Place path_item;
  OpenApiDocument::Place shared_parameters;
  Lines path_lines;
  Lines method_lines;
};

// The path has the base path before it (of `servers`, or `basePath`); the host is without.
EndpointFact ReadOperation(OpenApiDocument& document, const OperationPlace& place);

// Every operation of `paths`, webhooks left out.
std::vector<EndpointFact> ReadOperations(OpenApiDocument& document);

}  // namespace authconform
