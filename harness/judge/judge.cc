#include "harness/judge/judge.h"

#include <algorithm>
#include <optional>
#include <set>

#include "harness/judge/baseline.h"
#include "harness/judge/broken_place.h"
#include "harness/judge/given_token.h"
#include "harness/judge/leak.h"
#include "harness/judge/look_alike.h"
#include "harness/judge/media_type.h"
#include "harness/judge/timing.h"

namespace authconform {
namespace {

bool Has(const Case& asked, Check check) {
  return std::find(asked.checks.begin(), asked.checks.end(), check) != asked.checks.end();
}

std::string StatusText(const Response& response) {
  return std::to_string(response.status) + (response.reason.empty() ? "" : " " + response.reason.substr(0, 40));
}

bool IsSuccess(const Response& response) { return response.status >= 200 && response.status < 300; }
bool IsRefusal(const Response& response) { return response.status >= 400 && response.status < 500; }

// "12.3 ms"
std::string Milliseconds(int64_t us) {
  return std::to_string(us / 1'000) + "." + std::to_string(us % 1'000 / 100) + " ms";
}

// Judges one case; collects findings.
class Hearing {
 public:
  Hearing(const Spec& spec, const std::map<std::string, Schema>& schemas, const std::set<std::string>& of_outcomes,
          const Case& asked, const Evidence& evidence)
      : spec_(spec), schemas_(schemas), of_outcomes_(of_outcomes), asked_(asked), evidence_(evidence) {
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
    for (Check check : asked_.checks) Note(check, Perform(check));
    return Close();
  }

 private:
  // Why a check found nothing to look at; nullopt when it looked.
  using Unfired = std::optional<std::string>;
  static constexpr std::nullopt_t kFired = std::nullopt;

  void Note(Check check, Unfired unfired) {
    if (!unfired) {
      fired_ = true;
      return;
    }
    judgement_.unfired.emplace_back(CheckName(check));
    if (reason_.empty()) reason_ = *std::move(unfired);
  }

  // The rule was looked at.
  void Hold(const std::string& id) {
    auto& judged = judgement_.judged;
    if (!id.empty() && std::find(judged.begin(), judged.end(), id) == judged.end()) judged.push_back(id);
  }

  // Whether the status is one that the case expects.
  bool IsExpected() const {
    if (outcome_ != nullptr) return true;
    return asked_.Negative() ? IsRefusal(*response_) && !AllDocumented(spec_, asked_) : IsSuccess(*response_);
  }

  // What the case asks of the request was looked at: that the target takes it, or refuses it as it should, tells of
  // that. Any other answer may have another cause.
  void HoldRequest() {
    if (!IsExpected()) return;
    for (const std::string& id : RequestRequirements(spec_, asked_, of_outcomes_)) Hold(id);
  }

  // A token for a request that lacks what it must have. Where no document tells that the lack is refused and it is none
  // of credentials, the baseline alone judges that.
  void FindRequest(bool credentials) {
    if (!asked_.Negative() || !IsSuccess(*response_) || !(credentials || AllDocumented(spec_, asked_))) return;
    for (const std::string& id : RequestRequirements(spec_, asked_, of_outcomes_)) {
      FindRequirement(id, "refusal", "", "a refusal", StatusText(*response_) + " with a token");
    }
  }

  void Find(const Rule& rule, std::string check, std::string pointer, std::string expected, std::string actual) {
    Hold(rule.id);
    judgement_.findings.push_back({rule, std::move(check), std::move(pointer), std::move(expected), std::move(actual)});
  }

  void FindRequirement(const std::string& id, std::string check, std::string pointer, std::string expected,
                       std::string actual) {
    Find(RuleOf(spec_, id), std::move(check), std::move(pointer), std::move(expected), std::move(actual));
  }

