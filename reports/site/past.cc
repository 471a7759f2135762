#include "reports/site/past.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "harness/base/joined.h"
#include "harness/run/case_id.h"
#include "reports/history/loss.h"
#include "reports/site/file_name.h"
#include "reports/summary.h"

namespace authconform {
namespace {

constexpr int64_t kDayUs = int64_t{24} * 60 * 60 * 1'000'000;

Counts CountsOf(const KeptRun& run) {
  Counts counts = {};
  for (const KeptResult* each : run.results) ++counts[static_cast<size_t>(MarkOf(*each))];
  return counts;
}

// Those that make news: what is still true of a run that was overtaken is news of the run that overtook it.
std::vector<KeptRun> NewsOf(const std::vector<KeptRun>& runs) {
  std::vector<KeptRun> news;
  std::copy_if(runs.begin(), runs.end(), std::back_inserter(news), [](const KeptRun& run) { return !run.overtaken; });
  return news;
}

// The flips of runs that no diff has looked at, as where runs are added one by one: nothing that changed may be
// missing. Without a judging the cause is not known, and what may be chance is flaky until it holds, as tools/diff
// tells it.
class Unexplained {
 public:
  // `kept`: what diffs found. Both outlive this.
  Unexplained(const std::vector<KeptRun>& runs, const std::vector<KeptChange>& kept) {
    for (const KeptRun& each : runs) runs_.emplace(each.id, &each);
    for (const KeptChange& each : kept) kept_.emplace(std::pair(each.run, std::string_view(each.of_case)), &each);
  }

  void AddOf(const CaseStreak& streak, std::vector<KeptChange>& added) const {
    for (const Flip& flip : streak.flips) {
      if (!IsExplained(flip.run)) added.push_back(ChangeOf(streak.id, flip));
      const bool news = flip.held_run != 0 && !IsExplained(flip.held_run) && WasTakenForChance(streak, flip);
      if (news && FailsIn(flip.held_run, streak.id)) added.push_back(HeldOf(streak.id, flip));
    }
  }

 private:
  bool IsExplained(int64_t run) const { return runs_.at(run)->compared; }

  // Whether the flip is a failure that was told as none.
  bool WasTakenForChance(const CaseStreak& streak, const Flip& flip) const {
    if (!FailsIn(flip.run, streak.id)) return false;
    if (!IsExplained(flip.run)) return MayBeChance(flip);
    const auto kept = kept_.find({flip.run, streak.id});
    return kept != kept_.end() && kept->second->cause == Cause::kFlaky;
  }

  // Where the judge changed too, it may be the judge.
  static bool MayBeChance(const Flip& flip) { return flip.flaky && flip.same_judge; }

  bool FailsIn(int64_t id, const std::string& of_case) const {
    const KeptRun& run = *runs_.at(id);
    const size_t place = PlaceOf(run, of_case);
    return place < run.results.size() && Fails(run, *run.results[place]);
  }

  KeptChange ChangeOf(const std::string& of_case, const Flip& flip) const {
    KeptChange change = {.run = flip.run, .of_case = of_case, .from = flip.from, .to = flip.to, .why = ""};
    change.why = flip.same_judge ? "the two runs were not judged again; spec, cases and authconform stayed the same"
                                 : "the two runs were not judged again; the spec, the cases or authconform changed";
    change.regression = FailsIn(flip.run, of_case);
    if (!MayBeChance(flip)) return change;
    change.cause = Cause::kFlaky;
    change.why = "it changed its verdict again and again, or a run's repetitions came to several; " + change.why;
    change.regression = false;
    return change;
  }

  KeptChange HeldOf(const std::string& of_case, const Flip& flip) const {
    return {.run = flip.held_run,
            .of_case = of_case,
            .from = flip.from,
            .to = flip.to,
            .why = "it has failed since the run of " + Day(flip.started_us) +
                   ", which alone may have been chance; the runs were not judged again",
            .regression = true};
  }

