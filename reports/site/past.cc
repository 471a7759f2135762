#include "reports/site/past.h"

#include <algorithm>
#include <set>
#include <utility>

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

// The parts of a case's id: "<vendor>/<endpoint>/<family>/<variant>".
std::string_view EndpointOf(std::string_view id) {
  const size_t vendor = id.find('/');
  return vendor == std::string_view::npos ? id : id.substr(0, id.find('/', vendor + 1));
}

std::string_view FamilyOf(std::string_view id) {
  const std::string_view endpoint = EndpointOf(id);
  if (endpoint.size() == id.size()) return "";
  const std::string_view rest = id.substr(endpoint.size() + 1);
  return rest.substr(0, rest.find('/'));
}

// With what no diff has looked into, as where runs are added one by one: nothing that changed may be missing.
std::vector<KeptChange> AllChanges(std::vector<KeptChange> kept, const Past& past) {
  std::set<std::pair<int64_t, std::string_view>> known;
  for (const KeptChange& each : kept) known.emplace(each.run, each.of_case);
  std::vector<KeptChange> added;
  for (const CaseStreak& streak : past.cases) {
    for (const Flip& flip : streak.flips) {
      if (known.contains({flip.run, streak.id})) continue;
      KeptChange change;
      change.run = flip.run;
      change.of_case = streak.id;
      change.from = flip.from;
      change.to = flip.to;
      change.why = flip.same_judge ? "the two runs were not judged again; spec, cases and authconform stayed the same"
                                   : "the two runs were not judged again; the spec, the cases or authconform changed";
      const auto run =
          std::find_if(past.runs.begin(), past.runs.end(), [&](const KeptRun& each) { return each.id == flip.run; });
      const size_t place = run == past.runs.end() ? 0 : PlaceOf(*run, streak.id);
      const bool excused =
          run != past.runs.end() && place < run->results.size() && !run->results[place]->deviation.empty();
      const bool strict = run != past.runs.end() && run->strict;
      change.regression = !excused && (flip.to == Verdict::kFail || (strict && flip.to == Verdict::kWarn));
      added.push_back(std::move(change));
    }
  }
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

}  // namespace

Mark MarkOf(const KeptResult& result) { return result.deviation.empty() ? MarkOf(result.verdict) : Mark::kDeviation; }

Mark MarkOf(const KeptRun& run) {
  const bool deviations = std::any_of(run.results.begin(), run.results.end(),
                                      [](const KeptResult* each) { return !each->deviation.empty(); });
  return MarkOf(run.exit_code, deviations);
}

std::vector<const KeptChange*> Past::Regressions() const {
  std::vector<const KeptChange*> regressions;
  for (const KeptChange& each : changes) {
    if (!empty() && each.run == last().id && each.regression) regressions.push_back(&each);
  }
  return regressions;
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
    if (place > 0 && past.marks[place] != past.marks[place - 1]) past.since = place;
  }
  past.cases = Streaks(past.runs);
  for (const CaseStreak& each : past.cases) {
    if (!IsDull(each)) past.told.insert(each.id);
  }
  Result<std::vector<KeptChange>> changes = history.Changes({.target = target.name});
  if (!changes) return changes.error();
  past.changes = AllChanges(*std::move(changes), past);
  if (!past.empty()) {
    const int64_t days = (now_us - past.last().started_us) / kDayUs;
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
    std::string text;
    for (const std::string& each : run.deviation_errors) text += (text.empty() ? "" : "; ") + each;
    notices.push_back({"The list of deviations does not hold", text});
  }
  return notices;
}

bool IsDull(const CaseStreak& streak) {
  const bool always = streak.known && streak.flips.empty() && !streak.flaky;
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
  for (const Mark mark : marks) ++counts[static_cast<size_t>(mark)];
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
