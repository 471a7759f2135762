#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>

#include "harness/base/joined.h"
#include "reports/summary.h"
#include "reports/text.h"
#include "tools/cli/command.h"
#include "tools/cli/progress_line.h"
#include "tools/cli/stop_on_signal.h"
#include "tools/nightly/engine.h"
#include "tools/nightly/one_target.h"
#include "tools/nightly/shared_accounts.h"
#include "tools/nightly/summary.h"

namespace authconform {
namespace {

struct NightlyArguments {
  std::string file;
  std::string only;
  std::string events;
  std::string fail_on;
  bool resume = false;
  bool resume_if_any = false;
  bool dry_run = false;
  bool quiet = false;
};

// Many targets have many connections: as many files as the system allows without asking. Answers how many.
uint64_t RaiseOpenFiles() {
  constexpr rlim_t kEnough = 16'384;
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const rlim_t wanted = std::min(limit.rlim_max, kEnough);
  if (limit.rlim_cur >= wanted) return limit.rlim_cur;
  rlimit raised = {wanted, limit.rlim_max};
  return setrlimit(RLIMIT_NOFILE, &raised) == 0 ? wanted : limit.rlim_cur;
}

// Tells people how far the night is: on a terminal in one line, otherwise a line whenever a tenth of it is done.
class NightTeller {
 public:
  explicit NightTeller(bool quiet) : line_(!quiet), plain_(!quiet && !line_.shown()) {}

  void operator()(const NightProgress& progress) {
    line_.Show([&] { return InWords(progress); }, false);
    const size_t tenth = progress.targets == 0 ? 10 : 10 * progress.done / progress.targets;
    if (!plain_ || tenth == told_) return;
    told_ = tenth;
    std::cerr << InWords(progress) << '\n';
  }

 private:
  std::string InWords(const NightProgress& progress) {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - began_).count();
    const auto a_second = static_cast<int64_t>(seconds > 0 ? static_cast<double>(progress.requests) / seconds : 0);
    return std::to_string(progress.done) + "/" + std::to_string(progress.targets) + " targets, " +
           std::to_string(progress.running) + " at work, " + std::to_string(a_second) + " requests/s, " +
           std::to_string(progress.failing) + " failing";
  }

