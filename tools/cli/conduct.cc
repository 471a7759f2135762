#include "tools/cli/conduct.h"

#include <unistd.h>

#include <iostream>
#include <sstream>

#include "harness/base/secret_scan.h"
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
         "] " + std::to_string(progress.done) + "/" + std::to_string(progress.total) + " requests";
}

}  // namespace

Result<Run> ConductRun(const FileSet& files, const Selection& selection, const Target& target, const Conduct& conduct) {
  RunOptions options;
  options.repeat = conduct.repeat;
  options.strict = conduct.strict;
  options.controls = conduct.controls;
  options.left_out = "--only left cases out";
  if (!conduct.out.empty()) {
    if (Status made = MakeWritableFolder(conduct.out); !made) return made.error();
    options.transcript = conduct.out + "/transcript.ndjson";
    for (const std::string& name : ArtefactNames()) {
      if (Status can = CanBeWritten(conduct.out + "/" + name); !can) return can.error();
    }
  }
  // A run may take hours: what cannot be written in the end is told before anything is sent.
  if (conduct.sign_key) {
    if (Status can = CanBeWritten(conduct.bundle); !can) return can.error();
  }
  if (conduct.fix) {
    if (Status can = CanBeWritten(conduct.deviations->path); !can) return can.error();
  }
  Redactor redactor;
  Result<Run> run = [&] {
    const StopOnSignal signals;
    options.stop = &signals.stop();
    ProgressLine line(!conduct.quiet);
    options.on_progress = [&](const Progress& at) {
      line.Show([&] { return InWords(at); }, at.total > 0 && at.done == at.total);
    };
    return RunCases(selection.selected, target, options, redactor);
  }();
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
  for (const std::string& name : ArtefactNames()) std::cerr << ' ' << name;
  std::cerr << '\n';
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
