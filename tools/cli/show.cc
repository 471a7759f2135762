#include <algorithm>
#include <iostream>
#include <memory>

#include "harness/base/json.h"
#include "harness/judge/judge.h"
#include "harness/plan/case.h"
#include "harness/plan/proof.h"
#include "harness/spec/load.h"
#include "tools/cli/command.h"

namespace authconform {
namespace {

struct ShowArguments {
  std::vector<std::string> endpoints;
  bool json = false;
};

std::vector<std::string> CasesFor(const std::string& requirement, const std::vector<Case>& cases) {
  std::vector<std::string> ids;
  for (const Case& each : cases) {
    if (std::find(each.requirements.begin(), each.requirements.end(), requirement) != each.requirements.end()) {
      ids.push_back(each.id);
    }
  }
  return ids;
}

// The faults that prove the requirement; none, too, when the endpoint has no proof.
std::vector<std::string> FaultsFor(const std::string& requirement, const std::optional<Proof>& proof) {
  if (!proof || !proof->Kills(requirement)) return {};
  return proof->faults_by_rule.at(requirement);
}

Json ToJson(const Spec& spec, const std::vector<Case>& cases, const std::optional<Proof>& proof) {
  Json::Array requirements;
  for (const Requirement& each : spec.requirements) {
    const std::vector<std::string> ids = CasesFor(each.id, cases);
    Json::Object object = {{"id", each.id},
                           {"level", each.level == Level::kMust ? "must" : "should"},
                           {"confidence", ConfidenceName(each.confidence)},
                           {"source", RuleOf(spec, each.id).source},
                           {"text", each.text},
                           {"cases", Json::Array(ids.begin(), ids.end())}};
    if (!each.unchecked.empty()) object.emplace_back("unchecked", each.unchecked);
    const std::vector<std::string> faults = FaultsFor(each.id, proof);
    if (proof) object.emplace_back("faults", Json::Array(faults.begin(), faults.end()));
    requirements.emplace_back(std::move(object));
  }
  return Json::Object{{"endpoint", spec.endpoint}, {"requirements", std::move(requirements)}};
}

void ShowProof(const Requirement& requirement, const std::optional<Proof>& proof) {
  if (!proof || !requirement.unchecked.empty()) return;
  const std::vector<std::string> faults = FaultsFor(requirement.id, proof);
  if (faults.empty()) std::cout << "  no fault proves it: not scored\n";
  for (const std::string& fault : faults) std::cout << "  proved by fault " << fault << '\n';
}

void ShowText(const Spec& spec, const std::vector<Case>& cases, const std::optional<Proof>& proof) {
  std::cout << spec.endpoint << "  " << spec.request.method << ' ' << spec.request.path << "\n  " << spec.source.title
            << " (" << spec.source.document << ", sha256 " << spec.source.sha256.substr(0, 12) << "…)\n\n";
  for (const Requirement& each : spec.requirements) {
    const Rule rule = RuleOf(spec, each.id);
    std::cout << each.id << "  " << rule.level << "  " << ConfidenceName(each.confidence) << "  " << rule.source
              << "\n  " << each.text << '\n';
    if (!each.unchecked.empty()) std::cout << "  not checked: " << each.unchecked << '\n';
    for (const std::string& id : CasesFor(each.id, cases)) std::cout << "  ← " << id << '\n';
    ShowProof(each, proof);
  }
  if (!spec.decisions.empty()) std::cout << "\nDecided where the document is silent or ambiguous:\n";
  for (const Decision& each : spec.decisions) {
    std::cout << each.id << "\n  " << each.question << "\n  " << each.answer << "\n  because " << each.reason << '\n';
  }
}

void Execute(const ShowArguments& arguments, Invocation& invocation) {
  Result<FileSet> files = LoadFiles(invocation);
  if (!files) return invocation.Complain(files.error(), ExitCode::kBadUsage);
  Result<std::vector<std::string>> endpoints = ChooseEndpoints(*files, arguments.endpoints);
  if (!endpoints) return invocation.Complain(endpoints.error(), ExitCode::kBadUsage);
  Json::Array all;
  for (const std::string& endpoint : *endpoints) {
    Result<Spec> spec = LoadSpec(*files, endpoint);
    if (!spec) return invocation.Complain(spec.error(), ExitCode::kBadUsage);
    Result<std::vector<Case>> cases = LoadCases(*files, *spec);
    if (!cases) return invocation.Complain(cases.error(), ExitCode::kBadUsage);
    const Result<std::optional<Proof>> proof = LoadProof(*files, *spec);
    if (!proof) return invocation.Complain(proof.error(), ExitCode::kBadUsage);
    if (arguments.json) {
      all.push_back(ToJson(*spec, *cases, *proof));
    } else {
      if (endpoint != endpoints->front()) std::cout << '\n';
      ShowText(*spec, *cases, *proof);
    }
  }
  if (arguments.json) std::cout << WriteJsonIndented(all);
}

}  // namespace

void AddShow(CLI::App& app, Invocation& invocation) {
  auto arguments = std::make_shared<ShowArguments>();
  CLI::App* command = app.add_subcommand(
      "show", "List each requirement, its lines in the document, the cases that check it, the faults that prove it");
  command->add_option("endpoint", arguments->endpoints, "Endpoints or vendors; all when none is named")->type_name("");
  command->add_flag("--json", arguments->json, "As JSON");
  command->footer("Example:\n  authconform show duktig");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
