#include <filesystem>
#include <iostream>
#include <memory>

#include "harness/plan/case.h"
#include "harness/plan/plan.h"
#include "harness/run/target.h"
#include "harness/spec/load.h"
#include "tools/cli/command.h"
#include "tools/embed/embedded.h"

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
  const std::string planned = "cases/" + endpoint + ".cases.json";
  if (files.at(planned) != WriteCases(endpoint, Plan(*spec))) {
    return {{planned, "", "is not what the spec plans today: refresh it with `authconform --specs . plan " + endpoint + " --write cases`"}};
  }
  return {};
}

struct Findings {
  std::vector<Error> errors;
  int checked = 0;
};

void LintFolder(const FileSet& files, const std::string& only, Findings& findings) {
  const std::vector<std::string> endpoints = Endpoints(files);
  if (endpoints.empty()) findings.errors.push_back({"specs", "", "there is no spec in it"});
  for (const std::string& endpoint : endpoints) {
    if (!only.empty() && only != endpoint) continue;
    ++findings.checked;
    for (Error& error : LintEndpoint(files, endpoint)) findings.errors.push_back(std::move(error));
  }
  // Case files that belong to no spec are never asked.
  for (const auto& [path, bytes] : files) {
    for (const std::string_view kind : {".cases.json", ".extra.json"}) {
      if (!path.starts_with("cases/") || !path.ends_with(kind)) continue;
      const std::string endpoint = path.substr(6, path.size() - 6 - kind.size());
      if (std::find(endpoints.begin(), endpoints.end(), endpoint) == endpoints.end()) {
        findings.errors.push_back({path, "", "belongs to no endpoint in specs/"});
      }
    }
  }
}

void LintTarget(const std::string& path, Findings& findings) {
  ++findings.checked;
  const FileSet& files = EmbeddedFiles();
  Result<std::string> text = ReadFile(path);
  Result<Json> schema = ParseJson(files.at("harness/run/target.schema.json"));
  if (!text || !schema) return findings.errors.push_back(text ? schema.error() : text.error());
  Result<Target> target = ParseTarget(*text, path, *schema);
  // Whether this machine holds the secrets is not the file's fault.
  if (!target && !target.error().environment) return findings.errors.push_back(target.error());
  if (!target) return;
  if (Status known = CheckEndpoints(*target, Endpoints(files)); !known) findings.errors.push_back(known.error());
}

// "<root>/specs/<vendor>/<endpoint>/…" or "<root>/cases/<vendor>/<endpoint>.cases.json" taken apart.
struct Place {
  std::string root;
  std::string endpoint;
};

std::optional<Place> PlaceOf(const std::string& path) {
  const std::string whole = std::filesystem::absolute(path).lexically_normal().string();
  for (const std::string_view folder : {"/specs/", "/cases/"}) {
    const size_t at = whole.rfind(folder);
    if (at == std::string::npos) continue;
    const std::string below = whole.substr(at + folder.size());
    const size_t vendor = below.find('/');
    if (vendor == std::string::npos) continue;
    const size_t end = below.find_first_of("/.", vendor + 1);
    return Place{whole.substr(0, at), below.substr(0, end)};
  }
  return std::nullopt;
}

void LintPath(const std::string& path, Findings& findings) {
  std::error_code ignored;
  const bool folder = std::filesystem::is_directory(path, ignored);
  const std::optional<Place> place = folder ? Place{path, ""} : PlaceOf(path);
  if (!place) return LintTarget(path, findings);
  Result<FileSet> files = LoadFiles(Invocation{place->root, ExitCode::kConforms});
  if (!files) return findings.errors.push_back(files.error());
  LintFolder(*files, place->endpoint, findings);
}

void Execute(const std::vector<std::string>& paths, Invocation& invocation) {
  Findings findings;
  if (paths.empty()) {
    Result<FileSet> files = LoadFiles(invocation);
    if (!files) return invocation.Complain(files.error(), ExitCode::kBadUsage);
    LintFolder(*files, "", findings);
  }
  for (const std::string& path : paths) LintPath(path, findings);
  for (const Error& error : findings.errors) std::cout << error.ToString() << '\n';
  if (!findings.errors.empty()) {
    return invocation.Complain(std::to_string(findings.errors.size()) + " mistakes", ExitCode::kBadUsage);
  }
  if (findings.checked == 0) return invocation.Complain("nothing was checked", ExitCode::kNothingChecked);
  std::cout << findings.checked << " checked, no mistakes\n";
}

}  // namespace

void AddLint(CLI::App& app, Invocation& invocation) {
  auto paths = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("lint", "Are specs, decisions, cases and target files well-formed and consistent?");
  command->add_option("path", *paths,
                      "Folders that hold specs/ and cases/, single files in them, or target files; what is built in when none is named");
  command->footer(
      "Each mistake is one line: file:JSON Pointer: sentence. Exit code 2 when there are any.\n\n"
      "Examples:\n  authconform lint .\n  authconform lint staging.json specs/duktig/token/spec.json");
  command->callback([paths, &invocation] { Execute(*paths, invocation); });
}

}  // namespace authconform
