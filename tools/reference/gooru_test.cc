// What gooru.json promises, asked of the running server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tools/reference/secrets.h"
#include "tools/reference/testing/sign_in.h"

namespace authconform::reference {
namespace {

using testing::ElementsAre;
using testing::MatchesRegex;
using testing::Pair;

constexpr const char* kUuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

class GooruTest : public testing::Test {
 protected:
  Received Post(const SentRequest& request) const { return Send(server_->port(), request); }

  const std::unique_ptr<ReferenceServer> server_ = StartReference();
};

TEST_F(GooruTest, GrantsTheDocumentedBody) {
  const Received received = Post(ValidRequest("gooru"));
  EXPECT_EQ(received.status, 200);
  EXPECT_EQ(received.Header("content-type"), "application/json");
  EXPECT_THAT(received.json().Members(),
              ElementsAre(Pair("user_id", testing::_), Pair("username", testing::_), Pair("client_id", testing::_),
                          Pair("provided_at", testing::_), Pair("prefs", testing::_), Pair("cdn_urls", testing::_),
                          Pair("access_token", testing::_)));
  EXPECT_THAT(received.Text("/user_id"), MatchesRegex(kUuid));
  EXPECT_EQ(received.Text("/username"), AccountOf("gooru", "active").login);
  EXPECT_EQ(received.Text("/client_id"), DemoClient("gooru").id);
  EXPECT_THAT(received.Text("/provided_at"), MatchesRegex("[0-9]{13}"));
  EXPECT_EQ(received.Text("/prefs"),
            R"({"taxonomy":[{"standard_framework_code":"CSS","default_subject_code":"GUT.M"}]})");
  EXPECT_EQ(received.Text("/cdn_urls"), R"({"profile.cdn":"//profile.example.com"})");
}

TEST_F(GooruTest, PacksUserDateAndTimeIntoTheToken) {
  const Received received = Post(ValidRequest("gooru"));
  const auto packed = DecodeBase64(received.Text("/access_token"));
  ASSERT_TRUE(packed.has_value());
  EXPECT_THAT(*packed, MatchesRegex(std::string(kUuid) +
                                    ":[A-Z][a-z]{2} [A-Z][a-z]{2} [0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} UTC [0-9]{4}:"
                                    "[0-9]{13}"));
  EXPECT_TRUE(packed->starts_with(received.Text("/user_id") + ":"));
  EXPECT_TRUE(packed->ends_with(":" + received.Text("/provided_at")));
}

TEST_F(GooruTest, GivesEachTokenOnce) {
  std::set<std::string> tokens;
  for (int i = 0; i < 20; ++i) tokens.insert(Post(ValidRequest("gooru")).Text("/access_token"));
  EXPECT_EQ(tokens.size(), 20u);
}

TEST_F(GooruTest, TakesAnEmailAddressForTheUserName) {
  const DemoAccount active = AccountOf("gooru", "active");
  const Received received = Post(SignInRequest("gooru", active.login + "@example.com", active.password));
  EXPECT_EQ(received.status, 200);
  EXPECT_EQ(received.Text("/username"), active.login);
}

TEST_F(GooruTest, WantsBasicCredentialsClientAndGrantType) {
  const SentRequest valid = ValidRequest("gooru");
  const std::string credentials = valid.headers[0].second.substr(6);
  const auto authorization = [&](const std::string& value) { return WithHeader(valid, "Authorization", value); };
  const auto member = [&](const char* name, Json value) { return WithMember(valid, name, std::move(value)); };
  const struct {
    const char* what;
    SentRequest request;
    int status;
  } rows[] = {
      {"scheme in lower case", authorization("basic " + credentials), 200},
      {"no header", WithoutHeader(valid, "Authorization"), 401},
      {"empty header", authorization(""), 401},
      {"no scheme", authorization(credentials), 401},
      {"other scheme", authorization("Bearer " + credentials), 401},
      {"no credentials", authorization("Basic"), 401},
      {"no base64", authorization("Basic rnfu34p13:x"), 401},
      {"no colon", authorization("Basic " + EncodeBase64("rnfu34p13")), 401},
      {"no password", authorization("Basic " + EncodeBase64("rnfu34p13:")), 401},
      {"no user", authorization("Basic " + EncodeBase64(":x")), 401},
      {"wrong client key", member("client_key", "eA=="), 401},
      {"wrong client id", member("client_id", "ba956a97-ae15-11e5-a302-000000000002"), 401},
      {"empty client key", member("client_key", ""), 401},
      {"null client id", member("client_id", nullptr), 401},
      {"no client key", WithoutMember(valid, "client_key"), 401},
      {"no client id", WithoutMember(valid, "client_id"), 401},
      {"client key a number", member("client_key", 1), 400},
      {"other grant type", member("grant_type", "password"), 400},
      {"grant type in other case", member("grant_type", "Credential"), 400},
      {"empty grant type", member("grant_type", ""), 400},
      {"null grant type", member("grant_type", nullptr), 400},
      {"grant type a list", member("grant_type", JsonArray{"credential"}), 400},
      {"no grant type", WithoutMember(valid, "grant_type"), 400},
      {"further member", member("scope", "all"), 200},
  };
  for (const auto& row : rows) {
    const Received received = Post(row.request);
    EXPECT_EQ(received.status, row.status) << row.what;
    if (row.status == 401) {
      EXPECT_EQ(received.Header("www-authenticate"), R"(Basic realm="gooru", charset="UTF-8")");
    }
  }
}

}  // namespace
}  // namespace authconform::reference
