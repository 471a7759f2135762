#include "reports/formats.h"

#include "harness/run/run_json.h"
#include "reports/html.h"
#include "reports/junit.h"
#include "reports/markdown.h"
#include "reports/terminal.h"

namespace authconform {
namespace {

void WriteJsonReport(const Run& run, std::ostream& out) { out << WriteRun(run); }
void WritePlain(const Run& run, std::ostream& out) { WriteTerminal(run, {}, out); }

constexpr Format kFormats[] = {
    {"html", "report.html", WriteHtml},    {"junit", "junit.xml", WriteJUnit},     {"md", "report.md", WriteMarkdown},
    {"json", "run.json", WriteJsonReport}, {"terminal", "report.txt", WritePlain},
};

}  // namespace

std::span<const Format> Formats() { return kFormats; }

const Format* FindFormat(std::string_view name) {
  for (const Format& format : kFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

}  // namespace authconform