  std::map<int64_t, const KeptRun*> runs_;
  std::map<std::pair<int64_t, std::string_view>, const KeptChange*> kept_;
};

std::vector<KeptChange> AllChanges(std::vector<KeptChange> kept, const Past& past) {
  const bool all = std::none_of(past.runs.begin(), past.runs.end(), [](const KeptRun& run) { return run.overtaken; });
  const std::vector<CaseStreak> news = all ? std::vector<CaseStreak>() : Streaks(NewsOf(past.runs));
  std::vector<KeptChange> added;
  const Unexplained unexplained(past.runs, kept);
  for (const CaseStreak& each : all ? past.cases : news) unexplained.AddOf(each, added);
  kept.insert(kept.end(), std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()));
  // Within a run the regressions come first.
  std::stable_sort(kept.begin(), kept.end(), [](const KeptChange& one, const KeptChange& other) {
    return one.run != other.run ? one.run > other.run : one.regression > other.regression;
  });
  return kept;
}

bool JudgedSomething(const Counts& counts) {
  return Sum(counts) > Count(counts, Mark::kInconclusive) + Count(counts, Mark::kError) + Count(counts, Mark::kSkipped);
}

// Clocks of two machines differ by less.
constexpr int64_t kClocksDifferUs = int64_t{60} * 60 * 1'000'000;

bool IsAhead(const KeptRun& run, int64_t now_us) { return run.started_us > now_us + kClocksDifferUs; }

// When the target was last heard of, by a clock that can be believed. Without such a run it is as good as now.
int64_t HeardUs(const Past& past) {
  const auto run = std::find_if(past.runs.rbegin(), past.runs.rend(),
                                [&](const KeptRun& each) { return !IsAhead(each, past.now_us); });
  return run == past.runs.rend() ? past.now_us : run->started_us;
}

std::string WhyNothing(const KeptRun& run) {
  if (!run.preflight_error.empty()) return run.preflight_error;
  const std::string reason = MostGivenReason(ReasonsOfOpen(run));
  if (!reason.empty()) return reason;
  return run.partial.empty() ? "no case came to a verdict on the target" : run.partial;
}

std::vector<Loss> LossesOf(const Past& past) {
  std::map<int64_t, Loss> of_cases;  // by run
  for (const KeptChange& each : past.changes) {
    if (!IsLost(each)) continue;
    Loss& loss = of_cases[each.run];
    if (loss.cases > 0 && loss.cause != each.cause) loss.cause = Cause::kMixed;
    if (loss.cases++ > 0) continue;
    loss.cause = each.cause;
    loss.why = each.of_case + ": " + each.why;
  }
  std::vector<Loss> losses;
  size_t before = past.runs.size();
  size_t judged = past.runs.size();  // the last before that judged something
  for (size_t place = 0; place < past.runs.size(); ++place) {
    const KeptRun& run = past.runs[place];
    if (run.overtaken) continue;
    const bool had_one = before < place && JudgedSomething(past.counts[before]);
    const auto cases = of_cases.find(run.id);
    if (had_one && !JudgedSomething(past.counts[place])) {
      losses.push_back({place, before, 0, CauseOfTrouble(WhyNothing(run)), WhyNothing(run)});
      const bool cases_tell = losses.back().cause == Cause::kUnknown && cases != of_cases.end();
      if (cases_tell) losses.back().cause = cases->second.cause;
    } else if (judged < place && JudgedSomething(past.counts[place]) && run.compared && cases != of_cases.end()) {
      losses.push_back({place, judged, cases->second.cases, cases->second.cause, cases->second.why});
    }
    before = place;
    if (JudgedSomething(past.counts[place])) judged = place;
  }
  std::reverse(losses.begin(), losses.end());
  return losses;
}

}  // namespace

Mark MarkOf(const KeptResult& result) { return result.deviation.empty() ? MarkOf(result.verdict) : Mark::kDeviation; }

std::vector<const KeptChange*> Past::Regressions() const {
  std::vector<const KeptChange*> regressions;
  for (const KeptChange& each : changes) {
    if (!empty() && each.run == last().id && each.regression) regressions.push_back(&each);
  }
  return regressions;
}

const Loss* Past::LastLoss() const {
  return !losses.empty() && losses.front().run + 1 == runs.size() ? &losses.front() : nullptr;
}

Result<Past> ReadPast(History& history, const KeptTarget& target, int64_t now_us, int stale_days) {
  Past past;
  past.target = target;
  past.folder = FileName(target.name);
  Result<std::vector<KeptRun>> runs = history.Runs({.target = target.name});
  if (!runs) return runs.error();
  past.runs = *std::move(runs);
  past.judged = past.runs.size();
  for (size_t place = 0; place < past.runs.size(); ++place) {
    past.marks.push_back(MarkOf(past.runs[place]));
    past.counts.push_back(CountsOf(past.runs[place]));
    if (JudgedSomething(past.counts.back())) past.judged = place;
  }
  past.standing = StandingOf(past.runs);
  past.cases = Streaks(past.runs);
  for (const CaseStreak& each : past.cases) {
    if (!IsDull(each)) past.told.insert(each.id);
  }
  Result<std::vector<KeptChange>> changes = history.Changes({.target = target.name});
  if (!changes) return changes.error();
  past.changes = AllChanges(*std::move(changes), past);
  past.losses = LossesOf(past);
  past.now_us = now_us;
  if (!past.empty()) {
    const int64_t days = (now_us - HeardUs(past)) / kDayUs;
    if (days >= stale_days) past.stale_days = days;
  }
  return Result<Past>(std::move(past));
}

