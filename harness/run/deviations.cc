#include "harness/run/deviations.h"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "harness/base/joined.h"
#include "harness/base/schema.h"
#include "harness/base/suggest.h"
#include "harness/judge/baseline.h"
#include "harness/plan/case.h"
#include "harness/run/case_id.h"
#include "harness/run/exit_code.h"
#include "harness/spec/load.h"

namespace authconform {
namespace {

constexpr std::string_view kUnexplained = "not yet explained (added by --fix on ";
constexpr size_t kLongestFinding = 1000;  // as the schema has it

std::string PointerOf(const std::string& id) { return "/deviations/" + EscapePointerToken(id); }

// "2027-01-31", which the schema's format has checked.
Date ParseDate(const std::string& text) {
  return Date(std::chrono::year(std::stoi(text.substr(0, 4))),
              std::chrono::month(static_cast<unsigned>(std::stoi(text.substr(5, 2)))),
              std::chrono::day(static_cast<unsigned>(std::stoi(text.substr(8, 2)))));
}

std::string RuleOfFinding(const std::string& finding) { return finding.substr(0, finding.find(' ')); }

// A finding as a list names it. Where the pointer would be of no use in another run, the rule alone: a member's name
// may be a token, and is as long as the target likes.
std::string NameOfFinding(const Finding& finding) {
  const bool useful = !finding.pointer.empty() && finding.pointer.find("<secret:") == std::string::npos;
  const std::string name = useful ? finding.rule.id + " " + finding.pointer : finding.rule.id;
  return name.size() <= kLongestFinding ? name : finding.rule.id;
}

// Each once, in the order of the findings.
std::vector<std::string> NamesOfFindings(const CaseResult& result) {
  std::vector<std::string> names;
  std::set<std::string> known;
  for (const Finding& finding : result.findings) {
    std::string name = NameOfFinding(finding);
    if (known.insert(name).second) names.push_back(std::move(name));
  }
  return names;
}

// Whether each finding is listed and each listed one is found.
bool Holds(const Deviation& deviation, const CaseResult& result) {
  std::set<std::string> open(deviation.findings.begin(), deviation.findings.end());
  const std::set<std::string> listed = open;
  for (const Finding& finding : result.findings) {
    bool found = false;
    for (const std::string& name : {finding.rule.id, NameOfFinding(finding)}) {
      if (!listed.contains(name)) continue;
      found = true;
      open.erase(name);
    }
    if (!found) return false;
  }
  return open.empty();
}

bool IsFailure(const CaseResult& result, bool strict) {
  return result.verdict == Verdict::kFail || (strict && result.verdict == Verdict::kWarn);
}

// Whether the case broke something, if only a rule that fails no run like this one.
bool IsBroken(const CaseResult& result) { return result.verdict == Verdict::kFail || result.verdict == Verdict::kWarn; }

bool IsExpired(const Deviation& deviation, Date today) { return deviation.expires && *deviation.expires < today; }

bool IsUnexplained(const Deviation& deviation) { return deviation.reason.starts_with(kUnexplained); }

std::map<std::string_view, const Deviation*> ById(const Deviations& deviations) {
  std::map<std::string_view, const Deviation*> by_id;
  for (const Deviation& deviation : deviations.listed) by_id[deviation.id] = &deviation;
  return by_id;
}

// Why the entry fails the run, the rest of a sentence that names the case; empty when it holds.
std::string Trouble(const Deviation& deviation, const CaseResult& result, const Run& run, Date today) {
  const std::string why = result.reason.empty() ? "" : ": " + result.reason;
  switch (result.verdict) {
    case Verdict::kPass:
      return "is listed as a deviation (" + Joined(deviation.findings) + ") and passes now";
    case Verdict::kSkipped:
      return run.interrupted ? "" : "is listed as a deviation and was skipped" + why;
    case Verdict::kInconclusive:
      return run.interrupted ? "" : "is listed as a deviation and is inconclusive" + why;
    case Verdict::kError:
      return run.interrupted ? "" : "is listed as a deviation and ended in an error" + why;
    case Verdict::kWarn:
    case Verdict::kFail:
      break;
  }
  if (!Holds(deviation, result)) {
    return "is listed as a deviation for " + Joined(deviation.findings) + " and breaks " +
           Joined(NamesOfFindings(result)) + " instead";
  }
  if (!IsExpired(deviation, today)) return "";
  return "was listed as a deviation until " + DateText(*deviation.expires) + " and still fails";
}

// Why a list cannot be made from the run; empty when it can.
std::string WhyNotWhole(const Run& run, const Deviations& old, const std::set<std::string>& known) {
  if (!run.preflight_error.empty()) return "nothing was judged: " + run.preflight_error;
  if (run.interrupted) return "the run was interrupted";
  if (!run.partial.empty()) return "the run is partial: " + run.partial;
  if (static_cast<int64_t>(run.cases.size()) < run.cases_planned) return "the run is partial: it left cases out";
  if (run.cases.empty()) return "nothing was judged";
  std::set<std::string, std::less<>> asked;
  for (const CaseResult& result : run.cases) {
    asked.insert(result.endpoint);
    for (const Verdict verdict : {Verdict::kInconclusive, Verdict::kError}) {
      if (result.verdict != verdict && result.repetitions[static_cast<size_t>(verdict)] == 0) continue;
      return result.id + " ended in " + std::string(VerdictName(verdict)) +
             (result.reason.empty() ? "" : ": " + result.reason);
    }
    if (result.verdict == Verdict::kFail && result.findings.empty()) return result.id + " fails without a finding";
  }
  for (const Deviation& deviation : old.listed) {
    if (known.contains(deviation.id) && !asked.contains(EndpointOf(deviation.id)))
      return "the list speaks of " + std::string(EndpointOf(deviation.id)) + ", which the run did not ask";
  }
  return "";
}

Json::Object ToJson(const Deviation& deviation) {
  Json::Array findings(deviation.findings.begin(), deviation.findings.end());
  Json::Object entry = {{"findings", Json(std::move(findings))}, {"reason", Json(deviation.reason)}};
  if (deviation.expires) entry.emplace_back("expires", Json(DateText(*deviation.expires)));
  return entry;
}

}  // namespace

Date DateOf(int64_t unix_us) {
  return Date(std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(unix_us))));
}

