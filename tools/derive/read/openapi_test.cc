#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/derive/read/facts_text.h"
#include "tools/derive/read/readers.h"

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

EndpointFact Only(const Facts& facts) {
  EXPECT_EQ(facts.endpoints.size(), 1u);
  return facts.endpoints.empty() ? EndpointFact{} : facts.endpoints[0];
}

// A document of one operation, its `operation` being JSON.
EndpointFact ReadOne(const std::string& operation, const std::string& around = "") {
  return Only(ReadOpenApi("{\"openapi\": \"3.0.0\"" + around + ", \"paths\": {\"/x\": {\"post\": " + operation + "}}}",
                          "x.json"));
}

TEST(OpenApiTest, Version31InYamlGivesCallsWithTheLinesOfTheirParts) {
  const Facts facts = ReadOpenApi(ReadTestDocument("openapi/pool.yaml"), "pool.yaml");
  EXPECT_EQ(facts.dialect, Dialect::kOpenApi);
  EXPECT_EQ(facts.title + " " + facts.version, "Pool 4.2");
  ASSERT_EQ(facts.endpoints.size(), 2u);
  const EndpointFact& enter = facts.endpoints[0];
  EXPECT_EQ(CallText(enter), "POST /api/v4/lanes/{lane}/swimmers https://lido.pool.example");
  EXPECT_EQ(At(enter.path_lines) + At(enter.method_lines) + At(enter.lines), " @14 @18 @14-45");
  EXPECT_EQ(enter.title, "Let a swimmer in");
  EXPECT_EQ(enter.encoding, FactEncoding::kJson);
  EXPECT_EQ(At(enter.encoding_lines), " @26");
  EXPECT_EQ(enter.auth, FactAuth::kApiKey);
  EXPECT_EQ(enter.auth_header, "X-Turnstile");
  EXPECT_THAT(HeaderTexts(enter), ElementsAre("X-Trace: none @23", "X-Turnstile:  @78"));
  EXPECT_THAT(FieldTexts(enter), ElementsAre("/wide query string required @22", "/lane path integer required @53",
                                             "/name body string required @69", "/secret body string optional @70",
                                             "/buddy body object optional @71", "/caps body array optional @72-76",
                                             "/caps/* body object @74-76", "/caps/*/size body number optional @76"));
  EXPECT_TRUE(enter.fields[2].nullable);
  EXPECT_EQ(enter.fields[2].format, "email");
  ASSERT_EQ(enter.requests.size(), 1u);
  EXPECT_EQ(WriteJson(enter.requests[0].body->value), R"({"name":"Ada","caps":[{"size":3}]})");
  EXPECT_THAT(
      ResponseTexts(enter),
      ElementsAre("201 @30", "  /id integer @68", "  /name string @69", "  /buddy object @71", "  /caps array @72-76",
                  "  /caps/* object @74-76", "  /caps/*/size number @76", "  /entry integer @40", "  {\"entry\":5} @42",
                  "409 @43", "  /why string @61", "  /wait integer @61", "  /call string @62"));
  EXPECT_EQ(enter.responses[0].title, "In the water");
  EXPECT_EQ(enter.responses[1].media_type, "application/problem+json");
  EXPECT_EQ(enter.responses[1].fields[0].required, true);
  EXPECT_EQ(enter.responses[1].fields[1].required, false);
  EXPECT_EQ(facts.endpoints[1].auth, FactAuth::kNone);
  EXPECT_THAT(RepairTexts(facts), ElementsAre("a response for a range of statuses, or for none, is left out @44"));
}

TEST(OpenApiTest, Swagger2InJsonGivesCallsWithTheLinesOfTheirParts) {
  const Facts facts = ReadOpenApi(ReadTestDocument("openapi/pool_swagger.json"), "pool.json");
  ASSERT_EQ(facts.endpoints.size(), 2u);
  const EndpointFact& join = facts.endpoints[0];
  EXPECT_EQ(CallText(join), "POST /api/v1/members https://pool.example");
  EXPECT_EQ(join.auth, FactAuth::kBasic);
  EXPECT_EQ(join.encoding, FactEncoding::kJson);
  EXPECT_THAT(FieldTexts(join), ElementsAre("/mail body string optional @42", "/more body unknown optional @42"));
  EXPECT_THAT(ResponseTexts(join), ElementsAre("200 @22", "  /* object @24", "  /*/mail string @42",
                                               "  /*/more unknown @42", "  [{\"mail\":\"a@b.example\"}] @25"));
  const EndpointFact& change = facts.endpoints[1];
  EXPECT_EQ(change.encoding, FactEncoding::kForm);
  EXPECT_EQ(change.auth, FactAuth::kApiKey);
  EXPECT_THAT(FieldTexts(change), ElementsAre("/mail body string required @33", "/face body unknown optional @34",
                                              "/lanes body array optional @35", "/lanes/* body integer @35",
                                              "/pool_key query string required @11"));
  EXPECT_THAT(RepairTexts(facts), ElementsAre("a reference leads out of the document and is left out @42"));
}

