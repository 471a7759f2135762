#include "harness/judge/judge.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <set>

#include "harness/judge/baseline.h"
#include "harness/judge/leak.h"
#include "harness/judge/look_alike.h"
#include "harness/judge/media_type.h"

namespace authconform {
namespace {

bool Has(const Case& asked, Check check) {
  return std::find(asked.checks.begin(), asked.checks.end(), check) != asked.checks.end();
}

// The longest key of `members` that is `pointer` or above it; array items stand as "*" in the keys.
const std::string* MemberRequirement(const std::map<std::string, std::string>& members, const std::string& pointer) {
  auto starred = [](std::string_view text) {
    std::string out;
    size_t at = 0;
    while (at < text.size()) {
      size_t end = text.find('/', at + 1);
      if (end == std::string_view::npos) end = text.size();
      const std::string_view token = text.substr(at + 1, end - at - 1);
      const bool index = !token.empty() && token.find_first_not_of("0123456789") == std::string_view::npos;
      out += index ? "/*" : "/" + std::string(token);
      at = end;
    }
    return out;
  };
  for (std::string form : {pointer, starred(pointer)}) {
    for (;;) {
      if (auto found = members.find(form); found != members.end()) return &found->second;
      if (form.empty()) break;
      form.resize(form.rfind('/'));
    }
  }
  return nullptr;
}

bool AtOrBelow(const std::string& pointer, const std::string& above) {
  return pointer.starts_with(above) && (pointer.size() == above.size() || pointer[above.size()] == '/');
}

std::string StatusText(const Response& response) {
  return std::to_string(response.status) + (response.reason.empty() ? "" : " " + response.reason.substr(0, 40));
}

// Judges one case; collects findings.
class Hearing {
 public:
  Hearing(const Spec& spec, const std::map<std::string, Schema>& schemas, const Case& asked, const Evidence& evidence)
      : spec_(spec), schemas_(schemas), asked_(asked), evidence_(evidence) {
    for (const std::string& name : asked.expect) expected_.push_back(&spec.outcomes.at(name));
  }

  Judgement Hear() {
    if (const TransportError* error = evidence_.exchange.error()) {
      JudgeTransport(*error);
      return Close();
    }
    response_ = evidence_.exchange.response();
    if (evidence_.twin != nullptr && evidence_.twin->response() == nullptr) {
      judgement_.verdict = Verdict::kError;
      judgement_.reason = "the request to compare with got no response: " + evidence_.twin->error()->message;
      return std::move(judgement_);
    }
    ReadBody();
    outcome_ = ChooseOutcome();
    for (Check check : asked_.checks) Perform(check);
    return Close();
  }

 private:
  void Find(const Rule& rule, std::string check, std::string pointer, std::string expected, std::string actual) {
    judgement_.findings.push_back({rule, std::move(check), std::move(pointer), std::move(expected), std::move(actual)});
  }

  void FindRequirement(const std::string& id, std::string check, std::string pointer, std::string expected,
                       std::string actual) {
    Find(RuleOf(spec_, id), std::move(check), std::move(pointer), std::move(expected), std::move(actual));
  }

  void Skip(std::string reason) { skipped_ = std::move(reason); }

  Judgement Close() {
    if (judgement_.verdict == Verdict::kError) return std::move(judgement_);
    for (const Finding& finding : judgement_.findings) {
      const Verdict verdict = finding.rule.level == "must" ? Verdict::kFail : Verdict::kWarn;
      judgement_.verdict = std::max(judgement_.verdict, verdict);
    }
    if (judgement_.findings.empty() && !skipped_.empty()) {
      judgement_.verdict = Verdict::kSkipped;
      judgement_.reason = skipped_;
    }
    return std::move(judgement_);
  }

  void JudgeTransport(const TransportError& error) {
    using Kind = TransportError::Kind;
    if (error.kind != Kind::kViolation && error.kind != Kind::kTooLarge) {
      judgement_.verdict = Verdict::kError;
      judgement_.reason = error.message;
      return;
    }
    Find(baseline::kHttp, "protocol", "", "an HTTP response of bounded size", error.message);
    if (Has(asked_, Check::kStatus)) {
      FindRequirement(expected_.front()->status_requirement, "status", "", ExpectedStatus(), "no HTTP response");
    }
  }

