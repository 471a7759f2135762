#include "reports/earl.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/joined.h"
#include "harness/base/json.h"
#include "reports/evidence.h"
#include "reports/headline.h"
#include "reports/standing.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

constexpr const char* kSubject = "_:subject";  // of this report alone: names of targets are not unique
// Of one assertion; the HTML report has it all.
constexpr size_t kLongestInfo = 4'000;

// RFC 3986 2.3, and the slash between the parts of a case's id: all else is percent-encoded.
std::string Iri(std::string_view kind, std::string_view name) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string iri = "urn:authconform:" + std::string(kind) + ":";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (kPlain.find(c) != std::string_view::npos) {
      iri += c;
    } else {
      iri += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return iri;
}

std::string RuleIri(const std::string& endpoint, const Rule& rule) {
  return rule.level == "baseline" ? Iri("rule", rule.id) : Iri("requirement", endpoint + "/" + rule.id);
}

Json Id(std::string_view type) { return Json(Json::Object{{"@type", Json(type)}}); }

// Prefixes, and which members hold an IRI or a time.
Json Context() {
  Json::Object context = {{"earl", Json("http://www.w3.org/ns/earl#")},
                          {"dct", Json("http://purl.org/dc/terms/")},
                          {"xsd", Json("http://www.w3.org/2001/XMLSchema#")}};
  for (const char* name :
       {"earl:assertedBy", "earl:subject", "earl:test", "earl:mode", "earl:outcome", "dct:isPartOf"}) {
    context.emplace_back(name, Id("@id"));
  }
  context.emplace_back("dct:date", Id("xsd:dateTime"));
  return Json(std::move(context));
}

const char* OutcomeOf(const Run& run, const CaseResult& result) {
  switch (result.verdict) {
    case Verdict::kPass:
      return "earl:passed";
    case Verdict::kWarn:
      return run.strict ? "earl:failed" : "earl:passed";
    case Verdict::kFail:
      return "earl:failed";
    case Verdict::kInconclusive:
    case Verdict::kError:
      return "earl:cantTell";
    case Verdict::kSkipped:
      return result.exchanges.empty() ? "earl:untested" : "earl:inapplicable";
  }
  return "earl:cantTell";
}

// Deviation, reason and findings, a line each.
std::string InfoOf(const CaseResult& result) {
  std::string info;
  const auto add = [&](const std::string& line) { info += (info.empty() ? "" : "\n") + line; };
  if (result.Excused()) add("deviation: " + VisibleLine(result.deviation));
  if (result.verdict == Verdict::kWarn) add("warning");
  if (!result.reason.empty()) add(VisibleLine(result.reason));
  for (const Finding& finding : result.findings) add(Headline(finding));
  if (!result.unfired.empty()) add("no evidence: " + VisibleLine(Joined(result.unfired)) + " found nothing to look at");
  return Clip(info, kLongestInfo);
}

// Where one rule stands, over all endpoints that it is of, and how many cases looked at it.
struct Stands {
  StandingKind standing = StandingKind::kLeftOut;
  int64_t cases = 0;
  std::vector<std::string> reasons;
  bool broken = false;
  bool hidden = false;  // some case may have broken it unseen
};

// Of a rule that no case broke.
const char* OutcomeOf(const Stands& stands) {
  if (stands.hidden) return "earl:cantTell";
  switch (stands.standing) {
    case StandingKind::kPassed:
      return "earl:passed";
    case StandingKind::kUnproved:
    case StandingKind::kInError:
    case StandingKind::kInconclusive:
      return "earl:cantTell";
    case StandingKind::kUnchecked:
    case StandingKind::kSkipped:
    case StandingKind::kUnfired:
    case StandingKind::kLeftOut:
      return "earl:untested";
    case StandingKind::kFailed:
    case StandingKind::kWarned:
    case StandingKind::kDeviated:
      break;
  }
  return "earl:failed";
}

