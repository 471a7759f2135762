#include "tools/derive/spec/mine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/base64.h"
#include "tools/derive/spec/testing/samples.h"

namespace authconform {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

SentExample SentAs(const std::string& login, const std::string& client_id = "") {
  SentExample sent;
  sent.values.login = login;
  sent.values.client_id = client_id;
  sent.login_name = "email";
  return sent;
}

std::vector<MinedRelation> MineIn(const std::vector<std::string>& bodies, const SentExample& sent = {},
                                  const std::string& outcome = "success") {
  std::vector<Example> examples;
  for (const std::string& body : bodies) examples.push_back(Shown(body));
  std::vector<const Example*> pointers;
  for (const Example& example : examples) pointers.push_back(&example);
  const Shape shape = ShapeOf(pointers, {});
  return Mine({outcome, outcome == "success" ? 200 : 401, shape, pointers, TokensIn(shape)}, sent, Narrative({}));
}

std::vector<std::string> Ids(const std::vector<std::string>& bodies, const SentExample& sent = {},
                             const std::string& outcome = "success") {
  std::vector<std::string> ids;
  for (const MinedRelation& each : MineIn(bodies, sent, outcome)) ids.push_back(each.relation.id);
  return ids;
}

std::string Body(const std::string& members, const std::string& payload) {
  return "{" + members + (members.empty() ? "" : ", ") + "\"access_token\": \"" + Jwt(payload) + "\"}";
}

TEST(MineTest, ClaimsAreComparedWithMembersWhoseNamesSuggestIt) {
  const struct {
    const char* members;
    const char* payload;
    std::vector<std::string> ids;  // but access-token-is-jwt
  } kRows[] = {
      {R"("id": 41)", R"({"sub":"41"})", {"token-subject-is-id"}},
      {R"("id": 41)", R"({"sub":"42"})", {}},
      {R"("count": 41)", R"({"sub":"41"})", {}},
      {R"("role": "clerk")", R"({"urn:acme:role":"clerk"})", {"token-role-is-role"}},
      {R"("kind": "clerk")", R"({"urn:acme:role":"clerk"})", {}},
      {R"("order": "north-west-77b")", R"({"ref":"north-west-77b"})", {"token-ref-is-order"}},
      {R"("active": true)", R"({"admin":true})", {}},
      {R"("level": 1)", R"({"tier":1})", {}},
      {R"("expires_in": 900)",
       R"({"iat":1700000000,"exp":1700000900})",
       {"expires-in-is-lifetime", "token-expires-ahead"}},
      {R"("expires_in": 901)",
       R"({"iat":1700000000,"exp":1700000900})",
       {"expires-in-is-lifetime", "token-expires-ahead"}},
      {R"("expires_in": 800)", R"({"iat":1700000000,"exp":1700000900})", {"token-expires-ahead"}},
      {R"("expiresAt": 1700000900)", R"({"exp":1700000900})", {"expires-at-is-exp", "expires-at-ahead"}},
      {"", R"({"iat":1700000000,"nbf":1700000000})", {"access-token-valid-at-once"}},
      {"", R"({"iat":1700000000,"nbf":1700000001})", {}},
      {"", R"({"iat":1700000000,"auth_time":1700000000})", {"issued-on-authentication"}},
  };
  for (const auto& row : kRows) {
    std::vector<std::string> ids = Ids({Body(row.members, row.payload)});
    EXPECT_EQ(std::erase(ids, "access-token-is-jwt"), 1u) << row.payload;
    EXPECT_THAT(ids, testing::IsSupersetOf(row.ids)) << row.members << row.payload;
    for (const std::string& id : ids) {
      const bool moment = id.find("-over-") != id.npos || id.find("-under-") != id.npos;
      EXPECT_TRUE(moment || testing::Value(row.ids, Contains(id))) << id << " of " << row.members << row.payload;
    }
  }
}

TEST(MineTest, WhatWasSentComesBack) {
  const SentExample sent = SentAs("kim@acme.example", "desk-0044-aa55");
  EXPECT_THAT(Ids({R"({"mail": "kim@acme.example", "client": "desk-0044-aa55"})"}, sent),
              ElementsAre("mail-is-login", "client-is-sent"));
  EXPECT_THAT(Ids({Body("", R"({"sub":"kim@acme.example"})")}, sent), Contains("token-subject-is-email"));
  EXPECT_THAT(Ids({R"({"role": "admin"})"}, SentAs("admin")), IsEmpty());
  EXPECT_THAT(Ids({R"({"username": "admin"})"}, SentAs("admin")), ElementsAre("username-is-login"));
}

TEST(MineTest, ARefreshTokenIsHeldAgainstTheAccessToken) {
  const std::string refresh = "\"refresh_token\": \"" + Jwt(R"({"exp":1700009000,"uid":3,"sub":"svc"})") + "\"";
  const std::vector<std::string> ids = Ids({Body(refresh, R"({"exp":1700000900,"uid":3,"sub":"svc"})")});
  EXPECT_THAT(ids, AllOf(Contains("refresh-token-outlives-access-token"), Contains("tokens-same-user"),
                         Contains("tokens-differ"), Not(Contains("tokens-same-subject"))));
  const std::vector<std::string> shorter = Ids({Body(refresh, R"({"exp":1700009900,"uid":4})")});
  EXPECT_THAT(shorter, AllOf(Not(Contains("refresh-token-outlives-access-token")), Not(Contains("tokens-same-user")),
                             Contains("tokens-differ")));
}

TEST(MineTest, PackedTokensHoldMembers) {
  const std::string token = EncodeBase64("account-00000009:Tue 12:00:00:1700000000777");
  EXPECT_THAT(Ids({R"({"account": "account-00000009", "made_at": 1700000000777, "token": ")" + token + "\"}"}),
              ElementsAre("made-at-over-seconds", "made-at-under-microseconds", "token-starts-with-account",
                          "token-ends-with-made-at"));
}

