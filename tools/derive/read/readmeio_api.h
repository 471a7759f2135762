// The `api` object of a ReadMe.io page (method, url, params, examples, results), into the facts of its endpoint.
#pragma once

#include <string>
#include <string_view>

#include "tools/derive/read/openapi_document.h"

namespace authconform {

// Whether `value` is such an object: it has a method, an address, and one of the lists besides.
bool IsApiObject(const Json& value);

// The endpoint has no path when the object has no address: then the page's text tells it, or there is no call. What the
// editor's template left in it is remarked on.
EndpointFact ReadApiObject(OpenApiDocument& document, const OpenApiDocument::Place& api, std::vector<Remark>& remarks);

}  // namespace authconform
