#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/derive/read/facts_text.h"
#include "tools/derive/read/readers.h"

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Facts ReadItem(const std::string& item, const std::string& around = "") {
  return ReadPostman("{\"info\": {}" + around + ", \"item\": [" + item + "]}", "x.json");
}

EndpointFact ReadRequest(const std::string& request) {
  const Facts facts = ReadItem("{\"request\": " + request + "}");
  return facts.endpoints.empty() ? EndpointFact{} : facts.endpoints[0];
}

TEST(PostmanTest, EveryRequestInFoldersIsACallWithTheLinesOfItsParts) {
  const Facts facts = ReadPostman(ReadTestDocument("postman/pool.json"), "pool.json");
  EXPECT_EQ(facts.dialect, Dialect::kPostman);
  EXPECT_EQ(facts.title, "Lockers");
  ASSERT_EQ(facts.endpoints.size(), 4u);
  const EndpointFact& enter = facts.endpoints[0];
  EXPECT_EQ(CallText(enter), "POST /swimmers/:id/entries https://pool.example/api/v2");
  EXPECT_EQ(enter.title, "Enter");
  EXPECT_EQ(enter.auth, FactAuth::kApiKey);
  EXPECT_EQ(enter.encoding, FactEncoding::kJson);
  EXPECT_THAT(HeaderTexts(enter), ElementsAre("X-Lane: 4 @53-56", "X-Turnstile: {{key}} @26-42"));
  EXPECT_THAT(FieldTexts(enter), ElementsAre("/id path string @95-99", "/quick query string required @83-87"));
  ASSERT_EQ(enter.requests.size(), 1u);
  EXPECT_EQ(At(enter.requests[0].lines), " @65");
  EXPECT_THAT(ResponseTexts(enter), ElementsAre("201 @106", "  {\"entry\":77} @115", "409 @119", "  empty @121"));
  EXPECT_EQ(enter.responses[0].media_type, "application/json");
  EXPECT_EQ(enter.prose[0].text, "Lets one swimmer in.");
  EXPECT_EQ(facts.endpoints[1].auth, FactAuth::kNone);
  EXPECT_EQ(facts.endpoints[1].encoding, FactEncoding::kForm);
  EXPECT_THAT(FieldTexts(facts.endpoints[1]), ElementsAre("/mail body string @138-142"));
  EXPECT_EQ(facts.endpoints[2].auth, FactAuth::kBearer);
  EXPECT_THAT(FieldTexts(facts.endpoints[2]),
              ElementsAre("/face body unknown @161-165", "/title body string @166-170"));
  EXPECT_EQ(CallText(facts.endpoints[3]), "GET /state https://pool.example");
  EXPECT_THAT(FieldTexts(facts.endpoints[3]), ElementsAre("/wide query string @188"));
}

TEST(PostmanTest, UrlsAreReadInAllTheirForms) {
  struct Row {
    const char* url;
    const char* call;
  };
  const Row kRows[] = {
      {R"("{{base}}/a/b?c=1")", "GET /a/b {{base}}"},
      {R"({"raw": "https://h.example/a"})", "GET /a https://h.example"},
      {R"({"host": "{{base}}", "path": "a/b"})", "GET /a/b {{base}}"},
      {R"({"host": ["h", "example"], "path": [{"type": "string", "value": "a"}, "{{id}}"]})",
       "GET /a/{{id}} h.example"},
      {R"({"host": ["{{base}}"], "path": [""]})", "GET / {{base}}"},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(CallText(ReadRequest(std::string(R"({"url": )") + row.url + "}")), row.call) << row.url;
  }
}

TEST(PostmanTest, AuthorizationIsReadInBothVersionsForms) {
  struct Row {
    const char* auth;
    std::optional<FactAuth> kind;
  };
  const Row kRows[] = {
      {R"({"type": "basic", "basic": []})", FactAuth::kBasic},
      {R"({"type": "bearer", "bearer": {"token": "t"}})", FactAuth::kBearer},
      {R"({"type": "oauth2"})", FactAuth::kBearer},
      {R"({"type": "apikey", "apikey": {"key": "X-K", "value": "v"}})", FactAuth::kApiKey},
      {R"({"type": "noauth"})", FactAuth::kNone},
      {R"({"type": "digest"})", std::nullopt},
      {"null", std::nullopt},
  };
  for (const Row& row : kRows) {
    const EndpointFact endpoint = ReadRequest(std::string(R"({"url": "/a", "auth": )") + row.auth + "}");
    EXPECT_EQ(endpoint.auth, row.kind) << row.auth;
  }
  EXPECT_THAT(HeaderTexts(ReadRequest(R"({"url": "/a", "auth": {"type": "apikey", "apikey": {"key": "X-K"}}})")),
              ElementsAre("X-K:  @1"));
  EXPECT_THAT(
      FieldTexts(ReadRequest(R"({"url": "/a", "auth": {"type": "apikey", "apikey": {"key": "k", "in": "query"}}})")),
      ElementsAre("/k query string @1"));
}

TEST(PostmanTest, ACollectionMayBeWrappedAndHeadersMayBeText) {
  const Facts facts = ReadPostman(
      R"({"collection": {"info": {"name": "W"}, "item": [{"request": {"url": "/a", "header": "X-A: 1\n//X-B: 2"}}]}})",
      "");
  EXPECT_EQ(facts.title, "W");
  ASSERT_EQ(facts.endpoints.size(), 1u);
  EXPECT_THAT(HeaderTexts(facts.endpoints[0]), ElementsAre("X-A: 1 @1"));
}

TEST(PostmanTest, GraphQlIsJsonWithTwoMembers) {
  const EndpointFact endpoint = ReadRequest(
      R"({"method": "POST", "url": "/g", "body": {"mode": "graphql", "graphql": {"query": "{a}", "variables": "{}"}}})");
  EXPECT_EQ(endpoint.encoding, FactEncoding::kJson);
  EXPECT_THAT(FieldTexts(endpoint), ElementsAre("/query body string @1", "/variables body object @1"));
}

TEST(PostmanTest, WhatIsNoCollectionGivesNothing) {
  for (const char* text : {"", "{", "[]", "text", "{\"item\": 5}", "{\"item\": [5, null, {\"request\": 5}]}"}) {
    EXPECT_THAT(ReadPostman(text, "x").endpoints, IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace authconform
