// What an OpenAPI description says of credentials, into the authorization of an endpoint.
#pragma once

#include "tools/derive/read/openapi_document.h"

namespace authconform {

// The operation's own `security`, else the document's. Adds the header, or the query field, of an API key.
void ReadSecurity(OpenApiDocument& document, const OpenApiDocument::Place& operation, EndpointFact& endpoint);

}  // namespace authconform
