#include "reports/history/streaks.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace authconform {
namespace {

constexpr int64_t kFlipsOfFlaky = 3;

bool TellsOfTarget(Verdict verdict) { return verdict != Verdict::kInconclusive && verdict != Verdict::kError; }

// "<vendor>/<endpoint>" of a case's id.
std::string_view EndpointOf(std::string_view id) {
  const size_t slash = id.find('/');
  return slash == std::string_view::npos ? id : id.substr(0, id.find('/', slash + 1));
}

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
  std::vector<int64_t> asked_by;    // runs
  int64_t last_unsteady = 0;        // the last run in which it was
};

void Grow(Growing& growing, const KeptRun& run, const KeptResult& result) {
  CaseStreak& streak = growing.streak;
  streak.last = &result;
  streak.last_run = run.id;
  streak.last_started_us = run.started_us;
  ++streak.asked;
  growing.asked_by.push_back(run.id);
  if (result.unsteady) growing.last_unsteady = run.id;
  if (!TellsOfTarget(result.verdict)) return;
  const bool same = streak.known && streak.verdict == result.verdict;
  if (streak.known && !same) {
    streak.flips.push_back(
        Flip{run.id, run.started_us, streak.verdict, result.verdict, SameJudge(*growing.judge, *run.plan, streak.id)});
  }
  if (!same) {
    streak.since_run = run.id;
    streak.since_us = run.started_us;
    streak.runs = 0;
  }
  ++streak.runs;
  streak.known = true;
  streak.verdict = result.verdict;
  growing.judge = run.plan;
}

bool IsFlaky(const Growing& growing, size_t window) {
  const std::vector<int64_t>& asked = growing.asked_by;
  const int64_t from = asked.size() <= window ? asked.front() : asked[asked.size() - window];
  const auto flips = std::count_if(growing.streak.flips.begin(), growing.streak.flips.end(),
                                   [&](const Flip& flip) { return flip.same_judge && flip.run >= from; });
  return flips >= kFlipsOfFlaky || (growing.last_unsteady != 0 && growing.last_unsteady >= from);
}

}  // namespace

std::vector<CaseStreak> Streaks(const std::vector<KeptRun>& runs, int window) {
  std::vector<Growing> growing;
  std::map<std::string_view, size_t> places;
  for (const KeptRun& run : runs) {
    for (size_t place = 0; place < run.results.size(); ++place) {
      const std::string& id = run.plan->cases[place];
      const auto [found, added] = places.emplace(id, growing.size());
      if (added) growing.emplace_back().streak.id = id;
      Grow(growing[found->second], run, *run.results[place]);
    }
  }
  std::vector<CaseStreak> streaks;
  for (Growing& each : growing) {
    each.streak.flaky = IsFlaky(each, static_cast<size_t>(std::max(window, 1)));
    streaks.push_back(std::move(each.streak));
  }
  return streaks;
}

bool Differ(const KeptRun& previous, const KeptRun& next) {
  if (previous.plan != next.plan && previous.plan->cases != next.plan->cases) return true;
  for (size_t place = 0; place < next.results.size(); ++place) {
    if (previous.results[place]->verdict != next.results[place]->verdict) return true;
  }
  return false;
}

}  // namespace authconform
