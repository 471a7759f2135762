#include "reports/formats.h"

#include "harness/run/run_json.h"
#include "reports/earl.h"
#include "reports/github.h"
#include "reports/gitlab.h"
#include "reports/har.h"
#include "reports/html.h"
#include "reports/junit.h"
#include "reports/markdown.h"
#include "reports/terminal.h"

namespace authconform {
namespace {

void WriteJsonReport(const Run& run, std::ostream& out) { out << WriteRun(run); }
void WritePlain(const Run& run, std::ostream& out) { WriteTerminal(run, {}, out); }

constexpr Format kFormats[] = {
    {"html", "report.html", WriteHtml},
    {"junit", "junit.xml", WriteJUnit},
    {"md", "report.md", WriteMarkdown},
    {"json", "run.json", WriteJsonReport},
};

// Named one by one, as there is a writer that takes places too.
constexpr void (*kGithub)(const Run&, std::ostream&) = WriteGithub;
constexpr void (*kGitlab)(const Run&, std::ostream&) = WriteGitlab;

constexpr Format kFormatsOnRequest[] = {
    {"terminal", "report.txt", WritePlain},
    {"earl", "earl.jsonld", WriteEarl},
    {"har", "run.har", WriteHar},
    {"github", "github-annotations.txt", kGithub},
    {"gitlab", "gl-code-quality-report.json", kGitlab},
};

constexpr std::span<const Format> kAll[] = {kFormats, kFormatsOnRequest};

}  // namespace

std::span<const Format> Formats() { return kFormats; }

std::vector<std::string> ReportFormatNames() {
  std::vector<std::string> names;
  for (const auto formats : kAll) {
    for (const Format& format : formats) names.emplace_back(format.name);
  }
  return names;
}

const Format* FindFormat(std::string_view name) {
  for (const auto formats : kAll) {
    for (const Format& format : formats) {
      if (format.name == name) return &format;
    }
  }
  return nullptr;
}

}  // namespace authconform
