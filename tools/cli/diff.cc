#include "tools/diff/diff.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>

#include "harness/base/json.h"
#include "tools/cli/command.h"
#include "tools/diff/diff_text.h"
#include "tools/diff/side.h"

namespace authconform {
namespace {

struct DiffArguments {
  std::string before;
  std::string now;
  std::string target;
  std::string specs_before;
  bool json = false;
};

// A run of a history against those before it: the one named, or the target's last.
Result<Diff> OfOne(const DiffArguments& arguments, const FileSet& files) {
  const Result<Side> side = Side::Open(arguments.before, {.target = arguments.target, .files = &files});
  if (!side) return side.error();
  if (side->history() == nullptr) {
    return Error{arguments.before, "", "is no history: name a second run that it is compared with"};
  }
  return DiffInHistory(*side->history(), side->run().target, side->run().id);
}

bool AreOfOneHistory(const DiffArguments& arguments, const Side& before, const Side& now) {
  return before.history() != nullptr && now.history() != nullptr &&
         ParseSideName(arguments.before).path == ParseSideName(arguments.now).path;
}

// Of two runs of one history and target, what is flaky up to the later.
Result<FlakyCases> FlakyUpTo(const DiffArguments& arguments, const Side& before, const Side& now) {
  if (!AreOfOneHistory(arguments, before, now) || before.run().target != now.run().target) return FlakyCases();
  Result<std::vector<KeptRun>> runs = now.history()->Runs({.target = now.run().target});
  if (!runs) return runs.error();
  const int64_t last = std::max(before.run().id, now.run().id);
  std::erase_if(*runs, [&](const KeptRun& run) { return run.id > last; });
  return FlakyIn(*runs);
}

Result<Diff> OfTwo(const DiffArguments& arguments, const Invocation& invocation, const FileSet& files) {
  FileSet files_before = files;
  if (!arguments.specs_before.empty()) {
    Result<FileSet> given = LoadFiles({.specs = arguments.specs_before});
    if (!given) return given.error();
    files_before = *std::move(given);
  }
  const Result<Side> before =
      Side::Open(arguments.before,
                 {.target = arguments.target, .files = &files_before, .own_files = !arguments.specs_before.empty()});
  if (!before) return before.error();
  const Result<Side> now =
      Side::Open(arguments.now, {.target = arguments.target, .files = &files, .own_files = !invocation.specs.empty()});
  if (!now) return now.error();
  const Result<FlakyCases> flaky = FlakyUpTo(arguments, *before, *now);
  if (!flaky) return flaky.error();
  const auto side_of = [&](const KeptRun& run) -> const Side& { return &run == &before->run() ? *before : *now; };
  const bool one_history = AreOfOneHistory(arguments, *before, *now);
  const auto name = [&](const KeptRun& run) {
    return one_history ? "run " + std::to_string(run.id) : side_of(run).name();
  };
  return DiffRuns(
      before->run(), now->run(), name, [&](const KeptRun& run) { return side_of(run).Recall(); }, *flaky);
}

void Execute(const DiffArguments& arguments, Invocation& invocation) {
  const Result<FileSet> files = LoadFiles(invocation);
  if (!files) return invocation.Complain(files.error(), ExitCode::kBadUsage);
  const Result<Diff> diff = arguments.now.empty() ? OfOne(arguments, *files) : OfTwo(arguments, invocation, *files);
  if (!diff) return invocation.Complain(diff.error(), ExitCode::kBadUsage);
  if (arguments.json) {
    std::cout << WriteJsonIndented(DiffJson(*diff));
  } else {
    WriteDiff(*diff, {.colour = WantsColour(STDOUT_FILENO), .width = TerminalWidth(STDOUT_FILENO)}, std::cout);
  }
  invocation.exit_code = ExitCodeOf(*diff);
}

}  // namespace

void AddDiff(CLI::App& app, Invocation& invocation) {
  auto arguments = std::make_shared<DiffArguments>();
  CLI::App* command = app.add_subcommand("diff", "Tell what changed between two runs, and why");
  command
      ->add_option("before", arguments->before,
                   "The earlier run: a folder or run.json as run --out wrote it, a bundle, or a history, in which "
                   "HISTORY#12 is run 12")
      ->required()
      ->type_name("RUN");
  command
      ->add_option("now", arguments->now,
                   "The later run; without it, a history's run (its last, or the one named) against what came before")
      ->type_name("RUN");
  command->add_option("--target", arguments->target, "Of a history with several, where no run is named")
      ->type_name("NAME");
  command
      ->add_option("--specs-before", arguments->specs_before,
                   "Folder with the specs/ and cases/ that the earlier run was judged by, where it holds none; --specs "
                   "names the later run's")
      ->type_name("DIR");
  command->add_flag("--json", arguments->json, "As JSON");
  command->footer(
      "Examples:\n"
      "  authconform diff nights/2026-11-22T010025Z/acme \\\n      nights/2026-11-23T010031Z/acme\n"
      "  authconform diff past.db --target acme-staging   # the last run\n"
      "  authconform diff past.db#11 past.db#12 --json\n"
      "  authconform diff vendor.acb my-run\n\n"
      "Causes: the target, the spec, the cases (or the plan, which is either), the deviations, --strict, the selection "
      "of what\nis asked, authconform, the environment (out of reach, TLS, rate limit, budget of wrong passwords), "
      "flaky, mixed, unknown.\nThey are found by judging the answers of both runs by the specs and cases of both, with "
      "this authconform. A folder\nholds no specs: without --specs-before both runs are judged by those of --specs, or "
      "built in.\n"
      "A regression fails the run now, by something by which it did not fail before, whatever the cause. A flip of a "
      "flaky\ncase is none yet: it may be chance, until all repetitions of a run bear it out, or the next run does. "
      "What the earlier\nrun could judge and the later could not, all or some cases, is one more, as in a nightly.\n\n"
      "Exit codes: 0 no regression, 1 a regression, 2 bad usage or input, 3 no regression, and one of the runs judged "
      "nothing\nthat the other could be held against.");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