  void ReadBody() {
    if (evidence_.body == nullptr) parsed_ = ParseJson(response_->body);
    const Result<Json>& body = evidence_.body != nullptr ? *evidence_.body : parsed_;
    if (body) {
      body_ = &*body;
    } else {
      body_error_ = response_->body.empty() ? "no body" : body.error().position + ": " + body.error().message;
    }
  }

  // The expected outcome that the response claims to be: the one with its status; of several, the first whose schema
  // holds.
  const Outcome* ChooseOutcome() const {
    const Outcome* chosen = nullptr;
    for (const Outcome* outcome : expected_) {
      if (!outcome->documented || outcome->status != response_->status) continue;
      if (chosen == nullptr) chosen = outcome;
      auto schema = schemas_.find(outcome->name);
      if (body_ != nullptr && (schema == schemas_.end() || schema->second.Check(*body_).empty())) return outcome;
    }
    return chosen;
  }

  // What body, media type and relations are held to when the status is none of the expected: the first outcome.
  const Outcome& Held() const { return outcome_ != nullptr ? *outcome_ : *expected_.front(); }

  std::string ExpectedStatus() const {
    std::string text;
    std::set<int> seen;
    for (const Outcome* outcome : expected_) {
      if (!seen.insert(outcome->status).second) continue;
      text += (text.empty() ? "" : " or ") + std::to_string(outcome->status);
    }
    return text;
  }

  bool Is2xx() const { return response_->status >= 200 && response_->status < 300; }
  bool Is4xx() const { return response_->status >= 400 && response_->status < 500; }

  void Perform(Check check) {
    switch (check) {
      case Check::kAccepted:
        if (!Is2xx()) {
          Find(AcceptanceRule(asked_.mutation), "status", "", "accepted like the valid request",
               StatusText(*response_));
        }
        return;
      case Check::kStatus:
        if (outcome_ == nullptr) {
          FindRequirement(expected_.front()->status_requirement, "status", "", ExpectedStatus(),
                          StatusText(*response_));
        }
        return;
      case Check::kContentType:
        return JudgeContentType();
      case Check::kSchema:
        return JudgeSchema();
      case Check::kRelation:
      case Check::kRelations:
        return JudgeRelations(check == Check::kRelation);
      case Check::kMember:
        return JudgeMember();
      case Check::kRefused:
        return JudgeRefused();
      case Check::kNoSecrets:
        return JudgeSecrets();
      case Check::kNoServerError:
        return JudgeServerError();
      case Check::kNoStore:
        return JudgeNoStore();
      case Check::kChallenge:
        if (response_->status != 401)
          return Skip("the answer is " + StatusText(*response_) + ", the rule is about 401");
        return JudgeHeader(baseline::kChallenge, "WWW-Authenticate", "a challenge");
      case Check::kAllow:
        if (response_->status == 405) JudgeHeader(baseline::kAllow, "Allow", "the methods allowed");
        return;
      case Check::kLookAlike:
        if (auto difference = FindDifference(*evidence_.twin->response(), evidence_.twin_sent->login, *response_,
                                             evidence_.sent.login)) {
          Find(baseline::kLookAlike, "baseline", difference->pointer, difference->expected, difference->actual);
        }
        return;
    }
  }

  // An answer of another status than documented is another document's business: it has been found, and what it holds
  // says nothing about the outcome. A success stays one under any 2xx.
  bool StatusRulesOut() const { return outcome_ == nullptr && !(expected_.front()->name == "success" && Is2xx()); }

  void JudgeContentType() {
    const Outcome& outcome = Held();
    if (StatusRulesOut() || outcome.content_type.empty()) return;
    const std::string* header = FindHeader(response_->headers, "Content-Type");
    if (header != nullptr && MediaType(*header) == outcome.content_type) return;
    FindRequirement(outcome.content_type_requirement, "content-type", "header:Content-Type", outcome.content_type,
                    header != nullptr ? *header : "absent");
  }

  void JudgeSchema() {
    const Outcome& outcome = Held();
    auto schema = schemas_.find(outcome.name);
    if (StatusRulesOut() || schema == schemas_.end()) return;
    if (body_ == nullptr) {
      FindRequirement(outcome.schema_requirement, "body", "", "a JSON body", body_error_);
      return;
    }
    for (const SchemaViolation& violation : schema->second.Check(*body_)) {
      const std::string* member = MemberRequirement(outcome.members, violation.pointer);
      FindRequirement(member != nullptr ? *member : outcome.schema_requirement, "schema", violation.pointer,
                      violation.expected, violation.actual);
    }
  }

