#include "harness/spec/body_members.h"

#include <gtest/gtest.h>

#include "harness/base/json.h"

namespace authconform {
namespace {

Json Parse(const char* text) {
  Result<Json> json = ParseJson(text);
  EXPECT_TRUE(json.ok()) << text;
  return json.ok() ? *json : Json();
}

TEST(SchemaTellsTest, KnowsEachWayASchemaTellsOfAMember) {
  const struct {
    const char* schema;
    const char* pointer;
    bool tells;
  } kRows[] = {
      {R"({"properties": {"a": {}}})", "/a", true},
      {R"({"properties": {"a": {}}})", "/b", false},
      {R"({"properties": {"a": true}})", "/a", false},
      {R"({"properties": {"a": {"properties": {"b": {}}}}})", "/a/b", true},
      {R"({"properties": {"a": {}}})", "/a/b", false},
      {R"({"properties": {"a/b": {}, "c~d": {}}})", "/a~1b", true},
      {R"({"properties": {"a/b": {}, "c~d": {}}})", "/c~0d", true},
      {R"({"required": ["a"]})", "/a", false},
      {R"({"items": {"properties": {"a": {}}}})", "/0/a", true},
      {R"({"items": {"properties": {"a": {}}}})", "/*/a", true},
      {R"({"items": {"properties": {"a": {}}}})", "/x/a", false},
      {R"({"items": [{}, {"properties": {"a": {}}}]})", "/1/a", true},
      {R"({"additionalProperties": {"type": "string"}})", "/any", true},
      {R"({"additionalProperties": true})", "/any", false},
      {R"({"anyOf": [{"required": ["b"]}, {"properties": {"a": {}}}]})", "/a", true},
      {R"({"allOf": [{"properties": {"a": {}}}]})", "/b", false},
      {R"({"properties": {"a": {"$ref": "#/definitions/d"}}, "definitions": {"d": {"properties": {"b": {}}}}})", "/a/b",
       true},
      {R"({"properties": {"a": {"$ref": "#/definitions/gone"}}})", "/a", false},
      {R"({"$ref": "#"})", "/a", false},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(SchemaTells(Parse(row.schema), row.pointer), row.tells) << row.schema << " at " << row.pointer;
  }
}

}  // namespace
}  // namespace authconform
