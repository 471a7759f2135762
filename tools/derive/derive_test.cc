#include "tools/derive/derive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "harness/base/files.h"
#include "harness/base/schema.h"
#include "harness/spec/load.h"
#include "tools/derive/spec/testing/samples.h"

namespace authconform {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

const std::string kHash(64, 'a');

// A document that leaves nothing open.
Facts Acme() {
  EndpointFact endpoint = SignIn();
  endpoint.title = "Sign in";
  endpoint.host = "https://api.acme.example";
  endpoint.host_lines = {3, 3};
  endpoint.auth = FactAuth::kApiKey;
  endpoint.auth_header = "X-Desk-Key";
  endpoint.auth_lines = {4, 4};
  endpoint.headers = {{"X-Desk-Key", "0123", {4, 4}, true, ""}, {"Content-Type", "application/json", {5, 5}, true, ""}};
  endpoint.fields[1].description = "at least 8 characters";
  endpoint.fields.push_back(Declared("/scope", {9, 9}));
  endpoint.fields.back().required = false;
  endpoint.fields.back().allowed = {Json("desk")};
  endpoint.requests = {Shown(R"({"email": "kim@acme.example", "password": "Secret-1", "scope": "desk"})", 12)};
  endpoint.prose = {{"Exchanges credentials for a token. The valid_for is in minutes.", {10, 10}}};
  endpoint.responses = {Answer(200, "{\"token\": \"" + Jwt(R"({"sub":"kim@acme.example","exp":1700000900})") +
                                        "\",\n \"valid_for\": 15}"),
                        Answer(401, R"({"ok": false, "message": "Wrong password"})")};
  Facts facts;
  facts.document = "Acme API.md";
  facts.title = "Acme";
  facts.version = "2";
  facts.endpoints = {endpoint};
  facts.prose = {{"Every request carries the token in a header.", {1, 1}}};
  return facts;
}

FileSet FilesOf(const Derivation& derivation) {
  FileSet files = {{"specs/endpoint.schema.json", *ReadFile("specs/endpoint.schema.json")}};
  for (const DerivedEndpoint& endpoint : derivation.endpoints) {
    const std::string folder = "specs/" + endpoint.name + "/";
    for (const auto& [name, bytes] : endpoint.files) files[folder + name] = bytes;
    files[folder + "decisions.json"] = R"({"decisions": {}, "spec": {}})";
  }
  return files;
}

TEST(DeriveTest, ACompleteDocumentBecomesASpecThatNeedsNoDecision) {
  const Derivation derivation = DeriveFrom(Acme(), kHash);
  ASSERT_EQ(derivation.endpoints.size(), 1u);
  const DerivedEndpoint& derived = derivation.endpoints[0];
  EXPECT_EQ(derived.name, "acme-api/sign-in");
  EXPECT_THAT(derived.gaps, IsEmpty());
  for (const Error& mistake : LintSpec(FilesOf(derivation), derived.name)) ADD_FAILURE() << mistake.ToString();

  const Json spec = *ParseJson(derived.files.at("spec.json"));
  EXPECT_EQ(WriteJson(*spec.Find("source")),
            R"({"document":"Acme API.md","title":"Acme: Sign in","version":"2","sha256":")" + kHash + "\"}");
  EXPECT_EQ(WriteJson(*spec.Find("request")),
            R"({"method":"POST","path":"/v2/sign-in","requirement":"request-line","headers":{)"
            R"("X-Desk-Key":{"value":"{{client.key}}","requirement":"header-x-desk-key","credential":true},)"
            R"("Content-Type":{"value":"application/json","requirement":"header-content-type"}},)"
            R"("authorization":"api_key","authorization_requirement":"header-x-desk-key",)"
            R"("encodings":["json"],"encoding_requirement":"header-content-type","fields":{)"
            R"("email":{"value":"{{account.login}}","required":true,"requirement":"field-email"},)"
            R"("password":{"value":"{{account.password}}","required":true,"requirement":"field-password",)"
            R"("min_length":{"length":8,"requirement":"field-password-length"}},)"
            R"("scope":{"value":"desk","required":false,"requirement":"field-scope","fixed":true}}})");
  EXPECT_EQ(
      WriteJson(*spec.At("/outcomes/success")),
      R"({"status":200,"status_requirement":"success-status","content_type":"application/json",)"
      R"("content_type_requirement":"success-media-type","schema":"success.schema.json",)"
      R"("schema_requirement":"success-body","members":{"/token":"success-token","/valid_for":"success-valid-for"},)"
      R"("relations":{"token-is-jwt":{"kind":"jwt","left":{"body":"/token"},"requirement":"token-is-jwt"},)"
      R"("token-expires-ahead":{"kind":"later","left":{"claim":"/exp","of":"/token"},"right":{"now":true},"requirement":"token-expires-ahead"},)"
      R"("token-subject-is-email":{"kind":"equal","left":{"claim":"/sub","of":"/token"},"right":{"sent":"account.login"},"requirement":"token-subject-is-email"}}})");
  EXPECT_EQ(WriteJson(*spec.Find("tokens")), R"(["/token"])");
  EXPECT_EQ(WriteJson(*spec.At("/requirements/success-valid-for")),
            R"({"level":"must","confidence":"stated","lines":[10,10],"text":"valid_for is a time span in minutes"})");
  EXPECT_EQ(
      WriteJson(*spec.At("/requirements/credentials")),
      R"({"level":"must","confidence":"stated","lines":[10,10],"text":"a token is given for valid credentials"})");
  EXPECT_NE(spec.At("/requirements/token-use/unchecked"), nullptr);
  EXPECT_NE(spec.At("/requirements/host/unchecked"), nullptr);
  EXPECT_EQ(derived.files.at("bad_credentials.schema.json"),
            "{\n"
            "  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n"
            "  \"title\": \"acme-api/sign-in: bad_credentials\",\n"
            "  \"type\": \"object\",\n"
            "  \"required\": [\"ok\", \"message\"],\n"
            "  \"properties\": {\"ok\": {\"const\": false}, \"message\": {\"type\": \"string\", \"minLength\": 1}}\n"
            "}\n");
}

