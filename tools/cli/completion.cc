#include "tools/cli/completion.h"

#include <iostream>
#include <memory>
#include <set>
#include <utility>

#include "harness/spec/load.h"
#include "tools/cli/command.h"
#include "tools/reference/reference.h"

namespace authconform {
namespace {

struct Shell {
  const char* name;
  std::string (*write)(const CommandLine& line);
};
constexpr Shell kShells[] = {{"bash", BashCompletion}, {"zsh", ZshCompletion}, {"fish", FishCompletion}};

// What an endpoint may be named by, as ChooseEndpoints takes it.
std::vector<std::string> EndpointNames(const FileSet& files) {
  std::set<std::string> names;
  for (const std::string& endpoint : Endpoints(files)) {
    names.insert(endpoint);
    names.insert(endpoint.substr(0, endpoint.find('/')));
  }
  return {names.begin(), names.end()};
}

void Execute(const CLI::App& app, const std::string& shell, Invocation& invocation) {
  const Result<FileSet> files = LoadFiles(invocation);
  if (!files) return invocation.Complain(files.error(), ExitCode::kBadUsage);
  std::cout << CompletionScript(CompletedLine(app, *files), shell);
}

}  // namespace

const std::vector<std::string>& Shells() {
  static const std::vector<std::string> shells = [] {
    std::vector<std::string> names;
    for (const Shell& each : kShells) names.emplace_back(each.name);
    return names;
  }();
  return shells;
}

CommandLine CompletedLine(const CLI::App& app, const FileSet& files) {
  CommandLine line = CommandLineOf(app, EndpointNames(files));
  std::vector<std::string> faults;
  for (const Fault& each : FaultCatalogue()) faults.push_back(each.name);
  SetChoices(line, "reference", "--fault", std::move(faults));
  return line;
}

std::string CompletionScript(const CommandLine& line, std::string_view shell) {
  for (const Shell& each : kShells) {
    if (each.name == shell) return each.write(line);
  }
  return "";
}

void AddCompletion(CLI::App& app, Invocation& invocation) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "Print the script that completes authconform in a shell");
  command->add_option("shell", *shell, "Which shell")->required()->type_name("SHELL")->check(CLI::IsMember(Shells()));
  command->footer(
      "Examples:\n"
      "  source <(authconform completion bash)\n"
      "  authconform completion zsh > \"${fpath[1]}/_authconform\"\n"
      "  authconform completion fish > ~/.config/fish/completions/authconform.fish");
  command->callback([&app, shell, &invocation] { Execute(app, *shell, invocation); });
}

}  // namespace authconform
