// Tries every fault and writes what came of it into the source tree: bazel run //tools/reference:refresh_kill_matrix.
#include <cstdlib>
#include <iostream>

#include "tools/embed/embedded.h"
#include "tools/reference/matrix/matrix.h"

namespace authconform {
namespace {

Result<std::vector<Trial>> TryAll(const Questions& questions) {
  const Result<TrialRun> without = RunReference(questions, {});
  if (!without) return without.error();
  std::vector<Trial> trials;
  for (const Fault& fault : FaultCatalogue()) {
    if (!questions.spec.endpoint.starts_with(fault.vendor + "/")) continue;
    Result<Trial> trial = Try(questions, fault, without->run);
    if (!trial) return Error{fault.name, "", trial.error().ToString()};
    trials.push_back(*std::move(trial));
  }
  return trials;
}

Status Refresh(const std::string& workspace) {
  const Result<std::vector<Questions>> questions = LoadQuestions(EmbeddedFiles());
  if (!questions) return questions.error();
  FileSet written;
  for (const Questions& each : *questions) {
    const Result<std::vector<Trial>> trials = TryAll(each);
    if (!trials) return trials.error();
    written[ProofFile(each.spec.endpoint)] = WriteProof(each.spec.endpoint, *trials);
  }
  const Result<std::string> page = WritePage(*questions, written);
  if (!page) return page.error();
  written[kPage] = *page;
  for (const auto& [path, text] : written) {
    if (Status done = WriteFileWhole(workspace + "/" + path, text); !done) return done;
    std::cout << path << "\n";
  }
  return Done{};
}

}  // namespace
}  // namespace authconform

int main() {
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  if (workspace == nullptr) {
    std::cerr << "start it with: tools/bazel run //tools/reference:refresh_kill_matrix\n";
    return 2;
  }
  const authconform::Status refreshed = authconform::Refresh(workspace);
  if (!refreshed) std::cerr << refreshed.error().ToString() << "\n";
  return refreshed ? 0 : 1;
}