TEST(DeriveTest, WhatTheDocumentLeavesOpenIsLeftOutOfTheSpec) {
  Facts facts = Acme();
  EndpointFact& endpoint = facts.endpoints[0];
  endpoint.encoding.reset();
  endpoint.headers.clear();
  endpoint.auth.reset();
  endpoint.fields[0].required.reset();
  endpoint.responses.pop_back();
  const Derivation derivation = DeriveFrom(facts, kHash, "Big Corp");
  EXPECT_EQ(derivation.endpoints[0].name, "big-corp/sign-in");
  const Json spec = *ParseJson(derivation.endpoints[0].files.at("spec.json"));
  EXPECT_EQ(spec.At("/request/encodings"), nullptr);
  EXPECT_EQ(spec.At("/request/authorization_requirement"), nullptr);
  EXPECT_EQ(spec.At("/request/fields/email/required"), nullptr);
  EXPECT_EQ(spec.At("/outcomes/bad_credentials"), nullptr);
  std::vector<std::string> mistakes;
  for (const Error& mistake : LintSpec(FilesOf(derivation), "big-corp/sign-in")) mistakes.push_back(mistake.position);
  EXPECT_THAT(mistakes, UnorderedElementsAre("/request/encodings", "/request/encoding_requirement",
                                             "/request/fields/email/required"));
}

TEST(DeriveTest, TheSameFactsGiveTheSameBytes) {
  const Derivation first = DeriveFrom(Acme(), kHash);
  const Derivation second = DeriveFrom(Acme(), kHash);
  EXPECT_EQ(first.endpoints[0].files, second.endpoints[0].files);
  EXPECT_EQ(GapText(first), GapText(second));
}

TEST(DeriveTest, AJwtThatTheTextNamesIsAMustThoughTheExampleIsCut) {
  Facts facts = Acme();
  facts.endpoints[0].prose = {{"Get a JWT for your credentials.", {6, 6}}};
  facts.endpoints[0].responses[0] = Answer(200, R"({"token": "eyJhbG..."})");
  const Json spec = *ParseJson(DeriveFrom(facts, kHash).endpoints[0].files.at("spec.json"));
  EXPECT_EQ(WriteJson(*spec.At("/outcomes/success/relations")),
            R"({"token-is-jwt":{"kind":"jwt","left":{"body":"/token"},"requirement":"token-is-jwt"}})");
  EXPECT_EQ(WriteJson(*spec.At("/requirements/token-is-jwt")),
            R"({"level":"must","confidence":"stated","lines":[6,6],"text":"the token is a JWT"})");
}

