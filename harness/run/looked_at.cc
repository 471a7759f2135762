#include "harness/run/looked_at.h"

#include <vector>

namespace authconform {
namespace {

// As many findings of one case as a run keeps (ledger.cc); there may have been more.
constexpr size_t kMostFindings = 100;

void InsertRequirements(const std::vector<Rule>& rules, std::set<std::string>& ids) {
  for (const Rule& rule : rules) {
    if (rule.level != "baseline") ids.insert(rule.id);
  }
}

}  // namespace

bool WasJudged(const CaseResult& result) { return IsJudged(result.verdict); }

std::set<std::string> RequirementsLookedAt(const Run& run, const EndpointResult& endpoint) {
  std::set<std::string> all;
  std::set<std::string> certain;
  InsertRequirements(endpoint.unproved, certain);
  for (const CaseResult& result : run.cases) {
    if (result.endpoint != endpoint.endpoint || !WasJudged(result)) continue;
    InsertRequirements(result.rules, all);
    if (result.unfired.empty()) InsertRequirements(result.rules, certain);
    for (const Finding& finding : result.findings) InsertRequirements({finding.rule}, certain);
  }
  const size_t looked_at = static_cast<size_t>(endpoint.requirements_checked) + endpoint.unproved.size();
  return looked_at == all.size() ? all : certain;
}

bool MayHideABreak(const CaseResult& result, const Rule& rule) {
  if (result.findings.size() >= kMostFindings) return true;
  const bool lost_warnings =
      result.verdict == Verdict::kFail && result.repetitions[static_cast<size_t>(Verdict::kWarn)] > 0;
  return lost_warnings && rule.level != "must";
}

}  // namespace authconform
