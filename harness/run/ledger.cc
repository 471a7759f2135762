#include "harness/run/ledger.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "harness/base/joined.h"
#include "harness/judge/judge.h"
#include "harness/judge/rules.h"
#include "harness/plan/plan.h"
#include "harness/run/exit_code.h"
#include "harness/run/prepare.h"
#include "harness/run/reasons.h"
#include "harness/run/record.h"

namespace authconform {
namespace {

// Of one case over all repetitions; a flaky answer may break the same rule in ever new ways.
constexpr size_t kMostFindings = 100;

std::string RootOf(Origin origin) {
  origin.path_prefix.clear();  // a request's path holds it
  return origin.ToString();
}

// Sorted, as what was chosen of a plan does not tell its order.
std::vector<std::string> PlannedIds(const Selected& selected) {
  std::vector<std::string> ids;
  for (const auto* cases : {&selected.cases, &selected.left_out}) {
    for (const Case& each : *cases) ids.push_back(each.id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

int64_t Repetitions(const CaseResult& result) {
  return std::accumulate(result.repetitions.begin(), result.repetitions.end(), int64_t{0});
}

}  // namespace

bool AddRepetition(CaseResult& result, const Judgement& judgement, int64_t duration_us) {
  const int64_t before = Repetitions(result);
  ++result.repetitions[static_cast<size_t>(judgement.verdict)];
  result.fastest_us = before == 0 ? duration_us : std::min(result.fastest_us, duration_us);
  result.slowest_us = std::max(result.slowest_us, duration_us);
  result.mean_us += duration_us;  // the sum, until Finish
  if (before != 0 && judgement.verdict == result.verdict) {
    for (const Finding& finding : judgement.findings) {
      std::vector<Finding>& known = result.findings;
      const bool is_known = std::find(known.begin(), known.end(), finding) != known.end();
      if (!is_known && known.size() < kMostFindings) known.push_back(finding);
    }
  }
  if (before != 0 && judgement.verdict <= result.verdict) return false;
  result.verdict = judgement.verdict;
  result.reason = judgement.reason;
  result.findings = judgement.findings;
  result.unfired = judgement.unfired;
  return true;
}

void Finish(Run& run) {
  run.totals = {};
  for (CaseResult& result : run.cases) {
    if (const int64_t repetitions = Repetitions(result)) result.mean_us /= repetitions;
    ++run.totals[static_cast<size_t>(result.verdict)];
  }
  run.exit_code = ExitCodeOf(run);
}

Ledger::Ledger(const std::vector<Selected>& selected, const Origin& origin)
    : selected_(selected), root_(RootOf(origin)) {}

void Ledger::AddEndpoint(const std::string& url, const std::string& encoding) {
  const Selected& selected = selected_[run_.endpoints.size()];
  const Spec& spec = *selected.spec;
  EndpointResult& endpoint = run_.endpoints.emplace_back();
  endpoint.endpoint = spec.endpoint;
  endpoint.document = spec.source.document;
  endpoint.document_title = spec.source.title;
  endpoint.document_sha256 = spec.source.sha256;
  endpoint.url = url;
  endpoint.encoding = encoding;
  endpoint.requirements = static_cast<int>(spec.requirements.size());
  endpoint.proof = selected.proof.has_value();
  run_.cases_planned += static_cast<int64_t>(selected.cases.size() + selected.left_out.size());
  endpoint.planned = PlannedIds(selected);
  for (const Requirement& requirement : spec.requirements) {
    Rule rule = RuleOf(spec, requirement.id);
    endpoint.stated.push_back(rule);
    if (requirement.unchecked.empty()) continue;
    rule.text += ": " + requirement.unchecked;
    endpoint.unchecked.push_back(std::move(rule));
  }
}

void Ledger::AddCase(Entry entry) {
  const Spec& spec = *selected_[entry.endpoint].spec;
  CaseResult& result = run_.cases.emplace_back();
  result.id = entry.asked->id;
  result.endpoint = spec.endpoint;
  result.family = entry.asked->Family();
  result.title = entry.asked->title;
  result.mutation = Describe(entry.asked->mutation);
  result.expected = ExpectedInWords(*entry.asked, spec);
  result.rules = std::move(entry.rules);
  entries_.push_back(std::move(entry));
  judged_.emplace_back();
}

void Ledger::Add(const Asked& asked, const Ready& main, const Ready* twin, const Judgement& judgement) {
  CaseResult& result = run_.cases[asked.index];
  judged_[asked.index].insert(judgement.judged.begin(), judgement.judged.end());
  if (!judgement.shortage.empty()) shortages_.insert(judgement.shortage);
  const int64_t duration = asked.mains.empty() ? 0 : asked.mains.front().exchange.duration_us;
  if (!AddRepetition(result, judgement, duration)) return;
  result.exchanges.clear();
  auto record = [&](const Ready& ready, const std::vector<Answer>& answers) {
    if (answers.empty()) return;
    result.exchanges.push_back(Record(ready.request, answers.front().exchange, root_));
    result.exchanges.back().curl = ready.curl;
  };
  if (twin != nullptr) record(*twin, asked.twins);
  record(main, asked.mains);
}

Run Ledger::Conclude(const TranscriptRun& header, const TranscriptEnd& end) {
  run_.authconform = header.authconform;
  run_.target = header.target;
  run_.url = header.url;
  run_.started_us = header.started_us;
  run_.duration_us = end.duration_us;
  run_.jobs = header.jobs;
  run_.repeat = header.repeat;
  run_.strict = header.strict;
  run_.insecure = header.insecure;
  run_.preflight_error = header.preflight_error;
  run_.interrupted = end.interrupted;
  run_.requests = end.requests;
  run_.controls = end.controls;
  std::set<std::string> partial;
  CloseCases(partial);
  if (run_.interrupted) partial.insert(end.cut.empty() ? std::string(reasons::kInterrupted) : end.cut);
  partial.insert(shortages_.begin(), shortages_.end());
  const bool whole =
      std::all_of(selected_.begin(), selected_.end(), [](const Selected& each) { return each.left_out.empty(); });
  if (!whole) partial.insert(header.left_out.empty() ? "cases were left out" : header.left_out);
  run_.partial = Joined(partial, "; ");
  for (size_t i = 0; i < run_.endpoints.size(); ++i) CountEvidence(i);
  Finish(run_);
  return std::move(run_);
}

// A case that was not asked has a verdict too.
void Ledger::CloseCases(std::set<std::string>& partial) {
  for (size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    CaseResult& result = run_.cases[i];
    if (entry.partial) partial.insert(entry.not_sent);
    if (std::any_of(result.repetitions.begin(), result.repetitions.end(), [](int64_t n) { return n > 0; })) continue;
    result.verdict = entry.control_failed ? Verdict::kInconclusive : Verdict::kSkipped;
    result.reason = entry.not_sent.empty() ? std::string(reasons::kInterrupted) + " before it" : entry.not_sent;
  }
}

// Which requirements were looked at, which of them count, and which families had nothing to ask.
void Ledger::CountEvidence(size_t endpoint) {
  const Selected& selected = selected_[endpoint];
  EndpointResult& result = run_.endpoints[endpoint];
  std::set<std::string> judged;
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].endpoint != endpoint || !IsJudged(run_.cases[i].verdict)) continue;
    judged.insert(judged_[i].begin(), judged_[i].end());
    run_.cases[i].judged.assign(judged_[i].begin(), judged_[i].end());
  }
  for (const Requirement& requirement : selected.spec->requirements) {
    if (!judged.contains(requirement.id)) continue;
    if (!selected.proof || !selected.proof->Kills(requirement.id)) {
      result.unproved.push_back(RuleOf(*selected.spec, requirement.id));
    } else {
      ++result.requirements_checked;
    }
  }
  std::set<std::string> families;
  for (const Case& each : selected.cases) families.insert(each.Family());
  for (const Case& each : selected.left_out) families.insert(each.Family());
  for (const char* family : kFamilies) {
    if (!families.contains(family)) result.empty_families.push_back(family);
  }
}

}  // namespace authconform