Run RunOf(const KeptRun& kept, const Titles& titles) {
  Run run;
  run.authconform = kept.plan->authconform;
  run.target = kept.target;
  run.url = kept.url;
  run.started_us = kept.started_us;
  run.duration_us = kept.duration_us;
  run.strict = kept.strict;
  run.partial = kept.partial;
  run.interrupted = kept.interrupted;
  run.preflight_error = kept.preflight_error;
  run.deviation_errors = kept.deviation_errors;
  run.requests = kept.requests;
  run.exit_code = kept.exit_code;
  for (const KeptEndpoint& each : kept.plan->endpoints) {
    EndpointResult& endpoint = run.endpoints.emplace_back();
    endpoint.endpoint = each.endpoint;
    endpoint.document = each.document;
    endpoint.document_title = each.document_title;
    endpoint.document_sha256 = each.document_sha256;
  }
  for (size_t place = 0; place < kept.results.size(); ++place) {
    const KeptResult& result = *kept.results[place];
    CaseResult& to = run.cases.emplace_back();
    to.id = kept.plan->cases[place];
    to.endpoint = EndpointOf(to.id);
    to.family = FamilyOf(to.id);
    if (const auto title = titles.find(to.id); title != titles.end()) to.title = title->second;
    to.verdict = result.verdict;
    to.reason = result.reason;
    to.deviation = result.deviation;
    to.findings = result.findings;
    to.mean_us = kept.mean_us[place];
    ++run.totals[static_cast<size_t>(result.verdict)];
    run.deviations += result.deviation.empty() ? 0 : 1;
  }
  return run;
}

std::vector<Notice> NoticesOf(const KeptRun& run) {
  std::vector<Notice> notices;
  if (!run.preflight_error.empty()) notices.push_back({"Nothing was judged", run.preflight_error});
  if (run.interrupted) notices.push_back({"Interrupted", "the run was stopped before its end"});
  // Where nothing was judged, that is said already.
  if (!run.partial.empty() && run.preflight_error.empty()) notices.push_back({"Partial", run.partial});
  if (run.clock_back) {
    notices.push_back(
        {"Clock", "by its clock the run began before the one that was added before it: the clock went back"});
  }
  if (!run.deviation_errors.empty()) {
    notices.push_back({"The list of deviations does not hold", Joined(run.deviation_errors, "; ")});
  }
  return notices;
}

std::vector<Notice> NoticesOf(const Past& past, size_t place) {
  std::vector<Notice> notices = NoticesOf(past.runs[place]);
  if (IsAhead(past.runs[place], past.now_us)) {
    notices.push_back({"Clock", "by its clock the run begins in the future: the clock was wrong"});
  }
  return notices;
}

int64_t BeganUs(const Past& past, size_t place) {
  const auto run = std::find_if(past.runs.begin() + static_cast<std::ptrdiff_t>(place), past.runs.end(),
                                [&](const KeptRun& each) { return each.started_us <= past.now_us; });
  return run == past.runs.end() ? past.now_us : run->started_us;
}

std::string LossInWords(const Past& past, const Loss& loss) {
  const std::string cases = loss.cases == 0 ? "" : Counted(loss.cases, "case") + " ";
  return cases + "could not be judged, and " + (loss.cases > 1 ? "were" : "was") + " in the run of " +
         Day(past.runs[loss.before].started_us);
}

bool IsDull(const CaseStreak& streak) {
  if (!streak.known) return streak.last->verdict == Verdict::kSkipped;
  const bool always = streak.flips.empty() && !streak.flaky;
  return always && (streak.verdict == Verdict::kPass || streak.verdict == Verdict::kSkipped);
}

size_t PlaceOf(const KeptRun& run, std::string_view of_case) {
  const std::vector<std::string>& cases = run.plan->cases;
  return static_cast<size_t>(std::find(cases.begin(), cases.end(), of_case) - cases.begin());
}

std::string Day(int64_t unix_us) { return Instant(unix_us).substr(0, 10); }

std::string_view MarkInWords(Mark mark, int64_t number) {
  switch (mark) {
    case Mark::kFail:
      return number == 1 ? "does not conform" : "do not conform";
    case Mark::kError:
    case Mark::kInconclusive:
      return "could not be judged";
    case Mark::kDeviation:
      return number == 1 ? "conforms but for deviations" : "conform but for deviations";
    case Mark::kWarn:
    case Mark::kSkipped:
    case Mark::kPass:
      break;
  }
  return number == 1 ? "conforms" : "conform";
}

std::string RunsInWords(const std::vector<Mark>& marks) {
  Counts counts = {};
  for (const Mark mark : marks) ++counts[static_cast<size_t>(mark == Mark::kError ? Mark::kInconclusive : mark)];
  std::string text = Counted(static_cast<int64_t>(marks.size()), "run") + ", oldest first";
  std::string_view before = ": ";
  for (const Mark mark : kWorstFirst) {
    const int64_t count = Count(counts, mark);
    if (count == 0) continue;
    text += std::string(before) + std::to_string(count) + " " + std::string(MarkInWords(mark, count));
    before = ", ";
  }
  return text;
}

}  // namespace authconform