  void JudgeRelations(bool only_subject) {
    const Outcome& outcome = Held();
    if (StatusRulesOut() || body_ == nullptr) {
      if (only_subject) Skip("the response is not the documented one: valid/sign-in judges that");
      return;
    }
    std::vector<SchemaViolation> broken;
    if (auto schema = schemas_.find(outcome.name); schema != schemas_.end()) broken = schema->second.Check(*body_);
    const RelationValues values{*body_, evidence_.sent,
                                (evidence_.exchange.started_us + evidence_.exchange.duration_us) / 1'000'000};
    for (const Relation& relation : outcome.relations) {
      if (only_subject && relation.id != asked_.subject) continue;
      if (const std::string* pointer = BrokenOperand(relation, broken)) {
        if (only_subject) Skip(*pointer + " is not as documented: valid/sign-in judges that");
        continue;
      }
      const RelationResult result = Evaluate(relation, values);
      if (result.kind == RelationResult::Kind::kBroken) {
        FindRequirement(relation.requirement, "relation", result.pointer, result.expected, result.actual);
      } else if (result.kind == RelationResult::Kind::kNotApplicable && only_subject) {
        Skip("does not apply: " + result.actual);
      }
    }
  }

  // A member that already breaks the schema is not held to relations as well: one fault, one finding.
  static const std::string* BrokenOperand(const Relation& relation, const std::vector<SchemaViolation>& broken) {
    const Operand* operands[] = {&relation.left, relation.minus ? &*relation.minus : nullptr, &relation.right};
    for (const Operand* operand : operands) {
      if (operand == nullptr || operand->pointer.empty()) continue;
      for (const SchemaViolation& violation : broken) {
        if (AtOrBelow(violation.pointer, operand->pointer) || AtOrBelow(operand->pointer, violation.pointer)) {
          return &operand->pointer;
        }
      }
    }
    return nullptr;
  }

  void JudgeMember() {
    if (StatusRulesOut() || body_ == nullptr || body_->At(asked_.subject) != nullptr) return;
    // Where the document refuses other fields than those it lists, a field that is left out may be told there too.
    const RequestSpec& request = spec_.request;
    const bool left_out = asked_.mutation.op == Mutation::Op::kRemoveField;
    if (left_out && request.exact_fields && body_->At(request.exact_fields_member) != nullptr) return;
    const std::string* member = MemberRequirement(Held().members, asked_.subject);
    FindRequirement(member != nullptr ? *member : Held().schema_requirement, "schema", asked_.subject,
                    "the member that tells what is wrong", "absent");
  }

  void JudgeRefused() {
    if (Is4xx() || response_->status >= 500) return;  // a 5xx has its own rule
    const bool inactive = asked_.expect.front() == "inactive_account";
    Find(inactive ? baseline::kInactiveAccount : baseline::kRefused, "refusal", "", "a 4xx", StatusText(*response_));
  }

  void JudgeSecrets() {
    if (auto leak = FindToken(spec_.tokens, *response_, body_)) {
      const bool credentials = std::find(asked_.requirements.begin(), asked_.requirements.end(),
                                         spec_.credentials_requirement) != asked_.requirements.end();
      const bool inactive = asked_.expect.front() == "inactive_account";
      const Rule rule = credentials ? RuleOf(spec_, spec_.credentials_requirement)
                        : inactive  ? baseline::kInactiveAccount
                                    : baseline::kNoToken;
      // That an inactive account was let in has been found already; the token is what it was let in with.
      const bool found = inactive && !judgement_.findings.empty();
      if (!found) Find(rule, "refusal", *leak, "no token", "a token");
    }
    if (auto leak = FindPassword(evidence_.sent.password, *response_, body_)) {
      Find(baseline::kNoPassword, "refusal", *leak, "the password is not repeated", "the password that was sent");
    }
  }

