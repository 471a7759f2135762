#include "harness/base/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Json Parse(std::string_view text) {
  Result<Json> parsed = ParseJson(text);
  EXPECT_TRUE(parsed.ok()) << text << "\n" << (parsed.ok() ? "" : parsed.error().ToString());
  return parsed.ok() ? *std::move(parsed) : Json();
}

Schema CompileJson(const Json& json) {
  Result<Schema> compiled = Schema::Compile(json);
  EXPECT_TRUE(compiled.ok()) << WriteJson(json) << "\n" << (compiled.ok() ? "" : compiled.error().ToString());
  return compiled.ok() ? *std::move(compiled) : *Schema::Compile(true);
}

Schema Compile(std::string_view text) { return CompileJson(Parse(text)); }

// The schema for an object each of whose members conforms to `schema`. Under patternProperties everything is judged by
// our own walk over the schema instead of by valijson.
Json ByOwnWalk(Json schema) {
  Json definitions = Json::Object{};
  if (schema.is_object() && schema.Find("definitions") != nullptr) {
    definitions = *schema.Find("definitions");
    schema = MergePatch(schema, Json::Object{{"definitions", nullptr}});
  }
  definitions.Set("schema", schema);
  return Json::Object{{"definitions", definitions},
                      {"patternProperties", Json::Object{{"", Json::Object{{"$ref", "#/definitions/schema"}}}}}};
}

struct Row {
  const char* schema;
  std::vector<const char*> valid;
  std::vector<const char*> invalid;
};