std::string InfoOf(const Stands& stands) {
  if (OutcomeOf(stands) == std::string_view("earl:passed")) {
    return Counted(stands.cases, "case") + " looked at it and saw no break";
  }
  if (stands.standing == StandingKind::kUnproved) {
    return "not seen to be broken, and not scored: no fault proves that a break would be seen";
  }
  std::string info(StandingName(stands.hidden ? StandingKind::kInconclusive : stands.standing));
  for (size_t i = 0; i < stands.reasons.size(); ++i) info += (i == 0 ? ": " : "; ") + VisibleLine(stands.reasons[i]);
  return Clip(info, kLongestInfo);
}

// What the documents state and the baseline rules that cases check: each is to have an assertion.
std::vector<StatedEndpoint> AllStatedIn(const Run& run) {
  std::vector<StatedEndpoint> all = StatedIn(run);
  for (StatedEndpoint& stated : all) {
    std::map<std::string, StatedRequirement> baseline;
    for (const CaseResult& result : run.cases) {
      if (result.endpoint != stated.endpoint) continue;
      for (const Rule& rule : result.rules) {
        if (rule.level != "baseline") continue;
        StatedRequirement& told = baseline[rule.id];
        told.rule = rule;
        told.cases.push_back(result.id);
      }
    }
    for (auto& [id, rule] : baseline) stated.requirements.push_back(std::move(rule));
  }
  return all;
}

class Graph {
 public:
  explicit Graph(const Run& run)
      : run_(run),
        assertor_(Iri("software", run.authconform)),
        date_(Instant(run.started_us, true)),
        keeps_judged_(std::any_of(run.cases.begin(), run.cases.end(),
                                  [](const CaseResult& each) { return !each.judged.empty(); })) {}

  Json Take() {
    AddAssertor();
    AddSubject();
    for (const EndpointStanding& endpoint : StandingOf(run_, AllStatedIn(run_))) {
      for (const RequirementStanding& told : endpoint.requirements) AddStanding(endpoint.endpoint.endpoint, told);
    }
    for (const CaseResult& result : run_.cases) AddCase(result);
    for (const EndpointResult& endpoint : run_.endpoints) {
      for (const std::string& id : endpoint.planned) AddUnasked(id);
    }
    for (const auto& [iri, stands] : standings_) AssertStanding(iri, stands);
    return Json(Json::Object{{"@context", Context()}, {"@graph", Json(std::move(nodes_))}});
  }

 private:
  void AddAssertor() {
    nodes_.push_back(Json(Json::Object{{"@id", Json(assertor_)},
                                       {"@type", Json(Json::Array{Json("earl:Assertor"), Json("earl:Software")})},
                                       {"dct:title", Json("authconform")},
                                       {"dct:hasVersion", Json(VisibleLine(run_.authconform))}}));
  }

  void AddSubject() {
    std::string text = VisibleLine(VerdictSentence(run_));
    if (!run_.preflight_error.empty()) text += " Preflight: " + VisibleLine(run_.preflight_error) + ".";
    if (!run_.partial.empty()) text += " Partial: " + VisibleLine(run_.partial) + ".";
    for (const std::string& missing : EvidenceMissing(run_)) text += " No evidence: " + VisibleLine(missing) + ".";
    nodes_.push_back(Json(Json::Object{{"@id", Json(kSubject)},
                                       {"@type", Json("earl:TestSubject")},
                                       {"dct:title", Json(VisibleLine(run_.target))},
                                       {"dct:source", Json(VisibleLine(run_.url))},
                                       {"dct:date", Json(date_)},
                                       {"dct:description", Json(text)}}));
  }

  void AddRule(const std::string& endpoint, const Rule& rule) {
    const std::string iri = RuleIri(endpoint, rule);
    if (!known_.insert(iri).second) return;
    nodes_.push_back(Json(Json::Object{{"@id", Json(iri)},
                                       {"@type", Json("earl:TestRequirement")},
                                       {"dct:title", Json(VisibleLine(rule.text))},
                                       {"dct:description", Json(VisibleLine(rule.level))},
                                       {"dct:source", Json(VisibleLine(rule.source))}}));
  }

