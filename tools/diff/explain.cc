#include "tools/diff/explain.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "reports/text.h"
#include "tools/diff/recalled.h"
#include "tools/diff/rulings.h"

namespace authconform {
namespace {

using Kind = Changed::Kind;

// What a target or a file said, within a sentence of ours.
std::string Shown(const std::string& text) {
  constexpr size_t kShown = 300;
  return Clip(text, kShown);
}

bool AsksEndpointOf(const KeptRun& run, const std::string& id) {
  return std::any_of(run.plan->endpoints.begin(), run.plan->endpoints.end(),
                     [&](const KeptEndpoint& each) { return each.endpoint == EndpointOf(id); });
}

bool NeedsJudging(Kind kind) { return kind == Kind::kVerdict || kind == Kind::kFindings; }

struct Explanation {
  Ruling ruling;
  bool left_out = false;
};

class Explaining {
 public:
  Explaining(const RunName& name, const Recall& recall, const FlakyCases& flaky)
      : name_(name), recall_(recall), flaky_(flaky) {}

  std::vector<Change> All(const std::vector<Changed>& changes) {
    Judge(changes);
    std::vector<Change> all;
    for (const Changed& each : changes) all.push_back(Told(each));
    const auto rank = [](const Change& each) { return each.kept.regression ? 0 : each.mended ? 1 : 2; };
    std::stable_sort(all.begin(), all.end(),
                     [&](const Change& one, const Change& other) { return rank(one) < rank(other); });
    return all;
  }

 private:
  // The transcript of one older run is held at a time.
  void Judge(const std::vector<Changed>& changes) {
    std::map<const KeptRun*, std::vector<const Changed*>> by_older;
    for (const Changed& each : changes) {
      if (NeedsJudging(each.kind)) by_older[each.before.run].push_back(&each);
    }
    if (by_older.empty()) return;
    const KeptRun& now = *by_older.begin()->second.front()->now.run;
    const RecalledRun newer(now, recall_(now), name_(now));
    for (const auto& [run, of_run] : by_older) {
      Wording names;
      names.older = name_(*run);
      names.newer = name_(now);
      const RecalledRun older(*run, recall_(*run), names.older, &newer);
      rulings_.merge(RuleOn(of_run, older, newer, names));
    }
  }

  Change Told(const Changed& changed) {
    Change change;
    KeptChange& kept = change.kept;
    kept.run = changed.now.run->id;
    kept.of_case = changed.id;
    if (changed.before.result != nullptr) kept.from = changed.before.result->verdict;
    if (changed.now.result != nullptr) {
      kept.to = changed.now.result->verdict;
      change.findings = changed.now.result->findings;
      change.reason = changed.now.result->reason;
      change.deviation = changed.now.result->deviation;
    }
    change.before_run = name_(*changed.before.run);
    change.mended = changed.mended;
    change.lost = changed.kind == Kind::kNotJudged;
    const Explanation explanation = Explain(changed);
    kept.cause = explanation.ruling.cause;
    kept.why = explanation.ruling.why;
    kept.regression = changed.regression && kept.cause != Cause::kFlaky;
    change.left_out = explanation.left_out;
    return change;
  }

  Explanation Explain(const Changed& changed) {
    switch (changed.kind) {
      case Kind::kVerdict:
      case Kind::kFindings:
        return {WithFlakiness(changed, rulings_.at(changed.id))};
      case Kind::kExcuse:
        return {Excuse(changed)};
      case Kind::kAdded:
        return NotAskedBy(changed.before, changed.id);
      case Kind::kGone:
        return NotAskedBy(changed.now, changed.id);
      case Kind::kNotJudged:
        return {{Cause::kEnvironment, name_(*changed.now.run) + " could not judge it: " + Reason(changed.now)}};
      case Kind::kFirstJudged:
        break;
    }
    return {{Cause::kEnvironment, name_(*changed.before.run) + " could not judge it: " + Reason(changed.before)}};
  }

  static std::string Reason(const Word& word) {
    const std::string& reason = word.result == nullptr ? word.run->preflight_error : word.result->reason;
    return reason.empty() ? "it tells no reason" : Shown(reason);
  }

  Ruling WithFlakiness(const Changed& changed, Ruling ruling) const {
    if (ruling.cause != Cause::kTarget && ruling.cause != Cause::kUnknown) return ruling;
    for (const Word& word : {changed.now, changed.before}) {
      if (!word.result->unsteady) continue;
      return {Cause::kFlaky, "its repetitions within " + name_(*word.run) +
                                 " came to several verdicts, so that this one is no regression by itself"};
    }
    const auto flaky = flaky_.find(changed.id);
    if (flaky == flaky_.end()) return ruling;
    return {Cause::kFlaky, flaky->second + ", so that this one is no regression by itself"};
  }

  // The same came of it, and it fails the run in one of the two only.
  Ruling Excuse(const Changed& changed) const {
    const KeptRun& before = *changed.before.run;
    const KeptRun& now = *changed.now.run;
    if (!changed.now.result->deviation.empty()) {
      return {Cause::kPlan, "the owner's list of deviations names it now: " + Shown(changed.now.result->deviation)};
    }
    if (!changed.before.result->deviation.empty()) {
      for (const std::string& error : now.deviation_errors) {
        if (error.starts_with(changed.id + " ")) return {Cause::kPlan, Shown(error)};
      }
      return {Cause::kPlan, "the owner's list of deviations named it in " + name_(before) + " and no longer does"};
    }
    return {Cause::kPlan, now.strict ? "--strict lets a warning fail " + name_(now) + ", and did not " + name_(before)
                                     : "--strict let a warning fail " + name_(before) + ", and does not " + name_(now)};
  }

  // Why the run has no word on a case of the other.
  Explanation NotAskedBy(const Word& word, const std::string& id) {
    const KeptRun& run = *word.run;
    const std::string name = name_(run);
    if (!AsksEndpointOf(run, id)) {
      return {{Cause::kPlan, name + " did not ask " + std::string(EndpointOf(id))}};
    }
    if (!plans_.contains(&run)) plans_.emplace(&run, RecalledRun(run, WithoutTranscript(recall_(run)), name));
    const RecalledRun& plan = plans_.at(&run);
    const bool planned = plan.Find(id).asked != nullptr;
    const bool left_out = plan.recorded().own_files ? planned : !run.partial.empty();
    if (left_out) {
      const std::string partial = run.partial.empty() ? "" : ": " + Shown(run.partial);
      return {{Cause::kPlan, name + " left it out" + partial}, true};
    }
    return {{Cause::kPlan, "the cases of " + name + " do not have it"}};
  }

  static Recorded WithoutTranscript(Recorded recorded) {
    recorded.transcript.clear();
    return recorded;
  }

  const RunName& name_;
  const Recall& recall_;
  const FlakyCases& flaky_;
  std::map<std::string, Ruling> rulings_;
  std::map<const KeptRun*, RecalledRun> plans_;
};

}  // namespace

std::vector<Change> Explain(const std::vector<Changed>& changes, const RunName& name, const Recall& recall,
                            const FlakyCases& flaky) {
  return Explaining(name, recall, flaky).All(changes);
}

}  // namespace authconform
