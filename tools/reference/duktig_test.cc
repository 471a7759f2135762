// What duktig.md promises, asked of the running server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>

#include "tools/reference/testing/sign_in.h"

namespace authconform::reference {
namespace {

using testing::ElementsAre;
using testing::MatchesRegex;
using testing::Pair;

class DuktigTest : public testing::Test {
 protected:
  Received Post(const SentRequest& request) const { return Send(server_->port(), request); }
  Received PostBody(const std::string& body) const {
    SentRequest request = ValidRequest("duktig");
    request.body = body;
    return Post(request);
  }

  const std::unique_ptr<ReferenceServer> server_ = StartReference();
};

TEST_F(DuktigTest, GrantsTheDocumentedBody) {
  const Received received = Post(ValidRequest("duktig"));
  EXPECT_EQ(received.status, 200);
  EXPECT_EQ(received.Header("content-type"), "application/json");
  const Json body = received.json();
  ASSERT_TRUE(body.IsObject());
  EXPECT_THAT(body.Members(), ElementsAre(Pair("status", testing::_), Pair("message", testing::_),
                                          Pair("lastLogin", testing::_), Pair("access_token", testing::_),
                                          Pair("expires_in", testing::_), Pair("refresh_token", testing::_)));
  EXPECT_EQ(received.Text("/status"), "OK");
  EXPECT_EQ(received.Text("/message"), "Signed in successfully");
  EXPECT_THAT(received.Text("/lastLogin"), MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"));
  EXPECT_TRUE(std::holds_alternative<JsonNumber>(body.Find("expires_in")->value));
}

TEST_F(DuktigTest, SignsBothTokensAndTellsTheAccessTokensExpiry) {
  const Received received = Post(ValidRequest("duktig"));
  const std::string access = received.Text("/access_token");
  const std::string refresh = received.Text("/refresh_token");
  EXPECT_TRUE(VerifiesHs256(access, server_->keys().duktig_hs256));
  EXPECT_TRUE(VerifiesHs256(refresh, server_->keys().duktig_hs256));
  EXPECT_EQ(WriteJson(JwtPart(access, 0)), R"({"alg":"HS256","cty":"JWT","typ":"JWT"})");
  const Json claims = JwtPart(access, 1);
  EXPECT_EQ(WriteJson(*claims.Find("exp")), received.Text("/expires_in"));
  EXPECT_EQ(*claims.Find("account")->Find("email")->Text(), AccountOf("duktig", "active").login);
  EXPECT_TRUE(std::holds_alternative<JsonNumber>(claims.Find("account")->Find("userId")->value));
  EXPECT_GT(std::stoll(WriteJson(*claims.Find("exp"))), std::time(nullptr));
  EXPECT_GT(std::stoll(WriteJson(*JwtPart(refresh, 1).Find("exp"))), std::stoll(WriteJson(*claims.Find("exp"))));
  EXPECT_NE(*claims.Find("jti")->Text(), *JwtPart(refresh, 1).Find("jti")->Text());
}

TEST_F(DuktigTest, WantsItsClientKeyByteForByte) {
  const SentRequest valid = ValidRequest("duktig");
  const std::string key = DemoClient("duktig").key;
  std::string decoded = key;
  decoded.replace(decoded.find("%41"), 3, "A");
  const struct {
    SentRequest request;
    int status;
  } rows[] = {
      {WithHeader(valid, "x-auth-KEY", key), 200},       {WithoutHeader(valid, "X-Auth-Key"), 401},
      {WithHeader(valid, "X-Auth-Key", ""), 401},        {WithHeader(valid, "X-Auth-Key", decoded), 401},
      {WithHeader(valid, "X-Auth-Key", key + "x"), 401}, {WithHeader(valid, "X-Auth-Key", "x" + key), 401},
  };
  for (const auto& row : rows) {
    const Received received = Post(row.request);
    EXPECT_EQ(received.status, row.status);
    if (row.status == 401) {
      EXPECT_EQ(received.Text("/status"), "error");
    }
  }
}

TEST_F(DuktigTest, ListsWhatIsRequiredOfEachFieldThatLacksIt) {
  const std::string email_missing = R"("email":["Required value","Required valid email address"])";
  const std::string email_wrong = R"("email":["Required valid email address"])";
  const std::string weak = "\"Required not weak Password Strength between 6 - 256 chars\"";
  const std::string password_missing = R"("password":["Required value",)" + weak + "]";
  const std::string password_wrong = R"("password":[)" + weak + "]";
  const std::string account = R"("account":["Required exact values as: email, password"])";
  const auto email = [](const std::string& text) { return R"({"password":"secret","email":)" + text + "}"; };
  const auto password = [](const std::string& text) { return R"({"email":"a@b.example","password":)" + text + "}"; };
  const struct {
    std::string body;
    std::string violations;
  } rows[] = {
      {"{}", email_missing + "," + password_missing + "," + account},
      {R"({"password":"secret"})", email_missing + "," + account},
      {R"({"email":"a@b.example"})", password_missing + "," + account},
      {R"({"email":"a@b.example","password":"secret","x":1})", account},
      {R"({"email":"a@b.example","password":"secret","Email":"a@b.example"})", account},
      {R"({"Email":"a@b.example","password":"secret"})", email_missing + "," + account},
      {email("null"), email_missing},
      {email("\"\""), email_missing},
      {email("1"), email_wrong},
      {email("{}"), email_wrong},
      {email("[\"a@b.example\"]"), email_wrong},
      {email("\"fibo\""), email_wrong},
      {email("\"@b.example\""), email_wrong},
      {email("\"a@\""), email_wrong},
      {email("\"a@b\""), email_wrong},
      {email("\"a b@c.example\""), email_wrong},
      {email("\" a@b.example\""), email_wrong},
      {email("\"a@b.example \""), email_wrong},
      {email("\"a@b@c.example\""), email_wrong},
      {email("\"a..b@c.example\""), email_wrong},
      {email("\".a@c.example\""), email_wrong},
      {email("\"a@c..example\""), email_wrong},
      {email("\"a@-c.example\""), email_wrong},
      {email("\"a@c.example.\""), email_wrong},
      {email("\"" + std::string(65, 'a') + "@b.example\""), email_wrong},
      {email("\"a@" + std::string(250, 'b') + ".example\""), email_wrong},
      {email("\"a\\u0000@b.example\""), email_wrong},
      {password("null"), password_missing},
      {password("\"\""), password_missing},
      {password("123456"), password_wrong},
      {password("\"12345\""), password_wrong},
      {password("\"" + std::string(257, 'x') + "\""), password_wrong},
      {password("\"ääää\""), password_wrong},
      {R"({"email":"x","password":"y"})", email_wrong + "," + password_wrong},
  };
  for (const auto& row : rows) {
    const Received received = PostBody(row.body);
    EXPECT_EQ(received.status, 422) << row.body;
    EXPECT_EQ(received.body, "{" + row.violations + "}") << row.body;
  }
}

TEST_F(DuktigTest, ChecksCredentialsOnceTheFieldsAreInOrder) {
  for (const std::string& password : {std::string("123456"), std::string(256, 'x'), std::string("ääääää")}) {
    const Received received = Post(WithMember(ValidRequest("duktig"), "password", password));
    EXPECT_EQ(received.status, 401) << password;
    EXPECT_EQ(received.body, R"({"status":"error","message":"Incorrect credentials"})");
  }
}

TEST_F(DuktigTest, TellsAnInactiveAccountOnlyToWhoeverHasItsPassword) {
  const DemoAccount inactive = AccountOf("duktig", "inactive");
  const Received received = Post(SignInRequest("duktig", inactive.login, inactive.password));
  EXPECT_EQ(received.status, 403);
  EXPECT_EQ(
      received.body,
      R"({"status":"error","message":"Due to the status of your account, you are not able to access this resource"})");
  EXPECT_EQ(Post(SignInRequest("duktig", inactive.login, "wrong" + inactive.password)).status, 401);
}

}  // namespace
}  // namespace authconform::reference
