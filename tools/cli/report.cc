#include <iostream>
#include <memory>
#include <sstream>

#include "harness/base/suggest.h"
#include "harness/run/run_json.h"
#include "reports/formats.h"
#include "reports/terminal.h"
#include "tools/cli/command.h"

namespace authconform {
namespace {

struct ReportArguments {
  std::string run;
  std::string format = "terminal";
  std::string out;
};

void Execute(const ReportArguments& arguments, Invocation& invocation) {
  const Format* format = FindFormat(arguments.format);
  if (format == nullptr) {
    std::vector<std::string> known;
    for (const Format& each : Formats()) known.emplace_back(each.name);
    return invocation.Complain("there is no format \"" + arguments.format + "\"" + DidYouMean(arguments.format, known),
                               ExitCode::kBadUsage);
  }
  Result<std::string> text = ReadFile(arguments.run, 256 << 20);
  if (!text) return invocation.Complain(text.error(), ExitCode::kBadUsage);
  Result<Run> run = ReadRun(*text, arguments.run);
  if (!run) return invocation.Complain(run.error(), ExitCode::kBadUsage);
  std::ostringstream report;
  if (arguments.format == "terminal" && arguments.out.empty()) {
    WriteTerminal(*run, {WantsColour(1), TerminalWidth(1)}, report);
  } else {
    format->write(*run, report);
  }
  if (arguments.out.empty()) {
    std::cout << report.str();
  } else if (Status written = WriteFileWhole(arguments.out, report.str()); !written) {
    invocation.Complain(written.error(), ExitCode::kBadUsage);
  }
}

}  // namespace

void AddReport(CLI::App& app, Invocation& invocation) {
  auto arguments = std::make_shared<ReportArguments>();
  CLI::App* command = app.add_subcommand("report", "Render a finished run");
  command->add_option("run", arguments->run, "A run.json")->required()->type_name("RUN");
  command->add_option("--format", arguments->format, "html, junit, md, json or terminal")
      ->type_name("F")
      ->capture_default_str();
  command->add_option("--out", arguments->out, "File to write; standard output when not given")->type_name("FILE");
  command->footer("Example:\n  authconform report authconform-report/run.json --format md >> \"$GITHUB_STEP_SUMMARY\"");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
