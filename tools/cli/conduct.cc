#include "tools/cli/conduct.h"

#include <fnmatch.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iostream>
#include <sstream>

#include "harness/plan/case.h"
#include "harness/spec/load.h"
#include "reports/formats.h"
#include "reports/terminal.h"
#include "tools/cli/command.h"

namespace authconform {
namespace {

// A signal handler reaches nothing but a global.
std::atomic<bool> stop_requested = false;

void RequestStop(int signal) {
  stop_requested = true;
  std::signal(signal, SIG_DFL);
}

bool Matches(const std::vector<std::string>& globs, const std::string& id) {
  return globs.empty() || std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
           return fnmatch(glob.c_str(), id.c_str(), 0) == 0;
         });
}

// One line on a terminal, written over until it is wiped.
class ProgressLine {
 public:
  explicit ProgressLine(bool shown) : shown_(shown && isatty(STDERR_FILENO) == 1) {}
  ~ProgressLine() {
    if (written_) std::cerr << "\r\033[K" << std::flush;
  }

  void operator()(const Progress& progress) {
    const auto now = std::chrono::steady_clock::now();
    const bool last = progress.total > 0 && progress.done == progress.total;
    if (!shown_ || (!last && now < next_)) return;
    next_ = now + std::chrono::milliseconds(100);
    std::cerr << "\r\033[K";
    if (progress.total == 0) {
      std::cerr << progress.doing;
    } else {
      constexpr int64_t kCells = 30;
      const int64_t filled = kCells * progress.done / progress.total;
      std::cerr << '[' << std::string(static_cast<size_t>(filled), '#') << std::string(static_cast<size_t>(kCells - filled), '.')
                << "] " << progress.done << '/' << progress.total << " requests";
    }
    std::cerr << std::flush;
    written_ = true;
  }

 private:
  bool shown_;
  bool written_ = false;
  std::chrono::steady_clock::time_point next_;
};

Status WriteReports(const Run& run, const std::string& folder) {
  for (const Format& format : Formats()) {
    if (format.name == "terminal") continue;
    std::ostringstream text;
    format.write(run, text);
    if (Status written = WriteFileWhole(folder + "/" + std::string(format.file), text.str()); !written) return written;
  }
  return Done{};
}

}  // namespace

Result<std::vector<Selected>> SelectCases(const FileSet& files, const Conduct& conduct, std::vector<Spec>& specs) {
  specs.clear();
  for (const std::string& endpoint : conduct.endpoints) {
    Result<Spec> spec = LoadSpec(files, endpoint);
    if (!spec) return spec.error();
    specs.push_back(*std::move(spec));
  }
  std::vector<Selected> selected;
  for (const Spec& spec : specs) {
    Result<std::vector<Case>> cases = LoadCases(files, spec);
    if (!cases) return cases.error();
    std::erase_if(*cases, [&](const Case& each) { return !Matches(conduct.only, each.id); });
    if (!cases->empty()) selected.push_back({&spec, *std::move(cases)});
  }
  return selected;
}

Result<Run> ConductRun(const std::vector<Selected>& selected, const Target& target, const Conduct& conduct) {
  RunOptions options;
  options.repeat = conduct.repeat;
  options.strict = conduct.strict;
  options.stop = &stop_requested;
  if (!conduct.out.empty()) {
    if (Status made = MakeWritableFolder(conduct.out); !made) return made.error();
    options.transcript = conduct.out + "/transcript.ndjson";
  }
  const auto interrupt = std::signal(SIGINT, RequestStop);
  const auto terminate = std::signal(SIGTERM, RequestStop);
  Result<Run> run = [&] {
    ProgressLine progress(!conduct.quiet);
    options.on_progress = [&](const Progress& at) { progress(at); };
    return RunCases(selected, target, options);
  }();
  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, terminate);
  if (!run) return run;
  if (!conduct.only.empty()) run->partial += (run->partial.empty() ? "" : "; ") + std::string("--only left cases out");

  const TerminalStyle style{WantsColour(STDOUT_FILENO), TerminalWidth(STDOUT_FILENO)};
  WriteTerminal(*run, style, std::cout);
  std::cout.flush();
  if (conduct.out.empty()) return run;
  if (Status written = WriteReports(*run, conduct.out); !written) return written.error();
  std::cerr << "Reports: " << conduct.out << "/report.html, junit.xml, summary.md, run.json, transcript.ndjson\n";
  return run;
}

}  // namespace authconform
