#include "tools/cli/conduct.h"

#include <fnmatch.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "harness/base/secret_scan.h"
#include "harness/base/suggest.h"
#include "harness/plan/case.h"
#include "harness/plan/proof.h"
#include "harness/spec/load.h"
#include "reports/formats.h"
#include "reports/terminal.h"
#include "reports/text.h"
#include "tools/cli/artefacts.h"
#include "tools/cli/command.h"
#include "tools/cli/remember.h"

namespace authconform {
namespace {

// A signal handler reaches nothing but a global.
std::atomic<bool> stop_requested = false;

void RequestStop(int signal) {
  constexpr std::string_view kStopping =
      "\nStopping once the requests under way are answered; again ends it at once.\n";
  stop_requested = true;
  // write() and signal() are among the few calls that a handler may make.
  [[maybe_unused]] const ssize_t said = write(STDERR_FILENO, kStopping.data(), kStopping.size());
  std::signal(signal, SIG_DFL);
}

bool Matches(const std::string& glob, const std::string& id) { return fnmatch(glob.c_str(), id.c_str(), 0) == 0; }

std::vector<std::string> PartsOf(std::string_view id) {
  std::vector<std::string> parts;
  for (;;) {
    const size_t slash = id.find('/');
    parts.emplace_back(id.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    id.remove_prefix(slash + 1);
  }
}

// The first part of the glob that is spelt out and that no id has, with what it may have been meant to be.
std::string HintFor(const std::string& glob, const std::vector<std::string>& ids) {
  std::vector<std::string> known;
  for (const std::string& id : ids) {
    for (std::string& part : PartsOf(id)) known.push_back(std::move(part));
  }
  for (const std::string& part : PartsOf(glob)) {
    if (part.empty() || part.find_first_of("*?[") != std::string::npos) continue;
    if (std::find(known.begin(), known.end(), part) != known.end()) continue;
    return "no case id has the part \"" + part + "\"" + DidYouMean(part, known);
  }
  return "a case id is vendor/endpoint/family/variant" + (ids.empty() ? "" : ", such as " + ids.front());
}

// One line on a terminal, written over until it is wiped.
class ProgressLine {
 public:
  explicit ProgressLine(bool wanted) {
    const char* term = std::getenv("TERM");
    shown_ = wanted && isatty(STDERR_FILENO) == 1 && (term == nullptr || std::string_view(term) != "dumb");
  }
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
      std::cerr << '[' << std::string(static_cast<size_t>(filled), '#')
                << std::string(static_cast<size_t>(kCells - filled), '.') << "] " << progress.done << '/'
                << progress.total << " requests";
    }
    std::cerr << std::flush;
    written_ = true;
  }

 private:
  bool shown_ = false;
  bool written_ = false;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace

Result<Selection> SelectCases(const FileSet& files, const Conduct& conduct, std::vector<Spec>& specs) {
  specs.clear();
  for (const std::string& endpoint : conduct.endpoints) {
    Result<Spec> spec = LoadSpec(files, endpoint);
    if (!spec) return spec.error();
    specs.push_back(*std::move(spec));
  }
  Selection selection;
  std::vector<std::string>& ids = selection.ids;
  const std::vector<std::string>& only = conduct.only;
  for (const Spec& spec : specs) {
    Result<std::vector<Case>> cases = LoadCases(files, spec);
    if (!cases) return cases.error();
    Result<std::optional<Proof>> proof = LoadProof(files, spec);
    if (!proof) return proof.error();
    Selected selected = {&spec, {}, {}, *std::move(proof)};
    for (Case& each : *cases) {
      ids.push_back(each.id);
      const bool chosen = only.empty() || std::any_of(only.begin(), only.end(),
                                                      [&](const std::string& glob) { return Matches(glob, each.id); });
      (chosen ? selected.cases : selected.left_out).push_back(std::move(each));
    }
    selection.whole = selection.whole && selected.left_out.empty();
    if (!selected.cases.empty()) selection.selected.push_back(std::move(selected));
  }
  for (const std::string& glob : only) {
    if (std::any_of(ids.begin(), ids.end(), [&](const std::string& id) { return Matches(glob, id); })) continue;
    selection.unmatched = "no case matches --only \"" + glob + "\": " + HintFor(glob, ids);
    break;
  }
  return selection;
}

Result<Run> ConductRun(const FileSet& files, const Selection& selection, const Target& target, const Conduct& conduct) {
  RunOptions options;
  options.repeat = conduct.repeat;
  options.strict = conduct.strict;
  options.controls = conduct.controls;
  options.left_out = "--only left cases out";
  options.stop = &stop_requested;
  if (!conduct.out.empty()) {
    if (Status made = MakeWritableFolder(conduct.out); !made) return made.error();
    options.transcript = conduct.out + "/transcript.ndjson";
  }
  Redactor redactor;
  const auto interrupt = std::signal(SIGINT, RequestStop);
  const auto terminate = std::signal(SIGTERM, RequestStop);
  Result<Run> run = [&] {
    ProgressLine progress(!conduct.quiet);
    options.on_progress = [&](const Progress& at) { progress(at); };
    return RunCases(selection.selected, target, options, redactor);
  }();
  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, terminate);
  if (!run) return run;
  if (conduct.deviations && FindSecret(redactor, conduct.deviations->text)) {
    return Error{conduct.deviations->path, "", "holds a secret of this run: take it out of the reasons"};
  }
  if (conduct.deviations) Apply(*conduct.deviations, files, *run);

  const TerminalStyle style{WantsColour(STDOUT_FILENO), TerminalWidth(STDOUT_FILENO)};
  std::ostringstream text;
  WriteTerminal(*run, style, text);
  if (Status free = FreeOfSecrets(text.str(), "standard output", redactor); !free) return free.error();
  std::cout << text.str();
  std::cout.flush();
  if (conduct.out.empty()) return run;
  if (Status written = WriteReports(*run, conduct.out, redactor); !written) return written.error();
  std::cerr << "Reports in " << conduct.out << ":";
  for (const Format& format : Formats()) {
    if (format.name != "terminal") std::cerr << ' ' << format.file;
  }
  std::cerr << " transcript.ndjson\n";
  if (conduct.fix) {
    if (Status fixed = Fix(*conduct.deviations, *run, redactor); !fixed) return fixed.error();
  }
  if (!conduct.history.empty()) {
    if (Status added = Remember(conduct.history, *run, files, conduct.out, redactor); !added) return added.error();
    std::cerr << "Added to " << conduct.history << '\n';
  }
  if (conduct.sign_key) {
    const Status bundled =
        WriteRunBundle(conduct.bundle, *conduct.sign_key, files, *run, conduct.out, conduct.deviations, redactor);
    if (!bundled) {  // the verdicts stand, what was asked for is not there
      std::cerr << "authconform: there is no bundle: " << VisibleLine(bundled.error().ToString()) << '\n';
      run->exit_code = ExitCode::kHarnessError;
      return run;
    }
    std::cerr << "Bundle: " << conduct.bundle << ", signed by " << conduct.sign_key->Public().Fingerprint() << '\n';
  }
  return run;
}

}  // namespace authconform