const std::vector<Row>& SemanticRows() {
  static const std::vector<Row> kRows = {
      {"true", {"1", "null", "{}"}, {}},
      {"{}", {"1", "null", "{}"}, {}},
      {"false", {}, {"1", "null", "{}"}},
      {R"({"type": "null"})", {"null"}, {"0", "false", "\"\"", "[]", "{}"}},
      {R"({"type": "boolean"})", {"true", "false"}, {"0", "1", "\"true\"", "null"}},
      {R"({"type": "integer"})",
       {"1", "-1", "0", "1.0", "1e2", "18446744073709551616", "-0.0"},
       {"1.5", "1e-1", "\"1\"", "true"}},
      {R"({"type": "number"})", {"1", "1.5", "1e-9"}, {"\"1\"", "null", "true"}},
      {R"({"type": "string"})", {"\"\"", "\"1\""}, {"1", "null", "[]", "{}", "true"}},
      {R"({"type": "array"})", {"[]", "[1]"}, {"{}", "\"\"", "null"}},
      {R"({"type": "object"})", {"{}", "{\"a\":1}"}, {"[]", "\"\"", "null"}},
      {R"({"type": ["string", "null"]})", {"\"a\"", "null"}, {"1", "[]"}},
      {R"({"type": ["integer", "object"]})", {"1", "{}"}, {"1.5", "[]"}},
      {R"({"const": 1})", {"1", "1.0", "1e0"}, {"2", "true", "\"1\"", "[1]"}},
      {R"({"const": null})", {"null"}, {"0", "false", "\"\""}},
      {R"({"const": {"a": [1, {"b": 2}], "c": 3}})",
       {R"({"c":3,"a":[1.0,{"b":2}]})"},
       {R"({"a":[1,{"b":2}]})", R"({"a":[{"b":2},1],"c":3})"}},
      {R"({"const": 18446744073709551616})",
       {"18446744073709551616"},
       {"18446744073709551615", "18446744073709551617"}},
      {R"({"enum": [1, "a", null, [2]]})",
       {"1", "1.0", "\"a\"", "null", "[2]"},
       {"2", "\"A\"", "false", "[]", "\"1\""}},
      {R"({"minimum": 1.1})", {"1.1", "2", "1.10", "\"x\"", "null"}, {"1", "1.09", "-5"}},
      {R"({"exclusiveMinimum": 1})", {"1.0000000000000000000001", "2"}, {"1", "1.0", "0"}},
      {R"({"maximum": 10})", {"10", "1e1", "-1e300", "\"99\""}, {"11", "10.01", "18446744073709551615", "1e300"}},
      {R"({"maximum": 9007199254740992})", {"9007199254740992"}, {"9007199254740993"}},
      {R"({"exclusiveMaximum": 3})", {"2.99"}, {"3", "3.0", "4"}},
      {R"({"multipleOf": 0.01})", {"19.99", "0.01", "1", "0", "4.35", "\"x\""}, {"19.999", "0.001"}},
      {R"({"multipleOf": 2})",
       {"4", "0", "-4", "4.0", "1e300", "18446744073709551614"},
       {"3", "4.5", "18446744073709551615"}},
      {R"({"multipleOf": 1.5})", {"4.5", "3", "-1.5"}, {"4", "1"}},
      {R"({"minLength": 2})", {"\"ab\"", "\"éé\"", "\"😀😀\"", "1", "[]"}, {"\"a\"", "\"é\"", "\"😀\"", "\"\""}},
      {R"({"maxLength": 2})",
       {"\"ab\"", "\"😀😀\"", "100", "\"\\u0000\\u0000\""},
       {"\"abc\"", "\"\\u0000\\u0000\\u0000\""}},
      {R"({"maxLength": 1e30})", {"\"abc\""}, {}},
      {R"({"minLength": 1e30})", {"5"}, {"\"abc\""}},
      {R"({"pattern": "b+"})", {"\"abc\"", "\"b\"", "5", "null", "[]"}, {"\"ac\"", "\"\"", "\"B\""}},
      {R"({"pattern": "^a.c$"})", {"\"abc\"", "\"aéc\""}, {"\"xabc\"", "\"abcd\"", "\"abc\\n\"", "\"a\\nc\""}},
      {R"({"format": "date"})", {"\"2019-11-15\"", "5", "[]", "{}", "null", "true"}, {"\"2019-11-31\"", "\"\""}},
      {R"({"minItems": 1})", {"[1]", "[1,2]", "\"\"", "{}"}, {"[]"}},
      {R"({"maxItems": 2})", {"[1,2]", "[]", "\"abc\""}, {"[1,2,3]"}},
      {R"({"uniqueItems": true})",
       {"[]", "[1,2]", "[1,true]", "[0,false]", "[[1],[2]]", R"([{"a":1},{"a":2}])", "[\"1\",1]",
        "[1,2,3,4,5,6,7,8,9,10]", "[[1,[2]],[1,[3]],3,4,5,6,7,8,9]",
        "[\"1\",1,\"[]\",[],\"{}\",{},\"null\",null,\"true\",true]"},
       {"[1,1]", "[1,1.0]", R"([{"a":1,"b":2},{"b":2,"a":1}])", "[1,2,1]", "[null,null]", "[1,2,3,4,5,6,7,8,9,1.0]",
        R"([1,2,3,4,5,6,7,8,{"a":[1],"b":0.5},{"b":5e-1,"a":[1.0]}])"}},
      {R"({"uniqueItems": false})", {"[1,1]"}, {}},
      {R"({"items": {"type": "integer"}})", {"[]", "[1,2]", "{}", "\"a\""}, {"[1,\"a\"]", "[null]"}},
      {R"({"items": false})", {"[]"}, {"[1]"}},
      {R"({"items": [{"type": "integer"}, {"type": "string"}]})",
       {"[]", "[1]", "[1,\"a\"]", "[1,\"a\",null]"},
       {"[\"a\"]", "[1,1]"}},
      {R"({"items": [true], "additionalItems": {"type": "integer"}})",
       {"[null,1,2]", "[null]", "[]"},
       {"[null,1,\"a\"]"}},
      {R"({"items": [true], "additionalItems": false})", {"[1]", "[]"}, {"[1,2]"}},
      {R"({"items": true, "additionalItems": false})", {"[1,2]"}, {}},
      {R"({"additionalItems": false})", {"[1,2]"}, {}},
      {R"({"contains": {"minimum": 5}})", {"[1,5]", "[\"a\"]", "5", "{}"}, {"[]", "[1,2]"}},
      {R"({"contains": false})", {"\"x\""}, {"[]", "[1]"}},
      {R"({"required": ["a", "b/c"]})",
       {R"({"a":null,"b/c":1,"d":2})", "[]", "\"a\""},
       {"{}", R"({"a":1})", R"({"A":1,"b/c":1})"}},
      {R"({"required": ["a\u0000b"]})", {R"({"a\u0000b":1})"}, {R"({"a":1})"}},
      {R"({"minProperties": 1})", {"{\"a\":1}", "[]"}, {"{}"}},
      {R"({"maxProperties": 1})", {"{\"a\":1}", "{}"}, {R"({"a":1,"b":2})"}},
      {R"({"properties": {"a": {"type": "integer"}, "b": false}})",
       {"{}", "{\"a\":1}", "{\"c\":[]}", "[]"},
       {"{\"a\":\"x\"}", "{\"b\":1}"}},
      {R"({"properties": {"a": true}, "additionalProperties": false})",
       {"{}", "{\"a\":1}"},
       {R"({"a":1,"b":2})", R"({"a\u0000b":1})"}},
      {R"({"properties": {"a": true}, "additionalProperties": {"type": "null"}})",
       {R"({"a":1,"b":null})"},
       {R"({"a":1,"b":2})"}},
      {R"({"additionalProperties": false})", {"{}", "[1]"}, {"{\"a\":1}"}},
      {R"({"patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": false})",
       {"{}", "{\"x-a\":1}"},
       {"{\"x-a\":\"b\"}", "{\"a\":1}"}},
      {R"({"properties": {"xa": {"minimum": 5}}, "patternProperties": {"x": {"type": "integer"}, "a$": {"maximum": 9}}})",
       {"{\"xa\":7}", "{\"xb\":1}"},
       {"{\"xa\":4}", "{\"xa\":10}", "{\"xa\":7.5}", "{\"xb\":\"c\"}"}},
      {R"({"propertyNames": {"maxLength": 2}})", {"{\"ab\":1}", "{}", "[\"abc\"]"}, {"{\"abc\":1}"}},
      {R"({"propertyNames": false})", {"{}"}, {"{\"a\":1}"}},
      {R"({"dependencies": {"a": ["b"]}})", {"{}", "{\"b\":1}", R"({"a":1,"b":2})", "[]"}, {"{\"a\":1}"}},
      {R"({"dependencies": {"a": {"required": ["b"]}, "c": false}})",
       {"{}", R"({"a":1,"b":2})"},
       {"{\"a\":1}", "{\"c\":1}"}},
      {R"({"allOf": [{"minimum": 1}, {"maximum": 3}]})", {"1", "3", "\"x\""}, {"0", "4"}},
      {R"({"anyOf": [{"type": "string"}, {"minimum": 3}]})", {"\"a\"", "3", "null"}, {"2"}},
      {R"({"oneOf": [{"type": "integer"}, {"minimum": 2}]})", {"1", "2.5"}, {"3", "1.5"}},
      {R"({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]})",
       {"{\"a\":1}", "{\"b\":1}"},
       {"{}", R"({"a":1,"b":1})"}},
      {R"({"not": {"type": "integer"}})", {"\"a\"", "1.5"}, {"1", "1.0"}},
      {R"({"not": {}})", {}, {"1", "null"}},
      {R"({"not": {"not": {"type": "string"}}})", {"\"a\""}, {"1"}},
      {R"({"if": {"properties": {"k": {"const": 1}}, "required": ["k"]}, "then": {"required": ["a"]}, "else": {"required": ["b"]}})",
       {R"({"k":1,"a":0})", R"({"k":2,"b":0})", "{\"b\":0}"},
       {R"({"k":1,"b":0})", R"({"k":2,"a":0})", "{}"}},
      {R"({"if": {"minimum": 5}, "then": {"multipleOf": 5}})", {"4", "10"}, {"6"}},
      {R"({"if": {"minimum": 5}, "else": {"multipleOf": 2}})", {"4", "7"}, {"3"}},
      {R"({"if": false})", {"1"}, {}},
      {R"({"properties": {"n": {"$ref": "#/definitions/p"}}, "definitions": {"p": {"$ref": "#/definitions/q"}, "q": {"minimum": 1}}})",
       {"{\"n\":1}"},
       {"{\"n\":0}"}},
      {R"({"$ref": "#/definitions/tree", "definitions": {"tree": {"type": "object", "required": ["v"], "additionalProperties": false,
           "properties": {"v": {"type": "integer"}, "kids": {"type": "array", "items": {"$ref": "#/definitions/tree"}}}}}})",
       {R"({"v":1})", R"({"v":1,"kids":[{"v":2,"kids":[]}]})"},
       {R"({"v":1,"kids":[{"v":"2"}]})", R"({"v":1,"kids":[{}]})"}},
      {R"({"allOf": [{"$ref": "#/definitions/n"}], "definitions": {"n": {"propertyNames": {"maxLength": 1}, "minProperties": 1}}})",
       {"{\"a\":1}"},
       {"{}", "{\"ab\":1}"}},
  };
  return kRows;
}