// Whatever stands on a page, spec.json has the form of specs/endpoint.schema.json and the schemas compile.
TEST(DeriveTest, OddPagesStillGiveSpecsOfTheForm) {
  Json form = *ReadJsonFile("specs/endpoint.schema.json");
  form.Set("$ref", "#/definitions/spec");
  const Result<Schema> schema = Schema::Compile(form);
  ASSERT_TRUE(schema.ok()) << schema.error().ToString();

  Facts facts = Acme();
  const EndpointFact sound = facts.endpoints[0];
  const auto add = [&](auto change) { change(facts.endpoints.emplace_back(sound)); };
  add([](EndpointFact& e) {
    e = EndpointFact();
    e.method = "GET";
    e.path = "/";
  });
  add([](EndpointFact& e) {
    e.path = "/a/{b}/:c";
    e.fields[0].in = Field::In::kPath;
  });
  add([](EndpointFact& e) {
    for (Field& field : e.fields) field.in = Field::In::kQuery;
  });
  add([](EndpointFact& e) {
    e.fields[0].in = Field::In::kQuery;
    e.fields[1].path = "/";
  });
  add([](EndpointFact& e) {
    e.fields[1].path = "/日本 \"語\"";
    e.fields[2].type = ValueType::kObject;
  });
  add([](EndpointFact& e) {
    e.headers = {{"X Key", "v", {1, 1}, {}, ""},
                 {"Api-Key", "", {1, 1}, {}, ""},
                 {"Accept", "{{x}}", {1, 1}, {}, ""},
                 {"Content-Type", "multipart/form-data", {1, 1}, {}, ""}};
  });
  add([](EndpointFact& e) {
    e.auth = FactAuth::kBearer;
    e.headers.clear();
  });
  add([](EndpointFact& e) {
    e.responses = {Answer(302, ""),   Answer(0, "{}"),   Answer(500, R"({"a": 1})"),
                   Answer(401, "[]"), Answer(403, "{}"), Answer(204, "")};
  });
  add([](EndpointFact& e) {
    e.responses[0] = Answer(200, R"({"": 1, "/~": {"": null}, "token": null, "status": "x"})");
  });
  add([](EndpointFact& e) { e.responses[0] = Answer(200, R"([{"token": "x"}])"); });
  add([](EndpointFact& e) {
    e.responses[0].media_type = "application/JSON; charset=utf-8";
    e.responses[1].media_type = "a/b/c";
  });
  add([](EndpointFact& e) {
    e.title = std::string(5'000, 'x');
    e.host = std::string(5'000, 'y');
    e.fields[0].path = "/" + std::string(5'000, 'z');
  });
  add([](EndpointFact& e) {
    e.responses[1] = Answer(
        422,
        R"({"errors": {"email": ["A valid email address, 3 to 2 characters"], "password": {"a": "at least 999999 characters"}}})");
  });
  const Derivation derivation = DeriveFrom(facts, kHash);
  std::set<std::string> names;
  for (const DerivedEndpoint& endpoint : derivation.endpoints) {
    EXPECT_TRUE(names.insert(endpoint.name).second) << endpoint.name;
    for (const auto& [name, bytes] : endpoint.files) {
      const Result<Json> json = ParseJson(bytes, name);
      ASSERT_TRUE(json.ok()) << endpoint.name << ' ' << json.error().ToString();
      if (name != "spec.json") {
        EXPECT_TRUE(Schema::Compile(*json).ok()) << endpoint.name << ' ' << name;
        continue;
      }
      for (const SchemaViolation& violation : schema->Check(*json)) {
        ADD_FAILURE() << endpoint.name << violation.pointer << ": expected " << violation.expected;
      }
    }
  }
}

TEST(GapReportTest, GapsStandUnderTheirEndpointWithTheirLines) {
  Facts facts = Acme();
  facts.endpoints[0].encoding.reset();
  facts.endpoints[0].headers.pop_back();
  facts.remarks = {{"template-leftover", {60, 60}, "a parameter has no name"},
                   {"template-leftover", {9, 9}, "a caption is the tool's own"},
                   {"template-leftover", {8, 9}, "the same once more"}};
  facts.repairs = {{{21, 22}, "a comma is missing"}};
  EXPECT_EQ(GapText(DeriveFrom(facts, kHash)),
            "acme-api/sign-in  POST /v2/sign-in\n"
            "  Acme API.md:7-9  encoding-not-told\n"
            "    nothing tells whether the fields are sent as JSON or as a form\n"
            "    decide: {\"request\":{\"encodings\":[\"json\"],\"encoding_requirement\":\"parameters\"}}\n"
            "  Acme API.md:9  template-leftover\n"
            "    a caption is the tool's own\n"
            "\n"
            "the document as a whole\n"
            "  Acme API.md:60  template-leftover\n"
            "    a parameter has no name\n"
            "\n"
            "mended to be read\n"
            "  Acme API.md:21-22  a comma is missing\n"
            "\n"
            "1 endpoint, 3 gaps, 1 repair\n");
}

TEST(GapReportTest, JsonHasItsFormAndSupportWithoutSecrets) {
  Facts facts = Acme();
  facts.endpoints[0].responses.pop_back();
  facts.remarks = {{"unreadable-example", {}, "an example somewhere"}};
  facts.repairs = {{{}, "a fence never closes"}};
  const Json json = GapJson(DeriveFrom(facts, kHash));
  const Result<Schema> schema = Schema::Compile(*ReadJsonFile("tools/derive/gaps.schema.json"));
  ASSERT_TRUE(schema.ok()) << schema.error().ToString();
  for (const SchemaViolation& violation : schema->Check(json)) {
    ADD_FAILURE() << violation.pointer << ": expected " << violation.expected;
  }
  EXPECT_EQ(json.At("/gaps/0/id")->string(), "no-refusal-documented");
  EXPECT_EQ(WriteJson(*json.At("/relations/2/support")),
            R"(["claim /sub of /token = \"kim@acme.example\"","account.login = \"kim@acme.example\""])");
  EXPECT_EQ(WriteJson(json).find("eyJ"), std::string::npos);
  EXPECT_EQ(WriteJson(json).find("Secret-1"), std::string::npos);
}

TEST(GapReportTest, TheSchemaKnowsEveryGap) {
  const Json schema = *ReadJsonFile("tools/derive/gaps.schema.json");
  std::vector<std::string_view> ids;
  for (const Json& id : schema.At("/definitions/gap/properties/id/enum")->array()) ids.push_back(id.string());
  EXPECT_EQ(ids, GapIds());
}

}  // namespace
}  // namespace authconform