TEST(MineTest, MessagesAreWordsThatOneTextAlwaysHas) {
  EXPECT_THAT(Ids({R"({"message": "No such door"})"}, {}, "bad_credentials"), ElementsAre("message-text"));
  EXPECT_THAT(Ids({R"({"message": "No"})", R"({"message": "Never"})"}, {}, "bad_credentials"), IsEmpty());
  EXPECT_THAT(Ids({R"({"message": "Hello {{name}}"})"}), IsEmpty());
  EXPECT_THAT(Ids({R"({"product": {"description": "Soft and warm"}})"}), IsEmpty());
  EXPECT_THAT(Ids({R"({"error": {"detail": "No such door"}})"}, {}, "bad_credentials"), ElementsAre("detail-text"));
  const MinedRelation relation = MineIn({R"({"message": "No such door"})"}, {}, "bad_credentials").front();
  EXPECT_EQ(relation.requirement, "bad-credentials-message-text");
}

TEST(MineTest, OneExampleThatContradictsIsEnough) {
  EXPECT_THAT(Ids({Body(R"("id": 1)", R"({"sub":"1"})"), Body(R"("id": 2)", R"({"sub":"2"})")}),
              Contains("token-subject-is-id"));
  EXPECT_THAT(Ids({Body(R"("id": 1)", R"({"sub":"1"})"), Body(R"("id": 2)", R"({"sub":"3"})")}),
              Not(Contains("token-subject-is-id")));
}

TEST(MineTest, SupportShowsClaimsAndNoSecret) {
  SentExample sent = SentAs("kim@acme.example");
  sent.values.client_key = "hush-hush";
  const std::string refresh = R"("email": "kim@acme.example", "refresh_token": "opaque-hush-hush-77")";
  bool claims = false;
  for (const MinedRelation& each : MineIn({Body(refresh, R"({"sub":"kim@acme.example","exp":1700000900})")}, sent)) {
    EXPECT_FALSE(each.support.empty()) << each.relation.id;
    for (const std::string& text : each.support) {
      EXPECT_EQ(text.find("hush"), text.npos) << text;
      EXPECT_EQ(text.find("eyJ"), text.npos) << text;
      claims = claims || text == "claim /sub of /access_token = \"kim@acme.example\"";
    }
  }
  EXPECT_TRUE(claims);
}

TEST(MineTest, RefusalsHaveMessagesOnly) {
  EXPECT_THAT(Ids({Body(R"("id": 1)", R"({"sub":"1"})")}, SentAs("kim@acme.example"), "bad_credentials"), IsEmpty());
}

}  // namespace
}  // namespace authconform
