#include "harness/run/ledger.h"

#include <algorithm>
#include <utility>

#include "harness/judge/judge.h"
#include "harness/judge/rules.h"
#include "harness/plan/plan.h"
#include "harness/run/prepare.h"
#include "harness/run/record.h"
#include "harness/run/tally.h"

namespace authconform {
namespace {

std::string RootOf(Origin origin) {
  origin.path_prefix.clear();  // a request's path holds it
  return origin.ToString();
}

bool WasJudged(const CaseResult& result) {
  return result.verdict == Verdict::kPass || result.verdict == Verdict::kWarn || result.verdict == Verdict::kFail;
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

}  // namespace

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
  if (run_.interrupted) partial.insert(end.cut.empty() ? "the run was interrupted" : end.cut);
  partial.insert(shortages_.begin(), shortages_.end());
  const bool whole =
      std::all_of(selected_.begin(), selected_.end(), [](const Selected& each) { return each.left_out.empty(); });
  if (!whole) partial.insert(header.left_out.empty() ? "cases were left out" : header.left_out);
  for (const std::string& reason : partial) run_.partial += (run_.partial.empty() ? "" : "; ") + reason;
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
    result.reason = entry.not_sent.empty() ? "the run was interrupted before it" : entry.not_sent;
  }
}

// Which requirements were looked at, which of them count, and which families had nothing to ask.
void Ledger::CountEvidence(size_t endpoint) {
  const Selected& selected = selected_[endpoint];
  EndpointResult& result = run_.endpoints[endpoint];
  std::set<std::string> judged;
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].endpoint != endpoint || !WasJudged(run_.cases[i])) continue;
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
