#include "harness/judge/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/judge/baseline.h"

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kToken[] = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjEwMCwic3ViIjoiYW5uIn0.c2ln";  // {"exp":100,"sub":"ann"}

Spec TestSpec() {
  Spec spec;
  spec.endpoint = "acme/token";
  spec.source.document = "acme.md";
  spec.credentials_requirement = "credentials";
  spec.tokens = {"/access_token"};
  for (const char* id : {"status", "type", "body", "token-member", "refused-status", "refused-body", "credentials"}) {
    spec.requirements.push_back({id, Level::kMust, Confidence::kStated, 3, 5, id, ""});
  }
  spec.requirements.push_back({"expiry", Level::kShould, Confidence::kShown, 7, 7, "expiry", ""});
  for (const char* name :
       {"success", "malformed_request", "invalid_request", "bad_credentials", "inactive_account", "bad_client"}) {
    spec.outcomes[name].name = name;
  }
  Outcome& success = spec.outcomes["success"];
  success.documented = true;
  success.status = 200;
  success.status_requirement = "status";
  success.content_type = "application/json";
  success.content_type_requirement = "type";
  success.schema_file = "success.schema.json";
  success.schema = *ParseJson(R"({"type":"object","required":["access_token","expires_in"],
      "properties":{"access_token":{"type":"string"},"expires_in":{"type":"integer"}}})");
  success.schema_requirement = "body";
  success.members = {{"/access_token", "token-member"}};
  Relation expiry;
  expiry.id = "expiry";
  expiry.left.kind = Operand::Kind::kBody;
  expiry.left.pointer = "/expires_in";
  expiry.right.kind = Operand::Kind::kClaim;
  expiry.right.pointer = "/access_token";
  expiry.right.claim = "/exp";
  expiry.requirement = "expiry";
  success.relations = {expiry};
  Outcome& refused = spec.outcomes["bad_credentials"];
  refused.documented = true;
  refused.status = 401;
  refused.status_requirement = "refused-status";
  refused.schema_file = "bad_credentials.schema.json";
  refused.schema = *ParseJson(R"({"type":"object","required":["message"]})");
  refused.schema_requirement = "refused-body";
  return spec;
}

