#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/judge/acme_answers.h"
#include "harness/judge/baseline.h"

namespace authconform {
namespace {

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

Case About(const std::string& subject, Case asked) {
  asked.subject = subject;
  return asked;
}

struct Row {
  const char* name;
  Case asked;
  AcmeAnswer answer;
  const char* verdict;
  const char* unfired;
  const char* judged;
};

// Which checks found something to look at, and so which rules a verdict speaks of.
TEST(UnfiredTest, ChecksThatFoundNothingToLookAtAreNamedAndTheirRulesAreNotJudged) {
  const std::string refused = R"({"message":"no"})";
  const Case sign_in =
      Asks({"success"}, {Check::kStatus, Check::kContentType, Check::kSchema, Check::kRelations, Check::kNoServerError},
           {"request", "status", "type", "body", "token-member", "expiry"});
  const Case refusal = Asks({"bad_credentials"},
                            {Check::kStatus, Check::kContentType, Check::kSchema, Check::kRelations, Check::kNoSecrets},
                            {"refused-status", "refused-body", "request", "credentials"});
  const Case open = Asks({"invalid_request"}, {Check::kRefused, Check::kNoSecrets, Check::kNoServerError}, {"request"});
  const Case expiry = About("expiry", Asks({"success"}, {Check::kRelation}, {"expiry"}));
  const Case member = About("/email", Asks({"bad_credentials"}, {Check::kStatus, Check::kMember}, {"refused-body"}));
  Case either = Asks({"bad_credentials", "success"}, {Check::kStatus}, {"refused-status", "status"});
  Case method = Asks({"malformed_request"}, {Check::kNoSecrets, Check::kAllow});
  method.mutation.op = Mutation::Op::kMethod;
  const Case allow = Asks({"malformed_request"}, {Check::kAllow});
  const Case challenge = Asks({"bad_credentials"}, {Check::kChallenge});
  const Case no_store = Asks({"success"}, {Check::kNoStore});
  const Case token = Asks({"success"}, {Check::kToken}, {"credentials"});
  const std::string leaking = std::string(R"({"message":"no","access_token":")") + kToken + "\"}";
  const std::string no_expiry = std::string(R"({"access_token":"a"})");

  const Row kRows[] = {
      {"all of it", sign_in, {}, "pass", "", "request status type body token-member expiry baseline/no-server-error"},
      {"another status",
       sign_in,
       {401, refused},
       "fail",
       "content_type schema relations",
       "status baseline/no-server-error baseline/no-stack-trace"},
      {"another success status",
       sign_in,
       {201},
       "fail",
       "",
       "request status type body token-member expiry baseline/no-server-error"},
      {"a body that is not JSON",
       sign_in,
       {200, "{"},
       "fail",
       "relations",
       "request status type body baseline/no-server-error"},
      {"a member that is not there",
       sign_in,
       {200, no_expiry},
       "fail",
       "relations",
       "request status type token-member body baseline/no-server-error"},
      {"a relation of a token that is none",
       sign_in,
       {200, R"({"access_token":"a","expires_in":1})"},
       "pass",
       "relations",
       "request status type body token-member baseline/no-server-error"},
      {"what the document does not tell",
       refusal,
       {401, refused},
       "pass",
       "content_type relations",
       "request refused-status refused-body baseline/no-token baseline/no-password"},
      {"a member that need not be there",
       refusal,
       {401, R"({"message":"no","email":["unknown"]})"},
       "pass",
       "content_type relations",
       "request refused-status refused-body email-member baseline/no-token baseline/no-password"},
      {"an empty answer shows that no secret is in it",
       refusal,
       {401, ""},
       "fail",
       "content_type relations",
       "request refused-status refused-body baseline/no-token baseline/no-password"},
      {"whom tokens are for, by a token in a refusal",
       refusal,
       {401, leaking},
       "fail",
       "content_type relations",
       "request refused-status refused-body credentials baseline/no-password"},
      {"whom tokens are for, by a token for who signs in", token, {}, "pass", "", "credentials"},
      {"whom tokens are for, by none for who signs in", token, {200, "{}"}, "fail", "", "credentials"},
      {"a token that the schema refuses", token, {200, R"({"access_token":1})"}, "skipped", "token", ""},
      {"a request that is refused otherwise than documented",
       Asks({"bad_credentials"}, {Check::kStatus}, {"request", "refused-status"}),
       {400, refused},
       "fail",
       "",
       "refused-status"},
      {"a request that is let in",
       Asks({"invalid_request"}, {Check::kRefused}, {"request"}),
       {200, "{}"},
       "warn",
       "",
       "baseline/refused"},
      {"an open refusal",
       open,
       {400, "no", {}},
       "pass",
       "",
       "request baseline/refused baseline/no-token baseline/no-password baseline/no-server-error "
       "baseline/no-stack-trace"},
      {"an open refusal as JSON",
       open,
       {400, refused},
       "pass",
       "",
       "request baseline/refused baseline/no-token baseline/no-password baseline/no-server-error "
       "baseline/no-stack-trace baseline/json-body"},
      {"a relation", expiry, {}, "pass", "", "expiry"},
      {"a relation without its response", expiry, {401, refused}, "skipped", "relation", ""},
      {"a relation without its member", expiry, {200, no_expiry}, "skipped", "relation", ""},
      {"a member", member, {401, R"({"message":"no","email":1})"}, "pass", "", "refused-status refused-body"},
      {"a member of another answer", member, {400, refused}, "fail", "member", "refused-status"},
      {"one of two outcomes", either, {401, refused}, "pass", "", "refused-status"},
      {"the other of two outcomes", either, {}, "pass", "", "status"},
      {"allow beside another check", method, {404, ""}, "pass", "allow", "baseline/no-token baseline/no-password"},
      {"allow alone", allow, {404, ""}, "skipped", "allow", ""},
      {"allow", allow, {405, "", {{"Allow", "POST"}}}, "pass", "", "baseline/allow"},
      {"challenge", challenge, {401, ""}, "warn", "", "baseline/challenge"},
      {"challenge of another refusal", challenge, {400, ""}, "skipped", "challenge", ""},
      {"no-store of a refusal", no_store, {401, ""}, "skipped", "no_store", ""},
  };
  for (const Row& row : kRows) {
    const Judgement judgement = JudgeAnswer(AcmeSpec(), row.asked, row.answer);
    EXPECT_EQ(VerdictName(judgement.verdict), row.verdict) << row.name;
    EXPECT_EQ(Joined(judgement.unfired), row.unfired) << row.name;
    EXPECT_EQ(Joined(judgement.judged), row.judged) << row.name;
    EXPECT_EQ(judgement.reason.empty(), judgement.verdict != Verdict::kSkipped) << row.name;
  }
}

// "success is an object with …": of one that lacks something nobody says so.
TEST(UnfiredTest, ABodyWithoutAMemberIsNotJudgedAsAWhole) {
  const Case sign_in = Asks({"success"}, {Check::kSchema}, {"body", "token-member"});
  for (const auto& [body, judged] :
       {std::pair{R"({"expires_in":1})", "token-member"},
        std::pair{R"({"access_token":1,"expires_in":1})", "body token-member"},
        std::pair{R"({"access_token":"a"})", "token-member body"}, std::pair{"[]", "body"}}) {
    EXPECT_EQ(Joined(JudgeAnswer(AcmeSpec(), sign_in, {200, body}).judged), judged) << body;
  }
}

TEST(UnfiredTest, APasswordTooShortToBeLookedForIsNotJudged) {
  const Spec spec = AcmeSpec();
  const Result<Judge> judge = Judge::Make(spec);
  ASSERT_TRUE(judge.ok());
  const Exchange exchange = Received({401, R"({"message":"no"})"});
  const Case asked = Asks({"invalid_request"}, {Check::kNoSecrets});
  for (const auto& [password, judged] :
       {std::pair{"abc", "baseline/no-token"}, std::pair{"abcd", "baseline/no-token baseline/no-password"}}) {
    const Sent sent = {"ann", password, "", ""};
    EXPECT_EQ(Joined((*judge)(asked, {exchange, nullptr, sent}).judged), judged) << password;
  }
}

TEST(UnfiredTest, WithoutAResponseOnlyTheStatusIsJudged) {
  const Spec spec = AcmeSpec();
  const Result<Judge> judge = Judge::Make(spec);
  ASSERT_TRUE(judge.ok());
  const Sent sent;
  const Case asked = Asks({"success"}, {Check::kStatus, Check::kSchema}, {"status", "body"});
  Exchange exchange;
  exchange.result = TransportError{TransportError::Kind::kViolation, "two Content-Length values (RFC 9112 6.3)"};
  const Judgement broken = (*judge)(asked, {exchange, nullptr, sent});
  EXPECT_EQ(Joined(broken.unfired), "schema");
  EXPECT_EQ(Joined(broken.judged), "baseline/http status");
  exchange.result = TransportError{TransportError::Kind::kTimeout, "no answer in 5 s"};
  EXPECT_EQ(Joined((*judge)(asked, {exchange, nullptr, sent}).judged), "");
}

}  // namespace
}  // namespace authconform
