#include "tools/derive/spec/material.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/derive/spec/testing/samples.h"

namespace authconform {
namespace {

using testing::ElementsAre;

EndpointFact At(const std::string& method, const std::string& path) {
  EndpointFact endpoint;
  endpoint.method = method;
  endpoint.path = path;
  return endpoint;
}

TEST(NameEndpointsTest, TheLastLiteralPartNamesAndCollisionsGetMore) {
  EXPECT_THAT(NameEndpoints({At("POST", "/v1/sign-in"), At("GET", "/v1/sign-in"), At("POST", "/admin/sign-in"),
                             At("POST", "/admin/sign-in"), At("GET", "/users/{id}"), At("GET", "/users/:id/"),
                             At("GET", "/{a}/<b>"), At("POST", "/Auth.php"), At("GET", "/")},
                            "acme"),
              ElementsAre("acme/sign-in", "acme/get-sign-in", "acme/admin-sign-in", "acme/admin-sign-in-2",
                          "acme/users", "acme/get-users", "acme/root", "acme/auth-php", "acme/get-root"));
}

TEST(SortTest, ResponsesAreSortedByOutcomeAndFirstStatus) {
  EndpointFact endpoint = SignIn();
  endpoint.responses = {Answer(422, R"({"error": "required"})"), Answer(202, "{}"), Answer(200, R"({"token": "x"})"),
                        Answer(400, "", "validation failed"),    Answer(429, ""),   Answer(200, R"({"token": "y"})")};
  const EndpointMaterial material = Sort(endpoint, "acme/sign-in");
  ASSERT_EQ(material.outcomes.size(), 2u);
  EXPECT_EQ(material.outcomes[0].outcome, "success");
  EXPECT_EQ(material.outcomes[0].status, 200);
  EXPECT_EQ(material.outcomes[0].examples.size(), 2u);
  EXPECT_EQ(material.Find("invalid_request")->status, 422);
  EXPECT_THAT(material.tokens, ElementsAre("/token"));
  std::vector<int> untold;
  for (const ResponseFact* response : material.untold) untold.push_back(response->status);
  EXPECT_THAT(untold, ElementsAre(202, 400, 429));
}

TEST(SortTest, ComplaintsAboutFieldsNeedNotAllBeThere) {
  EndpointFact endpoint = SignIn();
  endpoint.responses = {Answer(
      422, R"({"message": "invalid", "errors": {"email": ["required"], "other": ["x"], "code": 7}, "list": []})")};
  const EndpointMaterial material = Sort(endpoint, "acme/sign-in");
  const Shape& shape = material.Find("invalid_request")->shape;
  EXPECT_EQ(shape.At("/errors/email")->told_required, false);
  EXPECT_EQ(shape.At("/errors/other")->told_required, false);
  EXPECT_EQ(shape.At("/errors/code")->told_required, std::nullopt);
  EXPECT_EQ(shape.At("/errors")->told_required, std::nullopt);
  EXPECT_EQ(shape.At("/list")->told_required, std::nullopt);
}

TEST(SortTest, FieldsThatCannotTravelTogetherAreApart) {
  EndpointFact endpoint = SignIn();
  endpoint.fields.push_back(Declared("/tenant"));
  endpoint.fields.back().in = Field::In::kPath;
  endpoint.fields.push_back(Declared("/lang"));
  endpoint.fields.back().in = Field::In::kQuery;
  endpoint.fields.push_back(Declared("/device/id"));
  const EndpointMaterial material = Sort(endpoint, "acme/sign-in");
  EXPECT_EQ(material.fields.size(), 2u);
  EXPECT_EQ(material.path_parameters.size(), 1u);
  EXPECT_EQ(material.query_beside_body.size(), 1u);
}

TEST(SortTest, WhatWasSentIsTheExamplesBeforeTheLists) {
  EndpointFact endpoint = SignIn();
  endpoint.fields[0].example = Json("listed@acme.example");
  EXPECT_EQ(Sort(endpoint, "a/b").sent.values.login, "listed@acme.example");
  endpoint.requests = {Shown(R"({"email": "kim@acme.example", "password": "p"})")};
  const SentExample sent = Sort(endpoint, "a/b").sent;
  EXPECT_EQ(sent.values.login, "kim@acme.example");
  EXPECT_EQ(sent.login_name, "email");
  EXPECT_EQ(sent.values.password, "");
}

TEST(ShownValueTest, ADescriptionThatIsOneOddWordIsAValue) {
  Field field = Declared("/email");
  const EndpointFact endpoint = SignIn();
  for (const auto& [description, shown] :
       {std::pair{"kim@acme.example", true}, {"the email", false}, {"email", false}}) {
    field.description = description;
    EXPECT_EQ(ShownValue(endpoint, field).has_value(), shown) << description;
  }
}

TEST(BindingOfTest, CredentialsAreBound) {
  EXPECT_EQ(BindingOf("username"), "{{account.login}}");
  EXPECT_EQ(BindingOf("password"), "{{account.password}}");
  EXPECT_EQ(BindingOf("client_id"), "{{client.id}}");
  EXPECT_EQ(BindingOf("client_secret"), "{{client.key}}");
  EXPECT_EQ(BindingOf("color"), "");
}

}  // namespace
}  // namespace authconform
