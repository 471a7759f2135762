#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "harness/base/schema.h"

namespace authconform {
namespace {

using ::testing::HasSubstr;

Json Parse(std::string_view text) {
  Result<Json> parsed = ParseJson(text);
  EXPECT_TRUE(parsed.ok()) << text;
  return parsed.ok() ? *std::move(parsed) : Json();
}

TEST(SchemaCompile, RefusesWithPositionAndReason) {
  const struct {
    std::string schema;
    std::string position;
    std::string message;
  } kRows[] = {
      // What is no schema.
      {"5", "", "expected an object or true or false, not integer 5"},
      {"null", "", "expected an object or true or false, not null"},
      {R"({"properties": {"a": 5}})", "/properties/a", "expected an object or true or false, not integer 5"},
      // Misspelt and unsupported keywords.
      {R"({"requird": ["a"]})", "/requird",
       "the keyword requird is unknown or not supported, did you mean \"required\"?"},
      {R"({"Type": "string"})", "/Type", "did you mean \"type\"?"},
      {R"({"properties": {"a": {"minlength": 3}}})", "/properties/a/minlength", "did you mean \"minLength\"?"},
      {R"({"properties": {"a/b": {"allOf": [true, {"formt": "x"}]}}})", "/properties/a~1b/allOf/1/formt",
       "did you mean \"format\"?"},
      {R"({"definitions": {"unused": {"tpye": "string"}}})", "/definitions/unused/tpye", "did you mean \"type\"?"},
      {R"({"contentEncoding": "base64"})", "/contentEncoding", "unknown or not supported"},
      {R"({"properties": {"a": {"$id": "x"}}})", "/properties/a/$id", "at the root of a schema only"},
      {R"({"items": {"definitions": {}}})", "/items/definitions", "at the root of a schema only"},
      {R"({"$schema": "http://json-schema.org/draft-04/schema#"})", "/$schema", "draft-07"},
      // Keywords of the wrong type.
      {R"({"minimum": "5"})", "/minimum", "expected a number, not a string of 1 character"},
      {R"({"exclusiveMaximum": true})", "/exclusiveMaximum", "expected a number, not boolean true"},
      {R"({"if": true, "then": 5})", "/then", "expected an object or true or false, not integer 5"},
      {R"({"type": "strng"})", "/type", "expected one of \"null\", \"boolean\""},
      {R"({"type": []})", "/type", "at least 1 item"},
      {R"({"type": ["string", "string"]})", "/type/1", "unlike all others"},
      {R"({"type": ["string", 5]})", "/type/1", "expected one of"},
      {R"({"type": {"type": "string"}})", "/type", "expected one of"},
      {R"({"required": "a"})", "/required", "expected an array"},
      {R"({"required": [1]})", "/required/0", "expected a string"},
      {R"({"required": ["a", "a"]})", "/required/1", "unlike all others"},
      {R"({"enum": []})", "/enum", "at least 1 item"},
      {R"({"enum": [1, 1.0]})", "/enum/1", "unlike all others"},
      {R"({"allOf": []})", "/allOf", "at least 1 item"},
      {R"({"anyOf": {}})", "/anyOf", "expected an array"},
      {R"({"items": []})", "/items", "at least 1 item"},
      {R"({"items": 5})", "/items", "expected an object or true or false"},
      {R"({"properties": []})", "/properties", "expected an object"},
      {R"({"minLength": -1})", "/minLength", "expected at least 0"},
      {R"({"minLength": 1.5})", "/minLength", "expected an integer"},
      {R"({"uniqueItems": "yes"})", "/uniqueItems", "expected true or false"},
      {R"({"dependencies": {"a": 5}})", "/dependencies/a", "expected an object or true or false"},
      {R"({"dependencies": {"a": [5]}})", "/dependencies/a/0", "expected a string"},
      {R"({"pattern": 5})", "/pattern", "expected a string"},
      {R"({"$ref": 5})", "/$ref", "expected a string"},
      {R"({"multipleOf": 0})", "/multipleOf", "expected more than 0, not integer 0"},
      {R"({"multipleOf": 0.0})", "/multipleOf", "expected more than 0"},
      {R"({"multipleOf": -2})", "/multipleOf", "expected more than 0"},
      // What the metaschema cannot tell.
      {R"({"multipleOf": 1.0000000000000000001})", "/multipleOf", "more than 18 digits"},
      {R"({"pattern": "("})", "/pattern", "missing )"},
      {R"j({"pattern": "(?=a)"})j", "/pattern", "not one that RE2 takes"},
      {R"({"patternProperties": {"[": true}})", "/patternProperties/[", "not one that RE2 takes"},
      {R"({"format": "e-mail"})", "/format", "there is no format e-mail, did you mean \"email\"?"},
      {R"({"then": {}})", "/then", "no effect without if"},
      {R"({"properties": {"a": {"else": true}}})", "/properties/a/else", "no effect without if"},
      {R"({"properties": {"a\u0000b": true}})", std::string("/properties/a\0b", 15), "NUL"},
      // References.
      {R"({"$ref": "#/definitions/nme", "definitions": {"name": {}}})", "/$ref",
       "no definition nme, did you mean \"name\"?"},
      {R"({"$ref": "#/definitions/x"})", "/$ref", "no definition x"},
      {R"({"items": {"$ref": "other.json"}})", "/items/$ref", "must be # or #/definitions/<name>"},
      {R"({"$ref": "http://json-schema.org/draft-07/schema#"})", "/$ref", "must be # or #/definitions/<name>"},
      {R"({"$ref": "#/properties/a", "properties": {"a": {}}})", "/properties", "no effect beside $ref"},
      {R"({"items": {"$ref": "#/properties/a"}, "properties": {"a": {}}})", "/items/$ref", "must be # or"},
      {R"({"items": {"$ref": "#/definitions/a/items"}, "definitions": {"a": {"items": {}}}})", "/items/$ref",
       "must be # or"},
      {R"({"items": {"$ref": "#/definitions/a", "minItems": 1}, "definitions": {"a": {}}})", "/items/minItems",
       "no effect beside $ref"},
      // References that never consume anything.
      {R"({"$ref": "#"})", "/$ref", "leads back to itself"},
      {R"({"$ref": "#/definitions/a", "definitions": {"a": {"$ref": "#/definitions/a"}}})", "/$ref",
       "leads back to itself"},
      {R"({"definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}})",
       "/definitions/a/$ref", "leads back to itself"},
      {R"({"allOf": [{"$ref": "#"}]})", "", "a cycle"},
      {R"({"not": {"$ref": "#"}})", "", "a cycle"},
      {R"({"if": {"$ref": "#"}, "then": true})", "", "a cycle"},
      {R"({"dependencies": {"a": {"$ref": "#"}}})", "", "a cycle"},
      {R"({"items": {"anyOf": [{"$ref": "#/definitions/a"}]}, "definitions": {"a": {"oneOf": [{"$ref": "#/definitions/b"}]},
           "b": {"not": {"$ref": "#/definitions/a"}}}})",
       "/definitions/a", "a cycle"},
  };
  for (const auto& row : kRows) {
    const Result<Schema> compiled = Schema::Compile(Parse(row.schema), "s.json");
    ASSERT_FALSE(compiled.ok()) << row.schema;
    EXPECT_EQ(compiled.error().file, "s.json");
    EXPECT_EQ(compiled.error().position, row.position) << row.schema << "\n" << compiled.error().message;
    EXPECT_THAT(compiled.error().message, HasSubstr(row.message)) << row.schema;
  }
}

TEST(SchemaCompile, TakesAnnotationsAndConsumingRecursion) {
  const char* kRows[] = {
      "true",
      "{}",
      R"({"$schema": "http://json-schema.org/draft-07/schema#", "$id": "x.schema.json", "title": "t", "description": "d",
          "$comment": "c", "examples": [1], "default": {"any": "thing"}, "definitions": {"a": {"title": "t"}}})",
      R"({"properties": {"next": {"$ref": "#"}}})",
      R"({"items": {"$ref": "#/definitions/a"}, "definitions": {"a": {"items": {"$ref": "#/definitions/a"}}}})",
      R"({"items": {"$ref": "#/definitions/a~1b~0", "title": "t"}, "definitions": {"a/b~": {}}})",
      R"({"enum": [{"type": 5}, "$ref"], "const": {"$ref": "#/nowhere"}, "default": {"$ref": 5}})",
      R"({"properties": {"$ref": {"type": "string"}, "type": {"type": "string"}}})",
      R"({"maxLength": 1e30, "minItems": 2.0})",
  };
  for (const char* schema : kRows) {
    const Result<Schema> compiled = Schema::Compile(Parse(schema));
    EXPECT_TRUE(compiled.ok()) << schema << "\n" << (compiled.ok() ? "" : compiled.error().ToString());
  }
}

// A schema whose items must conform to the first of `length` definitions, each of which leads to the next by `keyword`.
Json Chain(int length, const std::string& keyword, bool last_first = false) {
  Json::Object definitions;
  for (int i = 0; i < length; ++i) {
    const Json next = Json::Object{{"$ref", "#/definitions/d" + std::to_string(i + 1)}};
    const Json link = keyword == "allOf" ? Json(Json::Array{next}) : next;
    definitions.emplace_back("d" + std::to_string(i), Json::Object{{keyword, link}});
  }
  definitions.emplace_back("d" + std::to_string(length), Json::Object{});
  if (last_first) std::reverse(definitions.begin(), definitions.end());
  return Json::Object{{"items", Json::Object{{"$ref", "#/definitions/d0"}}}, {"definitions", definitions}};
}

TEST(SchemaCompile, BoundsChainsOfSchemasAndTheirNumber) {
  for (const bool last_first : {false, true}) {
    EXPECT_TRUE(Schema::Compile(Chain(31, "allOf", last_first)).ok());
    EXPECT_THAT(Schema::Compile(Chain(32, "allOf", last_first)).error().message, HasSubstr("nested too deep"));
    EXPECT_THAT(Schema::Compile(Chain(2'000, "not", last_first)).error().message, HasSubstr("nested too deep"));
    EXPECT_TRUE(Schema::Compile(Chain(2'000, "items", last_first)).ok());
  }
  EXPECT_THAT(Schema::Compile(Chain(12'000, "items")).error().message, HasSubstr("more than 10000 schemas"));
}

}  // namespace
}  // namespace authconform
