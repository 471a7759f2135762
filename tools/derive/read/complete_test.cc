#include "tools/derive/read/complete.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Example BodyOf(std::string_view json) {
  Example example;
  example.lines = {9, 9};
  example.body = ReadLooseJson(json, 9);
  return example;
}

Field FieldAt(const std::string& path, Field::In in = Field::In::kBody) {
  Field field;
  field.path = path;
  field.in = in;
  field.declared = true;
  return field;
}

EndpointFact Call(const std::string& method, const std::string& path) {
  EndpointFact endpoint;
  endpoint.method = method;
  endpoint.path = path;
  return endpoint;
}

EndpointFact Completed(EndpointFact endpoint) {
  Facts facts;
  facts.endpoints.push_back(std::move(endpoint));
  facts = Complete(std::move(facts));
  return facts.endpoints.empty() ? EndpointFact() : facts.endpoints[0];
}

// "body /a string required"
std::vector<std::string> FieldsOf(const EndpointFact& endpoint) {
  static constexpr const char* kPlaces[] = {"body ", "query ", "path "};
  std::vector<std::string> fields;
  for (const Field& field : endpoint.fields) {
    fields.push_back(kPlaces[static_cast<size_t>(field.in)] + field.path + " " + std::string(TypeName(field.type)) +
                     (field.required ? *field.required ? " required" : " optional" : ""));
  }
  return fields;
}

TEST(Complete, CutsThePathAndKeepsABasePath) {
  EndpointFact endpoint = Call("GET", "https://h.test/keys/:id?page=1");
  endpoint.host = "https://h.test/v1";
  endpoint = Completed(endpoint);
  EXPECT_EQ(endpoint.path, "/v1/keys/:id");
  EXPECT_THAT(FieldsOf(endpoint), ElementsAre("path /id unknown", "query /page unknown"));
}

TEST(Complete, InfersAMethodOnlyFromABody) {
  EndpointFact with = Call("", "/login");
  with.requests.push_back(BodyOf(R"({"a": 1})"));
  EXPECT_EQ(Completed(with).method, "POST");
  EXPECT_EQ(Completed(Call("", "/login")).path, "") << "dropped";
}

TEST(Complete, MovesWhatThePathHasNoPlaceFor) {
  EndpointFact post = Call("POST", "/login");
  post.fields = {FieldAt("/name", Field::In::kPath)};
  const EndpointFact completed = Completed(post);
  EXPECT_THAT(FieldsOf(completed), ElementsAre("body /name unknown"));
  EXPECT_EQ(completed.fields[0].misdeclared, Field::In::kPath);
  EndpointFact get = Call("GET", "/users/{id}");
  get.fields = {FieldAt("/id", Field::In::kPath), FieldAt("/page", Field::In::kPath)};
  EXPECT_THAT(FieldsOf(Completed(get)), ElementsAre("path /id unknown", "path /page unknown"));
}

TEST(Complete, FollowsTheSampleWhereAListSaysQuery) {
  EndpointFact endpoint = Call("POST", "/login");
  endpoint.fields = {FieldAt("/name", Field::In::kQuery), FieldAt("/page", Field::In::kQuery)};
  RequestSample sample;
  sample.url = "/login?page=2";
  sample.encoding = RequestSample::Encoding::kJson;
  sample.body = ReadLooseJson(R"({"name": "x"})", 1);
  endpoint.samples.push_back(std::move(sample));
  const EndpointFact completed = Completed(endpoint);
  EXPECT_THAT(FieldsOf(completed), ElementsAre("body /name string", "query /page integer"));
  EXPECT_EQ(completed.encoding, FactEncoding::kJson);
}

TEST(Complete, TakesAListInTheQueryForWhatItsNameSays) {
  EndpointFact endpoint = Call("GET", "/sheds");
  endpoint.fields = {FieldAt("/id[]", Field::In::kQuery)};
  RequestSample sample;
  sample.url = "/sheds?id[]=1&id[]=2";
  endpoint.samples.push_back(std::move(sample));
  EXPECT_THAT(FieldsOf(Completed(endpoint)), ElementsAre("query /id array", "query /id/* integer"));
}

TEST(Complete, AddsWhatOnlyExamplesShow) {
  EndpointFact endpoint = Call("POST", "/login");
  endpoint.fields = {FieldAt("/b")};
  endpoint.requests = {BodyOf(R"({"a": {"c": [1, 2.5]}, "b": true})"), BodyOf(R"({"a": {"d": null}})")};
  EXPECT_THAT(FieldsOf(Completed(endpoint)), ElementsAre("body /b boolean", "body /a object", "body /a/c array",
                                                         "body /a/c/* number", "body /a/d null"));
}

