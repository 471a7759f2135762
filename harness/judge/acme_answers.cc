#include "harness/judge/acme_answers.h"

#include <utility>

namespace authconform {

Spec AcmeSpec() {
  Spec spec;
  spec.endpoint = "acme/token";
  spec.source.document = "acme.md";
  spec.credentials_requirement = "credentials";
  spec.tokens = {"/access_token"};
  for (const char* id :
       {"status", "type", "body", "token-member", "refused-status", "refused-body", "credentials", "field"}) {
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
  refused.members = {{"/email/*", "email-member"}};
  return spec;
}

std::string GoodBody() { return std::string(R"({"access_token":")") + kToken + R"(","expires_in":100})"; }

Exchange Received(const AcmeAnswer& answer) {
  Exchange exchange;
  exchange.result = Response{answer.status, "", answer.headers, answer.body};
  return exchange;
}

Case Asks(std::vector<std::string> expect, std::vector<Check> checks, std::vector<std::string> requirements) {
  Case asked;
  asked.id = "acme/token/valid/x";
  asked.expect = std::move(expect);
  asked.checks = std::move(checks);
  asked.requirements = std::move(requirements);
  return asked;
}

Judgement JudgeAnswer(const Spec& spec, const Case& asked, const AcmeAnswer& answer, const AcmeAnswer* twin) {
  const Result<Judge> judge = Judge::Make(spec);
  if (!judge) return {Verdict::kError, judge.error().ToString(), {}};
  const Exchange exchange = Received(answer);
  const Exchange other = twin != nullptr ? Received(*twin) : Exchange();
  const Sent sent = {"ann", "s3cret-word", "", ""};
  const Sent twin_sent = {"bob", "wrong", "", ""};
  return (*judge)(asked, {exchange, twin != nullptr ? &other : nullptr, sent, &twin_sent});
}

std::string Summary(const Judgement& judgement) {
  std::string text(VerdictName(judgement.verdict));
  for (const Finding& finding : judgement.findings) text += " " + finding.rule.id + "@" + finding.pointer;
  return text;
}

std::string Hear(const Case& asked, const AcmeAnswer& answer, const AcmeAnswer* twin) {
  return Summary(JudgeAnswer(AcmeSpec(), asked, answer, twin));
}

}  // namespace authconform
