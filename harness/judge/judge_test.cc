#include "harness/judge/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/judge/acme_answers.h"
#include "harness/judge/baseline.h"

namespace authconform {
namespace {

struct Row {
  const char* name;
  Case asked;
  AcmeAnswer answer;
  const char* expected;
};

TEST(JudgeTest, EachCheckFindsItsOwnFaultAndNoOther) {
  const Case sign_in = Asks({"success"}, {Check::kStatus, Check::kContentType, Check::kSchema});
  const Case refusal = Asks(
      {"bad_credentials"}, {Check::kStatus, Check::kSchema, Check::kNoSecrets, Check::kNoServerError}, {"credentials"});
  const Case open_refusal = Asks({"invalid_request"}, {Check::kRefused, Check::kNoSecrets, Check::kNoServerError});
  const Case inactive = Asks({"inactive_account"}, {Check::kRefused, Check::kNoSecrets, Check::kNoServerError});
  const Case open_credentials = Asks({"inactive_account", "bad_credentials"}, {Check::kRefused});
  const Case open_client = Asks({"bad_client"}, {Check::kRefused});
  const Case open_either = Asks({"bad_credentials", "invalid_request"}, {Check::kRefused});
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

  const Case token = Asks({"success"}, {Check::kToken}, {"credentials"});
  const Case field = Asks({"invalid_request"}, {Check::kRefused, Check::kNoSecrets}, {"field", "credentials"});
  const Case extra = Asks({"bad_credentials"}, {Check::kStatus, Check::kNoSecrets}, {"field", "refused-status"});
  const Case open_extra = Asks({"invalid_request"}, {Check::kRefused, Check::kNoSecrets}, {"field"});

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
      {"credentials refused by method", open_credentials, {405, "", {}}, "warn baseline/refusal-cause@"},
      {"credentials refused by media type", open_client, {415, "", {}}, "warn baseline/refusal-cause@"},
      {"credentials refused for their number", inactive, {429, "", {}}, "warn baseline/refusal-cause@"},
      {"fields refused by length", open_refusal, {413, "", {}}, "pass"},
      {"credentials or fields refused by length", open_either, {414, "", {}}, "pass"},
      {"inactive let in", inactive, {}, "warn baseline/inactive-account@"},
      {"inactive refused with a token", inactive, {403, leaking}, "warn baseline/inactive-account@/access_token"},
      {"either, in", either, {}, "pass"},
      {"either, out", either, {404, "x", {}}, "pass"},
      {"either, crash", either, {503, ""}, "warn baseline/no-server-error@"},
      {"lower case refused", lower, {400, refused}, "warn baseline/header-names@"},
      {"a token is given", token, {}, "pass"},
      {"a token under another success status", token, {201}, "pass"},
      {"a token of any form", token, {200, R"({"access_token":"opaque","expires_in":1})"}, "pass"},
      {"no token", token, {200, R"({"expires_in":1})"}, "fail credentials@/access_token"},
      {"no token in no JSON", token, {200, "welcome"}, "fail credentials@/access_token"},
      {"no token in an empty answer", token, {200, ""}, "fail credentials@/access_token"},
      {"an empty token", token, {200, R"({"access_token":""})"}, "fail credentials@/access_token"},
      {"null for a token", token, {200, R"({"access_token":null})"}, "fail credentials@/access_token"},
      {"a token of another type is the schema's", token, {200, R"({"access_token":17,"expires_in":1})"}, "skipped"},
      {"a token in an array is the schema's", token, {200, "[" + GoodBody() + "]"}, "skipped"},
      {"a token in a header is none of the document's",
       token,
       {200, R"({"expires_in":1})", {{"Authorization", std::string("Bearer ") + kToken}}},
       "skipped"},
      {"a token without a success", token, {401, refused}, "skipped"},
      {"let in without a field", field, {}, "fail baseline/refused@ credentials@/access_token field@"},
      {"answered under 200 without a field", field, {200, refused}, "warn baseline/refused@"},
      {"refused with a token", field, {400, leaking}, "fail credentials@/access_token"},
      {"let in against the document", extra, {}, "fail refused-status@ baseline/no-token@/access_token field@"},
      {"let in where no document refuses", open_extra, {}, "warn baseline/refused@ baseline/no-token@/access_token"},
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
      {"allow alone is for 405", Asks({"malformed_request"}, {Check::kAllow}), {404, "", {}}, "skipped"},
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

TEST(JudgeTest, TransportErrorsAreTheNetworksButBadHttpIsTheTargets) {
  const Spec spec = AcmeSpec();
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
  EXPECT_EQ(RuleOf(AcmeSpec(), "status").source, "acme.md:3-5");
  EXPECT_EQ(RuleOf(AcmeSpec(), "expiry").source, "acme.md:7");
}

// A refusal can break that tokens are for valid credentials, and never keep it.
TEST(JudgeTest, WhomTokensAreForIsARuleOfSignInsAlone) {
  const auto ids = [](const Case& asked) {
    std::vector<std::string> names;
    for (const Rule& rule : RulesOf(AcmeSpec(), asked)) names.push_back(rule.id);
    return names;
  };
  EXPECT_THAT(ids(Asks({"success"}, {Check::kToken}, {"status", "credentials"})),
              testing::ElementsAre("status", "credentials"));
  EXPECT_THAT(ids(Asks({"bad_credentials"}, {Check::kStatus, Check::kNoSecrets}, {"refused-status", "credentials"})),
              testing::ElementsAre("refused-status", "baseline/no-token", "baseline/no-password"));
}

// RFC 9110 15.5 and its extensions: each status is one or the other.
TEST(BaselineTest, AStatusSpeaksOfCredentialsUnlessItNamesAnotherCause) {
  for (int status : {400, 401, 402, 403, 404, 409, 410, 418, 419, 422, 423, 424, 451, 499}) {
    EXPECT_FALSE(NamesAnotherCause(status)) << status;
  }
  for (int status : {405, 406, 407, 408, 411, 412, 413, 414, 415, 416, 417, 421, 425, 426, 428, 429, 431}) {
    EXPECT_TRUE(NamesAnotherCause(status)) << status;
  }
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