std::string GoodBody() { return std::string(R"({"access_token":")") + kToken + R"(","expires_in":100})"; }

struct Answer {
  int status = 200;
  std::string body = GoodBody();
  std::vector<Header> headers = {{"Content-Type", "application/json"}};
};

Exchange Received(const Answer& answer) {
  Exchange exchange;
  exchange.result = Response{answer.status, "", answer.headers, answer.body};
  return exchange;
}

// "verdict rule@pointer rule@pointer", findings in order.
std::string Hear(const Case& asked, const Answer& answer, const Answer* twin = nullptr) {
  const Spec spec = TestSpec();
  Result<Judge> judge = Judge::Make(spec);
  EXPECT_TRUE(judge.ok());
  const Exchange exchange = Received(answer);
  const Exchange other = twin != nullptr ? Received(*twin) : Exchange();
  const Sent sent = {"ann", "s3cret-word", "", ""};
  const Sent twin_sent = {"bob", "wrong", "", ""};
  const Judgement judgement = (*judge)(asked, {exchange, twin != nullptr ? &other : nullptr, sent, &twin_sent});
  std::string text(VerdictName(judgement.verdict));
  for (const Finding& finding : judgement.findings) text += " " + finding.rule.id + "@" + finding.pointer;
  return text;
}

Case Asks(std::vector<std::string> expect, std::vector<Check> checks, std::vector<std::string> requirements = {}) {
  Case asked;
  asked.id = "acme/token/valid/x";
  asked.expect = std::move(expect);
  asked.checks = std::move(checks);
  asked.requirements = std::move(requirements);
  return asked;
}

struct Row {
  const char* name;
  Case asked;
  Answer answer;
  const char* expected;
};

TEST(JudgeTest, EachCheckFindsItsOwnFaultAndNoOther) {
  const Case sign_in = Asks({"success"}, {Check::kStatus, Check::kContentType, Check::kSchema});
  const Case refusal = Asks(
      {"bad_credentials"}, {Check::kStatus, Check::kSchema, Check::kNoSecrets, Check::kNoServerError}, {"credentials"});
  const Case open_refusal = Asks({"invalid_request"}, {Check::kRefused, Check::kNoSecrets, Check::kNoServerError});
  const Case inactive = Asks({"inactive_account"}, {Check::kRefused, Check::kNoSecrets, Check::kNoServerError});
  const Case either = Asks({"bad_credentials", "success"}, {Check::kNoServerError});
  Case expiry = Asks({"success"}, {Check::kRelation});
  expiry.subject = "expiry";
  Case lower = Asks({"success"}, {Check::kAccepted});
  lower.mutation.op = Mutation::Op::kLowerCaseHeaders;
  const Case no_store = Asks({"success"}, {Check::kNoStore});
  const Case challenge = Asks({"bad_credentials"}, {Check::kChallenge});
  Case method = Asks({"malformed_request"}, {Check::kNoSecrets, Check::kNoServerError, Check::kAllow});
  method.mutation.op = Mutation::Op::kMethod;
  const std::string refused = R"({"message":"no"})";
  const std::string leaking = std::string(R"({"message":"no","access_token":")") + kToken + "\"}";
  const std::string trace = "at com.acme.Login.check(Login.java:42)";

  const Row kRows[] = {
      {"good", sign_in, {}, "pass"},
      {"media type parameters mean nothing",
       sign_in,
       {200, GoodBody(), {{"content-type", "Application/JSON; charset=utf-8"}}},
       "pass"},
      {"status", sign_in, {201}, "fail status@"},
      {"refused", sign_in, {401, refused}, "fail status@"},
      {"type", sign_in, {200, GoodBody(), {{"Content-Type", "text/html"}}}, "fail type@header:Content-Type"},
      {"type absent", sign_in, {200, GoodBody(), {}}, "fail type@header:Content-Type"},
      {"no body", sign_in, {200, ""}, "fail body@"},
      {"not JSON", sign_in, {200, "{"}, "fail body@"},
      {"duplicate names", sign_in, {200, R"({"access_token":"a","access_token":"b","expires_in":1})"}, "fail body@"},
      {"missing member", sign_in, {200, R"({"access_token":"a"})"}, "fail body@/expires_in"},
      {"wrong type cites the member",
       sign_in,
       {200, R"({"access_token":1,"expires_in":1})"},
       "fail token-member@/access_token"},
      {"relation holds", expiry, {}, "pass"},
      {"relation under another success status", expiry, {201}, "pass"},
      {"relation broken is a should",
       expiry,
       {200, std::string(R"({"access_token":")") + kToken + R"(","expires_in":99})"},
       "warn expiry@/expires_in"},
      {"relation left to the schema", expiry, {200, R"({"access_token":"a","expires_in":"100"})"}, "skipped"},
      {"relation left to the JWT's own", expiry, {200, R"({"access_token":"a","expires_in":100})"}, "skipped"},
      {"relation without a success", expiry, {500, ""}, "skipped"},
      {"refusal", refusal, {401, refused}, "pass"},
      {"let in", refusal, {}, "fail refused-status@ credentials@/access_token"},
      {"token in a refusal", refusal, {401, leaking}, "fail credentials@/access_token"},
      {"token in a header", refusal, {401, refused, {{"X-Debug", kToken}}}, "fail credentials@header:X-Debug"},
      {"a word under a token's name", refusal, {401, R"({"message":"no","token":"invalid"})"}, "pass"},
      {"password repeated",
       refusal,
       {401, R"({"message":"s3cret-word is wrong"})"},
       "warn baseline/no-password@/message"},
      {"server error", refusal, {500, refused}, "fail refused-status@ baseline/no-server-error@"},
      {"open refusal", open_refusal, {422, "<p>no</p>", {{"Content-Type", "text/html"}}}, "pass"},
      {"open refusal, success without token", open_refusal, {200, "{}"}, "warn baseline/refused@"},
      {"open refusal with a token", open_refusal, {}, "warn baseline/refused@ baseline/no-token@/access_token"},
      {"open refusal, redirect", open_refusal, {302, ""}, "warn baseline/refused@"},
      {"open refusal, crash",
       open_refusal,
       {500, trace, {}},
       "warn baseline/no-server-error@ baseline/no-stack-trace@"},
      {"open refusal, body is not what it says", open_refusal, {400, "oops"}, "warn baseline/json-body@"},
      {"inactive let in", inactive, {}, "warn baseline/inactive-account@"},
      {"inactive refused with a token", inactive, {403, leaking}, "warn baseline/inactive-account@/access_token"},
      {"either, in", either, {}, "pass"},
      {"either, out", either, {404, "x", {}}, "pass"},
      {"either, crash", either, {503, ""}, "warn baseline/no-server-error@"},
      {"lower case refused", lower, {400, refused}, "warn baseline/header-names@"},
      {"no-store", no_store, {200, GoodBody(), {{"cache-control", "private, No-Store"}}}, "pass"},
      {"no-store missing",
       no_store,
       {200, GoodBody(), {{"Cache-Control", "no-cache"}}},
       "warn baseline/no-store@header:Cache-Control"},
      {"no-store does not apply", no_store, {401, refused}, "skipped"},
      {"challenge", challenge, {401, refused, {{"WWW-Authenticate", "Basic realm=\"x\""}}}, "pass"},
      {"challenge missing", challenge, {401, refused}, "warn baseline/challenge@header:WWW-Authenticate"},
      {"challenge is for 401", challenge, {400, refused}, "skipped"},
      {"allow", method, {405, "", {{"Allow", "POST"}}}, "pass"},
      {"allow missing", method, {405, "", {}}, "warn baseline/allow@header:Allow"},
      {"allow is for 405", method, {404, "", {}}, "pass"},
      {"method not implemented", method, {501, "", {}}, "pass"},
      {"server error by another method", method, {500, "", {}}, "warn baseline/no-server-error@"},
      {"token by another method", method, {}, "warn baseline/no-token@/access_token"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Hear(row.asked, row.answer), row.expected) << row.name;
}

TEST(JudgeTest, MemberOfARefusalIsDemanded) {
  Case asked = Asks({"bad_credentials"}, {Check::kMember});
  asked.subject = "/email";
  EXPECT_EQ(Hear(asked, {401, R"({"message":"no","email":["x"]})"}), "pass");
  EXPECT_EQ(Hear(asked, {401, R"({"message":"no"})"}), "fail refused-body@/email");
}

TEST(JudgeTest, LookAlikeComparesWithTheTwin) {
  const Case asked = Asks({"bad_credentials"}, {Check::kLookAlike});
  const Answer twin = {401, R"({"message":"no","id":"a1"})"};
  EXPECT_EQ(Hear(asked, {401, R"({"message":"no","id":"b2"})"}, &twin), "pass");
  EXPECT_EQ(Hear(asked, {401, R"({"message":"who?","id":"b2"})"}, &twin), "warn baseline/look-alike@/message");
  const Answer echo = {401, R"({"message":"no bob"})"};
  EXPECT_EQ(Hear(asked, {401, R"({"message":"no ann"})"}, &echo), "pass");
  EXPECT_EQ(Hear(asked, {404, R"({"message":"no","id":"b2"})"}, &twin), "warn baseline/look-alike@");
}

TEST(JudgeTest, TransportErrorsAreTheNetworksButBadHttpIsTheTargets) {
  const Spec spec = TestSpec();
  Result<Judge> judge = Judge::Make(spec);
  ASSERT_TRUE(judge.ok());
  const Case sign_in = Asks({"success"}, {Check::kStatus});
  const Sent sent;
  Exchange exchange;
  exchange.result = TransportError{TransportError::Kind::kTimeout, "no answer in 5 s"};
  EXPECT_EQ((*judge)(sign_in, {exchange, nullptr, sent}).verdict, Verdict::kError);
  exchange.result = TransportError{TransportError::Kind::kViolation, "two Content-Length values (RFC 9112 6.3)"};
  const Judgement judgement = (*judge)(sign_in, {exchange, nullptr, sent});
  EXPECT_EQ(judgement.verdict, Verdict::kFail);
  ASSERT_EQ(judgement.findings.size(), 2u);
  EXPECT_EQ(judgement.findings[0].rule.id, "baseline/http");
  EXPECT_EQ(judgement.findings[1].rule.id, "status");
}

TEST(JudgeTest, FindingsCarryTheDocumentsLines) {
  EXPECT_EQ(RuleOf(TestSpec(), "status").source, "acme.md:3-5");
  EXPECT_EQ(RuleOf(TestSpec(), "expiry").source, "acme.md:7");
}

TEST(BaselineTest, EveryRuleCitesItsClauseUnderAnIdOfItsOwn) {
  std::vector<std::string> ids;
  for (const Rule* rule : BaselineRules()) {
    EXPECT_TRUE(rule->id.starts_with("baseline/")) << rule->id;
    EXPECT_EQ(rule->level, "baseline");
    EXPECT_FALSE(rule->source.empty()) << rule->id;
    EXPECT_THAT(ids, ::testing::Not(::testing::Contains(rule->id)));
    ids.push_back(rule->id);
  }
}

}  // namespace
}  // namespace authconform
