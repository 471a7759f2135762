// Where an OpenAPI description says that its paths are, into the host and the path before them.
#pragma once

#include <string>

#include "tools/derive/read/openapi_document.h"

namespace authconform {

struct ServerPrefix {
  std::string host;       // scheme and host; empty when none is named
  std::string base_path;  // "" or "/api/v1": never ends with a slash
  Lines lines;
};

// The first server of the operation, else of its path, else of the document; host and basePath in Swagger 2. Variables
// have their defaults.
ServerPrefix ServerOf(const OpenApiDocument& document, const OpenApiDocument::Place& path_item,
                      const OpenApiDocument::Place& operation);

}  // namespace authconform
