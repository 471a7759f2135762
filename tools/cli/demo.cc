#include <iostream>
#include <memory>

#include "harness/spec/load.h"
#include "tools/cli/command.h"
#include "tools/cli/conduct.h"
#include "tools/demo/demo_target.h"
#include "tools/reference/reference.h"

namespace authconform {
namespace {

// One run against reference backends with the given faults. False when it could not be done, or ended otherwise than
// planned.
bool RunAgainst(const std::vector<std::string>& faults, const std::vector<std::string>& endpoints,
                const std::string& out, ExitCode expected, Invocation& invocation) {
  ReferenceOptions options;
  options.faults = faults;
  Result<std::unique_ptr<ReferenceServer>> server = ReferenceServer::Start(options);
  Result<Target> target = server ? DemoTarget((*server)->url()) : Result<Target>(server.error());
  if (!target) return invocation.Complain(target.error(), ExitCode::kHarnessError), false;
  Result<FileSet> files = LoadFiles(invocation);
  if (!files) return invocation.Complain(files.error(), ExitCode::kBadUsage), false;
  Result<std::vector<std::string>> chosen = ChooseEndpoints(*files, endpoints);
  if (!chosen) return invocation.Complain(chosen.error(), ExitCode::kBadUsage), false;

  Conduct conduct;
  conduct.out = out;
  Result<Selection> selection = SelectCases(*files, *chosen, {});
  if (!selection) return invocation.Complain(selection.error(), ExitCode::kBadUsage), false;
  Result<Run> run = ConductRun(*files, *selection, *target, conduct);
  if (!run) return invocation.Complain(run.error(), ExitCode::kBadUsage), false;
  if (run->exit_code == expected) return true;
  if (run->interrupted) {
    invocation.exit_code = ExitCode::kInconclusive;
  } else {
    invocation.Complain("the demonstration ended otherwise than it should: this is a bug of authconform",
                        ExitCode::kHarnessError);
  }
  return false;
}

void Execute(const std::string& out, Invocation& invocation) {
  if (Status folder = CheckNotStandardOutput(out, "--out", "a folder"); !folder) {
    return invocation.Complain(folder.error(), ExitCode::kBadUsage);
  }
  std::cerr << "The reference backends, which keep the five documents:\n";
  if (!RunAgainst({}, {}, out + "/good", ExitCode::kConforms, invocation)) return;
  std::cout << std::endl;
  std::cerr << "The same with one fault, duktig-expires-in-relative, to show what a failure looks like:\n";
  RunAgainst({"duktig-expires-in-relative"}, {"duktig/token"}, out + "/faulty", ExitCode::kDoesNotConform, invocation);
}

}  // namespace

void AddDemo(CLI::App& app, Invocation& invocation) {
  auto out = std::make_shared<std::string>("authconform-report");
  CLI::App* command =
      app.add_subcommand("demo", "Run all endpoints against the reference backends, then against a faulty one");
  command->add_option("--out", *out, "Folder for the reports")->type_name("DIR")->capture_default_str();
  command->footer("Example:\n  authconform demo --out authconform-demo");
  command->callback([out, &invocation] { Execute(*out, invocation); });
}

}  // namespace authconform
