#include "tools/diff/changed.h"

#include <algorithm>
#include <map>
#include <optional>

#include "reports/history/streaks.h"

namespace authconform {
namespace {

// Of one case, from the runs before.
struct Known {
  Word last;     // of the last run that asked it
  Word telling;  // of the last run that tells of the target
};

std::map<std::string_view, Known> WhatIsKnown(const std::vector<const KeptRun*>& before, const KeptRun& now) {
  std::map<std::string_view, Known> known;
  for (const std::string& id : now.plan->cases) known[id];
  size_t open = known.size();
  for (auto run = before.rbegin(); run != before.rend() && open > 0; ++run) {
    for (size_t place = 0; place < (*run)->results.size(); ++place) {
      const auto found = known.find((*run)->plan->cases[place]);
      if (found == known.end() || found->second.telling.result != nullptr) continue;
      const Word word = {*run, (*run)->results[place]};
      if (found->second.last.result == nullptr) found->second.last = word;
      if (!TellsOfTarget(*word.result, (*run)->mean_us[place])) continue;
      found->second.telling = word;
      --open;
    }
  }
  return known;
}

// Whether the rule, broken, makes a failure.
bool Counts(const Finding& finding, bool strict) { return strict || finding.rule.level == "must"; }

// Whether a rule that makes a failure is broken now and was not before.
bool BreaksMore(const Word& before, const Word& now) {
  const std::vector<Finding>& old = before.result->findings;
  return std::any_of(now.result->findings.begin(), now.result->findings.end(), [&](const Finding& each) {
    const bool was = std::any_of(old.begin(), old.end(), [&](const Finding& one) {
      return one.rule.id == each.rule.id && Counts(one, before.run->strict);
    });
    return Counts(each, now.run->strict) && !was;
  });
}

bool FailsIn(const Word& word) { return word.result != nullptr && Fails(*word.run, *word.result); }

Changed Make(const std::string& id, Changed::Kind kind, const Word& before, const Word& now) {
  Changed changed = {.id = id, .kind = kind, .before = before, .now = now};
  changed.regression = FailsIn(now) && (!FailsIn(before) || BreaksMore(before, now));
  return changed;
}

bool QuotesFindings(Verdict verdict) { return verdict == Verdict::kFail || verdict == Verdict::kWarn; }

// How the case changed between two words that tell of the target.
std::optional<Changed::Kind> KindOf(const Word& before, const Word& now) {
  const Verdict verdict = now.result->verdict;
  if (before.result->verdict != verdict) return Changed::Kind::kVerdict;
  if (QuotesFindings(verdict) && Broken(before.result->findings) != Broken(now.result->findings)) {
    return Changed::Kind::kFindings;
  }
  if (FailsIn(before) != FailsIn(now)) return Changed::Kind::kExcuse;
  return std::nullopt;
}

// The last run that judged anything.
const KeptRun* LastJudged(const std::vector<const KeptRun*>& before) {
  const auto found =
      std::find_if(before.rbegin(), before.rend(), [](const KeptRun* run) { return !run->results.empty(); });
  return found == before.rend() ? nullptr : *found;
}

void AddGone(const KeptRun& previous, const KeptRun& now, std::vector<Changed>& changes) {
  if (previous.plan == now.plan || previous.plan->cases == now.plan->cases) return;
  const std::set<std::string_view> asked(now.plan->cases.begin(), now.plan->cases.end());
  for (size_t place = 0; place < previous.results.size(); ++place) {
    const std::string& id = previous.plan->cases[place];
    if (asked.contains(id)) continue;
    changes.push_back(Make(id, Changed::Kind::kGone, {&previous, previous.results[place]}, {&now, nullptr}));
  }
}

}  // namespace

std::set<std::string> Broken(const std::vector<Finding>& findings) {
  std::set<std::string> broken;
  for (const Finding& each : findings) broken.insert(each.rule.id + " " + each.pointer);
  return broken;
}

std::vector<Changed> WhatChanged(const std::vector<const KeptRun*>& before, const KeptRun& now) {
  std::vector<Changed> changes;
  if (now.results.empty() || before.empty()) return changes;
  const std::map<std::string_view, Known> known = WhatIsKnown(before, now);
  const KeptRun* previous = LastJudged(before);
  for (size_t place = 0; place < now.results.size(); ++place) {
    const std::string& id = now.plan->cases[place];
    const Known& of_case = known.at(id);
    const Word word = {&now, now.results[place]};
    if (!TellsOfTarget(*word.result, now.mean_us[place])) {
      if (of_case.telling.result != nullptr && of_case.telling.run == of_case.last.run) {
        changes.push_back(Make(id, Changed::Kind::kNotJudged, of_case.telling, word));
      } else if (of_case.last.result == nullptr && previous != nullptr) {
        changes.push_back(Make(id, Changed::Kind::kAdded, {previous, nullptr}, word));
      }
    } else if (of_case.telling.result != nullptr) {
      const std::optional<Changed::Kind> kind = KindOf(of_case.telling, word);
      if (kind) changes.push_back(Make(id, *kind, of_case.telling, word));
    } else if (of_case.last.result != nullptr) {
      changes.push_back(Make(id, Changed::Kind::kFirstJudged, of_case.last, word));
    } else if (previous != nullptr) {
      changes.push_back(Make(id, Changed::Kind::kAdded, {previous, nullptr}, word));
    } else if (FailsIn(word)) {
      changes.push_back(Make(id, Changed::Kind::kFirstJudged, {before.back(), nullptr}, word));
    }
  }
  if (previous != nullptr) AddGone(*previous, now, changes);
  return changes;
}

Unchanged CountUnchanged(const std::vector<const KeptRun*>& before, const KeptRun& now,
                         const std::vector<Changed>& changed) {
  Unchanged unchanged;
  std::set<std::string_view> others;
  for (const Changed& each : changed) others.insert(each.id);
  const std::map<std::string_view, Known> known = WhatIsKnown(before, now);
  for (size_t place = 0; place < now.results.size(); ++place) {
    const std::string& id = now.plan->cases[place];
    if (others.contains(id)) continue;
    const Known& of_case = known.at(id);
    const bool tells = TellsOfTarget(*now.results[place], now.mean_us[place]);
    const KeptRun* against = tells ? of_case.telling.run : of_case.last.run;
    ++(against == nullptr ? unchanged.first : against == before.back() ? unchanged.as_before : unchanged.as_earlier);
  }
  return unchanged;
}

}  // namespace authconform
