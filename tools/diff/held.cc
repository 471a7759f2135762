#include "tools/diff/held.h"

#include <algorithm>
#include <string>

#include "reports/history/streaks.h"

namespace authconform {
namespace {

Word WordOf(const std::vector<KeptRun>& runs, int64_t id, const std::string& of_case) {
  const auto run = std::find_if(runs.begin(), runs.end(), [&](const KeptRun& each) { return each.id == id; });
  if (run == runs.end()) return {};
  const std::vector<std::string>& cases = run->plan->cases;
  const auto place = static_cast<size_t>(std::find(cases.begin(), cases.end(), of_case) - cases.begin());
  return {&*run, place < run->results.size() ? run->results[place] : nullptr};
}

bool FailsIn(const Word& word) { return word.result != nullptr && Fails(*word.run, *word.result); }

}  // namespace

std::vector<Changed> HeldFailures(const std::vector<KeptRun>& runs, const WasTold& was_told) {
  std::vector<Changed> held;
  for (const CaseStreak& streak : Streaks(runs)) {
    if (streak.flips.empty()) continue;
    const Flip& flip = streak.flips.back();
    if (!flip.flaky || flip.held_run != runs.back().id) continue;
    const Word before = WordOf(runs, flip.before_run, streak.id);
    const Word first = WordOf(runs, flip.run, streak.id);
    const Word now = WordOf(runs, flip.held_run, streak.id);
    if (before.result == nullptr || FailsIn(before) || !FailsIn(first) || !FailsIn(now)) continue;
    Changed changed = {.id = streak.id, .before = before, .now = first, .regression = true};
    if (was_told(changed)) continue;
    changed.now = now;
    changed.failing_since = first.run;
    held.push_back(changed);
  }
  return held;
}

}  // namespace authconform
