// A schema of an OpenAPI description, into the list of fields that a body of it has.
#pragma once

#include <vector>

#include "tools/derive/read/openapi_document.h"

namespace authconform {

// Whose body a schema describes: what is readOnly is in no request, what is writeOnly in no response.
enum class SchemaUse { kRequest, kResponse };

// Members of objects and items of arrays, containers before what they hold; nothing for the body itself. allOf is
// merged; oneOf and anyOf give the union of their members, required only where every alternative says so. A schema
// inside itself is cut where it comes again.
std::vector<Field> FieldsOfSchema(OpenApiDocument& document, const OpenApiDocument::Place& schema, SchemaUse use);

// A parameter: one field /name of the schema's type, and what it holds.
std::vector<Field> FieldsOfParameter(OpenApiDocument& document, const OpenApiDocument::Place& schema,
                                     const std::string& name);

// The type a schema names or implies; kUnknown when it does neither.
ValueType TypeOfSchema(const OpenApiDocument::Place& schema);

}  // namespace authconform
