#include "tools/reference/matrix/trial.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "harness/run/looked_at.h"
#include "harness/run/runner.h"
#include "harness/spec/load.h"
#include "tools/demo/demo_target.h"

namespace authconform {
namespace {

// What the document says of the request: a refusal that is not as documented breaks these without a finding of them.
std::set<std::string> RequestRequirements(const RequestSpec& request) {
  std::set<std::string> ids = {request.requirement, request.authorization_requirement, request.encoding_requirement,
                               request.exact_fields_requirement};
  for (const HeaderSpec& header : request.headers) ids.insert(header.requirement);
  for (const FieldSpec& field : request.fields) {
    ids.insert({field.requirement, field.format_requirement});
    if (field.min_length) ids.insert(field.min_length->requirement);
    if (field.max_length) ids.insert(field.max_length->requirement);
  }
  ids.erase("");
  return ids;
}

bool Holds(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

const Case* Find(const std::vector<Case>& cases, const std::string& id) {
  return &*std::find_if(cases.begin(), cases.end(), [&](const Case& one) { return one.id == id; });
}

// A comparison of times errs by chance, now and then in so many runs on a busy machine: it is believed when it says the
// same each time that it is asked again.
constexpr int kTimeDoubts = 2;

bool ComparesTimes(const Case& asked) {
  return std::find(asked.checks.begin(), asked.checks.end(), Check::kLookAlikeTime) != asked.checks.end();
}

ChangedCase Describe(const CaseResult& result, const std::vector<Case>& cases) {
  ChangedCase changed{.id = result.id, .verdict = result.verdict, .found = {}, .cited = {}};
  for (const Finding& finding : result.findings) {
    if (!Holds(changed.found, finding.rule.id)) changed.found.push_back(finding.rule.id);
  }
  changed.cited = Find(cases, result.id)->requirements;
  return changed;
}

// Whether a report on the run takes the rule for passed.
bool IsKept(const Run& run, const std::string& rule) {
  bool looked_at = false;
  for (const CaseResult& result : run.cases) {
    if (!WasJudged(result)) continue;
    looked_at = looked_at || Holds(result.judged, rule);
    for (const Finding& finding : result.findings) {
      if (finding.rule.id == rule) return false;
    }
  }
  return looked_at;
}

}  // namespace

Result<std::vector<Questions>> LoadQuestions(const FileSet& files) {
  std::vector<Questions> all;
  for (const std::string& endpoint : Endpoints(files)) {
    Result<Spec> spec = LoadSpec(files, endpoint);
    if (!spec) return spec.error();
    Result<std::vector<Case>> cases = LoadCases(files, *spec);
    if (!cases) return cases.error();
    all.push_back({.spec = *std::move(spec), .cases = *std::move(cases)});
  }
  return all;
}

Result<Run> RunTarget(const Questions& questions, const Target& target) {
  Result<Run> run = RunCases({{.spec = &questions.spec, .cases = questions.cases}}, target, {});
  if (!run) return run;
  if (!run->preflight_error.empty()) return Error{"", "", run->preflight_error};
  for (CaseResult& result : run->cases) {
    const Case* asked = Find(questions.cases, result.id);
    for (int again = 0; again < kTimeDoubts && result.verdict == Verdict::kWarn && ComparesTimes(*asked); ++again) {
      Result<Run> repeated = RunCases({{.spec = &questions.spec, .cases = {*asked}}}, target, {});
      if (!repeated) return repeated;
      if (repeated->cases.size() == 1) result = repeated->cases.front();
    }
  }
  return run;
}

Result<TrialRun> RunReference(const Questions& questions, const ReferenceOptions& options, int jobs) {
  Result<std::unique_ptr<ReferenceServer>> server = ReferenceServer::Start(options);
  if (!server) return server.error();
  Result<Target> target = DemoTarget((*server)->url(), options);
  if (!target) return target.error();
  target->limits.jobs = jobs;
  Result<Run> run = RunTarget(questions, *target);
  if (!run) return run.error();
  return TrialRun{.run = *std::move(run), .applied = (*server)->applied()};
}

Result<Trial> Try(const Questions& questions, const Fault& fault, const Run& without) {
  Result<TrialRun> with = RunReference(questions, {.faults = {fault.name}});
  if (!with) return with.error();
  Trial trial{.fault = fault, .applied = with->applied.front().count, .changed = {}, .kept = {}};
  std::copy_if(fault.rules.begin(), fault.rules.end(), std::back_inserter(trial.kept),
               [&](const std::string& rule) { return IsKept(with->run, rule); });
  for (size_t i = 0; i < with->run.cases.size(); ++i) {
    const CaseResult& result = with->run.cases[i];
    if (result.verdict != without.cases[i].verdict) trial.changed.push_back(Describe(result, questions.cases));
  }
  return trial;
}

bool TellsOf(const ChangedCase& changed, const std::string& rule, const Spec& spec) {
  if (!changed.Tells()) return false;
  return Holds(changed.found, rule) || (Holds(changed.cited, rule) && RequestRequirements(spec.request).contains(rule));
}

}  // namespace authconform
