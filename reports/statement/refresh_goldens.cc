// Writes the statements of kStatementGoldens into the source tree: bazel run //reports/statement:refresh_goldens.
// With a file's name as argument, writes the sample as HTML there instead.
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>

#include "harness/base/files.h"
#include "reports/statement/goldens.h"
#include "reports/statement/html.h"
#include "reports/statement/markdown.h"

namespace {

bool Write(const std::string& path, const std::string& text) {
  const authconform::Status written = authconform::WriteFileWhole(path, text);
  if (!written) std::cerr << written.error().ToString() << "\n";
  return written.ok();
}

}  // namespace

int main(int count, char** arguments) {
  using namespace authconform;
  if (count == 2) {
    std::ostringstream html;
    WriteStatementHtml(testing::SampleStatement(), html);
    return Write(arguments[1], html.str()) ? 0 : 1;
  }
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  if (workspace == nullptr) {
    std::cerr << "start it with: tools/bazel run //reports/statement:refresh_goldens\n";
    return 2;
  }
  for (const StatementGolden& golden : kStatementGoldens) {
    std::ostringstream text;
    WriteStatementMarkdown(golden.statement(), text);
    if (!Write(std::string(workspace) + "/" + kStatementGoldenFolder + golden.file, text.str())) return 1;
  }
  return 0;
}