TEST(OpenApiTest, AuthorizationIsThatOfTheFirstSchemeRequired) {
  struct Row {
    const char* scheme;
    std::optional<FactAuth> auth;
    bool needs_auth;
  };
  const Row kRows[] = {
      {R"({"type": "http", "scheme": "Bearer"})", FactAuth::kBearer, false},
      {R"({"type": "http", "scheme": "basic"})", FactAuth::kBasic, false},
      {R"({"type": "oauth2", "flows": {}})", FactAuth::kBearer, false},
      {R"({"type": "openIdConnect"})", FactAuth::kBearer, false},
      {R"({"type": "apiKey", "in": "header", "name": "X-K"})", FactAuth::kApiKey, false},
      {R"({"type": "apiKey", "in": "header", "name": "Authorization", "description": "Bearer and a token"})",
       FactAuth::kBearer, false},
      {R"({"type": "apiKey", "in": "header", "name": "Authorization", "x-bearer-format": "bearer"})", FactAuth::kBearer,
       false},
      {R"({"type": "apiKey", "in": "header", "name": "authorization", "x-default": "Basic dTpw"})", FactAuth::kBasic,
       false},
      {R"({"type": "apiKey", "in": "header", "name": "Authorization"})", FactAuth::kApiKey, false},
      {R"({"type": "apiKey", "in": "header", "name": "X-K", "x-bearer-format": "bearer"})", FactAuth::kApiKey, false},
      {R"({"type": "apiKey", "in": "cookie", "name": "sid"})", FactAuth::kApiKey, false},
      {R"({"type": "mutualTLS"})", std::nullopt, true},
  };
  for (const Row& row : kRows) {
    const EndpointFact endpoint =
        ReadOne(R"({"security": [{}, {"s": []}]})",
                std::string(R"(, "components": {"securitySchemes": {"s": )") + row.scheme + "}}");
    EXPECT_EQ(endpoint.auth, row.auth) << row.scheme;
    EXPECT_EQ(endpoint.needs_auth, row.needs_auth) << row.scheme;
  }
  EXPECT_EQ(ReadOne(R"({"security": []})").auth, FactAuth::kNone);
  EXPECT_EQ(ReadOne(R"({"security": [{}]})").auth, FactAuth::kNone);
  EXPECT_EQ(ReadOne(R"({})").auth, std::nullopt);
  EXPECT_TRUE(ReadOne(R"({"security": [{"undefined": []}]})").needs_auth);
}

TEST(OpenApiTest, ASampleWithACredentialIsStrongerThanAnEmptyListOfSchemes) {
  const auto auth = [](const std::string& code) {
    return ReadOne(R"({"security": [], "x-codeSamples": [{"lang": "curl", "source": )" + WriteJson(Json(code)) + "}]}")
        .auth;
  };
  EXPECT_EQ(auth("curl -X POST /x -H 'Authorization: Bearer t'"), std::nullopt);
  EXPECT_EQ(auth("curl -X POST /x -H 'X-Trace: t'"), FactAuth::kNone);
}

