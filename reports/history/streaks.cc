#include "reports/history/streaks.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "harness/run/case_id.h"
#include "reports/summary.h"

namespace authconform {
namespace {

const KeptEndpoint* Find(const KeptPlan& plan, std::string_view endpoint) {
  const auto found = std::find_if(plan.endpoints.begin(), plan.endpoints.end(),
                                  [&](const KeptEndpoint& each) { return each.endpoint == endpoint; });
  return found == plan.endpoints.end() ? nullptr : &*found;
}

bool SameJudge(const KeptPlan& one, const KeptPlan& other, std::string_view case_id) {
  if (&one == &other) return true;
  const KeptEndpoint* first = Find(one, EndpointOf(case_id));
  const KeptEndpoint* second = Find(other, EndpointOf(case_id));
  return one.authconform == other.authconform && first != nullptr && second != nullptr && *first == *second;
}

// A case's streak as it grows, with what only the growing needs.
struct Growing {
  CaseStreak streak;
  const KeptPlan* judge = nullptr;  // of the verdict
  bool unsteady = false;            // the last run that tells of the target came to several verdicts
  int64_t telling_run = 0;          // its id
  std::vector<int64_t> asked_by;    // runs
};

// Where the window begins among the runs that asked the case.
auto WindowOf(const std::vector<int64_t>& asked, size_t window) {
  return asked.size() <= window ? asked.begin() : asked.end() - static_cast<std::ptrdiff_t>(window);
}

// Under the same judge, within the window.
int64_t FlipsWithin(const Growing& growing, size_t window) {
  const std::vector<int64_t>& asked = growing.asked_by;
  const auto from = WindowOf(asked, window);
  int64_t within = 0;
  const std::vector<Flip>& flips = growing.streak.flips;
  for (auto flip = flips.rbegin(); flip != flips.rend(); ++flip) {
    if (std::find(from, asked.end(), flip->run) == asked.end()) break;
    within += flip->same_judge ? 1 : 0;
  }
  return within;
}

bool IsFlaky(const Growing& growing, size_t window) {
  const std::vector<int64_t>& asked = growing.asked_by;
  return FlipsWithin(growing, window) >= kFlipsOfFlaky ||
         std::find(WindowOf(asked, window), asked.end(), growing.streak.unsteady_run) != asked.end();
}

void AddFlip(Growing& growing, const KeptRun& run, const KeptResult& result, size_t window) {
  CaseStreak& streak = growing.streak;
  streak.flips.push_back({.run = run.id,
                          .started_us = run.started_us,
                          .before_run = growing.telling_run,
                          .from = streak.verdict,
                          .to = result.verdict,
                          .same_judge = SameJudge(*growing.judge, *run.plan, streak.id)});
  streak.flips.back().flaky = growing.unsteady || result.unsteady || IsFlaky(growing, window);
}

void Grow(Growing& growing, const KeptRun& run, size_t place, size_t window) {
  const KeptResult& result = *run.results[place];
  CaseStreak& streak = growing.streak;
  streak.last = &result;
  streak.last_run = run.id;
  streak.last_started_us = run.started_us;
  ++streak.asked;
  growing.asked_by.push_back(run.id);
  if (result.unsteady) streak.unsteady_run = run.id;
  if (!TellsOfTarget(result, run.mean_us[place])) return;
  const bool same = streak.known && streak.verdict == result.verdict;
  if (same) {
    const bool holds = !streak.flips.empty() && streak.flips.back().held_run == 0 && !result.unsteady;
    if (holds) streak.flips.back().held_run = run.id;
  } else {
    if (streak.known) AddFlip(growing, run, result, window);
    streak.since_run = run.id;
    streak.since_us = run.started_us;
    streak.runs = 0;
  }
  ++streak.runs;
  streak.known = true;
  streak.verdict = result.verdict;
  growing.judge = run.plan;
  growing.unsteady = result.unsteady;
  growing.telling_run = run.id;
}

// The case's place in the run's plan; the number of cases when it is not there. `near`: where it may well be.
size_t PlaceOf(const KeptRun& run, const std::string& id, size_t near) {
  const std::vector<std::string>& cases = run.plan->cases;
  if (near < cases.size() && cases[near] == id) return near;
  return static_cast<size_t>(std::find(cases.begin(), cases.end(), id) - cases.begin());
}

// Since when the case at this place of the last run fails.
int64_t FailingSince(const std::vector<KeptRun>& runs, size_t place) {
  const std::string& id = runs.back().plan->cases[place];
  int64_t since_us = runs.back().started_us;
  for (auto run = runs.rbegin() + 1; run != runs.rend(); ++run) {
    const size_t there = PlaceOf(*run, id, place);
    if (there >= run->results.size() || !TellsOfTarget(*run->results[there], run->mean_us[there])) continue;
    if (!Fails(*run, *run->results[there])) break;
    since_us = run->started_us;
  }
  return since_us;
}

bool CouldNotBeJudged(Mark mark) { return mark == Mark::kInconclusive || mark == Mark::kError; }

}  // namespace

bool TellsOfTarget(const KeptResult& result, int64_t mean_us) {
  switch (result.verdict) {
    case Verdict::kInconclusive:
    case Verdict::kError:
      return false;
    case Verdict::kSkipped:
      return mean_us > 0;
    case Verdict::kPass:
    case Verdict::kWarn:
    case Verdict::kFail:
      break;
  }
  return true;
}

bool Fails(const KeptRun& run, const KeptResult& result) {
  const bool failure = result.verdict == Verdict::kFail || (run.strict && result.verdict == Verdict::kWarn);
  return failure && result.deviation.empty();
}

std::vector<CaseStreak> Streaks(const std::vector<KeptRun>& runs, int window) {
  const size_t asked = static_cast<size_t>(std::max(window, 1));
  std::vector<Growing> growing;
  std::map<std::string_view, size_t> places;
  for (const KeptRun& run : runs) {
    for (size_t place = 0; place < run.results.size(); ++place) {
      const std::string& id = run.plan->cases[place];
      const auto [found, added] = places.emplace(id, growing.size());
      if (added) growing.emplace_back().streak.id = id;
      Grow(growing[found->second], run, place, asked);
    }
  }
  std::vector<CaseStreak> streaks;
  for (Growing& each : growing) {
    each.streak.flaky = IsFlaky(each, asked);
    each.streak.window_runs = static_cast<int64_t>(std::min(each.asked_by.size(), asked));
    each.streak.window_flips = FlipsWithin(each, asked);
    streaks.push_back(std::move(each.streak));
  }
  return streaks;
}

Mark MarkOf(const KeptRun& run) {
  const bool deviations = std::any_of(run.results.begin(), run.results.end(),
                                      [](const KeptResult* each) { return !each->deviation.empty(); });
  return MarkOf(run.exit_code, deviations);
}

bool IsWhole(const KeptRun& run) { return run.partial.empty() && !run.interrupted; }

std::string StateInWords(Mark mark, bool whole, int64_t deviations) {
  if (mark == Mark::kFail) return "does not conform";
  if (mark == Mark::kError || mark == Mark::kInconclusive) return "could not be judged";
  const std::string number = deviations == 0 ? "deviations" : Counted(deviations, "deviation");
  return "conforms" + (mark == Mark::kDeviation ? " but for " + number : "") + (whole ? "" : ", as far as judged");
}

Standing StandingOf(const std::vector<KeptRun>& runs) {
  Standing standing;
  if (runs.empty()) return standing;
  const Mark last = MarkOf(runs.back());
  for (size_t place = runs.size(); place-- > 0;) {
    const Mark mark = MarkOf(runs[place]);
    if (mark == last) {
      standing.since = place;
      ++standing.runs;
    } else if (CouldNotBeJudged(last) || !CouldNotBeJudged(mark)) {
      break;
    }
  }
  return standing;
}

int64_t FailingSince(const std::vector<KeptRun>& runs) {
  if (runs.empty()) return 0;
  const KeptRun& last = runs.back();
  int64_t since_us = 0;
  for (size_t place = 0; place < last.results.size(); ++place) {
    if (!Fails(last, *last.results[place])) continue;
    const int64_t of_case = FailingSince(runs, place);
    if (since_us == 0 || of_case < since_us) since_us = of_case;
  }
  const bool by_list = since_us == 0 && last.exit_code == ExitCode::kDoesNotConform;
  return by_list ? runs[StandingOf(runs).since].started_us : since_us;
}

bool Differ(const KeptRun& previous, const KeptRun& next) {
  if (previous.plan != next.plan && previous.plan->cases != next.plan->cases) return true;
  for (size_t place = 0; place < next.results.size(); ++place) {
    if (previous.results[place]->verdict != next.results[place]->verdict) return true;
  }
  return false;
}

}  // namespace authconform
