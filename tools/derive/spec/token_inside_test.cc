#include "tools/derive/spec/token_inside.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/base64.h"
#include "tools/derive/spec/testing/samples.h"

namespace authconform {
namespace {

using Kind = TokenInside::Kind;

TEST(TokenInsideTest, TokensAreReadWithoutAKey) {
  const struct {
    std::string token;
    Kind kind;
  } kRows[] = {
      {Jwt(R"({"sub":"7"})"), Kind::kJwt},
      {Base64Url(R"({"alg":"none"})") + "." + Base64Url("{}") + ".", Kind::kJwt},
      {Base64Url(R"({"typ":"x"})") + "." + Base64Url("{}") + ".c2ln", Kind::kOpaque},
      {"eyJhbGciOi", Kind::kCut},
      {"abcdef...", Kind::kCut},
      {"abcdef…", Kind::kCut},
      {EncodeBase64("user-77:1700000000"), Kind::kPacked},
      {EncodeBase64("no separator at all"), Kind::kOpaque},
      {"Zm9vYmFy", Kind::kOpaque},
      {"f3b1c2d4e5f60718", Kind::kOpaque},
      {"", Kind::kOpaque},
  };
  for (const auto& row : kRows) EXPECT_EQ(ReadToken(row.token).kind, row.kind) << row.token;
  EXPECT_THAT(ReadToken(EncodeBase64("user-77|x|y")).parts, testing::ElementsAre("user-77", "x", "y"));
}

TEST(TokenInsideTest, LeavesAreScalarsOutsideLists) {
  std::vector<std::string> pointers;
  for (const Leaf& leaf : LeavesOf(*ParseJson(R"({"a":1,"b":{"c/d":"x","e":[1]},"f":null})"))) {
    pointers.push_back(leaf.pointer);
  }
  EXPECT_THAT(pointers, testing::ElementsAre("/a", "/b/c~1d", "/f"));
}

TEST(TokenInsideTest, ClaimsAreCalledWithoutTheirNamespace) {
  EXPECT_EQ(ClaimName("/http:~1~1claims.example~1ws~1role"), "role");
  EXPECT_EQ(ClaimName("/acme:tier"), "tier");
  EXPECT_EQ(ClaimName("/account/userId"), "userId");
  EXPECT_EQ(ClaimName("/odd~1"), "odd/");
}

}  // namespace
}  // namespace authconform
