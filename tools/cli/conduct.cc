#include "tools/cli/conduct.h"

#include <unistd.h>

#include <iostream>
#include <sstream>

#include "harness/base/secret_scan.h"
#include "harness/run/deviations.h"
#include "reports/formats.h"
#include "reports/terminal.h"
#include "reports/text.h"
#include "tools/artefacts/artefacts.h"
#include "tools/artefacts/outputs.h"
#include "tools/artefacts/remember.h"
#include "tools/cli/command.h"
#include "tools/cli/progress_line.h"
#include "tools/cli/stop_on_signal.h"

namespace authconform {
namespace {

std::string InWords(const Progress& progress) {
  if (progress.total == 0) return progress.doing;
  constexpr int64_t kCells = 30;
  const int64_t filled = kCells * progress.done / progress.total;
  return "[" + std::string(static_cast<size_t>(filled), '#') + std::string(static_cast<size_t>(kCells - filled), '.') +
         "] " + std::to_string(progress.done) + "/" + std::to_string(progress.total) + " cases";
}

// A run may take hours: what cannot be written in the end is told before anything is sent.
Status PrepareOutputs(const Conduct& conduct) {
  if (!conduct.out.empty()) {
    if (Status made = MakeWritableFolder(conduct.out); !made) return made;
    for (const std::string& name : ArtefactNames()) {
      if (Status can = CanBeWritten(conduct.out + "/" + name); !can) return can;
    }
  }
  if (conduct.sign_key) {
    if (Status can = CanBeWritten(conduct.bundle); !can) return can;
  }
  return conduct.fix ? CanBeWritten(conduct.deviations->path) : Done{};
}

// Asks and judges, with Ctrl-C as an end and the progress shown.
Result<Run> RunWatched(const Selection& selection, const Target& target, const Conduct& conduct, Redactor& redactor) {
  RunOptions options;
  options.repeat = conduct.repeat;
  options.strict = conduct.strict;
  options.controls = conduct.controls;
  options.left_out = "--only left cases out";
  if (!conduct.out.empty()) options.transcript = conduct.out + "/transcript.ndjson";
  const StopOnSignal signals;
  options.stop = &signals.stop();
  ProgressLine line(!conduct.quiet);
  options.on_progress = [&](const Progress& at) {
    line.Show([&] { return InWords(at); }, at.total > 0 && at.done == at.total);
  };
  return RunCases(selection.selected, target, options, redactor);
}

Status Print(const Run& run, const Redactor& redactor) {
  const TerminalStyle style{WantsColour(STDOUT_FILENO), TerminalWidth(STDOUT_FILENO)};
  std::ostringstream text;
  WriteTerminal(run, style, text);
  if (Status free = FreeOfSecrets(text.str(), "standard output", redactor); !free) return free;
  std::cout << text.str();
  std::cout.flush();
  return Done{};
}

// Rewrites the list from the run and says what changed. Error: as FixDeviations; nothing is written.
Status Fix(const HeldDeviations& held, const Run& run, const Redactor& redactor) {
  const Result<FixedDeviations> fixed = FixDeviations(run, held.list, held.known, DateOf(run.started_us));
  if (!fixed) return fixed.error();
  if (Status written = WriteFreeOfSecrets(fixed->text, held.path, redactor); !written) return written;
  for (const std::string& note : fixed->notes) std::cerr << VisibleLine(note) << '\n';
  std::cerr << held.path << " is as this run has it.\n";
  return Done{};
}

// Writes what the run leaves in the folder, in the list, in the history and as a bundle. Without the bundle that was
// asked for, the verdicts stand and the run ends as a harness error.
Status Leave(const FileSet& files, const Conduct& conduct, const Redactor& redactor, Run& run) {
  if (Status written = WriteReports(run, conduct.out, redactor); !written) return written;
  std::cerr << "Reports in " << conduct.out << ":";
  for (const std::string& name : ArtefactNames()) std::cerr << ' ' << name;
  std::cerr << '\n';
  if (conduct.fix) {
    if (Status fixed = Fix(*conduct.deviations, run, redactor); !fixed) return fixed;
  }
  if (!conduct.history.empty()) {
    if (Status added = Remember(conduct.history, run, files, conduct.out, redactor); !added) return added;
    std::cerr << "Added to " << conduct.history << '\n';
  }
  if (!conduct.sign_key) return Done{};
  const Status bundled =
      WriteRunBundle(conduct.bundle, *conduct.sign_key, files, run, conduct.out, conduct.deviations, redactor);
  if (bundled) {
    std::cerr << "Bundle: " << conduct.bundle << ", signed by " << conduct.sign_key->Public().Fingerprint() << '\n';
  } else {
    std::cerr << "authconform: there is no bundle: " << VisibleLine(bundled.error().ToString()) << '\n';
    run.exit_code = ExitCode::kHarnessError;
  }
  return Done{};
}

}  // namespace

Result<Run> ConductRun(const FileSet& files, const Selection& selection, const Target& target, const Conduct& conduct) {
  if (Status ready = PrepareOutputs(conduct); !ready) return ready.error();
  Redactor redactor;
  Result<Run> run = RunWatched(selection, target, conduct, redactor);
  if (!run) return run;
  if (conduct.deviations && FindSecret(redactor, conduct.deviations->text)) {
    return Error{conduct.deviations->path, "", "holds a secret of this run: take it out of the reasons"};
  }
  if (conduct.deviations) Apply(*conduct.deviations, files, *run);
  if (Status printed = Print(*run, redactor); !printed) return printed.error();
  if (conduct.out.empty()) return run;
  if (Status left = Leave(files, conduct, redactor, *run); !left) return left.error();
  return run;
}

}  // namespace authconform