TEST(Complete, ReadsNeedFromRefusalsAndDemands) {
  struct Row {
    const char* body;
    std::vector<std::string> fields;
  };
  const Row rows[] = {
      {R"({"a": ["The a field is required."]})", {"body /a unknown required", "body /b_c unknown"}},
      {R"({"m": "Required exact values as: a, b_c"})", {"body /a unknown required", "body /b_c unknown required"}},
      {R"({"m": "b c is mandatory"})", {"body /a unknown", "body /b_c unknown required"}},
      {R"({"m": "Required value"})", {"body /a unknown", "body /b_c unknown"}},
      {R"({"a": ["taken"]})", {"body /a unknown", "body /b_c unknown"}},
  };
  for (const Row& row : rows) {
    EndpointFact endpoint = Call("POST", "/login");
    endpoint.fields = {FieldAt("/a"), FieldAt("/b_c")};
    ResponseFact refusal;
    refusal.status = 422;
    refusal.examples = {BodyOf(row.body)};
    endpoint.responses = {refusal};
    EXPECT_EQ(FieldsOf(Completed(endpoint)), row.fields) << row.body;
  }
  EndpointFact endpoint = Call("POST", "/login");
  endpoint.fields = {FieldAt("/a"), FieldAt("/b_c")};
  endpoint.fields[1].required = false;
  endpoint.prose = {{"You must send a and b_c.", {3, 3}}};
  EXPECT_THAT(FieldsOf(Completed(endpoint)), ElementsAre("body /a unknown required", "body /b_c unknown optional"));
}

TEST(Complete, TellsEncodingOnlyOfFieldsOutsideThePath) {
  struct Row {
    const char* content_type;
    Field::In in;
    std::optional<FactEncoding> encoding;
  };
  const Row rows[] = {
      {"application/json", Field::In::kBody, FactEncoding::kJson},
      {"application/x-www-form-urlencoded", Field::In::kBody, FactEncoding::kForm},
      {"multipart/form-data", Field::In::kBody, FactEncoding::kForm},
      {"", Field::In::kBody, std::nullopt},
      {"application/json", Field::In::kQuery, FactEncoding::kQuery},
      {"application/json", Field::In::kPath, std::nullopt},
  };
  for (const Row& row : rows) {
    EndpointFact endpoint = Call("POST", "/x/{id}");
    endpoint.fields = {FieldAt("/id", Field::In::kPath)};
    if (row.in != Field::In::kPath) endpoint.fields.push_back(FieldAt("/f", row.in));
    if (*row.content_type != '\0') endpoint.headers = {{"Content-Type", row.content_type, {2, 2}, std::nullopt, ""}};
    EXPECT_EQ(Completed(endpoint).encoding, row.encoding) << row.content_type;
  }
}

TEST(Complete, TellsTheSchemeOnlyWhenItIsNamed) {
  struct Row {
    const char* header;
    const char* value;
    std::optional<FactAuth> auth;
  };
  const Row rows[] = {
      {"Authorization", "Bearer {token}", FactAuth::kBearer},
      {"authorization", "Basic abc", FactAuth::kBasic},
      {"Authorization", "{token}", std::nullopt},
      {"X-Api-Key", "k", FactAuth::kApiKey},
      {"Access-Token", "k", FactAuth::kApiKey},
      {"X-CSRF-Token", "k", std::nullopt},
      {"Accept", "application/json", std::nullopt},
  };
  for (const Row& row : rows) {
    EndpointFact endpoint = Call("GET", "/x");
    endpoint.headers = {{row.header, row.value, {2, 2}, std::nullopt, ""}};
    EXPECT_EQ(Completed(endpoint).auth, row.auth) << row.header << row.value;
  }
  EndpointFact open = Call("GET", "/x");
  open.prose = {{"No authentication is required here.", {4, 4}}};
  EXPECT_EQ(Completed(open).auth, FactAuth::kNone);
}

TEST(Complete, MakesOneOfACallToldTwice) {
  Facts facts;
  facts.endpoints = {Call("POST", "/a/:x"), Call("POST", "/a/{y}/"), Call("GET", "/a/:x")};
  facts.endpoints[1].fields = {FieldAt("/f")};
  facts.endpoints[1].responses = {ResponseFact()};
  facts.endpoints[1].responses[0].status = 200;
  facts.endpoints[1].needs_auth = true;
  facts = Complete(std::move(facts));
  ASSERT_EQ(facts.endpoints.size(), 2u);
  EXPECT_TRUE(facts.endpoints[0].needs_auth);
  EXPECT_EQ(facts.endpoints[0].responses.size(), 1u);
}

TEST(Complete, DropsAnswersWithoutAStatus) {
  EndpointFact endpoint = Call("POST", "/a");
  endpoint.responses = {ResponseFact()};
  EXPECT_THAT(Completed(endpoint).responses, IsEmpty());
}

}  // namespace
}  // namespace authconform
