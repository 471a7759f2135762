#include "tools/diff/explain.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/run/case_id.h"
#include "reports/summary.h"
#include "reports/text.h"
#include "tools/diff/lost.h"
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

// Null: the run was not told to ask it.
const KeptEndpoint* FindEndpoint(const KeptRun& run, const std::string& id) {
  const std::vector<KeptEndpoint>& all = run.plan->endpoints;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const KeptEndpoint& each) { return each.endpoint == EndpointOf(id); });
  return found == all.end() ? nullptr : &*found;
}

// What of the judge differs between the two runs, where it is the judge that changed; by the digests.
Cause CauseInPlan(const KeptRun& before, const KeptRun& now, const std::string& id) {
  const KeptEndpoint* older = FindEndpoint(before, id);
  const KeptEndpoint* newer = FindEndpoint(now, id);
  if (older == nullptr || newer == nullptr) return Cause::kPlan;
  const bool spec = older->spec_sha256 != newer->spec_sha256;
  const bool cases = older->cases_sha256 != newer->cases_sha256;
  if (spec == cases) return Cause::kPlan;
  return spec ? Cause::kSpec : Cause::kCases;
}

bool NeedsJudging(Kind kind) { return kind == Kind::kVerdict || kind == Kind::kFindings; }

struct Explanation {
  Ruling ruling;
  bool left_out = false;
  std::string not_asked = {};
};

class Explaining {
 public:
  Explaining(const RunName& name, const Recall& recall, const FlakyCases& flaky)
      : name_(name), recall_(recall), flaky_(flaky) {}

  std::vector<Change> All(const std::vector<Changed>& changes) {
    Judge(changes);
    std::vector<Change> all;
    for (const Changed& each : changes) all.push_back(Told(each));
    const auto rank = [](const Change& each) {
      return each.kept.regression ? 0 : each.lost ? 1 : IsMended(each.kept) ? 2 : 3;
    };
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
    for (const Changed& each : changes) {
      if (NeedsJudging(each.kind)) repetitions_[each.id] = newer.Repetitions(each.id);
    }
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
    Explanation explanation = Explain(changed);
    Cause& cause = explanation.ruling.cause;
    if (cause == Cause::kPlan) cause = CauseInPlan(*changed.before.run, *changed.now.run, changed.id);
    kept.cause = explanation.ruling.cause;
    kept.why = explanation.ruling.why;
    kept.regression = changed.regression && kept.cause != Cause::kFlaky;
    change.lost = IsLost(kept);
    change.left_out = explanation.left_out;
    change.not_asked = explanation.not_asked;
    return change;
  }

  Explanation Explain(const Changed& changed) {
    switch (changed.kind) {
      case Kind::kVerdict:
        return {changed.failing_since != nullptr ? Held(changed, rulings_.at(changed.id))
                                                 : WithFlakiness(changed, rulings_.at(changed.id))};
      case Kind::kFindings:
        return {rulings_.at(changed.id)};
      case Kind::kExcuse:
        return {Excuse(changed)};
      case Kind::kAdded:
        return NotAskedBy(changed.before, changed.id);
      case Kind::kGone:
        return NotAskedBy(changed.now, changed.id);
      case Kind::kNotJudged:
        return {NotJudged(changed.now, changed.id)};
      case Kind::kFirstJudged:
        break;
    }
    return {{Cause::kUnknown, "first judged now; nothing was known before: " + CouldNotJudge(changed.before)}};
  }

  // `word` has a result.
  Ruling NotJudged(const Word& word, const std::string& id) {
    const Verdict verdict = word.result->verdict;
    std::optional<TransportError::Kind> failed;
    if (verdict == Verdict::kError) {
      const FailedExchanges& exchanges = FailedOf(*word.run);
      if (const auto found = exchanges.find(id); found != exchanges.end()) failed = found->second;
    }
    return {CauseOfLoss(verdict, word.result->reason, failed), CouldNotJudge(word)};
  }

  std::string CouldNotJudge(const Word& word) const {
    return name_(*word.run) + " could not judge it: " + Reason(word);
  }

