#include "harness/base/schema_metaschema.h"

namespace authconform {
namespace {

constexpr std::string_view kSubschema = R"({
  "definitions": {
    "schema": {
      "title": "a schema",
      "type": ["object", "boolean"],
      "properties": {
        "$comment": {"type": "string"},
        "$ref": {"type": "string"},
        "additionalItems": {"$ref": "#/definitions/schema"},
        "additionalProperties": {"$ref": "#/definitions/schema"},
        "allOf": {"$ref": "#/definitions/schemas"},
        "anyOf": {"$ref": "#/definitions/schemas"},
        "const": true,
        "contains": {"$ref": "#/definitions/schema"},
        "default": true,
        "dependencies": {
          "type": "object",
          "additionalProperties": {
            "if": {"type": "array"},
            "then": {"$ref": "#/definitions/names"},
            "else": {"$ref": "#/definitions/schema"}
          }
        },
        "description": {"type": "string"},
        "else": {"$ref": "#/definitions/schema"},
        "enum": {"type": "array", "minItems": 1, "uniqueItems": true},
        "examples": {"type": "array"},
        "exclusiveMaximum": {"type": "number"},
        "exclusiveMinimum": {"type": "number"},
        "format": {"type": "string"},
        "if": {"$ref": "#/definitions/schema"},
        "items": {
          "if": {"type": "array"},
          "then": {"$ref": "#/definitions/schemas"},
          "else": {"$ref": "#/definitions/schema"}
        },
        "maxItems": {"$ref": "#/definitions/size"},
        "maxLength": {"$ref": "#/definitions/size"},
        "maxProperties": {"$ref": "#/definitions/size"},
        "maximum": {"type": "number"},
        "minItems": {"$ref": "#/definitions/size"},
        "minLength": {"$ref": "#/definitions/size"},
        "minProperties": {"$ref": "#/definitions/size"},
        "minimum": {"type": "number"},
        "multipleOf": {"type": "number", "exclusiveMinimum": 0},
        "not": {"$ref": "#/definitions/schema"},
        "oneOf": {"$ref": "#/definitions/schemas"},
        "pattern": {"type": "string"},
        "patternProperties": {"$ref": "#/definitions/schemasByName"},
        "properties": {"$ref": "#/definitions/schemasByName"},
        "propertyNames": {"$ref": "#/definitions/schema"},
        "required": {"$ref": "#/definitions/names"},
        "then": {"$ref": "#/definitions/schema"},
        "title": {"type": "string"},
        "type": {
          "if": {"type": "array"},
          "then": {"minItems": 1, "uniqueItems": true, "items": {"$ref": "#/definitions/type"}},
          "else": {"$ref": "#/definitions/type"}
        },
        "uniqueItems": {"type": "boolean"}
      },
      "additionalProperties": false
    },
    "schemas": {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/schema"}},
    "schemasByName": {"type": "object", "additionalProperties": {"$ref": "#/definitions/schema"}},
    "names": {"type": "array", "uniqueItems": true, "items": {"type": "string"}},
    "size": {"type": "integer", "minimum": 0},
    "type": {"enum": ["null", "boolean", "integer", "number", "string", "array", "object"]}
  }
})";

constexpr std::string_view kAtRootOnly = R"({
  "$id": {"type": "string"},
  "$schema": {"enum": ["http://json-schema.org/draft-07/schema#", "http://json-schema.org/draft-07/schema"]},
  "definitions": {"$ref": "#/definitions/schemasByName"}
})";

}  // namespace

Json MakeMetaschema() {
  Json schema = *ParseJson(kSubschema);
  Json root = *schema.At("/definitions/schema");
  root.Set("properties", MergePatch(*root.Find("properties"), *ParseJson(kAtRootOnly)));
  for (auto& [name, value] : root.object()) schema.Set(name, std::move(value));
  return schema;
}

}  // namespace authconform
