#include "tools/derive/facts_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.h"
#include "harness/base/schema.h"

namespace authconform {
namespace {

Facts SomeFacts() {
  EndpointFact endpoint;
  endpoint.method = "POST";
  endpoint.path = "/login";
  endpoint.encoding = FactEncoding::kForm;
  endpoint.auth = FactAuth::kApiKey;
  endpoint.headers = {{"X-Key", "secret", {2, 2}, std::nullopt, ""}};
  Field field;
  field.path = "/name";
  field.type = ValueType::kString;
  field.required = true;
  Field open;
  open.path = "/more";
  open.in = Field::In::kQuery;
  open.type = ValueType::kNull;
  endpoint.fields = {field, open};
  ResponseFact ok;
  ok.status = 200;
  Example example;
  example.body = ReadLooseJson(R"({"a": [1]})", 1);
  ok.examples = {example};
  ResponseFact again = ok;
  again.examples[0].body = ReadLooseJson(R"({"b": null})", 1);
  endpoint.responses = {ok, again};
  Facts facts;
  facts.document = "page.md";
  facts.dialect = Dialect::kReadmeIo;
  facts.endpoints = {endpoint};
  return facts;
}

TEST(FactsJson, HoldsTheBareFacts) {
  EXPECT_EQ(WriteJson(FactsJson(SomeFacts())),
            R"({"document":"page.md","dialect":"readmeio","endpoints":[{"method":"POST","path":"/login",)"
            R"("request":{"encoding":"form","auth":"apikey","headers":["X-Key"],"fields":[)"
            R"({"path":"/name","in":"body","type":"string","required":true},)"
            R"({"path":"/more","in":"query","type":"unknown","required":null}]},)"
            R"("responses":[{"status":200,"fields":[{"path":"/a","type":"array"},{"path":"/a/*","type":"integer"},)"
            R"({"path":"/b","type":"null"}]}]}]})");
}

TEST(FactsJson, HasTheFormOfItsSchema) {
  const Result<Json> form = ReadJsonFile("tools/derive/facts.schema.json");
  ASSERT_TRUE(form.ok());
  const Result<Schema> schema = Schema::Compile(*form);
  ASSERT_TRUE(schema.ok()) << schema.error().ToString();
  EXPECT_TRUE(schema->Check(FactsJson(SomeFacts())).empty());
  EXPECT_FALSE(schema->Check(Json(Json::Object{{"document", "x"}})).empty());
}

}  // namespace
}  // namespace authconform