  void JudgeServerError() {
    // RFC 9110 15.6.2: 501 is the answer to a method that the server does not implement.
    const bool not_implemented = response_->status == 501 && asked_.mutation.op == Mutation::Op::kMethod;
    if (response_->status >= 500 && !not_implemented) {
      Find(baseline::kNoServerError, "baseline", "", "no 5xx", StatusText(*response_));
    }
    if (response_->status >= 400) {
      if (auto trace = FindStackTrace(response_->body)) {
        Find(baseline::kNoStackTrace, "baseline", "", "an error without a stack trace", *trace);
      }
      const std::string* type = FindHeader(response_->headers, "Content-Type");
      if (body_ == nullptr && !response_->body.empty() && type != nullptr && MediaType(*type) == "application/json" &&
          !Has(asked_, Check::kSchema)) {
        Find(baseline::kJsonBody, "body", "", "JSON, as Content-Type says", body_error_);
      }
    }
  }

  void JudgeNoStore() {
    if (!Is2xx()) return Skip("the response is not a success: valid/sign-in judges that");
    const std::string* header = FindHeader(response_->headers, "Cache-Control");
    for (const Header& each : response_->headers) {
      if (IsHeaderNamed(each, "Cache-Control") && HasDirective(each.value, "no-store")) return;
    }
    Find(baseline::kNoStore, "baseline", "header:Cache-Control", "no-store", header != nullptr ? *header : "absent");
  }

  void JudgeHeader(const Rule& rule, const std::string& name, const std::string& expected) {
    const std::string* header = FindHeader(response_->headers, name);
    // An empty Allow is legal (RFC 9110 10.2.1), an empty challenge is not.
    if (header != nullptr && (!header->empty() || name == "Allow")) return;
    Find(rule, "baseline", "header:" + name, expected, header != nullptr ? "empty" : "absent");
  }

  const Spec& spec_;
  const std::map<std::string, Schema>& schemas_;
  const Case& asked_;
  const Evidence& evidence_;
  std::vector<const Outcome*> expected_;
  const Response* response_ = nullptr;
  const Outcome* outcome_ = nullptr;
  Result<Json> parsed_ = Json();
  const Json* body_ = nullptr;  // null when it is not JSON
  std::string body_error_;
  std::string skipped_;
  Judgement judgement_;
};

}  // namespace

Result<Judge> Judge::Make(const Spec& spec) {
  Judge judge(spec);
  for (const auto& [name, outcome] : spec.outcomes) {
    if (outcome.schema_file.empty()) continue;
    Result<Schema> schema = Schema::Compile(outcome.schema, outcome.schema_file);
    if (!schema) return schema.error();
    judge.schemas_.emplace(name, *std::move(schema));
  }
  return judge;
}

Judgement Judge::operator()(const Case& asked, const Evidence& evidence) const {
  return Hearing(*spec_, schemas_, asked, evidence).Hear();
}

std::vector<Rule> Judge::Rules(const Case& asked) const {
  std::vector<Rule> rules;
  for (const std::string& id : asked.requirements) rules.push_back(RuleOf(*spec_, id));
  const bool inactive = asked.expect.front() == "inactive_account";
  for (Check check : asked.checks) {
    switch (check) {
      case Check::kAccepted:
        rules.push_back(AcceptanceRule(asked.mutation));
        break;
      case Check::kRefused:
        rules.push_back(inactive ? baseline::kInactiveAccount : baseline::kRefused);
        break;
      case Check::kNoSecrets:
        if (!inactive) rules.push_back(baseline::kNoToken);
        rules.push_back(baseline::kNoPassword);
        break;
      case Check::kNoServerError:
        rules.push_back(baseline::kNoServerError);
        rules.push_back(baseline::kNoStackTrace);
        break;
      case Check::kNoStore:
        rules.push_back(baseline::kNoStore);
        break;
      case Check::kChallenge:
        rules.push_back(baseline::kChallenge);
        break;
      case Check::kAllow:
        rules.push_back(baseline::kAllow);
        break;
      case Check::kLookAlike:
        rules.push_back(baseline::kLookAlike);
        break;
      default:
        break;  // these cite requirements
    }
  }
  return rules;
}

Rule RuleOf(const Spec& spec, const std::string& requirement) {
  const Requirement* found = spec.FindRequirement(requirement);
  if (found == nullptr) return {requirement, "must", requirement, spec.source.document};
  std::string lines = std::to_string(found->first_line);
  if (found->last_line != found->first_line) lines += "-" + std::to_string(found->last_line);
  return {found->id, found->level == Level::kMust ? "must" : "should", found->text, spec.source.document + ":" + lines};
}

bool Accepted(const Exchange& exchange) {
  const Response* response = exchange.response();
  return response != nullptr && response->status >= 200 && response->status < 300;
}

}  // namespace authconform