  void AddCase(const CaseResult& result) {
    const std::string iri = Iri("case", result.id);
    Json::Array rules;
    for (const Rule& rule : result.rules) {
      AddRule(result.endpoint, rule);
      rules.push_back(Json(RuleIri(result.endpoint, rule)));
    }
    if (known_.insert(iri).second) {
      nodes_.push_back(Json(Json::Object{{"@id", Json(iri)},
                                         {"@type", Json("earl:TestCase")},
                                         {"dct:title", Json(VisibleLine(result.title))},
                                         {"dct:description", Json("sent: " + VisibleLine(result.mutation) +
                                                                  "; expected: " + VisibleLine(result.expected))},
                                         {"dct:isPartOf", Json(std::move(rules))}}));
    }
    const std::string date = result.exchanges.empty() ? date_ : Instant(result.exchanges.back().started_us, true);
    Assert(iri, OutcomeOf(run_, result), InfoOf(result), date);
    std::set<std::string> broken;
    for (const Finding& finding : result.findings) {
      const std::string rule = RuleIri(result.endpoint, finding.rule);
      if (!broken.insert(rule).second) continue;
      AddRule(result.endpoint, finding.rule);
      Assert(rule, "earl:failed", Clip(VisibleLine(result.id) + ": " + Headline(finding), kLongestInfo), date);
    }
  }

  // A planned case that is not among the run's.
  void AddUnasked(const std::string& id) {
    const std::string iri = Iri("case", id);
    if (!known_.insert(iri).second) return;
    nodes_.push_back(
        Json(Json::Object{{"@id", Json(iri)}, {"@type", Json("earl:TestCase")}, {"dct:title", Json(VisibleLine(id))}}));
    std::string info(StandingName(StandingKind::kLeftOut));
    if (!run_.preflight_error.empty()) info += ": nothing was judged: " + VisibleLine(run_.preflight_error);
    Assert(iri, "earl:untested", Clip(info, kLongestInfo), date_);
  }

  void AddStanding(const std::string& endpoint, const RequirementStanding& told) {
    AddRule(endpoint, told.rule);
    Stands& stands = standings_[RuleIri(endpoint, told.rule)];
    stands.standing = std::min(stands.standing, told.standing);
    stands.cases += told.cases;
    stands.reasons.insert(stands.reasons.end(), told.reasons.begin(), told.reasons.end());
    stands.broken = stands.broken || !told.broken.empty();
    stands.hidden = stands.hidden || (told.cases > 0 && told.standing == StandingKind::kInconclusive);
  }

  // What a case broke has its assertion from that case.
  void AssertStanding(const std::string& iri, const Stands& stands) {
    if (stands.broken) return;
    if (stands.standing == StandingKind::kUnfired && !keeps_judged_) {
      return Assert(iri, "earl:cantTell", "this run does not tell what its cases looked at", date_);
    }
    Assert(iri, OutcomeOf(stands), InfoOf(stands), date_);
  }

  void Assert(const std::string& test, const char* outcome, const std::string& info, const std::string& date) {
    Json::Object result = {
        {"@type", Json("earl:TestResult")}, {"earl:outcome", Json(outcome)}, {"dct:date", Json(date)}};
    if (!info.empty()) result.emplace_back("earl:info", Json(info));
    nodes_.push_back(Json(Json::Object{{"@type", Json("earl:Assertion")},
                                       {"earl:assertedBy", Json(assertor_)},
                                       {"earl:subject", Json(kSubject)},
                                       {"earl:test", Json(test)},
                                       {"earl:mode", Json("earl:automatic")},
                                       {"earl:result", Json(std::move(result))}}));
  }

  const Run& run_;
  const std::string assertor_;
  const std::string date_;
  const bool keeps_judged_;
  std::set<std::string> known_;
  std::map<std::string, Stands> standings_;  // by IRI
  Json::Array nodes_;
};

}  // namespace

void WriteEarl(const Run& run, std::ostream& out) { out << WriteJsonIndented(Graph(run).Take()); }

}  // namespace authconform