TEST(SchemaCheck, FollowsDraft07) {
  for (const Row& row : SemanticRows()) {
    const Schema schema = Compile(row.schema);
    const Schema walked = CompileJson(ByOwnWalk(Parse(row.schema)));
    for (const char* text : row.valid) {
      EXPECT_THAT(schema.Check(Parse(text)), IsEmpty()) << row.schema << "  " << text;
      EXPECT_THAT(walked.Check(Json::Object{{"x", Parse(text)}}), IsEmpty()) << row.schema << "  " << text;
    }
    for (const char* text : row.invalid) {
      const std::vector<SchemaViolation> violations = schema.Check(Parse(text));
      ASSERT_FALSE(violations.empty()) << row.schema << "  " << text;
      // "schema" would mean that valijson finds fault where our walk finds none.
      EXPECT_NE(violations[0].keyword, "schema") << row.schema << "  " << text;
      EXPECT_FALSE(walked.Check(Json::Object{{"x", Parse(text)}}).empty()) << row.schema << "  " << text;
    }
  }
}

// valijson decides and our walk explains; that they are of one mind must hold for every pairing, meant or not.
TEST(SchemaCheck, ValijsonAndOurWalkAgreeOnEveryValueOfTheTable) {
  std::vector<Json> values;
  for (const Row& row : SemanticRows()) {
    for (const auto* texts : {&row.valid, &row.invalid}) {
      for (const char* text : *texts) values.push_back(Parse(text));
    }
  }
  for (const Row& row : SemanticRows()) {
    const Schema schema = Compile(row.schema);
    const Schema walked = CompileJson(ByOwnWalk(Parse(row.schema)));
    for (const Json& value : values) {
      const std::vector<SchemaViolation> violations = schema.Check(value);
      EXPECT_EQ(violations.empty(), walked.Check(Json::Object{{"x", value}}).empty())
          << row.schema << " " << WriteJson(value);
      EXPECT_NE(violations.empty() ? "" : violations[0].keyword, "schema") << row.schema << " " << WriteJson(value);
    }
  }
}

