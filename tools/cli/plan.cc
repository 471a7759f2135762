#include "harness/plan/plan.h"

#include <iomanip>
#include <iostream>
#include <map>
#include <memory>

#include "harness/plan/case.h"
#include "harness/spec/load.h"
#include "tools/cli/command.h"

namespace authconform {
namespace {

struct PlanArguments {
  std::vector<std::string> endpoints;
  bool json = false;
  std::string write;
};

void ShowTable(const std::vector<Case>& cases) {
  size_t width = 0;
  for (const Case& each : cases) width = std::max(width, each.id.size());
  for (const Case& each : cases) {
    std::cout << std::left << std::setw(static_cast<int>(width) + 2) << each.id << Describe(each.mutation) << " → ";
    for (size_t i = 0; i < each.expect.size(); ++i) std::cout << (i > 0 ? " or " : "") << each.expect[i];
    std::cout << '\n';
  }
}

std::string FileFor(const std::string& endpoint, const std::string& folder) {
  return folder + "/" + endpoint + ".cases.json";
}

void Execute(const PlanArguments& arguments, Invocation& invocation) {
  Result<FileSet> files = LoadFiles(invocation);
  if (!files) return invocation.Complain(files.error(), ExitCode::kBadUsage);
  Result<std::vector<std::string>> endpoints = ChooseEndpoints(*files, arguments.endpoints);
  if (!endpoints) return invocation.Complain(endpoints.error(), ExitCode::kBadUsage);
  if (arguments.json && endpoints->size() > 1) {
    return invocation.Complain("--json writes one cases file: name one endpoint", ExitCode::kBadUsage);
  }
  // Cases are there to be written anew; what they are planned from is not.
  std::vector<InputFile> inputs = SpecsOf(invocation, *files);
  std::erase_if(inputs, [&](const InputFile& each) { return each.path.starts_with(invocation.specs + "/cases/"); });
  if (Status folder = CheckNotStandardOutput(arguments.write, "--write", "a folder"); !folder) {
    return invocation.Complain(folder.error(), ExitCode::kBadUsage);
  }
  for (const std::string& endpoint : *endpoints) {
    if (arguments.write.empty()) break;
    const Status spared = SpareInputs(FileFor(endpoint, arguments.write), "--write", inputs);
    if (!spared) return invocation.Complain(spared.error(), ExitCode::kBadUsage);
  }
  std::map<std::string, std::vector<Case>> plans;
  for (const std::string& endpoint : *endpoints) {
    Result<Spec> spec = LoadSpec(*files, endpoint);
    if (!spec) return invocation.Complain(spec.error(), ExitCode::kBadUsage);
    plans[endpoint] = Plan(*spec);
  }
  for (const auto& [endpoint, cases] : plans) {
    if (!arguments.write.empty()) {
      const std::string path = FileFor(endpoint, arguments.write);
      Status written = MakeWritableFolder(path.substr(0, path.rfind('/')));
      if (written) written = WriteFileWhole(path, WriteCases(endpoint, cases));
      if (!written) return invocation.Complain(written.error(), ExitCode::kBadUsage);
      std::cerr << path << ": " << cases.size() << " cases\n";
    } else if (arguments.json) {
      std::cout << WriteCases(endpoint, cases);
    } else {
      ShowTable(cases);
    }
  }
}

}  // namespace

void AddPlan(CLI::App& app, Invocation& invocation) {
  auto arguments = std::make_shared<PlanArguments>();
  CLI::App* command = app.add_subcommand("plan", "Derive the cases of an endpoint from its spec");
  command->add_option("endpoint", arguments->endpoints, "Endpoints or vendors; all when none is named")->type_name("");
  command->add_flag("--json", arguments->json, "As a cases file on standard output, for one endpoint");
  command->add_option("--write", arguments->write, "Write <DIR>/<vendor>/<endpoint>.cases.json")->type_name("DIR");
  command->footer(
      "Examples:\n"
      "  authconform plan duktig\n"
      "  authconform --specs . plan --write cases");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
