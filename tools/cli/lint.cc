#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "harness/plan/case.h"
#include "harness/plan/plan.h"
#include "harness/plan/proof.h"
#include "harness/run/deviations.h"
#include "harness/run/target.h"
#include "harness/spec/load.h"
#include "reports/text.h"
#include "tools/cli/command.h"
#include "tools/nightly/nightly_file.h"
#include "tools/nightly/one_target.h"
#include "tools/nightly/shared_accounts.h"

namespace authconform {
namespace {

// Mistakes in one endpoint's spec, decisions, schemas and cases.
std::vector<Error> LintEndpoint(const FileSet& files, const std::string& endpoint) {
  std::vector<Error> errors = LintSpec(files, endpoint);
  if (!errors.empty()) return errors;
  Result<Spec> spec = LoadSpec(files, endpoint);
  if (!spec) return {spec.error()};
  Result<std::vector<Case>> cases = LoadCases(files, *spec);
  if (!cases) return {cases.error()};
  if (const Result<std::optional<Proof>> proof = LoadProof(files, *spec); !proof) return {proof.error()};
  const std::string planned = "cases/" + endpoint + ".cases.json";
  if (files.at(planned) != WriteCases(endpoint, Plan(*spec))) {
    return {{planned, "",
             "is not what the spec plans today: refresh it with `authconform --specs . plan " + endpoint +
                 " --write cases`"}};
  }
  return {};
}

struct Findings {
  std::vector<Error> errors;
  std::vector<Error> wants;        // what this machine does not have, and a run from it would need
  std::vector<std::string> notes;  // what is no mistake, and may be none that was meant
  int checked = 0;
};

// Whether `whole` is `part` or below it.
bool IsWithin(const std::string& whole, const std::string& part) {
  return part.empty() || whole == part || whole.starts_with(part + "/");
}

// `only`: "" for all of the folder, a vendor, or an endpoint.
void LintFolder(const FileSet& files, const std::string& only, Findings& findings) {
  const std::vector<std::string> endpoints = Endpoints(files);
  const int before = findings.checked;
  for (const std::string& endpoint : endpoints) {
    if (!IsWithin(endpoint, only)) continue;
    ++findings.checked;
    for (Error& error : LintEndpoint(files, endpoint)) findings.errors.push_back(std::move(error));
  }
  if (findings.checked == before) {
    findings.errors.push_back({"specs", "", "there is no spec" + (only.empty() ? "" : " of " + only) + " in it"});
  }
  // Case files that belong to no spec are never asked.
  for (const auto& [path, bytes] : files) {
    for (const std::string_view kind : {".cases.json", ".extra.json", ".proof.json"}) {
      if (!path.starts_with("cases/") || !path.ends_with(kind)) continue;
      const std::string endpoint = path.substr(6, path.size() - 6 - kind.size());
      if (!IsWithin(endpoint, only) || std::find(endpoints.begin(), endpoints.end(), endpoint) != endpoints.end())
        continue;
      findings.errors.push_back({path, "", "belongs to no endpoint in specs/"});
    }
  }
}

// Whether this machine holds the secrets is not the file's fault, and is told all the same: a night here would miss
// them.
void LintTarget(const FileSet& files, const std::string& path, Findings& findings) {
  ++findings.checked;
  Result<Target> target = LoadTargetFile(files, path, Secrets::kLeaveOut);
  if (!target) return findings.errors.push_back(target.error());
  target = LoadTargetFile(files, path, Secrets::kRead);
  if (!target) findings.wants.push_back(target.error());
}

void LintList(const FileSet& files, const std::string& path, Findings& findings) {
  ++findings.checked;
  Result<Deviations> deviations = LoadDeviations(files, path);
  if (!deviations) return findings.errors.push_back(deviations.error());
  for (Error& error : LintDeviations(*deviations, files)) findings.errors.push_back(std::move(error));
}

// With all that it names.
void LintNightly(const FileSet& files, const std::string& path, Findings& findings) {
  ++findings.checked;
  const Result<NightlyFile> nightly = LoadNightlyFile(files, path);
  if (!nightly) {
    for (Error& error : LintNightlyFile(files, path)) findings.errors.push_back(std::move(error));
    return;
  }
  if (Status shown = TitleHoldsNoSecret(*nightly, files); !shown) findings.errors.push_back(shown.error());
  std::vector<const NightlyTarget*> targets;
  for (const NightlyTarget& each : nightly->targets) {
    targets.push_back(&each);
    ++findings.checked;
    const Result<Loaded> loaded = LoadTonight(each, files, Secrets::kLeaveOut);
    const Result<Loaded> with_secrets = loaded ? LoadTonight(each, files, Secrets::kRead) : loaded;
    if (!with_secrets) {
      Error error = with_secrets.error();
      if (error.file.empty()) error.file = path;
      (loaded ? findings.wants : findings.errors).push_back(error);
    }
    if (!each.deviations.empty()) LintList(files, each.deviations, findings);
  }
  for (const std::string& each : SharedAccounts(targets, files)) findings.notes.push_back(path + ": " + each);
}

// A nightly file is told from a target file by its targets.
bool ListsTargets(const std::string& path) {
  const Result<Json> json = ReadJsonFile(path);
  return json && json->Find("targets") != nullptr && json->Find("url") == nullptr;
}

// A list of deviations is told from a target file by its one member.
bool ListsDeviations(const std::string& path) {
  const Result<Json> json = ReadJsonFile(path);
  return json && json->Find("deviations") != nullptr && json->Find("url") == nullptr;
}

// "<root>/specs/<vendor>/<endpoint>/…" or "<root>/cases/<vendor>/<endpoint>.cases.json" taken apart; `only` as for
// LintFolder.
struct Place {
  std::string root;
  std::string only;
};

std::optional<Place> PlaceOf(const std::filesystem::path& path) {
  std::error_code ignored;
  const bool folder = std::filesystem::is_directory(path, ignored);
  if (folder && std::filesystem::is_directory(path / "specs", ignored)) return Place{path.string(), ""};
  const std::string name = path.filename().string();
  const bool spec = name == "spec.json" || name == "decisions.json" || name.ends_with(".schema.json") ||
                    name.ends_with(".cases.json") || name.ends_with(".extra.json") || name.ends_with(".proof.json");
  if (!folder && !spec) return std::nullopt;

  std::vector<std::string> below;
  for (std::filesystem::path up = std::filesystem::absolute(path).lexically_normal(); up.has_relative_path();
       up = up.parent_path()) {
    const std::string part = up.filename().string();
    if (part.empty()) continue;  // a trailing slash
    if (part != "specs" && part != "cases") {
      below.insert(below.begin(), part);
      continue;
    }
    Place place = {up.parent_path().string(), ""};
    for (size_t i = 0; i < below.size() && i < 2; ++i)
      place.only += (i > 0 ? "/" : "") + below[i].substr(0, below[i].find('.'));
    return place;
  }
  return std::nullopt;
}

void LintPath(const FileSet& own, const std::string& path, Findings& findings) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return findings.errors.push_back(
        {path, "", "cannot be read: " + (error ? error.message() : "there is no such file")});
  }
  const std::optional<Place> place = PlaceOf(path);
  if (!place && std::filesystem::is_directory(path, error)) {
    return findings.errors.push_back({path, "", "holds no specs/, and is no part of such a folder"});
  }
  if (!place && ListsDeviations(path)) return LintList(own, path, findings);
  if (!place && ListsTargets(path)) return LintNightly(own, path, findings);
  if (!place) return LintTarget(own, path, findings);
  Result<FileSet> files = LoadFiles(Invocation{place->root, ExitCode::kConforms});
  if (!files) return findings.errors.push_back(files.error());
  const size_t before = findings.errors.size();
  LintFolder(*files, place->only, findings);
  for (size_t i = before; i < findings.errors.size(); ++i) {
    findings.errors[i].file =
        (std::filesystem::path(place->root) / findings.errors[i].file).lexically_normal().string();
  }
}

