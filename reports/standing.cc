#include "reports/standing.h"

#include <algorithm>
#include <map>
#include <set>

#include "harness/run/looked_at.h"

namespace authconform {
namespace {

struct Words {
  StandingKind standing;
  std::string_view name;
  Mark mark;
  std::string_view meaning;
};
constexpr Words kWords[kStandings] = {
    {StandingKind::kFailed, "failed", Mark::kFail, "a must of the document, broken in at least one answer"},
    {StandingKind::kWarned, "warned", Mark::kWarn, "a should of the document, broken in at least one answer"},
    {StandingKind::kDeviated, "deviated", Mark::kDeviation,
     "broken, in failures alone that the target's owner has listed; not passed"},
    {StandingKind::kPassed, "passed", Mark::kPass, "looked at in at least one answer, and broken in none"},
    {StandingKind::kUnproved, "test not proved", Mark::kSkipped,
     "a case looked at it and saw no break, but no fault of the kill matrix proves that a break would be seen"},
    {StandingKind::kUnchecked, "no case can check it", Mark::kSkipped, "the reason stands with the requirement"},
    {StandingKind::kInError, "ended in an error", Mark::kSkipped, "its cases ended in an error of network or harness"},
    {StandingKind::kInconclusive, "inconclusive", Mark::kSkipped, "what its cases came to means nothing"},
    {StandingKind::kSkipped, "skipped", Mark::kSkipped,
     "its cases were skipped; the reason stands with the requirement"},
    {StandingKind::kUnfired, "nothing to look at", Mark::kSkipped, "its cases were judged and did not come to it"},
    {StandingKind::kLeftOut, "not asked", Mark::kSkipped,
     "its cases were not sent: they were not chosen, or nothing was judged"},
};

StandingKind StandingOf(const Broken& broken) {
  if (!broken.deviation.empty()) return StandingKind::kDeviated;
  return broken.finding.rule.level == "must" ? StandingKind::kFailed : StandingKind::kWarned;
}

using Cases = std::vector<const CaseResult*>;

// Those of one endpoint, in the run's order: a run may have as many endpoints as cases.
class CasesByEndpoint {
 public:
  explicit CasesByEndpoint(const Run& run) {
    for (const CaseResult& result : run.cases) cases_[result.endpoint].push_back(&result);
  }

  const Cases& Of(const std::string& endpoint) const {
    static const Cases kNone;
    const auto at = cases_.find(endpoint);
    return at == cases_.end() ? kNone : at->second;
  }

 private:
  std::map<std::string_view, Cases> cases_;
};

// What the cases of one endpoint say of its rules.
class Sorter {
 public:
  Sorter(const Run& run, const EndpointResult& endpoint, const Cases& cases) : run_(run), proof_(endpoint.proof) {
    for (const Rule& rule : endpoint.unproved) unproved_.insert(rule.id);
    for (const CaseResult* each : cases) {
      const CaseResult& result = *each;
      by_id_[result.id] = &result;
      if (!WasJudged(result)) continue;
      for (const std::string& id : result.judged) looked_at_[id].push_back(&result);
      for (const Finding& finding : result.findings) {
        broken_[finding.rule.id].push_back({result.id, finding, result.deviation});
      }
    }
  }

  RequirementStanding Sort(const StatedRequirement& stated) const {
    RequirementStanding told;
    told.rule = stated.rule;
    if (const auto seen = looked_at_.find(stated.rule.id); seen != looked_at_.end()) {
      told.cases = static_cast<int64_t>(seen->second.size());
    }
    told.cases_checking = CountChecking(stated);
    if (const auto broken = broken_.find(stated.rule.id); broken != broken_.end()) {
      told.broken = broken->second;
      told.standing = StandingKind::kDeviated;
      for (const Broken& each : told.broken) told.standing = std::min(told.standing, StandingOf(each));
    } else if (!stated.unchecked.empty()) {
      told.standing = StandingKind::kUnchecked;
      told.reasons = {stated.unchecked};
    } else if (told.cases == 0) {
      TellWhyNot(stated, told);
    } else if (!Proved(stated.rule)) {
      told.standing = StandingKind::kUnproved;
    } else {
      for (const CaseResult* each : looked_at_.at(stated.rule.id)) {
        if (!MayHideABreak(*each, stated.rule)) continue;
        told.standing = StandingKind::kInconclusive;
        told.reasons = {"the repetitions of " + each->id + " broke more than the run kept"};
      }
    }
    return told;
  }

