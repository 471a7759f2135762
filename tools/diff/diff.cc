#include "tools/diff/diff.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "reports/history/loss.h"
#include "reports/history/streaks.h"
#include "reports/summary.h"
#include "tools/diff/changed.h"
#include "tools/diff/held.h"

namespace authconform {
namespace {

std::string NameInHistory(const KeptRun& run) { return "run " + std::to_string(run.id); }

ComparedRun Compared(const KeptRun& run, const RunName& name) {
  return {.name = name(run),
          .target = run.target,
          .url = run.url,
          .authconform = run.plan->authconform,
          .started_us = run.started_us,
          .exit_code = run.exit_code,
          .preflight_error = run.preflight_error,
          .judged = std::any_of(run.results.begin(), run.results.end(),
                                [](const KeptResult* each) { return IsJudged(each->verdict); })};
}

// Why a run judged nothing; none where a mistake in a file keeps the target from being asked.
std::optional<Cause> CauseOfSilence(const KeptRun& run, const std::vector<Change>& changes) {
  if (run.exit_code == ExitCode::kBadUsage) return std::nullopt;
  std::vector<Cause> of_cases;
  for (const Change& each : changes) {
    if (each.lost) of_cases.push_back(each.kept.cause);
  }
  return CauseOfLostTarget(run.preflight_error.empty() ? run.partial : run.preflight_error, of_cases);
}

std::string StrictNote(const KeptRun& strict, const RunName& name) {
  return name(strict) + " alone is with --strict: a warning fails it";
}

// What differs between the runs as wholes.
std::vector<std::string> NotesOf(const KeptRun& before, const KeptRun& now, const RunName& name) {
  std::vector<std::string> notes;
  const auto note = [&](bool holds, const std::string& text) {
    if (holds) notes.push_back(text);
  };
  note(before.target != now.target, "the runs are of two targets: " + before.target + " and " + now.target);
  note(before.target == now.target && before.url != now.url,
       "the target was asked at " + before.url + " and is now at " + now.url);
  note(before.plan->authconform != now.plan->authconform,
       "authconform " + before.plan->authconform + " asked before, " + now.plan->authconform + " now");
  note(before.strict != now.strict, StrictNote(before.strict ? before : now, name));
  const bool alike = before.partial == now.partial && !now.partial.empty();
  note(alike, "both runs are partial: " + now.partial);
  for (const KeptRun* run : {&before, &now}) {
    note(!run->preflight_error.empty(), name(*run) + " judged nothing: " + run->preflight_error);
    note(run->interrupted, name(*run) + " was interrupted");
    note(!alike && !run->partial.empty(), name(*run) + " is partial: " + run->partial);
  }
  for (const std::string& error : now.deviation_errors) {
    const bool known = std::find(before.deviation_errors.begin(), before.deviation_errors.end(), error) !=
                       before.deviation_errors.end();
    note(!known, "the list of deviations fails " + name(now) + ": " + error);
  }
  return notes;
}

// `before`: as WhatChanged takes them; at least one.
Diff DiffOf(const std::vector<const KeptRun*>& before, const KeptRun& now, const std::vector<Changed>& changed,
            const RunName& name, const Recall& recall, const FlakyCases& flaky) {
  Diff diff = {.before = Compared(*before.back(), name),
               .now = Compared(now, name),
               .notes = NotesOf(*before.back(), now, name),
               .changes = Explain(changed, name, recall, flaky),
               .unchanged = CountUnchanged(before, now, changed)};
  diff.lost = diff.before.judged && !diff.now.judged;
  if (diff.lost) diff.lost_cause = CauseOfSilence(now, diff.changes);
  return diff;
}

std::vector<const KeptRun*> AllButLast(const std::vector<KeptRun>& runs) {
  std::vector<const KeptRun*> before;
  for (size_t place = 0; place + 1 < runs.size(); ++place) before.push_back(&runs[place]);
  return before;
}

// What changed in the last run, with the failures of earlier runs that are told only now: those take the place of what
// else is told of their case, unless that is a regression itself.
std::vector<Changed> WhatIsToTell(const std::vector<KeptRun>& runs, const RunName& name, const Recall& recall) {
  std::vector<Changed> changed = WhatChanged(AllButLast(runs), runs.back());
  const WasTold was_told = [&](const Changed& each) {
    return Explain({each}, name, recall, {{each.id, "it is flaky"}}).front().kept.regression;
  };
  for (const Changed& held : HeldFailures(runs, was_told)) {
    const auto same =
        std::find_if(changed.begin(), changed.end(), [&](const Changed& each) { return each.id == held.id; });
    if (same == changed.end()) {
      changed.push_back(held);
    } else if (!same->regression) {
      *same = held;
    }
  }
  return changed;
}

// The runs of the target up to this one, without those that were overtaken before it.
std::vector<KeptRun> WithoutOvertaken(const std::vector<KeptRun>& runs) {
  std::vector<KeptRun> left;
  for (const KeptRun& each : runs) {
    if (!each.overtaken || &each == &runs.back()) left.push_back(each);
  }
  return left;
}

// The runs of the target up to this one.
Result<std::vector<KeptRun>> RunsUpTo(History& history, const std::string& target, int64_t run) {
  Result<std::vector<KeptRun>> runs = history.Runs({.target = target});
  if (!runs) return runs;
  const auto found = std::find_if(runs->begin(), runs->end(), [&](const KeptRun& each) { return each.id == run; });
  if (found == runs->end()) {
    return Error{"", "", "there is no run " + std::to_string(run) + " of " + target + " in the history"};
  }
  runs->erase(found + 1, runs->end());
  return runs;
}

// What came of every case is the same, and under the same conditions.
bool IsTheSame(const KeptRun& before, const KeptRun& now) {
  return before.plan->cases == now.plan->cases && before.strict == now.strict && before.results == now.results;
}

// Whether what fails in the one run fails in the other, so that it is no news in a run after both.
bool FailsTheSame(const KeptRun& before, const KeptRun& now) {
  if (before.plan->cases != now.plan->cases) return false;
  for (size_t place = 0; place < now.results.size(); ++place) {
    if (Fails(now, *now.results[place]) && !Fails(before, *before.results[place])) return false;
  }
  return true;
}

// Whether the target's last two runs, of which `run` is the last, tell the same; or it has but one. A failure that has
// just come twice may be news all the same (held.h), which the run before them tells.
Result<bool> NothingChanged(History& history, const std::string& target, int64_t run) {
  const Result<std::vector<KeptRun>> runs = history.Runs({.target = target, .last = 3});
  if (!runs) return runs.error();
  if (runs->empty() || runs->back().id != run) return false;
  if (std::any_of(runs->begin(), runs->end(), [](const KeptRun& each) { return each.overtaken; })) return false;
  const size_t last = runs->size() - 1;
  if (last == 0) return true;
  if (!IsTheSame((*runs)[last - 1], (*runs)[last])) return false;
  return last == 1 || FailsTheSame(runs->front(), runs->back());
}

}  // namespace

int64_t Regressions(const Diff& diff) {
  const auto cases =
      std::count_if(diff.changes.begin(), diff.changes.end(), [](const Change& each) { return each.kept.regression; });
  const bool lost =
      diff.lost || std::any_of(diff.changes.begin(), diff.changes.end(), [](const Change& each) { return each.lost; });
  return cases + (lost ? 1 : 0);
}

ExitCode ExitCodeOf(const Diff& diff) {
  if (Regressions(diff) > 0) return ExitCode::kDoesNotConform;
  const bool is_first = diff.before.target.empty();
  const bool held = diff.unchanged.as_before + diff.unchanged.as_earlier > 0 ||
                    std::any_of(diff.changes.begin(), diff.changes.end(),
                                [](const Change& each) { return each.kept.from && each.kept.to; });
  return diff.now.judged && (is_first || held) ? ExitCode::kConforms : ExitCode::kInconclusive;
}

Diff DiffRuns(const KeptRun& before, const KeptRun& now, const RunName& name, const Recall& recall,
              const FlakyCases& flaky) {
  return DiffOf({&before}, now, WhatChanged({&before}, now), name, recall, flaky);
}

FlakyCases FlakyIn(const std::vector<KeptRun>& runs) {
  FlakyCases flaky;
  for (const CaseStreak& each : Streaks(runs)) {
    const bool held = !each.flips.empty() && each.flips.back().held_run != 0;
    if (!each.flaky || held) continue;
    if (each.window_flips < kFlipsOfFlaky) {
      flaky[each.id] = "its repetitions within run " + std::to_string(each.unsteady_run) + " came to several verdicts";
      continue;
    }
    flaky[each.id] = "it changed its verdict " + Counted(each.window_flips, "time") + " in " +
                     (each.window_runs < each.asked ? "its last " : "") + Counted(each.window_runs, "run") +
                     " while spec, cases and authconform stayed the same";
  }
  return flaky;
}

Result<Diff> DiffInHistory(History& history, const std::string& target, int64_t run) {
  const Result<std::vector<KeptRun>> runs = RunsUpTo(history, target, run);
  if (!runs) return runs.error();
  const std::vector<KeptRun> news = WithoutOvertaken(*runs);
  const KeptRun& now = news.back();
  const bool judged =
      std::any_of(news.begin(), news.end() - 1, [](const KeptRun& each) { return !each.results.empty(); });
  if (!judged) {
    Diff diff;
    diff.before.name = "no run";
    diff.now = Compared(now, NameInHistory);
    diff.notes.push_back("no run of " + target + " before " + NameInHistory(now) + " judged anything");
    diff.unchanged.first = static_cast<int64_t>(now.results.size());
    return diff;
  }
  const Recall recall = [&](const KeptRun& each) { return RecordedIn(history, each); };
  return DiffOf(AllButLast(news), now, WhatIsToTell(news, NameInHistory, recall), NameInHistory, recall,
                FlakyIn(*runs));
}

Result<std::vector<KeptChange>> ChangesOf(History& history, const std::string& target, int64_t run) {
  const Result<bool> nothing = NothingChanged(history, target, run);
  if (!nothing) return nothing.error();
  std::vector<KeptChange> changes;
  if (*nothing) return changes;
  Result<Diff> diff = DiffInHistory(history, target, run);
  if (!diff) return diff.error();
  for (Change& each : diff->changes) {
    if (!each.left_out) changes.push_back(std::move(each.kept));
  }
  return changes;
}

}  // namespace authconform