  Judgement Close() {
    if (judgement_.verdict == Verdict::kError) return std::move(judgement_);
    for (const Finding& finding : judgement_.findings) {
      const Verdict verdict = finding.rule.level == "must" ? Verdict::kFail : Verdict::kWarn;
      judgement_.verdict = std::max(judgement_.verdict, verdict);
    }
    if (judgement_.findings.empty() && !fired_) {
      judgement_.verdict = Verdict::kSkipped;
      judgement_.reason = reason_;
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
    for (Check check : asked_.checks) {
      if (check == Check::kStatus) {
        FindRequirement(expected_.front()->status_requirement, "status", "", ExpectedStatus(spec_, asked_),
                        "no HTTP response");
      } else {
        Note(check, "no HTTP response");
      }
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

  Unfired Perform(Check check) {
    switch (check) {
      case Check::kAccepted:
        return JudgeAccepted();
      case Check::kStatus:
        return JudgeStatus();
      case Check::kContentType:
        return JudgeContentType();
      case Check::kSchema:
        return JudgeSchema();
      case Check::kToken:
        return JudgeToken();
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
        return JudgeHeader(401, baseline::kChallenge, "WWW-Authenticate", "a challenge");
      case Check::kAllow:
        return JudgeHeader(405, baseline::kAllow, "Allow", "the methods allowed");
      case Check::kLookAlike:
        return JudgeLookAlike();
      case Check::kLookAlikeTime:
        return JudgeTime();
    }
    return kFired;
  }

  Unfired JudgeAccepted() {
    const Rule& rule = AcceptanceRule(asked_.mutation);
    Hold(rule.id);
    HoldRequest();
    if (!IsSuccess(*response_)) Find(rule, "status", "", "accepted like the valid request", StatusText(*response_));
    return kFired;
  }

  Unfired JudgeStatus() {
    HoldRequest();
    if (outcome_ != nullptr) {
      Hold(outcome_->status_requirement);
    } else {
      FindRequirement(expected_.front()->status_requirement, "status", "", ExpectedStatus(spec_, asked_),
                      StatusText(*response_));
    }
    return kFired;
  }

  // An answer of another status than documented is another document's business: it has been found, and what it holds
  // says nothing about the outcome. A success stays one under any 2xx.
  bool StatusRulesOut() const {
    return outcome_ == nullptr && !(expected_.front()->name == "success" && IsSuccess(*response_));
  }

  // What the outcome's schema finds wrong with the body.
  std::vector<SchemaViolation> BrokenPlaces() const {
    const auto schema = schemas_.find(Held().name);
    return schema == schemas_.end() || body_ == nullptr ? std::vector<SchemaViolation>() : schema->second.Check(*body_);
  }

  std::string NotDocumented() const { return "the answer is " + StatusText(*response_) + ", not the documented one"; }

  Unfired JudgeContentType() {
    const Outcome& outcome = Held();
    if (StatusRulesOut()) return NotDocumented();
    if (outcome.content_type.empty()) return "the document tells no media type for it";
    Hold(outcome.content_type_requirement);
    const std::string* header = FindHeader(response_->headers, "Content-Type");
    if (header != nullptr && MediaType(*header) == outcome.content_type) return kFired;
    FindRequirement(outcome.content_type_requirement, "content-type", "header:Content-Type", outcome.content_type,
                    header != nullptr ? *header : "absent");
    return kFired;
  }

  Unfired JudgeSchema() {
    const Outcome& outcome = Held();
    if (StatusRulesOut()) return NotDocumented();
    if (!schemas_.contains(outcome.name)) return "the document tells no body for it";
    if (body_ == nullptr) {
      FindRequirement(outcome.schema_requirement, "body", "", "a JSON body", body_error_);
      return kFired;
    }
    const std::vector<SchemaViolation> violations = BrokenPlaces();
    // That a member is absent breaks that member's requirement, and nothing is left to say of the whole with its
    // members.
    if (!LacksMember(*body_, violations)) Hold(outcome.schema_requirement);
    for (const auto& [pointer, requirement] : outcome.members) {
      // "/email/*" speaks of items, of which there are some where the array is.
      if (body_->At(pointer.substr(0, pointer.find("/*"))) != nullptr) Hold(requirement);
    }
    for (const SchemaViolation& violation : violations) {
      const std::string* member = MemberRequirement(outcome, violation.pointer);
      FindRequirement(member != nullptr ? *member : outcome.schema_requirement, "schema", violation.pointer,
                      violation.expected, violation.actual);
    }
    return kFired;
  }

  Unfired JudgeToken() {
    if (StatusRulesOut()) return NotDocumented();
    switch (FindGivenToken(spec_.tokens, *response_, body_, BrokenPlaces())) {
      case Given::kAsDocumented:
        Hold(spec_.credentials_requirement);
        return kFired;
      case Given::kOtherwise:
        return "the token is not given as documented: the check of the body judges that";
      case Given::kNot:
        break;
    }
    FindRequirement(spec_.credentials_requirement, "token", spec_.tokens.empty() ? "" : spec_.tokens.front(), "a token",
                    "none");
    return kFired;
  }

  Unfired JudgeRelations(bool only_subject) {
    const Outcome& outcome = Held();
    if (StatusRulesOut() || body_ == nullptr)
      return "the response is not the documented one: valid/sign-in judges that";
    const std::vector<SchemaViolation> broken = BrokenPlaces();
    const RelationValues values{*body_, evidence_.sent,
                                (evidence_.exchange.started_us + evidence_.exchange.duration_us) / 1'000'000};
    Unfired unfired = "the document tells no relation for it";
    bool fired = false;
    for (const Relation& relation : outcome.relations) {
      if (only_subject && relation.id != asked_.subject) continue;
      // A member that already breaks the schema is not held to relations as well: one fault, one finding.
      if (const std::string* pointer = BrokenOperand(relation, broken)) {
        unfired = *pointer + " is not as documented: valid/sign-in judges that";
        continue;
      }
      const RelationResult result = Evaluate(relation, values);
      if (result.kind == RelationResult::Kind::kNotApplicable) {
        unfired = "does not apply: " + result.actual;
        continue;
      }
      fired = true;
      Hold(relation.requirement);
      if (result.kind == RelationResult::Kind::kBroken) {
        FindRequirement(relation.requirement, "relation", result.pointer, result.expected, result.actual);
      }
    }
    return fired ? Unfired(kFired) : unfired;
  }

  Unfired JudgeMember() {
    if (StatusRulesOut() || body_ == nullptr) return NotDocumented();
    const std::string* member = MemberRequirement(Held(), asked_.subject);
    const std::string& requirement = member != nullptr ? *member : Held().schema_requirement;
    Hold(requirement);
    if (body_->At(asked_.subject) != nullptr) return kFired;
    // Where the document refuses other fields than those it lists, a field that is left out may be told there too.
    const RequestSpec& request = spec_.request;
    const bool left_out = asked_.mutation.op == Mutation::Op::kRemoveField;
    if (left_out && request.exact_fields && body_->At(request.exact_fields_member) != nullptr) return kFired;
    FindRequirement(requirement, "schema", asked_.subject, "the member that tells what is wrong", "absent");
    return kFired;
  }

  bool IsInactive() const { return asked_.expect.front() == "inactive_account"; }

  Unfired JudgeRefused() {
    HoldRequest();
    const Rule& rule = IsInactive() ? baseline::kInactiveAccount : baseline::kRefused;
    Hold(rule.id);
    if (response_->status < 400) Find(rule, "refusal", "", "a 4xx", StatusText(*response_));  // a 5xx has its own rule
    if (!IsRefusal(*response_) || !IsAboutCredentials(asked_)) return kFired;
    Hold(baseline::kRefusalCause.id);
    if (NamesAnotherCause(response_->status)) {
      Find(baseline::kRefusalCause, "refusal", "", "a 4xx that may speak of credentials", StatusText(*response_));
    }
    return kFired;
  }

  Unfired JudgeSecrets() {
    HoldRequest();
    const bool credentials = std::find(asked_.requirements.begin(), asked_.requirements.end(),
                                       spec_.credentials_requirement) != asked_.requirements.end();
    const Rule& unbroken = IsInactive() ? baseline::kInactiveAccount : baseline::kNoToken;
    // That an inactive account was let in has been found already; the token is what it was let in with.
    const bool found = IsInactive() && !judgement_.findings.empty();
    if (const auto leak = FindToken(spec_.tokens, *response_, body_); leak && !found) {
      Find(credentials ? RuleOf(spec_, spec_.credentials_requirement) : unbroken, "refusal", *leak, "no token",
           "a token");
      FindRequest(credentials);
    } else {
      // A refusal without a token does not show that valid credentials are given one: valid/sign-in does.
      Hold(unbroken.id);
    }
    // A response may well hold a password of three characters by chance: they are not looked for.
    if (evidence_.sent.password.size() >= 4) Hold(baseline::kNoPassword.id);
    const auto leak = evidence_.password != nullptr ? evidence_.password->place
                                                    : FindPassword(evidence_.sent.password, *response_, body_);
    if (leak) {
      Find(baseline::kNoPassword, "refusal", *leak, "the password is not repeated", "the password that was sent");
    }
    return kFired;
  }

  Unfired JudgeServerError() {
    // RFC 9110 15.6.2: 501 is the answer to a method that the server does not implement.
    const bool not_implemented = response_->status == 501 && asked_.mutation.op == Mutation::Op::kMethod;
    Hold(baseline::kNoServerError.id);
    if (response_->status >= 500 && !not_implemented) {
      Find(baseline::kNoServerError, "baseline", "", "no 5xx", StatusText(*response_));
    }
    if (response_->status < 400) return kFired;
    Hold(baseline::kNoStackTrace.id);
    if (auto trace = FindStackTrace(response_->body)) {
      Find(baseline::kNoStackTrace, "baseline", "", "an error without a stack trace", *trace);
    }
    const std::string* type = FindHeader(response_->headers, "Content-Type");
    const bool json = type != nullptr && MediaType(*type) == "application/json" && !response_->body.empty();
    if (!json || Has(asked_, Check::kSchema)) return kFired;
    Hold(baseline::kJsonBody.id);
    if (body_ == nullptr) Find(baseline::kJsonBody, "body", "", "JSON, as Content-Type says", body_error_);
    return kFired;
  }

  Unfired JudgeNoStore() {
    if (!IsSuccess(*response_)) return "the response is not a success: valid/sign-in judges that";
    Hold(baseline::kNoStore.id);
    const std::string* header = FindHeader(response_->headers, "Cache-Control");
    for (const Header& each : response_->headers) {
      if (IsHeaderNamed(each, "Cache-Control") && HasDirective(each.value, "no-store")) return kFired;
    }
    Find(baseline::kNoStore, "baseline", "header:Cache-Control", "no-store", header != nullptr ? *header : "absent");
    return kFired;
  }

  Unfired JudgeHeader(int status, const Rule& rule, const std::string& name, const std::string& expected) {
    if (response_->status != status) {
      return "the answer is " + StatusText(*response_) + ", the rule is about " + std::to_string(status);
    }
    Hold(rule.id);
    const std::string* header = FindHeader(response_->headers, name);
    // An empty Allow is legal (RFC 9110 10.2.1), an empty challenge is not.
    if (header != nullptr && (!header->empty() || name == "Allow")) return kFired;
    Find(rule, "baseline", "header:" + name, expected, header != nullptr ? "empty" : "absent");
    return kFired;
  }

  Unfired JudgeLookAlike() {
    const Response& twin = *evidence_.twin->response();
    const auto difference = FindDifference(twin, evidence_.twin_sent->login, *response_, evidence_.sent.login);
    const Rule& rule = LookAlikeRule(asked_.mutation);
    if (difference && rule == baseline::kLookAlikeInactive && IsDocumentedForInactive()) {
      const Rule demand = RuleOf(spec_, spec_.outcomes.at("inactive_account").status_requirement);
      return "the document (" + demand.source + ") demands an answer of its own for an inactive account, " +
             rule.source + " the same as for an unknown login: neither is judged";
    }
    Hold(rule.id);
    if (difference) Find(rule, "baseline", difference->pointer, difference->expected, difference->actual);
    return kFired;
  }

  // Whether the response is the one that the document demands for an inactive account and no other refusal.
  bool IsDocumentedForInactive() const {
    const Outcome& inactive = spec_.outcomes.at("inactive_account");
    if (!DemandsAnother(spec_) || response_->status != inactive.status) return false;
    auto schema = schemas_.find(inactive.name);
    return schema == schemas_.end() || (body_ != nullptr && schema->second.Check(*body_).empty());
  }

  Unfired JudgeTime() {
    if (!IsRefusal(*response_) || !IsRefusal(*evidence_.twin->response())) return "not both requests are refused";
    static const std::vector<int64_t> kNone;
    const auto& times = evidence_.times_us != nullptr ? *evidence_.times_us : kNone;
    const auto& twin_times = evidence_.twin_times_us != nullptr ? *evidence_.twin_times_us : kNone;
    if (!EnoughTimes(twin_times.size(), times.size())) {
      return std::to_string(twin_times.size()) + " and " + std::to_string(times.size()) +
             " answers are too few to tell";
    }
    Hold(baseline::kLookAlikeTime.id);
    const TimeComparison comparison = CompareTimes(twin_times, times);
    if (!comparison.Differs()) return kFired;
    Find(baseline::kLookAlikeTime, "baseline", "",
         "about " + Milliseconds(comparison.first_median_us) + ", as after a wrong password (the median of " +
             std::to_string(twin_times.size()) + ")",
         Milliseconds(comparison.second_median_us) + " (the median of " + std::to_string(times.size()) + ")");
    return kFired;
  }

  const Spec& spec_;
  const std::map<std::string, Schema>& schemas_;
  const std::set<std::string>& of_outcomes_;
  const Case& asked_;
  const Evidence& evidence_;
  std::vector<const Outcome*> expected_;
  const Response* response_ = nullptr;
  const Outcome* outcome_ = nullptr;
  Result<Json> parsed_ = Json();
  const Json* body_ = nullptr;  // null when it is not JSON
  std::string body_error_;
  bool fired_ = false;  // one of the checks found something to look at
  std::string reason_;  // why the first that did not did not
  Judgement judgement_;
};

}  // namespace

Result<Judge> Judge::Make(const Spec& spec) {
  Judge judge(spec);
  for (const auto& [name, outcome] : spec.outcomes) {
    for (const std::string& id : RequirementsOf(outcome)) judge.of_outcomes_.insert(id);
    if (outcome.schema_file.empty()) continue;
    Result<Schema> schema = Schema::Compile(outcome.schema, outcome.schema_file);
    if (!schema) return schema.error();
    judge.schemas_.emplace(name, *std::move(schema));
  }
  return judge;
}

Judgement Judge::operator()(const Case& asked, const Evidence& evidence) const {
  return Hearing(*spec_, schemas_, of_outcomes_, asked, evidence).Hear();
}

std::vector<Rule> Judge::Rules(const Case& asked) const { return RulesOf(*spec_, asked); }

bool Accepted(const Exchange& exchange) {
  const Response* response = exchange.response();
  return response != nullptr && response->status >= 200 && response->status < 300;
}

}  // namespace authconform