void Execute(const std::vector<std::string>& paths, Invocation& invocation) {
  Findings findings;
  Result<FileSet> files = LoadFiles(invocation);
  if (!files) return invocation.Complain(files.error(), ExitCode::kBadUsage);
  if (paths.empty()) LintFolder(*files, "", findings);
  for (const std::string& path : paths) LintPath(*files, path, findings);
  for (const Error& error : findings.errors) std::cout << error.ToString() << '\n';
  for (const Error& error : findings.wants) {
    std::cerr << VisibleLine(error.ToString()) << "; that is no mistake of the file, and a run from here would fail\n";
  }
  for (const std::string& note : findings.notes) std::cerr << VisibleLine(note) << '\n';
  if (!findings.errors.empty()) {
    const size_t count = findings.errors.size();
    return invocation.Complain(std::to_string(count) + (count == 1 ? " mistake" : " mistakes"), ExitCode::kBadUsage);
  }
  std::cout << findings.checked << " checked, no mistakes\n";
}

}  // namespace

void AddLint(CLI::App& app, Invocation& invocation) {
  auto paths = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand(
      "lint", "Are specs, decisions, cases, target files, nightly files and lists of deviations well-formed?");
  command
      ->add_option(
          "path", *paths,
          "Folders that hold specs/ and cases/, single files in them, target files, nightly files with what they name, "
          "or lists of deviations; "
          "what is built in when none is named")
      ->type_name("");
  command->footer(
      "Each mistake is one line: file:JSON Pointer: sentence. Exit code 2 when there are any. A secret that is not on "
      "this\nmachine is none, and is told on standard error.\n\n"
      "Examples:\n  authconform lint .\n  authconform lint staging.json specs/duktig/token/spec.json");
  command->callback([paths, &invocation] { Execute(*paths, invocation); });
}

}  // namespace authconform
