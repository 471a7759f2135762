#include "reports/earl.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/run/looked_at.h"
#include "reports/evidence.h"
#include "reports/headline.h"
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

// What came of the cases that check one rule: how many of each.
struct Tried {
  int64_t looked_at = 0;  // certainly
  int64_t perhaps = 0;    // judged, and it may have found nothing to look at
  int64_t open = 0;       // error, inconclusive
  int64_t inapplicable = 0;
  int64_t unasked = 0;
  bool hidden = false;  // some may have broken it unseen
  bool broken = false;
};

class Graph {
 public:
  explicit Graph(const Run& run)
      : run_(run), assertor_(Iri("software", run.authconform)), date_(Instant(run.started_us, true)) {}

  Json Take() {
    AddAssertor();
    AddSubject();
    for (const EndpointResult& endpoint : run_.endpoints) {
      for (const Rule& rule : endpoint.unchecked) {
        AddRule(endpoint.endpoint, rule);
        Assert(RuleIri(endpoint.endpoint, rule), "earl:untested", "no case can check it", date_);
      }
    }
    for (const EndpointResult& endpoint : run_.endpoints) LookAt(endpoint);
    for (const CaseResult& result : run_.cases) AddCase(result);
    for (const auto& [iri, tried] : tried_) AssertTried(iri, tried);
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
      Try(result, rule, tried_[RuleIri(result.endpoint, rule)]);
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
      tried_[rule].broken = true;
      AddRule(result.endpoint, finding.rule);
      Assert(rule, "earl:failed", Clip(VisibleLine(result.id) + ": " + Headline(finding), kLongestInfo), date);
    }
  }

  void LookAt(const EndpointResult& endpoint) {
    for (const std::string& id : RequirementsLookedAt(run_, endpoint)) {
      looked_at_.insert(Iri("requirement", endpoint.endpoint + "/" + id));
    }
    for (const Rule& rule : endpoint.unproved) unproved_.insert(RuleIri(endpoint.endpoint, rule));
  }

  void Try(const CaseResult& result, const Rule& rule, Tried& tried) const {
    if (WasJudged(result)) {
      const bool certain =
          rule.level == "baseline" ? result.unfired.empty() : looked_at_.contains(RuleIri(result.endpoint, rule));
      ++(certain ? tried.looked_at : tried.perhaps);
      tried.hidden = tried.hidden || MayHideABreak(result, rule);
    } else if (result.verdict == Verdict::kSkipped) {
      ++(result.exchanges.empty() ? tried.unasked : tried.inapplicable);
    } else {
      ++tried.open;
    }
  }

  // Of a rule that no case broke.
  void AssertTried(const std::string& iri, const Tried& tried) {
    if (tried.broken) return;
    const auto assert = [&](const char* outcome, const std::string& info) { Assert(iri, outcome, info, date_); };
    if (unproved_.contains(iri)) {
      assert("earl:cantTell", "not seen to be broken, and not scored: no fault proves that a break would be seen");
    } else if (tried.hidden) {
      assert("earl:cantTell", "repetitions of its cases broke more than the run kept");
    } else if (tried.looked_at > 0) {
      assert("earl:passed", Counted(tried.looked_at, "case") + " looked at it and saw no break");
    } else if (tried.perhaps > 0) {
      assert("earl:cantTell", "its cases may have found nothing to look at");
    } else if (tried.open > 0) {
      assert("earl:cantTell", "its cases could not be judged");
    } else if (tried.inapplicable > 0) {
      assert("earl:inapplicable", "its cases do not apply");
    } else {
      assert("earl:untested", "its cases were not asked");
    }
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
  std::set<std::string> known_;
  std::set<std::string> looked_at_;  // requirements, by IRI as the next two
  std::set<std::string> unproved_;
  std::map<std::string, Tried> tried_;  // rules of cases
  Json::Array nodes_;
};

}  // namespace

void WriteEarl(const Run& run, std::ostream& out) { out << WriteJsonIndented(Graph(run).Take()); }

}  // namespace authconform