std::vector<std::string> Said(std::string_view schema, std::string_view value) {
  std::vector<std::string> said;
  for (const SchemaViolation& violation : Compile(schema).Check(Parse(value))) {
    said.push_back(violation.pointer + " | " + violation.expected + " | " + violation.actual + " | " +
                   violation.keyword);
  }
  return said;
}

TEST(SchemaCheck, TellsPointerExpectedAndActual) {
  const struct {
    const char* schema;
    const char* value;
    std::vector<std::string> said;
  } kRows[] = {
      {R"({"type": "string"})", "null", {" | a string | null | type"}},
      {R"({"type": "integer"})", "1.50", {" | an integer | number 1.50 | type"}},
      {R"({"type": "array"})", "true", {" | an array | boolean true | type"}},
      {R"({"type": "object"})", "[1,2,3]", {" | an object | an array of 3 items | type"}},
      {R"({"type": ["string", "null"]})", "200", {" | a string or null | integer 200 | type"}},
      {R"({"type": "boolean"})", "\"true\"", {" | true or false | a string of 4 characters | type"}},
      {R"({"type": "null"})", "\"\"", {" | null | an empty string | type"}},
      {R"({"type": "null"})", "{\"a\":1}", {" | null | an object of 1 member | type"}},
      {R"({"required": ["access_token"]})", "{}", {"/access_token | the member access_token | absent | required"}},
      {R"({"required": ["a/b", "c~d", "e f"]})",
       "{}",
       {"/a~1b | the member a/b | absent | required", "/c~0d | the member \"c~d\" | absent | required",
        "/e f | the member \"e f\" | absent | required"}},
      {R"({"properties": {"email": true, "password": true}, "additionalProperties": false})",
       R"({"email":1,"extra":2})",
       {"/extra | no other members than email, password | the member extra | additionalProperties"}},
      {R"({"additionalProperties": false})",
       R"({"[0]\n":1})",
       {"/[0]\n | no other members | the member \"[0]\\n\" | additionalProperties"}},
      {R"({"properties": {"a": {"items": {"properties": {"[0]": {"type": "string"}}}}}})",
       R"({"a":[{},{"[0]":5}]})",
       {"/a/1/[0] | a string | integer 5 | type"}},
      {R"({"const": "Bearer"})", "\"bearer\"", {" | \"Bearer\" | that string in another letter case | const"}},
      {R"({"const": "Bearer"})", "\"secret\"", {" | \"Bearer\" | a string of 6 characters | const"}},
      {R"({"enum": ["a", 1, null]})",
       "\"A\"",
       {" | one of \"a\", 1, null | that string in another letter case | enum"}},
      {R"({"enum": [200]})", "\"200\"", {" | 200 | a string of 3 characters | enum"}},
      {R"({"type": "string", "enum": ["a"], "minLength": 1})", "5", {" | a string | integer 5 | type"}},
      {R"({"type": "string", "not": {"type": "integer"}})", "5", {" | a string | integer 5 | type"}},
      {R"({"const": 1, "not": {"type": "integer"}})", "5", {" | 1 | integer 5 | const"}},
      {R"({"minimum": 1, "multipleOf": 5})",
       "-2",
       {" | at least 1 | integer -2 | minimum", " | a multiple of 5 | integer -2 | multipleOf"}},
      {R"({"exclusiveMinimum": 1.50})", "1.5", {" | more than 1.50 | number 1.5 | exclusiveMinimum"}},
      {R"({"maximum": 10, "exclusiveMaximum": 10})",
       "18446744073709551615",
       {" | at most 10 | integer 18446744073709551615 | maximum",
        " | less than 10 | integer 18446744073709551615 | exclusiveMaximum"}},
      {R"({"minLength": 1})", "\"\"", {" | a string of at least 1 character | an empty string | minLength"}},
      {R"({"maxLength": 2})",
       "\"äöü\"",
       {" | a string of at most 2 characters | a string of 3 characters | maxLength"}},
      {R"({"pattern": "^[0-9a-f]+$"})",
       "\"xyz\"",
       {" | a string that matches ^[0-9a-f]+$ | a string of 3 characters | pattern"}},
      {R"({"format": "uuid"})", "\"x\"", {" | a UUID | a string of 1 character | format"}},
      {R"({"minItems": 1})", "[]", {" | an array of at least 1 item | an empty array | minItems"}},
      {R"({"maxItems": 1})", "[1,2]", {" | an array of at most 1 item | an array of 2 items | maxItems"}},
      {R"({"uniqueItems": true})", "[1,2,1]", {"/2 | an item unlike all others | equal to item 0 | uniqueItems"}},
      {R"({"minProperties": 2})",
       "{\"a\":1}",
       {" | an object of at least 2 members | an object of 1 member | minProperties"}},
      {R"({"maxProperties": 0})",
       "{\"a\":1}",
       {" | an object of at most 0 members | an object of 1 member | maxProperties"}},
      {R"({"dependencies": {"a": ["b"]}})", "{\"a\":1}", {"/b | the member b, for there is a | absent | dependencies"}},
      {R"({"propertyNames": {"pattern": "^x"}})",
       "{\"y\":1}",
       {"/y | a member's name that is a string that matches ^x | the member y | propertyNames"}},
      {R"({"items": [true], "additionalItems": false})",
       "[1,2,3]",
       {" | an array of at most 1 item | an array of 3 items | additionalItems"}},
      {R"({"contains": {"type": "string"}})",
       "[1]",
       {" | an array with an item that is a string | an array of 1 item | contains"}},
      {R"({"properties": {"a": false}})", "{\"a\":1}", {"/a | no member a | integer 1 | false"}},
      {"false", "1", {" | nothing | integer 1 | false"}},
      {R"({"not": {"type": "null"}})", "null", {" | anything but null | null | not"}},
      {R"({"anyOf": [{"type": "string"}, {"type": "null"}]})", "5", {" | a string or null | integer 5 | anyOf"}},
      {R"({"anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}]})",
       "\"x\"",
       {" | a UUID | a string of 1 character | format"}},
      {R"({"oneOf": [{"properties": {"kind": {"const": "a"}, "x": {"type": "string"}}}, {"properties": {"kind": {"const": "b"}}}]})",
       R"({"kind":"a","x":1})",
       {"/x | a string | integer 1 | type"}},
      {R"({"oneOf": [{"required": ["env"]}, {"required": ["file"]}]})",
       "{}",
       {" | an object with the member env or an object with the member file | an empty object | oneOf"}},
      {R"({"oneOf": [{"type": "integer"}, {"minimum": 0, "title": "not negative"}]})",
       "1",
       {" | just one of 2 forms: an integer or not negative | integer 1 of 2 of these forms | oneOf"}},
      {R"({"if": {"required": ["a"]}, "then": {"required": ["b"]}})",
       "{\"a\":1}",
       {"/b | the member b | absent | required"}},
      {R"({"allOf": [{"required": ["a"]}, {"required": ["a", "b"]}]})",
       "{}",
       {"/a | the member a | absent | required", "/b | the member b | absent | required"}},
      // In the value's order, whatever the schema's; missing members after those that are there.
      {R"({"allOf": [{"properties": {"z": {"type": "null"}}}], "required": ["q"], "properties": {"a": {"type": "null"}, "m": {"items": {"type": "null"}}}})",
       R"({"z":1,"m":[null,2,3],"a":4})",
       {"/z | null | integer 1 | type", "/m/1 | null | integer 2 | type", "/m/2 | null | integer 3 | type",
        "/a | null | integer 4 | type", "/q | the member q | absent | required"}},
  };
  for (const auto& row : kRows) EXPECT_EQ(Said(row.schema, row.value), row.said) << row.schema << "  " << row.value;
}

