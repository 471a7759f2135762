#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include "harness/base/suggest.h"
#include "harness/run/deviations.h"
#include "harness/run/merge.h"
#include "harness/run/run_json.h"
#include "reports/formats.h"
#include "reports/github.h"
#include "reports/gitlab.h"
#include "reports/places.h"
#include "reports/terminal.h"
#include "tools/bundle/archive.h"
#include "tools/cli/command.h"
#include "tools/cli/run_files.h"
#include "tools/cli/verified.h"
#include "tools/diff/side.h"
#include "tools/embed/embedded.h"

namespace authconform {
namespace {

struct ReportArguments {
  std::string run;
  std::vector<std::string> merge;
  std::string format = "terminal";
  std::string out;
};

// Of a run.json, or of a bundle that verifies.
Result<Run> ReadRunFile(const std::string& path) {
  Result<std::string> text = ReadFile(path, kMostRunBytes);
  if (!text) return text.error();
  if (IsHistory(path)) return Error{path, "", "is a history, of many runs: history, site and diff tell of them"};
  if (!IsGzip(*text)) return ReadRun(*text, path);
  Result<Verified> verified = Verify({path, *std::move(text), std::nullopt}, EmbeddedFiles());
  if (!verified) return verified.error();
  return std::move(verified->run);
}

// The run, and the files that it was read from.
struct ReadRuns {
  Run run;
  std::vector<InputFile> inputs;
};

Result<ReadRuns> Merge(const std::vector<std::string>& paths, const Invocation& invocation) {
  const Result<FileSet> files = LoadFiles(invocation);
  if (!files) return files.error();
  const Result<std::vector<std::string>> plan = KnownCases(*files);
  if (!plan) return plan.error();
  ReadRuns read;
  read.inputs = SpecsOf(invocation, *files);
  std::vector<Shard> shards;
  for (const std::string& path : paths) {
    const Result<std::vector<std::string>> found = FindRuns(path);
    if (!found) return found.error();
    for (const std::string& file : *found) {
      Result<Run> run = ReadRunFile(file);
      if (!run) return run.error();
      shards.push_back({file, *std::move(run)});
      read.inputs.push_back({"one of the merged runs", file});
    }
  }
  Result<Run> merged = MergeRuns(shards, *plan);
  if (!merged) return merged.error();
  read.run = *std::move(merged);
  return read;
}

Result<ReadRuns> ReadOne(const std::string& path) {
  const Result<std::string> file = RunFileOf(path);
  if (!file) return file.error();
  Result<Run> run = ReadRunFile(*file);
  if (!run) return run.error();
  return ReadRuns{*std::move(run), {{"the run", *file}}};
}

// Below which cases/ stands: the working folder, or that of --specs.
std::string WorkspaceOf(const Invocation& invocation) {
  return invocation.specs.empty() || invocation.specs == "." ? "" : invocation.specs + "/";
}

std::set<std::string> CaseFilesOf(const Run& run) {
  std::set<std::string> names;
  for (const EndpointResult& each : run.endpoints) {
    for (const std::string& name : CaseFiles(each.endpoint)) names.insert(name);
  }
  return names;
}

// Where the cases stand. Nothing where it is no workspace of theirs.
Places PlacesOf(const Run& run, const Invocation& invocation) {
  const std::string folder = WorkspaceOf(invocation);
  FileSet files;
  for (const std::string& name : CaseFilesOf(run)) {
    if (Result<std::string> text = ReadFile(folder + name)) files.emplace(name, *std::move(text));
  }
  return FindPlaces(run, files, folder);
}

void Write(const Run& run, const ReportArguments& arguments, const Invocation& invocation, std::ostream& out) {
  if (arguments.format == "terminal" && IsStandardOutput(arguments.out)) {
    WriteTerminal(run, {WantsColour(1), TerminalWidth(1)}, out);
  } else if (arguments.format == "github") {
    WriteGithub(run, PlacesOf(run, invocation), out);
  } else if (arguments.format == "gitlab") {
    WriteGitlab(run, PlacesOf(run, invocation), out);
  } else {
    FindFormat(arguments.format)->write(run, out);
  }
}

void Execute(const ReportArguments& arguments, Invocation& invocation) {
  if (arguments.run.empty() && arguments.merge.empty()) throw CLI::RequiredError("run");
  if (FindFormat(arguments.format) == nullptr) {
    return invocation.Complain(
        "there is no format \"" + arguments.format + "\"" + DidYouMean(arguments.format, ReportFormatNames()),
        ExitCode::kBadUsage);
  }
  const Result<ReadRuns> read = arguments.merge.empty() ? ReadOne(arguments.run) : Merge(arguments.merge, invocation);
  if (!read) return invocation.Complain(read.error(), ExitCode::kBadUsage);
  if (!IsStandardOutput(arguments.out)) {
    std::vector<InputFile> inputs = read->inputs;
    for (const std::string& name : CaseFilesOf(read->run)) {
      inputs.push_back({"a file of cases", WorkspaceOf(invocation) + name});
    }
    const Status spared = SpareInputs(arguments.out, "--out", inputs);
    if (!spared) return invocation.Complain(spared.error(), ExitCode::kBadUsage);
  }
  std::ostringstream report;
  Write(read->run, arguments, invocation, report);
  if (arguments.format == "json") {
    const Status can = CanBeRead(report.view(), arguments.out);
    if (!can) return invocation.Complain(can.error(), ExitCode::kBadUsage);
  }
  if (Status written = WriteOut(arguments.out, report.str()); !written) {
    invocation.Complain(written.error(), ExitCode::kBadUsage);
  }
}

}  // namespace

void AddReport(CLI::App& app, Invocation& invocation) {
  auto arguments = std::make_shared<ReportArguments>();
  CLI::App* command = app.add_subcommand("report", "Render a finished run, or several as one");
  CLI::Option* run =
      command->add_option("run", arguments->run, "A run.json, a folder as run --out wrote it, or a bundle")
          ->type_name("RUN");
  command
      ->add_option("--merge", arguments->merge,
                   "Shards of a run, or endpoints asked apart, as one: each a run.json, a bundle, or a folder "
                   "with run.jsons in it or below")
      ->type_name("RUN…")
      ->expected(1, 1'000'000)
      ->excludes(run);
  command
      ->add_option("--format", arguments->format,
                   "html, junit, md, json or terminal; github (annotations), gitlab (Code Quality), earl (JSON-LD) or "
                   "har (HTTP Archive)")
      ->type_name("F")
      ->check(Among(ReportFormatNames()))
      ->capture_default_str();
  command->add_option("--out", arguments->out, "File to write; standard output when not given, or -")
      ->type_name("FILE");
  command->footer(
      "Examples:\n"
      "  authconform report authconform-report/run.json --format md >> \"$GITHUB_STEP_SUMMARY\"\n"
      "  authconform report authconform-report/run.json --format github\n"
      "  authconform report authconform-report/run.json --format gitlab --out gl-code-quality-report.json\n"
      "  authconform report --merge shard1/run.json shard2/run.json --format json --out run.json\n"
      "  authconform report --merge bazel-testlogs --format html --out report.html\n\n"
      "github and gitlab lead to the cases' lines where cases/ is in the working folder: run them at the root of a\n"
      "repository. --merge wants runs of one target by one authconform and the same specs and cases; what it makes is\n"
      "a whole run when all planned cases are there. Bazel zips its outputs: unpack each outputs.zip beside itself.");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