 private:
  // Whether a break of the rule would have been seen, as far as anybody knows. The matrix is of requirements alone.
  bool Proved(const Rule& rule) const { return rule.level == "baseline" || (proof_ && !unproved_.contains(rule.id)); }

  int64_t CountChecking(const StatedRequirement& stated) const {
    std::set<std::string_view> ids(stated.cases.begin(), stated.cases.end());
    if (const auto seen = looked_at_.find(stated.rule.id); seen != looked_at_.end()) {
      for (const CaseResult* each : seen->second) ids.insert(each->id);
    }
    return static_cast<int64_t>(ids.size());
  }

  // The case that fails as listed and for which this one told nothing: itself, or the one that it was skipped for.
  std::string KeptBy(const CaseResult& result) const {
    if (result.Excused()) return result.id;
    constexpr std::string_view kJudges = " judges that";  // harness/judge: "…: valid/sign-in judges that"
    if (result.verdict != Verdict::kSkipped || !result.reason.ends_with(kJudges)) return "";
    const std::string reason = result.reason.substr(0, result.reason.size() - kJudges.size());
    const auto other = by_id_.find(result.endpoint + "/" + reason.substr(reason.rfind(' ') + 1));
    return other != by_id_.end() && other->second->Excused() ? other->first : "";
  }

  // The reason that says most decides, and all are told.
  void TellWhyNot(const StatedRequirement& stated, RequirementStanding& told) const {
    told.standing = StandingKind::kLeftOut;
    std::set<std::string> known;
    std::set<std::string> keepers;
    for (const std::string& id : stated.cases) {
      std::string reason;
      told.standing = std::min(told.standing, WhyNot(id, reason));
      if (known.insert(reason).second) told.reasons.push_back(std::move(reason));
      const auto at = by_id_.find(id);
      std::string keeper = at == by_id_.end() ? "" : KeptBy(*at->second);
      if (!keeper.empty() && keepers.insert(keeper).second) told.kept_by.push_back(std::move(keeper));
    }
    if (stated.cases.empty()) told.reasons = {"there is no case for it"};
  }

  StandingKind WhyNot(const std::string& id, std::string& reason) const {
    const auto at = by_id_.find(id);
    if (!run_.preflight_error.empty() && (at == by_id_.end() || at->second->verdict != Verdict::kSkipped)) {
      reason = "nothing was judged: " + run_.preflight_error;
      return StandingKind::kLeftOut;
    }
    if (at == by_id_.end()) {
      reason = id + " was not chosen";
      return StandingKind::kLeftOut;
    }
    const CaseResult& result = *at->second;
    reason = result.reason.empty() ? "no reason given" : result.reason;
    switch (result.verdict) {
      case Verdict::kSkipped:
        return StandingKind::kSkipped;
      case Verdict::kInconclusive:
        return StandingKind::kInconclusive;
      case Verdict::kError:
        return StandingKind::kInError;
      case Verdict::kPass:
      case Verdict::kWarn:
      case Verdict::kFail:
        break;
    }
    reason = id + (result.Excused() ? " fails as listed and did not come to it" : " found nothing to look at");
    return StandingKind::kUnfired;
  }

