#include "tools/reference/tokens.h"

#include <gtest/gtest.h>

#include "tools/reference/testing/sign_in.h"

namespace authconform::reference {
namespace {

const std::string kKey(32, 'k');
const Json kClaims = JsonObject{{"sub", "é\"\\"}, {"exp", std::int64_t{1} << 40}, {"scp", JsonArray{"a", "b"}}};

TEST(SignHs256, MakesATokenThatItsKeyVerifies) {
  const Result<std::string> token = SignHs256(kClaims, JsonObject{{"cty", "JWT"}}, kKey);
  ASSERT_TRUE(token.ok());
  EXPECT_TRUE(VerifiesHs256(*token, kKey));
  EXPECT_FALSE(VerifiesHs256(*token, std::string(32, 'x')));
  EXPECT_EQ(*JwtPart(*token, 0).Find("alg")->Text(), "HS256");
  EXPECT_EQ(*JwtPart(*token, 0).Find("typ")->Text(), "JWT");
  EXPECT_EQ(*JwtPart(*token, 0).Find("cty")->Text(), "JWT");
  EXPECT_EQ(*JwtPart(*token, 1).Find("sub")->Text(), "é\"\\");
  EXPECT_EQ(WriteJson(*JwtPart(*token, 1).Find("exp")), "1099511627776");
  EXPECT_EQ(WriteJson(*JwtPart(*token, 1).Find("scp")), R"(["a","b"])");
  EXPECT_EQ(token->find_first_of("=+/"), std::string::npos);
}

TEST(SignRs256, MakesATokenThatItsPublicKeyVerifiesAndNames) {
  const Result<RsaKey> key = GenerateRsaKey();
  const Result<RsaKey> other = GenerateRsaKey();
  ASSERT_TRUE(key.ok() && other.ok());
  const Result<std::string> token = SignRs256(kClaims, *key);
  ASSERT_TRUE(token.ok());
  EXPECT_TRUE(VerifiesRs256(*token, key->public_pem));
  EXPECT_FALSE(VerifiesRs256(*token, other->public_pem));
  EXPECT_EQ(*JwtPart(*token, 0).Find("alg")->Text(), "RS256");
  EXPECT_EQ(*JwtPart(*token, 0).Find("kid")->Text(), key->id);
  EXPECT_EQ(key->id.size(), 43u);
  EXPECT_NE(key->id, other->id);
  EXPECT_EQ(key->public_pem.find("PRIVATE"), std::string::npos);
}

TEST(SignRs256, SaysSoWhenTheKeyIsNone) {
  EXPECT_FALSE(SignRs256(kClaims, RsaKey{.private_pem = "x", .public_pem = "", .id = "y"}).ok());
}

}  // namespace
}  // namespace authconform::reference