  const FailedExchanges& FailedOf(const KeptRun& run) {
    const auto [found, added] = failed_.try_emplace(&run);
    if (added) {
      const Result<ReadTranscript> read = ParseTranscript(recall_(run).transcript, "transcript.ndjson");
      if (read) found->second = FailedIn(*read);
    }
    return found->second;
  }

  static std::string Reason(const Word& word) {
    const std::string& reason = word.result == nullptr ? word.run->preflight_error : word.result->reason;
    return reason.empty() ? "it tells no reason" : Shown(reason);
  }

  // Why the flip may be chance, a sentence; empty where nothing says so.
  std::string WhyFlaky(const Changed& changed) const {
    for (const Word& word : {changed.now, changed.before}) {
      if (word.result->unsteady) return "its repetitions within " + name_(*word.run) + " came to several verdicts";
    }
    const auto flaky = flaky_.find(changed.id);
    return flaky == flaky_.end() ? "" : flaky->second;
  }

  Ruling WithFlakiness(const Changed& changed, Ruling ruling) const {
    if (ruling.cause != Cause::kTarget && ruling.cause != Cause::kUnknown) return ruling;
    const std::string flaky = WhyFlaky(changed);
    if (flaky.empty()) return ruling;
    const int64_t repetitions = repetitions_.at(changed.id);
    const bool steady = !changed.now.result->unsteady && repetitions > 1;
    if (steady && changed.regression && ruling.cause == Cause::kTarget) {
      return {Cause::kTarget,
              ruling.why + "; " + flaky + ", and now all of its " + Counted(repetitions, "repetition") + " fail"};
    }
    const std::string_view so = changed.regression ? "this one is no regression by itself" : "this one may be chance";
    return {Cause::kFlaky, flaky + ", so that " + std::string(so)};
  }

  Ruling Held(const Changed& changed, Ruling ruling) const {
    ruling.why =
        "it has failed since " + name_(*changed.failing_since) + ", which alone may have been chance; " + ruling.why;
    return ruling;
  }

  // The same came of it, and it fails the run in one of the two only.
  Ruling Excuse(const Changed& changed) const {
    const KeptRun& before = *changed.before.run;
    const KeptRun& now = *changed.now.run;
    if (!changed.now.result->deviation.empty()) {
      return {Cause::kDeviations,
              "the owner's list of deviations names it now: " + Shown(changed.now.result->deviation)};
    }
    if (!changed.before.result->deviation.empty()) {
      for (const std::string& error : now.deviation_errors) {
        if (error.starts_with(changed.id + " ")) return {Cause::kDeviations, Shown(error)};
      }
      return {Cause::kDeviations,
              "the owner's list of deviations named it in " + name_(before) + " and no longer does"};
    }
    return {Cause::kStrict, now.strict
                                ? "--strict lets a warning fail " + name_(now) + ", and did not " + name_(before)
                                : "--strict let a warning fail " + name_(before) + ", and does not " + name_(now)};
  }

  // Why the run has no word on a case of the other.
  Explanation NotAskedBy(const Word& word, const std::string& id) {
    const KeptRun& run = *word.run;
    const std::string name = name_(run);
    if (FindEndpoint(run, id) == nullptr) {
      const std::string endpoint(EndpointOf(id));
      return {.ruling = {Cause::kSelection, name + " was not told to ask " + endpoint}, .not_asked = endpoint};
    }
    if (!plans_.contains(&run)) plans_.emplace(&run, RecalledRun(run, WithoutTranscript(recall_(run)), name));
    const RecalledRun& plan = plans_.at(&run);
    const bool planned = plan.Find(id).asked != nullptr;
    const bool left_out = plan.recorded().own_files ? planned : !run.partial.empty();
    if (left_out) {
      const std::string partial = run.partial.empty() ? "" : ": " + Shown(run.partial);
      return {.ruling = {Cause::kSelection, name + " left it out" + partial}, .left_out = true};
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
  std::map<std::string, int64_t> repetitions_;  // of the cases that were judged again, in the newer run
  std::map<const KeptRun*, FailedExchanges> failed_;
  std::map<const KeptRun*, RecalledRun> plans_;
};

}  // namespace

std::vector<Change> Explain(const std::vector<Changed>& changes, const RunName& name, const Recall& recall,
                            const FlakyCases& flaky) {
  return Explaining(name, recall, flaky).All(changes);
}

}  // namespace authconform