  const Run& run_;
  const bool proof_;
  std::set<std::string> unproved_;
  std::map<std::string, const CaseResult*> by_id_;
  std::map<std::string, std::vector<const CaseResult*>> looked_at_;  // by rule
  std::map<std::string, std::vector<Broken>> broken_;                // by rule
};

// Baseline rules that a case looked at or broke, each with the cases of the run that check it.
std::vector<StatedRequirement> BaselineOf(const Cases& cases) {
  std::vector<StatedRequirement> rules;
  std::set<std::string> known;
  std::map<std::string_view, std::vector<std::string>> checking;
  for (const CaseResult* result : cases) {
    for (const Rule& rule : result->rules) checking[rule.id].push_back(result->id);
    if (!WasJudged(*result)) continue;
    const std::set<std::string_view> judged(result->judged.begin(), result->judged.end());
    std::vector<Rule> seen;
    for (const Rule& rule : result->rules) {
      if (judged.contains(rule.id)) seen.push_back(rule);
    }
    for (const Finding& finding : result->findings) seen.push_back(finding.rule);
    for (Rule& rule : seen) {
      if (rule.level == "baseline" && known.insert(rule.id).second) rules.push_back({std::move(rule), "", {}});
    }
  }
  for (StatedRequirement& each : rules) each.cases = checking[each.rule.id];
  return rules;
}

// Of a run that does not keep what the document states: those that its cases check, and those that none can.
std::vector<Rule> RequirementsIn(const EndpointResult& endpoint, const Cases& cases) {
  std::vector<Rule> rules = endpoint.unchecked;
  std::set<std::string> known;
  for (const CaseResult* result : cases) {
    for (const Rule& rule : result->rules) {
      if (rule.level != "baseline" && known.insert(rule.id).second) rules.push_back(rule);
    }
  }
  return rules;
}

}  // namespace

bool IsTested(StandingKind standing) { return standing <= StandingKind::kPassed; }

std::string_view StandingName(StandingKind standing) { return kWords[static_cast<size_t>(standing)].name; }

std::string_view StandingMeaning(StandingKind standing) { return kWords[static_cast<size_t>(standing)].meaning; }

Mark MarkOf(StandingKind standing) { return kWords[static_cast<size_t>(standing)].mark; }

std::vector<EndpointStanding> StandingOf(const Run& run, const std::vector<StatedEndpoint>& stated) {
  std::vector<EndpointStanding> all;
  const CasesByEndpoint by_endpoint(run);
  std::map<std::string_view, const StatedEndpoint*> promised;
  for (const StatedEndpoint& each : stated) promised.emplace(each.endpoint, &each);
  for (const EndpointResult& endpoint : run.endpoints) {
    EndpointStanding& told = all.emplace_back();
    told.endpoint = endpoint;
    const Cases& cases = by_endpoint.Of(endpoint.endpoint);
    const Sorter sorter(run, endpoint, cases);
    if (const auto at = promised.find(endpoint.endpoint); at != promised.end()) {
      told.document_version = at->second->document_version;
      told.cases_planned = at->second->cases_planned;
      for (const StatedRequirement& each : at->second->requirements) told.requirements.push_back(sorter.Sort(each));
    }
    for (const StatedRequirement& rule : BaselineOf(cases)) told.baseline.push_back(sorter.Sort(rule));
    for (const CaseResult* result : cases) ++told.cases[static_cast<size_t>(MarkOf(*result))];
  }
  return all;
}

std::vector<StatedEndpoint> StatedIn(const Run& run) {
  std::vector<StatedEndpoint> all;
  const CasesByEndpoint by_endpoint(run);
  for (const EndpointResult& endpoint : run.endpoints) {
    StatedEndpoint& stated =
        all.emplace_back(StatedEndpoint{endpoint.endpoint, "", {}, static_cast<int64_t>(endpoint.planned.size())});
    const Cases& of_endpoint = by_endpoint.Of(endpoint.endpoint);
    std::map<std::string, std::string> unchecked;
    std::map<std::string, std::vector<std::string>> cases;
    for (const Rule& rule : endpoint.unchecked) unchecked[rule.id] = rule.text;
    for (const CaseResult* result : of_endpoint) {
      for (const Rule& rule : result->rules) cases[rule.id].push_back(result->id);
    }
    for (const Rule& rule : endpoint.stated.empty() ? RequirementsIn(endpoint, of_endpoint) : endpoint.stated) {
      std::string reason = unchecked[rule.id];
      const std::string before = rule.text + ": ";  // harness/run/ledger.cc puts the reason behind the text
      if (reason.starts_with(before)) reason.erase(0, before.size());
      stated.requirements.push_back({rule, std::move(reason), cases[rule.id]});
    }
  }
  return all;
}

StandingCounts CountsOf(const std::vector<RequirementStanding>& requirements) {
  StandingCounts counts = {};
  for (const RequirementStanding& each : requirements) ++counts[static_cast<size_t>(each.standing)];
  return counts;
}

int64_t Count(const StandingCounts& counts, StandingKind standing) { return counts[static_cast<size_t>(standing)]; }

int64_t Tested(const StandingCounts& counts) {
  int64_t tested = 0;
  for (const Words& each : kWords) tested += IsTested(each.standing) ? Count(counts, each.standing) : 0;
  return tested;
}

int64_t NotTested(const StandingCounts& counts) {
  int64_t not_tested = 0;
  for (const Words& each : kWords) not_tested += IsTested(each.standing) ? 0 : Count(counts, each.standing);
  return not_tested;
}

StandingCounts RequirementsOf(const std::vector<EndpointStanding>& endpoints) {
  StandingCounts all = {};
  for (const EndpointStanding& each : endpoints) {
    const StandingCounts counts = CountsOf(each.requirements);
    for (size_t i = 0; i < all.size(); ++i) all[i] += counts[i];
  }
  return all;
}

}  // namespace authconform
