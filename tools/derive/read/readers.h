// A document in one dialect, into Facts: one reader each, in the .cc of its name.
//
// Each takes any bytes and always returns: what it cannot read is left out and recorded as a repair. Each is linear in
// the size of the document. `name` is the document's file name.
#pragma once

#include <string>
#include <string_view>

#include "tools/derive/facts.h"

namespace authconform {

Facts ReadGitBook(std::string_view text, const std::string& name);   // {% api-method %} and {% swagger %} blocks
Facts ReadScribe(std::string_view text, const std::string& name);    // Scribe and apidoc-generator, three generations
Facts ReadReadmeIo(std::string_view text, const std::string& name);  // page exports of ReadMe.io
Facts ReadReadme(std::string_view text, const std::string& name);    // READMEs: labels, headings, fences, tables
Facts ReadTable(std::string_view text, const std::string& name);     // plain text with tables of parameters
Facts ReadOpenApi(std::string_view text, const std::string& name);   // OpenAPI 3.0 and 3.1, Swagger 2, JSON or YAML
Facts ReadPostman(std::string_view text, const std::string& name);   // Postman collections v2.1

}  // namespace authconform