TEST(OpenApiTest, ThePathHasTheBasePathOfTheNearestServer) {
  struct Row {
    const char* around;
    const char* operation;
    const char* call;
  };
  const Row kRows[] = {
      {"", "{}", "POST /x"},
      {R"(, "servers": [{"url": "/"}])", "{}", "POST /x"},
      {R"(, "servers": [{"url": "/v1/"}])", "{}", "POST /v1/x"},
      {R"(, "servers": [{"url": "https://a.example"}, {"url": "/v9"}])", "{}", "POST /x https://a.example"},
      {R"(, "servers": [{"url": "https://a.example/v1"}])", R"({"servers": [{"url": "https://b.example/v2"}]})",
       "POST /v2/x https://b.example"},
      {R"(, "servers": [{"url": "{base}/v1", "variables": {"base": {"default": "https://c.example"}}}])", "{}",
       "POST /v1/x https://c.example"},
  };
  for (const Row& row : kRows) EXPECT_EQ(CallText(ReadOne(row.operation, row.around)), row.call) << row.around;
}

TEST(OpenApiTest, MediaTypesTellTheEncoding) {
  struct Row {
    const char* types;
    std::optional<FactEncoding> encoding;
  };
  const Row kRows[] = {
      {R"({"application/json": {}})", FactEncoding::kJson},
      {R"({"application/vnd.pool+json; charset=utf-8": {}})", FactEncoding::kJson},
      {R"({"multipart/form-data": {}})", FactEncoding::kForm},
      {R"({"application/x-www-form-urlencoded": {}, "application/json": {}})", FactEncoding::kJson},
      {R"({"text/plain": {}})", std::nullopt},
      {R"({})", std::nullopt},
  };
  for (const Row& row : kRows) {
    const EndpointFact endpoint = ReadOne(std::string(R"({"requestBody": {"content": )") + row.types + "}}");
    EXPECT_EQ(endpoint.encoding, row.encoding) << row.types;
  }
}

std::vector<std::string> FieldsOf(const std::string& schema, const std::string& around = "") {
  return FieldTexts(
      ReadOne(R"({"requestBody": {"content": {"application/json": {"schema": )" + schema + "}}}}", around));
}

TEST(OpenApiTest, SchemasGiveTheFieldsTheyAllow) {
  EXPECT_THAT(FieldsOf(R"({"allOf": [{"properties": {"a": {"type": "string"}}}, {"required": ["a"]}]})"),
              ElementsAre("/a body string required @1"));
  EXPECT_THAT(FieldsOf(R"({"anyOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]},
                                     {"properties": {"a": {"type": "number"}, "b": {}}, "required": ["a"]}]})"),
              ElementsAre("/a body number required @1", "/b body unknown optional @2"));
  EXPECT_THAT(
      FieldsOf(R"({"properties": {"a": {"oneOf": [{"type": "integer"}, {"type": "number"}, {"type": "null"}]}}})"),
      ElementsAre("/a body number optional @1"));
  EXPECT_THAT(FieldsOf(R"({"properties": {"a": {"enum": ["x", "y"]}, "b/c": {"const": 5}}})"),
              ElementsAre("/a body string optional @1", "/b~1c body integer optional @1"));
  EXPECT_THAT(FieldsOf(R"({"type": "array", "items": {"type": "array", "items": {"type": "boolean"}}})"),
              ElementsAre("/* body array @1", "/*/* body boolean @1"));
  EXPECT_THAT(FieldsOf(R"({"properties": {"$ref": {"type": "string"}}})"),
              ElementsAre("/$ref body string optional @1"));
}

TEST(OpenApiTest, ReferencesInCirclesAndIntoNowhereAreCut) {
  const std::string schemas = R"(, "components": {"schemas": {
      "A": {"properties": {"b": {"$ref": "#/components/schemas/B"}}},
      "B": {"properties": {"a": {"$ref": "#/components/schemas/A"}, "n": {"type": "integer"}}},
      "C": {"$ref": "#/components/schemas/C"}}})";
  EXPECT_THAT(
      FieldsOf(R"({"$ref": "#/components/schemas/A"})", schemas),
      ElementsAre("/b body object optional @2", "/b/a body object optional @3", "/b/n body integer optional @3"));
  EXPECT_THAT(FieldsOf(R"({"$ref": "#/components/schemas/C"})", schemas), IsEmpty());
  EXPECT_THAT(FieldsOf(R"({"$ref": "#/components/schemas/Nobody"})", schemas), IsEmpty());
}

// Each schema has two members of the next one: 2^40 fields when written out.
TEST(OpenApiTest, ReferencesThatMultiplyAreBoundedByTheSizeOfTheDocument) {
  std::string schemas = R"(, "components": {"schemas": {"S40": {"type": "string"})";
  for (int i = 0; i < 40; ++i) {
    const std::string next = R"({"$ref": "#/components/schemas/S)" + std::to_string(i + 1) + R"("})";
    schemas += ", \"S" + std::to_string(i) + R"(": {"properties": {"a": )" + next + ", \"b\": " + next + "}}";
  }
  const size_t count = FieldsOf(R"({"$ref": "#/components/schemas/S0"})", schemas + "}}").size();
  EXPECT_GT(count, 9'000u);
  EXPECT_LE(count, 12'000u);
}

TEST(OpenApiTest, WhatIsNoDescriptionGivesNothingAndSaysWhy) {
  for (const char* text : {"", "just text", "{", "[]", "paths: [1, 2]", "paths:\n  /x: {$ref: '#/paths/~1x'}",
                           "a: b: c", "{\"openapi\": \"3.0.0\", \"paths\": {\"/x\": {\"get\": 5}}}"}) {
    EXPECT_THAT(ReadOpenApi(text, "x").endpoints, IsEmpty()) << text;
  }
  EXPECT_THAT(RepairTexts(ReadOpenApi("a: b: c", "x")), ElementsAre(HasSubstr("cannot be read at line 1")));
}

}  // namespace
}  // namespace authconform
