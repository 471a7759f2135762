#include "harness/plan/proof.h"

#include <algorithm>

#include "harness/base/json.h"
#include "harness/base/suggest.h"
#include "harness/base/verdict.h"

namespace authconform {
namespace {

constexpr std::string_view kBaseline = "baseline/";

std::vector<std::string> RequirementIds(const Spec& spec) {
  std::vector<std::string> ids;
  for (const Requirement& each : spec.requirements) ids.push_back(each.id);
  return ids;
}

// Reads one endpoint's file; an Error names the member at fault.
class ProofReader {
 public:
  ProofReader(const Spec& spec, std::string file) : spec_(spec), file_(std::move(file)) {}

  Result<std::optional<Proof>> Read(const Json& json) {
    const Json* endpoint = json.Find("endpoint");
    if (endpoint == nullptr || *endpoint != Json(spec_.endpoint)) return Bad("/endpoint", "must be " + spec_.endpoint);
    const Json* faults = json.Find("faults");
    if (faults == nullptr || !faults->is_object()) return Bad("/faults", "must be an object");
    Proof proof;
    for (const auto& [name, fault] : faults->object()) {
      const std::string pointer = "/faults/" + EscapePointerToken(name);
      Result<std::vector<std::string>> rules = Rules(fault, pointer);
      if (!rules) return rules.error();
      const Result<bool> told = IsTold(fault, pointer);
      if (!told) return told.error();
      if (!*told) continue;
      for (const std::string& rule : *rules) proof.faults_by_rule[rule].push_back(name);
    }
    for (auto& [rule, names] : proof.faults_by_rule) {
      std::sort(names.begin(), names.end());
      names.erase(std::unique(names.begin(), names.end()), names.end());
    }
    return std::optional<Proof>(std::move(proof));
  }

 private:
  Error Bad(std::string pointer, std::string message) const {
    return Error{file_, std::move(pointer), std::move(message)};
  }

  Result<std::vector<std::string>> Rules(const Json& fault, const std::string& pointer) const {
    const Json* rules = fault.Find("rules");
    if (rules == nullptr || !rules->is_array()) return Bad(pointer + "/rules", "must be an array");
    std::vector<std::string> ids;
    for (const Json& rule : rules->array()) {
      const std::string at = pointer + "/rules/" + std::to_string(ids.size());
      if (!rule.is_string()) return Bad(at, "must be a string");
      const std::string& id = rule.string();
      if (!id.starts_with(kBaseline) && spec_.FindRequirement(id) == nullptr) {
        return Bad(at, "the spec has no requirement \"" + id + "\"" + DidYouMean(id, RequirementIds(spec_)));
      }
      ids.push_back(id);
    }
    return ids;
  }

  // Whether a case fails or warns of the fault.
  Result<bool> IsTold(const Json& fault, const std::string& pointer) const {
    const Json* cases = fault.Find("cases");
    if (cases == nullptr || !cases->is_object()) return Bad(pointer + "/cases", "must be an object");
    bool told = false;
    for (const auto& [id, verdict] : cases->object()) {
      const std::string at = pointer + "/cases/" + EscapePointerToken(id);
      const auto known = verdict.is_string() ? ParseVerdict(verdict.string()) : std::nullopt;
      if (!known) return Bad(at, "must be a verdict");
      if (!id.starts_with(spec_.endpoint + "/")) return Bad(at, "is no case of " + spec_.endpoint);
      told = told || *known == Verdict::kFail || *known == Verdict::kWarn;
    }
    return told;
  }

  const Spec& spec_;
  const std::string file_;
};

}  // namespace

Result<std::optional<Proof>> LoadProof(const FileSet& files, const Spec& spec) {
  const auto file = files.find("cases/" + spec.endpoint + ".proof.json");
  if (file == files.end()) return std::optional<Proof>();
  const Result<Json> json = ParseJson(file->second, file->first);
  if (!json) return json.error();
  return ProofReader(spec, file->first).Read(*json);
}

}  // namespace authconform
