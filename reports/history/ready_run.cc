#include "reports/history/ready_run.h"

#include <algorithm>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/sha256.h"
#include "reports/history/packed.h"

namespace authconform {
namespace {

bool IsOf(std::string_view name, std::string_view root, const std::string& endpoint, char next) {
  return name.size() > root.size() + endpoint.size() && name.starts_with(root) &&
         name.substr(root.size(), endpoint.size()) == endpoint && name[root.size() + endpoint.size()] == next;
}
bool IsSpecOf(std::string_view name, const std::string& endpoint) { return IsOf(name, "specs/", endpoint, '/'); }
bool IsCasesOf(std::string_view name, const std::string& endpoint) { return IsOf(name, "cases/", endpoint, '.'); }

std::vector<JudgedBy> FilesOf(const Run& run, const FileSet& files) {
  std::vector<JudgedBy> chosen;
  for (const auto& [name, bytes] : files) {
    const std::string& path = name;
    const bool wanted = std::any_of(run.endpoints.begin(), run.endpoints.end(), [&](const EndpointResult& each) {
      return IsSpecOf(path, each.endpoint) || IsCasesOf(path, each.endpoint);
    });
    if (wanted) chosen.push_back({name, Sha256Bytes(bytes), bytes});
  }
  return chosen;
}

// Over the names and digests of the files that `is_of` picks.
std::string DigestOf(const std::vector<JudgedBy>& files, const std::string& endpoint,
                     bool (*is_of)(std::string_view, const std::string&)) {
  Json::Array names;
  for (const JudgedBy& each : files) {
    if (is_of(each.name, endpoint)) names.emplace_back(each.name + " " + Hexadecimal(each.sha256));
  }
  return Hexadecimal(Sha256Bytes(WriteJson(Json(std::move(names)))));
}

KeptPlan PlanOf(const Run& run, const std::vector<JudgedBy>& files) {
  KeptPlan plan;
  plan.authconform = run.authconform;
  for (const EndpointResult& each : run.endpoints) {
    plan.endpoints.push_back({each.endpoint, each.document, each.document_title, each.document_sha256,
                              DigestOf(files, each.endpoint, IsSpecOf), DigestOf(files, each.endpoint, IsCasesOf)});
  }
  for (const CaseResult& each : run.cases) plan.cases.push_back(each.id);
  return plan;
}

std::string DigestOf(const KeptPlan& plan) {
  Json::Array endpoints;
  for (const KeptEndpoint& each : plan.endpoints) {
    endpoints.emplace_back(Json::Array{each.endpoint, each.document, each.document_title, each.document_sha256,
                                       each.spec_sha256, each.cases_sha256});
  }
  return Sha256Bytes(WriteJson(
      Json(Json::Array{plan.authconform, std::move(endpoints), Json::Array(plan.cases.begin(), plan.cases.end())})));
}

}  // namespace

ReadyRun MakeReady(const Run& run, std::string_view run_json, const FileSet& files, std::string_view transcript) {
  ReadyRun ready;
  ready.digest = Sha256Bytes(run_json);
  ready.packed = {PackText(run_json), PackText(transcript)};
  ready.files = FilesOf(run, files);
  ready.plan = PlanOf(run, ready.files);
  ready.plan_digest = DigestOf(ready.plan);
  return ready;
}

}  // namespace authconform
