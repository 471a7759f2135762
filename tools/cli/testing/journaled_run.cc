// journaled_run ENDPOINT TARGET FOLDER: a run with a journal into its results, for tests that kill it. What FOLDER's
// journal holds is resumed; transcript.ndjson and run.json are written there. Exit code: 0 when it came to its end.
#include <iostream>
#include <string>

#include "harness/base/files.h"
#include "harness/run/run_json.h"
#include "harness/run/runner.h"
#include "tools/choice/choice.h"
#include "tools/embed/embedded.h"

namespace authconform {
namespace {

int Fail(const Error& error) {
  std::cerr << error.ToString() << '\n';
  return 1;
}

int Conduct(const std::string& endpoint, const std::string& target_file, const std::string& folder) {
  const FileSet files = EmbeddedFiles();
  const Result<Target> target = LoadTargetFile(files, target_file, Secrets::kRead);
  if (!target) return Fail(target.error());
  const Result<Selection> selection = SelectCases(files, {endpoint}, {});
  if (!selection) return Fail(selection.error());
  RunOptions options;
  options.journal = folder + "/journal.ndjson";
  options.resume = true;
  options.transcript = folder + "/transcript.ndjson";
  const Result<Run> run = RunCases(selection->selected, *target, options);
  if (!run) return Fail(run.error());
  const Status written = WriteFileWhole(folder + "/run.json", WriteRun(*run));
  return written ? 0 : Fail(written.error());
}

}  // namespace
}  // namespace authconform

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "journaled_run ENDPOINT TARGET FOLDER\n";
    return 2;
  }
  return authconform::Conduct(argv[1], argv[2], argv[3]);
}
