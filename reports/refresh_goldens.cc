// Writes the reports of kGoldens into the source tree: bazel run //reports:refresh_goldens.
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "harness/base/files.h"
#include "harness/run/run_json.h"
#include "reports/formats.h"
#include "reports/goldens.h"

int main() {
  using namespace authconform;
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  if (workspace == nullptr) {
    std::cerr << "start it with: tools/bazel run //reports:refresh_goldens\n";
    return 2;
  }
  const std::string folder = std::string(workspace) + "/" + kGoldenFolder;
  for (const Golden& golden : kGoldens) {
    const Result<std::string> text = ReadFile(folder + golden.run);
    const Result<Run> run = text.ok() ? ReadRun(*text, golden.run) : Result<Run>(text.error());
    if (!run.ok()) {
      std::cerr << run.error().ToString() << "\n";
      return 1;
    }
    std::ostringstream report;
    FindFormat(golden.format)->write(*run, report);
    if (const Status written = WriteFileWhole(folder + golden.file, report.str()); !written.ok()) {
      std::cerr << written.error().ToString() << "\n";
      return 1;
    }
    std::cout << kGoldenFolder << golden.file << "\n";
  }
  return 0;
}
