// What recoveryconnect.txt promises, asked of the running server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>

#include "tools/reference/testing/sign_in.h"

namespace authconform::reference {
namespace {

using testing::ElementsAre;
using testing::MatchesRegex;
using testing::Pair;

std::int64_t Number(const Json& claims, const char* name) { return std::stoll(WriteJson(*claims.Find(name))); }

TEST(RecoveryConnect, GrantsTheDocumentedBody) {
  const auto server = StartReference();
  const Received received = Send(server->port(), ValidRequest("recoveryconnect"));
  EXPECT_EQ(received.status, 200);
  EXPECT_EQ(received.Header("content-type"), "application/json");
  EXPECT_THAT(received.json().Members(),
              ElementsAre(Pair("token_type", testing::_), Pair("expires_in", testing::_),
                          Pair("access_token", testing::_), Pair("refresh_token", testing::_)));
  EXPECT_EQ(received.Text("/token_type"), "Bearer");
  EXPECT_EQ(WriteJson(*received.json().Find("expires_in")), "3600");
  EXPECT_THAT(received.Text("/refresh_token"), MatchesRegex("[A-Za-z0-9_-]{43}"));
}

TEST(RecoveryConnect, SignsWithThePublishedRsaKey) {
  const auto server = StartReference();
  const std::string token = Send(server->port(), ValidRequest("recoveryconnect")).Text("/access_token");
  EXPECT_TRUE(VerifiesRs256(token, server->keys().recoveryconnect_rs256_pem));
  EXPECT_EQ(*JwtPart(token, 0).Find("alg")->Text(), "RS256");
  EXPECT_EQ(*JwtPart(token, 0).Find("kid")->Text(), server->keys().recoveryconnect_kid);
}

TEST(RecoveryConnect, ClaimsWhatTheExampleDoes) {
  const auto server = StartReference();
  const std::string token = Send(server->port(), ValidRequest("recoveryconnect")).Text("/access_token");
  const Json claims = JwtPart(token, 1);
  EXPECT_EQ(Number(claims, "ver"), 1);
  EXPECT_THAT(*claims.Find("jti")->Text(), MatchesRegex(R"(AT\.[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{20})"));
  EXPECT_TRUE(claims.Find("iss")->Text()->starts_with("https://"));
  EXPECT_EQ(*claims.Find("aud")->Text(), "api://default");
  EXPECT_EQ(Number(claims, "exp") - Number(claims, "iat"), 3600);
  EXPECT_EQ(Number(claims, "auth_time"), Number(claims, "iat"));
  EXPECT_GT(Number(claims, "exp"), std::time(nullptr));
  EXPECT_THAT(*claims.Find("cid")->Text(), MatchesRegex("0oa[A-Za-z0-9]{17}"));
  EXPECT_THAT(*claims.Find("uid")->Text(), MatchesRegex("00u.{17}"));
  EXPECT_EQ(WriteJson(*claims.Find("scp")), R"(["openid","offline_access","profile"])");
  EXPECT_EQ(*claims.Find("sub")->Text(), AccountOf("recoveryconnect", "active").login);
}

TEST(RecoveryConnect, NeverGivesATokenTwice) {
  const auto server = StartReference();
  const Received one = Send(server->port(), ValidRequest("recoveryconnect"));
  const Received other = Send(server->port(), ValidRequest("recoveryconnect"));
  EXPECT_NE(one.Text("/access_token"), other.Text("/access_token"));
  EXPECT_NE(one.Text("/refresh_token"), other.Text("/refresh_token"));
}

}  // namespace
}  // namespace authconform::reference
