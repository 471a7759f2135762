#include "harness/judge/relation.h"

#include <gtest/gtest.h>

#include "harness/base/base64.h"

namespace authconform {
namespace {

// header {"alg":"HS256"}, payload {"sub":"7","exp":4600,"iat":1000}
constexpr char kBody[] = R"({"id":7,"expires_in":3600,"at":1000,"login":"ann","none":null,"text":"plain",
    "token":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3IiwiZXhwIjo0NjAwLCJpYXQiOjEwMDB9.c2ln",
    "unsigned":"eyJhbGciOiJub25lIn0.eyJzdWIiOiI3In0.c2ln",
    "packed":"YW5uOjEyOjMwOjk5"})";  // ann:12:30:99

Operand Body(const char* pointer) {
  Operand operand;
  operand.kind = Operand::Kind::kBody;
  operand.pointer = pointer;
  return operand;
}
Operand Claim(const char* claim, const char* of = "/token") {
  Operand operand = Body(of);
  operand.kind = Operand::Kind::kClaim;
  operand.claim = claim;
  return operand;
}
Operand Packed(int part) {
  Operand operand = Body("/packed");
  operand.kind = Operand::Kind::kPacked;
  operand.separator = ":";
  operand.part = part;
  return operand;
}
Operand Literal(Json value) {
  Operand operand;
  operand.value = std::move(value);
  return operand;
}
Operand SentLogin() {
  Operand operand;
  operand.kind = Operand::Kind::kRequest;
  operand.binding = "account.login";
  return operand;
}
Operand Now() {
  Operand operand;
  operand.kind = Operand::Kind::kNow;
  return operand;
}

TEST(RelationTest, HoldsOrBreaksOrDoesNotApply) {
  using Kind = Relation::Kind;
  const struct {
    const char* name;
    Kind kind;
    Operand left;
    std::optional<Operand> minus;
    Operand right;
    double tolerance;
    const char* expected;
  } kRows[] = {
      {"equal", Kind::kEqual, Body("/login"), {}, SentLogin(), 0, "holds"},
      {"not equal", Kind::kEqual, Body("/text"), {}, SentLogin(), 0, "broken"},
      {"number is not its text", Kind::kEqual, Body("/id"), {}, Claim("/sub"), 0, "broken"},
      {"same text", Kind::kSameText, Body("/id"), {}, Claim("/sub"), 0, "holds"},
      {"other text", Kind::kSameText, Body("/at"), {}, Claim("/sub"), 0, "broken"},
      {"difference", Kind::kEqual, Claim("/exp"), Claim("/iat"), Body("/expires_in"), 0, "holds"},
      {"other difference", Kind::kEqual, Claim("/exp"), Claim("/iat"), Body("/at"), 0, "broken"},
      {"within", Kind::kWithin, Claim("/exp"), {}, Literal(4601), 1, "holds"},
      {"not within", Kind::kWithin, Claim("/exp"), {}, Literal(4602), 1, "broken"},
      {"later", Kind::kLater, Claim("/exp"), {}, Now(), 0, "holds"},
      {"not later", Kind::kLater, Claim("/iat"), {}, Now(), 0, "broken"},
      {"packed first", Kind::kEqual, Packed(0), {}, Body("/login"), 0, "holds"},
      {"packed last", Kind::kEqual, Packed(-1), {}, Literal("99"), 0, "holds"},
      {"packed other", Kind::kEqual, Packed(1), {}, Literal("30"), 0, "broken"},
      {"packed part beyond", Kind::kEqual, Packed(9), {}, Literal("30"), 0, "broken"},
      {"packed part before", Kind::kEqual, Packed(-9), {}, Literal("30"), 0, "broken"},
      {"distinct", Kind::kDistinct, Body("/token"), {}, Body("/packed"), 0, "holds"},
      {"not distinct", Kind::kDistinct, Body("/token"), {}, Body("/token"), 0, "broken"},
      {"literal", Kind::kEqual, Body("/text"), {}, Literal("plain"), 0, "holds"},
      {"JWT", Kind::kJwt, Body("/token"), {}, {}, 0, "holds"},
      {"not a JWT", Kind::kJwt, Body("/text"), {}, {}, 0, "broken"},
      {"alg none", Kind::kJwt, Body("/unsigned"), {}, {}, 0, "broken"},
      {"JWT that is a number", Kind::kJwt, Body("/id"), {}, {}, 0, "n/a"},
      {"claim absent", Kind::kEqual, Claim("/nbf"), {}, Literal(1), 0, "broken"},
      {"member absent", Kind::kEqual, Body("/absent"), {}, Literal(1), 0, "n/a"},
      {"member null", Kind::kEqual, Body("/none"), {}, Literal(1), 0, "n/a"},
      {"claim of what is no JWT", Kind::kEqual, Claim("/sub", "/text"), {}, Literal(1), 0, "n/a"},
      {"text is not a time", Kind::kLater, Body("/text"), {}, Now(), 0, "n/a"},
  };
  const Json body = *ParseJson(kBody);
  const Sent sent = {"ann", "secret", "", ""};
  for (const auto& row : kRows) {
    Relation relation;
    relation.kind = row.kind;
    relation.left = row.left;
    relation.minus = row.minus;
    relation.right = row.right;
    relation.tolerance = row.tolerance;
    const RelationResult result = Evaluate(relation, {body, sent, 2000});
    const char* kNames[] = {"holds", "broken", "n/a"};
    EXPECT_STREQ(kNames[static_cast<int>(result.kind)], row.expected) << row.name << ": " << result.actual;
  }
}

TEST(RelationTest, WordsShowNoString) {
  Relation relation;
  relation.left = Body("/text");
  relation.right = SentLogin();
  const Json body = *ParseJson(kBody);
  const Sent sent = {"ann", "secret", "", ""};
  const RelationResult result = Evaluate(relation, {body, sent, 0});
  EXPECT_EQ(result.expected, "/text equals the account.login sent");
  EXPECT_EQ(result.actual, "a string of 5 characters against a string of 3 characters");
}

}  // namespace
}  // namespace authconform
