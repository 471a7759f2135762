// What microting.md promises, asked of the running server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>

#include "tools/reference/testing/sign_in.h"

namespace authconform::reference {
namespace {

using testing::ElementsAre;
using testing::Pair;

SentRequest Form(std::string body) {
  SentRequest request = ValidRequest("microting");
  request.content_type = "application/x-www-form-urlencoded";
  request.body = std::move(body);
  return request;
}

class MicrotingTest : public testing::Test {
 protected:
  Received Post(const SentRequest& request) const { return Send(server_->port(), request); }

  const std::unique_ptr<ReferenceServer> server_ = StartReference();
};

TEST_F(MicrotingTest, GrantsTheDocumentedModel) {
  const Received received = Post(ValidRequest("microting"));
  EXPECT_EQ(received.status, 200);
  EXPECT_EQ(received.Header("content-type"), "application/json");
  const Json body = received.json();
  ASSERT_TRUE(body.IsObject());
  EXPECT_THAT(body.Members(),
              ElementsAre(Pair("model", testing::_), Pair("success", testing::_), Pair("message", testing::_)));
  EXPECT_EQ(received.Text("/success"), "true");
  EXPECT_EQ(received.Text("/message"), "Success");
  EXPECT_TRUE(std::holds_alternative<JsonNumber>(body.Find("model")->Find("id")->value));
  EXPECT_EQ(received.Text("/model/role"), "admin");
  EXPECT_EQ(received.Text("/model/token_type"), "null");
  EXPECT_EQ(received.Text("/model/expires_in"), "null");
  EXPECT_EQ(received.Text("/model/userName"), AccountOf("microting", "active").login);
}

TEST_F(MicrotingTest, SignsATokenForTheModelsIdAndRole) {
  const Received received = Post(ValidRequest("microting"));
  const std::string token = received.Text("/model/access_token");
  EXPECT_TRUE(VerifiesHs256(token, server_->keys().microting_hs256));
  const Json header = JwtPart(token, 0);
  const Json claims = JwtPart(token, 1);
  EXPECT_EQ(*header.Find("alg")->Text(), "HS256");
  EXPECT_EQ(*header.Find("typ")->Text(), "JWT");
  ASSERT_NE(claims.Find("sub")->Text(), nullptr);
  EXPECT_EQ(*claims.Find("sub")->Text(), received.Text("/model/id"));
  EXPECT_EQ(*claims.Find("http://schemas.microsoft.com/ws/2008/06/identity/claims/role")->Text(), "admin");
  EXPECT_EQ(*claims.Find("iss")->Text(), "eForm API");
  EXPECT_EQ(*claims.Find("aud")->Text(), "eForm API");
  EXPECT_EQ(*claims.Find("eforms_update_jasper_report")->Text(), "True");
  EXPECT_GT(std::stoll(WriteJson(*claims.Find("exp"))), std::time(nullptr));
}

TEST_F(MicrotingTest, TakesAFormAsWell) {
  const std::string login = "Username=admin%40example.com&";
  const struct {
    std::string body;
    int status;
  } rows[] = {
      {login + "Password=Qq1234567%24+%26%2B%3D%252F%2F", 200},
      {login + "Password=Qq1234567%24%20%26%2B%3D%252F%2F&grant_type=password", 200},
      {login + "Password=Qq1234567$ %26%2B=%252F/", 200},
      {login + "Password=Qq1234567%24+%26%2B%3D%2F%2F", 401},
      {login + "Password=", 400},
      {login + "Password", 400},
      {login, 400},
      {login + "Password=a&Password=a", 400},
      {login + "Password=%zz", 400},
      {"", 400},
  };
  for (const auto& row : rows) EXPECT_EQ(Post(Form(row.body)).status, row.status) << row.body;
}

TEST_F(MicrotingTest, TakesNoCredentialsFromTheUrl) {
  SentRequest request = Form("");
  request.path += "?Username=admin%40example.com&Password=Qq1234567%24+%26%2B%3D%252F%2F";
  EXPECT_EQ(Post(request).status, 400);
}

TEST_F(MicrotingTest, RefusesInTheShapeOfItsAnswers) {
  const Received received = Post(WithMember(ValidRequest("microting"), "Password", "wrong"));
  EXPECT_EQ(received.status, 401);
  EXPECT_EQ(received.Text("/model"), "null");
  EXPECT_EQ(received.Text("/success"), "false");
}

}  // namespace
}  // namespace authconform::reference