  ProgressLine line_;
  const bool plain_;
  size_t told_ = 0;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

void ShowDryRun(const NightlyFile& nightly, const FileSet& files, const std::string& only, Invocation& invocation) {
  const Result<std::vector<const NightlyTarget*>> chosen = ChooseTargets(nightly, only);
  if (!chosen) return invocation.Complain(chosen.error(), ExitCode::kBadUsage);
  Shared shared(files, 0);
  int64_t cases = 0;
  for (const NightlyTarget* target : *chosen) {
    const Result<Loaded> loaded = LoadTonight(*target, files, Secrets::kRead);
    const Result<std::vector<Selected>> selected =
        loaded ? shared.Select(loaded->endpoints) : Result<std::vector<Selected>>(loaded.error());
    if (!selected) {
      std::cout << VisibleLine(target->name) << "  error: " << VisibleLine(selected.error().ToString()) << '\n';
      invocation.exit_code = ExitCode::kInconclusive;
      continue;
    }
    int64_t of_target = 0;
    for (const Selected& each : *selected) of_target += static_cast<int64_t>(each.cases.size()) * target->repeat;
    cases += of_target;
    std::cout << VisibleLine(target->name) << "  " << loaded->target.origin.ToString() << "  "
              << Counted(of_target, "case") << ": " << Joined(loaded->endpoints) << '\n';
  }
  std::cout << Counted(static_cast<int64_t>(chosen->size()), "target") << ", " << Counted(cases, "case") << '\n';
  for (const std::string& each : SharedAccounts(*chosen, files)) std::cout << VisibleLine(each) << '\n';
}

// What the events are not written into.
std::vector<InputFile> InputsOf(const NightlyFile& nightly, const FileSet& files) {
  std::vector<InputFile> inputs = {{"the nightly file", nightly.file}, {"the history", nightly.history}};
  for (const NightlyTarget& each : nightly.targets) {
    inputs.push_back({"a target file", each.file});
    inputs.push_back({"a list of deviations", each.deviations});
    const Result<Target> target = LoadTargetFile(files, each.file, Secrets::kLeaveOut);
    if (!target) continue;  // the night tells what is wrong with it
    for (InputFile& named : FilesOf(*target)) inputs.push_back(std::move(named));
  }
  return inputs;
}

void Execute(const NightlyArguments& arguments, Invocation& invocation) {
  const Result<FileSet> files = LoadFiles(invocation);
  if (!files) return invocation.Complain(files.error(), ExitCode::kBadUsage);
  const Result<NightlyFile> nightly = LoadNightlyFile(*files, arguments.file);
  if (!nightly) return invocation.Complain(nightly.error(), ExitCode::kBadUsage);
  if (arguments.dry_run) return ShowDryRun(*nightly, *files, arguments.only, invocation);
  const auto complain = [&](const Error& error) {
    invocation.Complain(error, error.environment ? ExitCode::kHarnessError : ExitCode::kBadUsage);
  };
  if (arguments.resume_if_any) {
    const Result<bool> any = LastIsUnfinished(*nightly);
    if (!any) return complain(any.error());
    if (!*any) {
      if (!arguments.quiet) std::cerr << "The last night is finished: there is nothing to resume.\n";
      return;
    }
  }
  if (!IsStandardOutput(arguments.events)) {
    const Status spared = SpareInputs(arguments.events, "--events", InputsOf(*nightly, *files));
    if (!spared) return invocation.Complain(spared.error(), ExitCode::kBadUsage);
  }
  Result<Events> events = Events::Open(arguments.events);
  if (!events) return invocation.Complain(events.error(), ExitCode::kHarnessError);

  NightOptions options;
  options.resume = arguments.resume || arguments.resume_if_any;
  options.only = arguments.only;
  options.fail_on = FailOnOf(arguments.fail_on);
  options.seats = SeatsFor(RaiseOpenFiles());
  options.say = [](const std::string& sentence) { std::cerr << VisibleLine(sentence) << '\n'; };
  if (const Result<std::vector<const NightlyTarget*>> chosen = ChooseTargets(*nightly, arguments.only)) {
    for (const std::string& each : SharedAccounts(*chosen, *files)) options.say(each);
  }
  const Result<NightResult> result = [&] {
    const StopOnSignal signals;
    options.stop = &signals.stop();
    NightTeller teller(arguments.quiet);
    options.on_progress = [&](const NightProgress& progress) { teller(progress); };
    return RunNight(*nightly, *files, options, *events);
  }();
  if (!result) return complain(result.error());
  // Standard output is the events', where they go there.
  const bool aside = arguments.events == "-";
  const int descriptor = aside ? STDERR_FILENO : STDOUT_FILENO;
  WriteSummary(*result, {WantsColour(descriptor), TerminalWidth(descriptor)}, aside ? std::cerr : std::cout);
  std::cout.flush();
  std::cerr << "Reports in " << VisibleLine(result->folder) << '\n';
  invocation.exit_code = result->exit_code;
}

}  // namespace

void AddNightly(CLI::App& app, Invocation& invocation) {
  auto arguments = std::make_shared<NightlyArguments>();
  CLI::App* command = app.add_subcommand("nightly", "Ask many targets, and tell what changed since the night before");
  command->add_option("file", arguments->file, "Nightly file: the targets, and where their runs are kept")
      ->type_name("FILE")
      ->required();
  CLI::Option* resume =
      command->add_flag("--resume", arguments->resume,
                        "Go on with the night that was killed or stopped; what was answered is not asked again");
  command
      ->add_flag("--resume-if-any", arguments->resume_if_any,
                 "The same where the last night is unfinished, and otherwise nothing: for the machine's start")
      ->excludes(resume);
  command
      ->add_option("--fail-on", arguments->fail_on,
                   "What ends in exit code 1: regressions, failures, or never; as the file says, or regressions")
      ->type_name("POLICY")
      ->check(CLI::IsMember({"regressions", "failures", "never"}));
  command
      ->add_option("--events", arguments->events,
                   "Write what happens to this file, a line of JSON each; - for standard output")
      ->type_name("FILE");
  command->add_option("--only-target", arguments->only, "Only targets whose name matches, such as 'acme*'")
      ->type_name("GLOB");
  command->add_flag("--dry-run", arguments->dry_run, "Show what would be asked, and send nothing");
  command->add_flag("--quiet,-q", arguments->quiet, "No progress");
  command->footer(
      "Examples:\n"
      "  authconform nightly nightly.json\n"
      "  authconform nightly nightly.json --fail-on failures --events events.ndjson --quiet\n"
      "  authconform nightly nightly.json --resume\n"
      "  authconform nightly nightly.json --resume-if-any --quiet\n\n"
      "Exit codes: 0 the policy is not hit, 1 it is, 2 bad usage or input, or another nightly is at work,\n"
      "            3 something could not be judged, or the night was stopped, 4 trouble with history, site or disk.");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
