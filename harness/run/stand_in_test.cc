#include "harness/run/stand_in.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/base64.h"
#include "harness/judge/jwt.h"

namespace authconform {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr const char* kMask = "<secret:access_token:1>";

std::string Make(std::string_view value, const std::vector<const Operand*>& parts = {},
                 const Redactor& redactor = Redactor()) {
  return StandIn(value, kMask, parts, redactor);
}

std::string Jwt(const std::string& claims, const std::string& signature) {
  return EncodeBase64Url(R"({"alg":"HS256"})") + "." + EncodeBase64Url(claims) + "." + signature;
}

TEST(StandInTest, KeepsTheMakeOfATextAndNotTheText) {
  const struct {
    const char* value;
    const char* make;  // a regular expression
  } kRows[] = {
      {"3f2b8c1d-0a9e-4b7f-8c6d-5e4f3a2b1c0d", "[0-9][a-f][0-9][a-f][0-9][a-f][0-9][a-f]-[0-9][a-f][0-9][a-f]-.*"},
      {"ZYXWVUTS.zyxwvuts.01234567", "[G-Z]+\\.[g-z]+\\.[0-9]+"},
      {"short-0123", "[a-z]+-[0-9]+"},
      {"with \"quotes\" and \\ 0123456789", "[a-z]+ ~[a-z]+~ [a-z]+ ~ [0-9]+"},
      {"7777", "[0-9]+"},
  };
  for (const auto& row : kRows) {
    const std::string stand_in = Make(row.value);
    EXPECT_EQ(stand_in.size(), std::string_view(row.value).size()) << row.value;
    EXPECT_NE(stand_in, row.value);
    EXPECT_THAT(stand_in, MatchesRegex(row.make));
    EXPECT_EQ(stand_in, Make(row.value)) << "the same for the same mask";
    EXPECT_NE(stand_in, StandIn(row.value, "<secret:access_token:2>", {}, Redactor())) << "another for another";
  }
  EXPECT_EQ(Make("größe-größe-größe-größe-12").size(), std::string_view("größe-größe-größe-größe-12").size());
  EXPECT_EQ(Make("--------"), kMask) << "there is no other text of this make";
}

TEST(StandInTest, AJwtKeepsItsClaimsAndLosesItsSignature) {
  const std::string token = Jwt(R"({"sub":"ann","exp":1700000000})", std::string(43, 'x'));
  const std::string stand_in = Make(token);
  EXPECT_EQ(stand_in.size(), token.size());
  EXPECT_EQ(stand_in.substr(0, token.rfind('.')), token.substr(0, token.rfind('.')));
  EXPECT_NE(stand_in, token);
  const auto read = ReadJwt(stand_in);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->payload.Find("sub")->string(), "ann");
}

TEST(StandInTest, AJwtThatItsSignatureDoesNotGuardLosesItsClaimsToo) {
  for (const char* signature : {"", "abcd", "abcdefghijklmno"}) {
    const std::string stand_in = Make(Jwt(R"({"sub":"ann"})", signature));
    const std::string claims = EncodeBase64Url(R"({"sub":"ann"})");
    EXPECT_THAT(stand_in, Not(HasSubstr(claims))) << signature;
  }
}

TEST(StandInTest, SecretsInsideClaimsAreMasked) {
  Redactor redactor;
  redactor.Add("account.active.password", "hunter22-hunter22");
  const std::string stand_in = Make(Jwt(R"({"pw":"hunter22-hunter22"})", std::string(43, 'x')), {}, redactor);
  const auto read = ReadJwt(stand_in);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->payload.Find("pw")->string(), "<secret:account.active.password>");
}

TEST(StandInTest, APackedTextKeepsThePartsThatRelationsSpeakOf) {
  Operand first;
  first.kind = Operand::Kind::kPacked;
  first.separator = ":";
  first.part = 0;
  Operand last = first;
  last.part = -1;
  const std::string stand_in = Make(EncodeBase64("user-1:some-secret-middle-77:1700000000"), {&first, &last});
  const std::optional<std::string> inside = DecodeBase64(stand_in);
  ASSERT_TRUE(inside);
  EXPECT_THAT(*inside, MatchesRegex("user-1:[a-z-]+[0-9]+:1700000000"));
  EXPECT_THAT(*inside, Not(HasSubstr("some-secret")));
  const std::string all_kept = EncodeBase64("user-1:1700000000");
  EXPECT_NE(Make(all_kept, {&first, &last}), all_kept) << "never the value itself";
}

TEST(StandInTest, IsNeverEmpty) { EXPECT_EQ(Make("\x80\x81\x82\x83"), kMask); }

}  // namespace
}  // namespace authconform
