#include "tools/bundle/rejudge.h"

#include <optional>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/plan/case.h"
#include "harness/plan/proof.h"
#include "harness/run/run_json.h"
#include "harness/run/runner.h"
#include "harness/spec/load.h"
#include "reports/text.h"
#include "tools/bundle/difference.h"

namespace authconform {
namespace {

// run.json is as large as a bundle's file may be.
constexpr JsonLimits kRunLimits = {.bytes = kMostRunBytes, .depth = 16, .values = 50'000'000};

Error In(const std::string& file, const std::string& message) { return {file, "", message}; }

// Of a file inside: the message may quote what stands there.
Error Inside(const std::string& file, const Error& error) { return In(file, Clip(VisibleLine(error.ToString()), 400)); }

// Of every endpoint in the bundle; `specs` is to outlive them.
Result<std::vector<Selected>> LoadPlans(const FileSet& files, std::vector<Spec>& specs) {
  const std::vector<std::string> endpoints = Endpoints(files);
  specs.reserve(endpoints.size());
  std::vector<Selected> plans;
  for (const std::string& endpoint : endpoints) {
    Result<Spec> spec = LoadSpec(files, endpoint);
    if (!spec) return spec.error();
    specs.push_back(*std::move(spec));
    Result<std::vector<Case>> cases = LoadCases(files, specs.back());
    if (!cases) return cases.error();
    Result<std::optional<Proof>> proof = LoadProof(files, specs.back());
    if (!proof) return proof.error();
    plans.push_back({.spec = &specs.back(), .cases = *std::move(cases), .left_out = {}, .proof = *std::move(proof)});
  }
  return plans;
}

Status ApplyListed(const FileSet& files, Run& run) {
  if (!files.contains(kDeviationsFile)) return Done{};
  const Result<Deviations> deviations = ListedIn(files);
  if (!deviations) return deviations.error();
  const Result<std::vector<std::string>> known = KnownCases(files);
  if (!known) return known.error();
  ApplyDeviations(*deviations, *known, DateOf(run.started_us), IsWhole(run, files), run);
  return Done{};
}

// Whose doing the difference may be besides the sender's.
std::string VersionNote(const std::string& version) {
  if (version == kVersion) return "";
  return "; authconform " + version + " made the bundle and this is " + kVersion + ", which may judge otherwise";
}

std::string DescribeDifference(std::string_view recorded, std::string_view judged) {
  const Result<Json> one = ParseJson(recorded, kRunFile, kRunLimits);
  const Result<Json> other = ParseJson(judged, kRunFile, kRunLimits);
  if (!one || !other) return "it is too large to tell where";
  const auto difference = FirstDifference(*one, *other);
  if (!difference) return "it is not written as authconform writes it";
  return Clip(VisibleLine(difference->pointer), 200) + " is " + difference->one + ", judged again " + difference->other;
}

}  // namespace

FileSet JudgedBy(const OpenedBundle& bundle, const FileSet& own) {
  FileSet files = bundle.files;
  std::erase_if(files, [](const auto& file) { return IsForm(file.first); });
  for (const auto& [name, bytes] : own) {
    if (IsForm(name)) files[name] = bytes;
  }
  return files;
}

Result<Deviations> ListedIn(const FileSet& files) {
  const auto listed = files.find(kDeviationsFile);
  if (listed == files.end()) return Deviations{};
  const Result<Json> form = ParseJson(files.at("harness/run/deviations.schema.json"));
  if (!form) return form.error();
  return ReadDeviations(listed->second, kDeviationsFile, *form);
}

Result<Run> Rejudge(const OpenedBundle& bundle, const FileSet& own, const JudgesTranscript& judge,
                    const std::string& file) {
  const std::string& recorded_text = bundle.files.at(kRunFile);
  const Result<Run> recorded = ReadRun(recorded_text, kRunFile);
  if (!recorded) return Inside(file, recorded.error());
  if (recorded->authconform != bundle.authconform) {
    return In(file, "run.json and manifest.json name two versions of authconform");
  }
  const FileSet files = JudgedBy(bundle, own);
  std::vector<Spec> specs;
  const Result<std::vector<Selected>> plans = LoadPlans(files, specs);
  if (!plans) return Inside(file, plans.error());
  Result<Run> judged = judge(*plans, files.at(kTranscriptFile), kTranscriptFile);
  if (!judged) return Inside(file, judged.error());
  if (Status applied = ApplyListed(files, *judged); !applied) return Inside(file, applied.error());
  // What this judge makes of it is told under the version that asked.
  judged->authconform = recorded->authconform;
  const std::string judged_text = WriteRun(*judged);
  if (judged_text == recorded_text) return judged;
  return In(file, "run.json is not what its transcript is worth: " + DescribeDifference(recorded_text, judged_text) +
                      VersionNote(bundle.authconform));
}

bool IsWhole(const Run& run, const FileSet& files) {
  return static_cast<int64_t>(run.cases.size()) == run.cases_planned && run.endpoints.size() == Endpoints(files).size();
}

}  // namespace authconform
