// Renders one run in one format to standard output, for the browser test: render RUN.json FORMAT.
#include <iostream>

#include "harness/base/files.h"
#include "harness/run/run_json.h"
#include "reports/formats.h"

int main(int argc, char** argv) {
  using namespace authconform;
  const Format* format = argc == 3 ? FindFormat(argv[2]) : nullptr;
  if (format == nullptr) {
    std::cerr << "usage: render RUN.json FORMAT\n";
    return 2;
  }
  const Result<std::string> text = ReadFile(argv[1]);
  const Result<Run> run = text.ok() ? ReadRun(*text, argv[1]) : Result<Run>(text.error());
  if (!run.ok()) {
    std::cerr << run.error().ToString() << "\n";
    return 2;
  }
  format->write(*run, std::cout);
  return 0;
}
