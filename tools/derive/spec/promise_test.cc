#include "tools/derive/spec/promise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/derive/spec/testing/samples.h"

namespace authconform {
namespace {

TEST(PromiseTest, CredentialsAreExchangedForATokenWhereASentenceSaysSo) {
  const struct {
    const char* prose;
    bool exchanged;
    bool signs_in;
  } kRows[] = {
      {"Exchange your credentials for a token.", true, true},
      {"Log in and get an access_token.", true, true},
      {"Holt ein Token mit den Anmeldedaten.", true, true},
      {"Send the token in the header when you are authenticated.", false, false},
      {"Authenticate a user.", false, true},
      {"Creates a widget.", false, false},
  };
  for (const auto& row : kRows) {
    const Narrative narrative({{row.prose, {1, 1}}});
    EXPECT_EQ(CredentialsPromise(narrative).has_value(), row.exchanged) << row.prose;
    EXPECT_EQ(SignInPromise(narrative).has_value(), row.signs_in) << row.prose;
  }
}

TEST(PromiseTest, OnlyTheWordMakesATokenAJwt) {
  EXPECT_TRUE(JwtPromise(Narrative({{"You receive a JWT.", {1, 1}}})));
  EXPECT_TRUE(JwtPromise(Narrative({{"A JSON Web Token comes back.", {1, 1}}})));
  EXPECT_FALSE(JwtPromise(Narrative({{"You receive a token.", {1, 1}}})));
}

TEST(PromiseTest, EachTokenHasOneUse) {
  const Example example = Shown(R"({"access_token": "x", "refresh_token": "y"})");
  Field refresh = Declared("/refresh_token", {5, 5});
  refresh.description = "renews the session";
  const Shape shape = ShapeOf({&example}, {refresh});
  const Narrative narrative({{"Put the access_token into the Authorization header.", {8, 8}},
                             {"All requests carry the access_token as well.", {9, 9}},
                             {"The refresh_token gets a new token.", {10, 10}},
                             {"A token is a string.", {11, 11}}});
  const auto words = [](const std::vector<TokenUse>& uses) {
    std::vector<std::string> texts;
    for (const TokenUse& use : uses) texts.push_back(use.id + " " + std::to_string(use.lines.first));
    return texts;
  };
  EXPECT_THAT(words(TokenUses(shape, {"/access_token", "/refresh_token"})),
              testing::ElementsAre("refresh-token-use 5"));
  EXPECT_THAT(words(TokenUses(narrative)), testing::ElementsAre("access-token-use 8", "refresh-token-use 10"));
}

}  // namespace
}  // namespace authconform