TEST(SchemaCheck, NeverShowsTheTextOfAString) {
  const std::string secret = "hunter2-hunter2";
  const Json values[] = {secret, Json::Array{secret}, Json::Object{{"a", secret}}, Json::Array{secret, secret}};
  for (const Row& row : SemanticRows()) {
    const Schema schema = Compile(row.schema);
    for (const Json& value : values) {
      for (const SchemaViolation& violation : schema.Check(value)) {
        EXPECT_THAT(violation.expected + violation.actual + violation.pointer, Not(HasSubstr("hunter2"))) << row.schema;
      }
    }
  }
}

// What stock valijson did with each is in HAZARDS.md.
TEST(SchemaCheck, StandsHostileValues) {
  const std::string long_text(100'000, 'a');
  EXPECT_THAT(Compile(R"({"pattern": "^(a|b)*$"})").Check(long_text), IsEmpty());
  EXPECT_EQ(Compile(R"({"pattern": "^(a+)+$"})").Check(long_text + "!").size(), 1u);
  EXPECT_EQ(Compile(R"({"patternProperties": {"^(a|b)*$": false}})").Check(Json::Object{{long_text, 1}}).size(), 1u);
  EXPECT_EQ(Compile(R"({"format": "date"})").Check(long_text).size(), 1u);
  EXPECT_THAT(Compile(R"({"format": "date"})").Check(Json::Array{1}), IsEmpty());
  EXPECT_THAT(Compile(R"({"format": "date"})").Check(Json::Object{{"a", 1}}), IsEmpty());

  Json::Array distinct, equal;
  for (int i = 0; i < 100'000; ++i) distinct.push_back(i);
  for (int i = 0; i < 5'000; ++i) equal.push_back("same");
  EXPECT_THAT(Compile(R"({"uniqueItems": true})").Check(distinct), IsEmpty());
  EXPECT_EQ(Compile(R"({"uniqueItems": true})").Check(equal).size(), 1u);
  distinct.push_back(99'999);
  EXPECT_THAT(Said(R"({"uniqueItems": true})", WriteJson(distinct)),
              ElementsAre("/100000 | an item unlike all others | equal to item 99999 | uniqueItems"));

  // As deep as parsing allows.
  const std::string deep = std::string(63, '[') + "{\"a\":0}" + std::string(63, ']');
  const Schema recursive = Compile(R"({"items": {"$ref": "#"}, "properties": {"a": {"type": "string"}}})");
  const std::vector<SchemaViolation> violations = recursive.Check(Parse(deep));
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_EQ(violations[0].pointer.size(), 63 * 2 + 2u);
}

TEST(SchemaCheck, ReportsAtMostAHundredViolations) {
  Json::Object many;
  for (int i = 0; i < 10'000; ++i) many.emplace_back("m" + std::to_string(i), 1);
  EXPECT_EQ(Compile(R"({"additionalProperties": false})").Check(many).size(), 100u);
  EXPECT_EQ(Compile(R"({"additionalProperties": {"type": "string"}})").Check(many).size(), 100u);
}

TEST(SchemaCheck, ShortensLongListsAndNames) {
  Json::Object members;
  for (int i = 0; i < 40; ++i) members.emplace_back("member" + std::to_string(i), true);
  const Schema schema = CompileJson(Json::Object{{"properties", members}, {"additionalProperties", false}});
  const std::vector<SchemaViolation> violations = schema.Check(Json::Object{{std::string(5'000, 'x'), 1}});
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_THAT(violations[0].expected, HasSubstr("member11, … (40 in all)"));
  EXPECT_LT(violations[0].actual.size(), 120u);
}

TEST(ErrorOf, SaysWhatIsWrongAndWhatAnUnknownMemberMayHaveBeenMeantToBe) {
  const Json schema = Parse(R"({
    "type": "object", "required": ["list"], "additionalProperties": false,
    "properties": {"list": {"type": "array", "items": {"$ref": "#/definitions/entry"}},
                   "by/name": {"additionalProperties": {"$ref": "#/definitions/again"}}},
    "definitions": {"again": {"$ref": "#/definitions/entry"},
                    "entry": {"additionalProperties": false, "properties": {"owner": {"type": "string"}}}}})");
  const std::pair<const char*, const char*> rows[] = {
      {R"({})", "f.json:/list: is missing"},
      {R"({"list": 1})", "f.json:/list: expected an array, found integer 1"},
      {R"({"list": [], "lists": 1})", R"(f.json:/lists: unknown member, did you mean "list"?)"},
      {R"({"list": [{}, {"onwer": "a"}]})", R"(f.json:/list/1/onwer: unknown member, did you mean "owner"?)"},
      {R"({"list": [], "by/name": {"a": {"onwer": "a"}}})",
       R"(f.json:/by~1name/a/onwer: unknown member, did you mean "owner"?)"},
      {R"({"list": [{"list": []}]})", "f.json:/list/0/list: unknown member"},
  };
  for (const auto& [text, error] : rows) {
    const std::vector<SchemaViolation> violations = CompileJson(schema).Check(Parse(text));
    ASSERT_EQ(violations.size(), 1u) << text;
    EXPECT_EQ(ErrorOf(violations[0], schema, "f.json").ToString(), error);
  }
}

TEST(Schema, ClonesCheckAloneOnTheirThreadsAndOutliveTheOriginal) {
  std::vector<Schema> clones;
  {
    const Schema schema = Compile(R"({"items": {"pattern": "^[a-z]+$", "format": "hostname"}, "uniqueItems": true})");
    for (int i = 0; i < 4; ++i) clones.push_back(schema.Clone());
  }
  const Json good = Parse(R"(["a","b"])");
  const Json bad = Parse(R"(["a","B"])");
  std::vector<std::thread> threads;
  std::vector<int> wrong(clones.size());
  for (size_t i = 0; i < clones.size(); ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 500; ++round)
        wrong[i] += !clones[i].Check(good).empty() || clones[i].Check(bad).size() != 1;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(wrong, ::testing::Each(0));
}

}  // namespace
}  // namespace authconform
