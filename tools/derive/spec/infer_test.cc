#include "tools/derive/spec/infer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/schema.h"
#include "tools/derive/spec/testing/samples.h"

namespace authconform {
namespace {

std::string SchemaText(std::vector<std::string> bodies, std::vector<Field> fields = {}, std::string prose = "",
                       int status = 200) {
  std::vector<Example> examples;
  for (const std::string& body : bodies) examples.push_back(Shown(body));
  std::vector<const Example*> pointers;
  for (const Example& example : examples) pointers.push_back(&example);
  const Json schema = SchemaOf(ShapeOf(pointers, fields), status, Narrative({{prose, {9, 9}}}));
  const Result<Schema> compiled = Schema::Compile(schema);
  EXPECT_TRUE(compiled.ok()) << WriteJson(schema);
  for (const Example& example : examples) {
    if (!compiled.ok()) continue;
    EXPECT_TRUE(compiled->Check(example.body->value).empty()) << WriteJson(schema);
  }
  return WriteJson(schema);
}

// What the schema says of the member a.
std::string OfA(std::string value, std::string name = "a", std::string prose = "", int status = 200) {
  const Json schema = *ParseJson(SchemaText({"{\"" + name + "\": " + value + "}"}, {}, prose, status));
  return WriteJson(*schema.Find("properties")->Find(name));
}

// clang-format off
TEST(InferTest, ValuesBecomeTypes) {
  const struct { const char* value; const char* schema; } kRows[] = {
      {"\"x\"", R"({"type":"string","minLength":1})"},
      {"\"\"", R"({"type":"string"})"},
      {"1", R"({"type":"integer"})"},
      {"1.5", R"({"type":"number"})"},
      {"true", R"({"type":"boolean"})"},
      {"{}", R"({"type":"object"})"},
      {"[]", R"({"type":"array"})"},
      {"null", R"({})"},
      {"[\"x\"]", R"({"type":"array","items":{"type":"string"}})"},
      {"[1, 2.5, null]", R"({"type":"array","items":{"type":["number","null"]}})"},
      {"[{\"b\": 1}, {\"b\": 2, \"c\": \"\"}]", R"({"type":"array","items":{"type":"object","required":["b"],"properties":{"b":{"type":"integer"},"c":{"type":"string"}}}})"},
  };
  for (const auto& row : kRows) EXPECT_EQ(OfA(row.value), row.schema) << row.value;
}

TEST(InferTest, NamesAndTextsBecomeRangesAndLiterals) {
  const struct { const char* name; const char* value; const char* prose; int status; const char* schema; } kRows[] = {
      {"token_type", "null", "", 200, R"({"type":["string","null"]})"},
      {"expires_in", "null", "", 200, R"({"type":["integer","null"],"minimum":1})"},
      {"expires_in", "900", "", 200, R"({"type":"integer","minimum":1})"},
      {"expires_in", "900", "expires_in counts seconds.", 200, R"({"description":"seconds","type":"integer","minimum":1,"maximum":315360000})"},
      {"valid_until", "1700000000", "The valid_until is a unix timestamp.", 200, R"({"description":"unix seconds","type":"integer","minimum":1000000000,"maximum":99999999999})"},
      {"issuedAt", "1700000000000", "issuedAt: unix milliseconds", 200, R"({"description":"unix milliseconds","type":"integer","minimum":1000000000000,"maximum":99999999999999})"},
      {"expires_in", "1700000000", "expires_in is in seconds, ten years at most", 200, R"({"type":"integer","minimum":1})"},
      {"token_type", "\"Bearer\"", "", 200, R"({"type":"string","minLength":1})"},
      {"token_type", "\"Bearer\"", "token_type is always Bearer", 200, R"({"const":"Bearer"})"},
      {"token_type", "\"Bearer\"", "token_type is always there", 200, R"({"type":"string","minLength":1})"},
      {"user_id", "\"6f1b0a52-8a38-4b7e-9d3e-0f6f5f1c2b3a\"", "user_id is a UUID", 200, R"({"type":"string","format":"uuid","minLength":1})"},
      {"user_id", "\"6f1b0a52-8a38-4b7e-9d3e-0f6f5f1c2b3a\"", "", 200, R"({"type":"string","minLength":1})"},
      {"user_id", "\"77\"", "user_id is a UUID", 200, R"({"type":"string","minLength":1})"},
      {"success", "true", "", 200, R"({"const":true})"},
      {"active", "true", "", 200, R"({"type":"boolean"})"},
      {"status", "\"ok\"", "", 200, R"({"const":"ok"})"},
      {"status", "\"shipped\"", "", 200, R"({"type":"string","minLength":1})"},
      {"status", "200", "", 200, R"({"const":200})"},
      {"status", "3", "", 200, R"({"type":"integer"})"},
      {"error", "\"invalid_grant\"", "", 400, R"({"const":"invalid_grant"})"},
      {"error", "\"Unauthorized\"", "", 401, R"({"type":"string","minLength":1})"},
      {"message", "\"ok\"", "", 200, R"({"type":"string","minLength":1})"},
  };
  for (const auto& row : kRows) EXPECT_EQ(OfA(row.value, row.name, row.prose, row.status), row.schema) << row.name << ' ' << row.value << ' ' << row.prose;
}

TEST(InferTest, RequiredIsWhatEveryExampleShowsAndNoTextCallsOptional) {
  EXPECT_EQ(SchemaText({R"({"a": 1, "b": 1})", R"({"a": 2})"}), R"({"type":"object","required":["a"],"properties":{"a":{"type":"integer"},"b":{"type":"integer"}}})");
  Field optional = Declared("/a");
  optional.type = ValueType::kInteger;
  optional.required = false;
  Field absent = Declared("/c");
  absent.required = true;
  EXPECT_EQ(SchemaText({R"({"a": 1})"}, {optional, absent}), R"({"type":"object","properties":{"a":{"type":"integer"},"c":{"type":"string"}}})");
  EXPECT_EQ(SchemaText({}, {absent}), R"({"type":"object","required":["c"],"properties":{"c":{"type":"string"}}})");
}

TEST(InferTest, AllowedValuesAreTheOnlyOnesUnlessAnExampleHasAnother) {
  Field role = Declared("/role");
  role.allowed = {Json("admin"), Json("guest")};
  EXPECT_EQ(SchemaText({R"({"role": "admin"})"}, {role}), R"({"type":"object","required":["role"],"properties":{"role":{"enum":["admin","guest"]}}})");
  EXPECT_EQ(SchemaText({R"({"role": "owner"})"}, {role}), R"({"type":"object","required":["role"],"properties":{"role":{"type":"string","minLength":1}}})");
}

TEST(InferTest, ADeclaredTypeThatAnExampleContradictsIsAllowedBesideTheShown) {
  EXPECT_EQ(SchemaText({R"({"id": 5})"}, {Declared("/id")}), R"({"type":"object","required":["id"],"properties":{"id":{"type":["string","integer"]}}})");
}

TEST(InferTest, RefusalsWithOtherMembersAreAlternatives) {
  const Example a = Shown(R"({"error": "x"})");
  const Example b = Shown(R"({"errors": ["x"]})");
  EXPECT_EQ(WriteJson(SchemaOfAny(ShapesApart({&a, &b}), 422, Narrative({}))),
            R"({"anyOf":[{"type":"object","required":["error"],"properties":{"error":{"type":"string","minLength":1}}},)"
            R"({"type":"object","required":["errors"],"properties":{"errors":{"type":"array","items":{"type":"string"}}}}]})");
}
// clang-format on

}  // namespace
}  // namespace authconform