std::string DateText(Date date) {
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return text;
}

Result<Deviations> ReadDeviations(std::string_view text, const std::string& file, const Json& schema) {
  Result<Json> root = ParseJson(text, file);
  if (!root) return root.error();
  const Result<Schema> compiled = Schema::Compile(schema, "deviations.schema.json");
  if (!compiled) return compiled.error();
  const std::vector<SchemaViolation> violations = compiled->Check(*root);
  if (!violations.empty()) return ErrorOf(violations.front(), schema, file);

  Deviations deviations;
  deviations.file = file;
  if (const Json* reference = root->Find("$schema")) deviations.schema = reference->string();
  for (const auto& [id, entry] : root->Find("deviations")->object()) {
    Deviation& deviation = deviations.listed.emplace_back();
    deviation.id = id;
    for (const Json& finding : entry.Find("findings")->array()) deviation.findings.push_back(finding.string());
    deviation.reason = entry.Find("reason")->string();
    if (const Json* expires = entry.Find("expires")) deviation.expires = ParseDate(expires->string());
  }
  return deviations;
}

Result<Deviations> LoadDeviations(const FileSet& files, const std::string& path) {
  const Result<std::string> text = ReadFile(path);
  if (!text) return text.error();
  const auto form = files.find("harness/run/deviations.schema.json");
  if (form == files.end())
    return Error{"harness/run/deviations.schema.json", "", "is missing from authconform's own files"};
  const Result<Json> schema = ParseJson(form->second, form->first);
  return schema ? ReadDeviations(*text, path, *schema) : Result<Deviations>(schema.error());
}

Result<std::vector<std::string>> KnownCases(const FileSet& files) {
  std::vector<std::string> known;
  for (const std::string& endpoint : Endpoints(files)) {
    const Result<Spec> spec = LoadSpec(files, endpoint);
    if (!spec) return spec.error();
    const Result<std::vector<Case>> cases = LoadCases(files, *spec);
    if (!cases) return cases.error();
    for (const Case& each : *cases) known.push_back(each.id);
  }
  return known;
}

std::vector<Error> LintDeviations(const Deviations& deviations, const FileSet& files) {
  const Result<std::vector<std::string>> cases = KnownCases(files);
  if (!cases) return {cases.error()};
  const std::set<std::string> known(cases->begin(), cases->end());
  std::map<std::string, std::vector<std::string>> rules;  // by endpoint
  for (const std::string& endpoint : Endpoints(files)) {
    const Result<Spec> spec = LoadSpec(files, endpoint);
    if (!spec) return {spec.error()};
    for (const Requirement& requirement : spec->requirements) rules[endpoint].push_back(requirement.id);
    for (const Rule* rule : BaselineRules()) rules[endpoint].push_back(rule->id);
  }

  std::vector<Error> errors;
  for (const Deviation& deviation : deviations.listed) {
    const std::string pointer = PointerOf(deviation.id);
    if (!known.contains(deviation.id)) {
      errors.push_back({deviations.file, pointer, "there is no such case" + DidYouMean(deviation.id, *cases)});
      continue;
    }
    const std::string endpoint(EndpointOf(deviation.id));
    const std::vector<std::string>& of_endpoint = rules[endpoint];
    for (size_t i = 0; i < deviation.findings.size(); ++i) {
      const std::string rule = RuleOfFinding(deviation.findings[i]);
      if (std::find(of_endpoint.begin(), of_endpoint.end(), rule) != of_endpoint.end()) continue;
      errors.push_back({deviations.file, pointer + "/findings/" + std::to_string(i),
                        endpoint + " has no rule \"" + rule + "\"" + DidYouMean(rule, of_endpoint)});
    }
    if (IsUnexplained(deviation)) {
      errors.push_back({deviations.file, pointer + "/reason", "is still the one that --fix gave it: say why it is so"});
    }
  }
  return errors;
}

