// What an OpenAPI operation answers, into one response a status.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/derive/read/openapi_document.h"

namespace authconform {

// `default` is no status and left out; ranges (4XX) are left out with a repair.
std::vector<ResponseFact> ReadResponses(OpenApiDocument& document, const OpenApiDocument::Place& operation);

// `example`, `examples` and the schema's own example of a media type, or of what has the same members.
std::vector<Example> ExamplesOfMedia(OpenApiDocument& document, const OpenApiDocument::Place& media,
                                     const std::string& language);

// How fields travel in a body of this type; nullopt when they do not (text/plain, application/octet-stream).
std::optional<FactEncoding> EncodingOfMediaType(std::string_view type);
// "json", "xml", …: the word a fence with such a body has.
std::string LanguageOfMediaType(std::string_view type);

}  // namespace authconform
