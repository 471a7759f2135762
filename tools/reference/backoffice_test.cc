// What backoffice.md promises, asked of the running server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>

#include "tools/reference/testing/sign_in.h"

namespace authconform::reference {
namespace {

TEST(Backoffice, GrantsATokenAndNothingElse) {
  const auto server = StartReference();
  const Received received = Send(server->port(), ValidRequest("backoffice"));
  EXPECT_EQ(received.status, 200);
  EXPECT_EQ(received.Header("content-type"), "application/json");
  EXPECT_THAT(received.json().Members(), testing::ElementsAre(testing::Pair("token", testing::_)));
  const std::string token = received.Text("/token");
  EXPECT_TRUE(VerifiesHs256(token, server->keys().backoffice_hs256));
  EXPECT_GT(std::stoll(WriteJson(*JwtPart(token, 1).Find("exp"))), std::time(nullptr));
}

TEST(Backoffice, RefusesCredentialsInTheDocumentsWords) {
  const auto server = StartReference();
  const Received received = Send(server->port(), WithMember(ValidRequest("backoffice"), "password", "causas124"));
  EXPECT_EQ(received.status, 401);
  EXPECT_EQ(received.body, R"({"message":"These credentials do not match our records."})");
}

TEST(Backoffice, MindsNoFurtherMembersAndNoAcceptHeader) {
  const auto server = StartReference();
  const SentRequest valid = ValidRequest("backoffice");
  EXPECT_EQ(Send(server->port(), WithMember(valid, "remember", true)).status, 200);
  EXPECT_EQ(Send(server->port(), WithHeader(valid, "Accept", "application/json")).status, 200);
}

}  // namespace
}  // namespace authconform::reference