std::vector<std::string> Unexplained(const Deviations& deviations) {
  std::vector<std::string> ids;
  for (const Deviation& deviation : deviations.listed) {
    if (IsUnexplained(deviation)) ids.push_back(deviation.id);
  }
  return ids;
}

std::vector<std::string> EndpointsAtStake(const Deviations& deviations, const Run& run) {
  std::set<std::string> endpoints;
  for (const EndpointResult& each : run.endpoints) endpoints.insert(each.endpoint);
  for (const Deviation& each : deviations.listed) endpoints.emplace(EndpointOf(each.id));
  return {endpoints.begin(), endpoints.end()};
}

void ApplyDeviations(const Deviations& deviations, const std::vector<std::string>& known, Date today, bool whole,
                     Run& run) {
  run.deviations = 0;
  run.deviation_errors.clear();
  std::map<std::string_view, CaseResult*> results;
  for (CaseResult& result : run.cases) {
    result.deviation.clear();
    results[result.id] = &result;
  }
  if (!run.preflight_error.empty()) return;

  const std::set<std::string_view> exists(known.begin(), known.end());
  const std::vector<std::string> at_stake = EndpointsAtStake(deviations, run);
  std::vector<std::string> near;  // what a name that is no case's may be meant for, also where a bundle is judged again
  std::copy_if(known.begin(), known.end(), std::back_inserter(near), [&](const std::string& id) {
    return std::binary_search(at_stake.begin(), at_stake.end(), EndpointOf(id));
  });
  auto complain = [&](const Deviation& deviation, const std::string& trouble) {
    run.deviation_errors.push_back(deviation.id + " " + trouble);
  };
  for (const Deviation& deviation : deviations.listed) {
    const auto asked = results.find(deviation.id);
    if (asked == results.end()) {
      if (!exists.contains(deviation.id)) {
        complain(deviation, "is listed as a deviation and there is no such case" + DidYouMean(deviation.id, near));
      } else if (whole && !run.interrupted) {
        complain(deviation, "is listed as a deviation and was not asked");
      }
      continue;
    }
    CaseResult& result = *asked->second;
    if (std::string trouble = Trouble(deviation, result, run, today); !trouble.empty()) {
      complain(deviation, trouble);
      continue;
    }
    if (!IsFailure(result, run.strict)) continue;
    result.deviation = deviation.reason;
    ++run.deviations;
  }
  if (run.exit_code != ExitCode::kHarnessError) run.exit_code = ExitCodeOf(run);
}

Result<FixedDeviations> FixDeviations(const Run& run, const Deviations& old, const std::vector<std::string>& known,
                                      Date today) {
  const std::set<std::string> exists(known.begin(), known.end());
  if (std::string why = WhyNotWhole(run, old, exists); !why.empty())
    return Error{old.file, "", "is left as it was: " + why};

  FixedDeviations fixed;
  std::map<std::string_view, const Deviation*> by_id = ById(old);
  Json::Object listed;
  for (const CaseResult& result : run.cases) {
    const auto at = by_id.find(result.id);
    const Deviation* before = at == by_id.end() ? nullptr : at->second;
    if (!IsFailure(result, run.strict) && !(before != nullptr && IsBroken(result))) continue;
    if (before != nullptr) by_id.erase(at);
    if (before != nullptr && Holds(*before, result)) {
      if (IsExpired(*before, today))
        fixed.notes.push_back(result.id + " stays, and expired on " + DateText(*before->expires));
      listed.emplace_back(result.id, Json(ToJson(*before)));
      continue;
    }
    const Deviation added = {result.id, NamesOfFindings(result), std::string(kUnexplained) + DateText(today) + ")",
                             std::nullopt};
    fixed.notes.push_back(before == nullptr ? result.id + " is added: give its reason"
                                            : result.id + " breaks something else than listed: give a new reason");
    listed.emplace_back(result.id, Json(ToJson(added)));
  }
  for (const Deviation& deviation : old.listed) {
    if (!by_id.contains(deviation.id)) continue;
    const bool gone = !exists.contains(deviation.id);
    fixed.notes.push_back(deviation.id + " is removed: " + (gone ? "there is no such case" : "it does not fail"));
  }

  Json::Object root;
  if (!old.schema.empty()) root.emplace_back("$schema", Json(old.schema));
  root.emplace_back("deviations", Json(std::move(listed)));
  fixed.text = WriteJsonIndented(Json(std::move(root)));
  return fixed;
}

}  // namespace authconform
