// authconform: decides whether a backend does what its authentication documentation says.
#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>
#include <exception>
#include <iostream>

#include "harness/run/runner.h"
#include "tools/cli/command.h"

namespace {

// Passwords and tokens are in memory: no core file, and no other process of this user may look.
void KeepMemoryPrivate() {
  const rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

int Main(int count, char** arguments) {
  using namespace authconform;
  Invocation invocation;
  CLI::App app("Decides whether a backend does what its authentication documentation says.");
  app.set_version_flag("--version", std::string("authconform ") + kVersion);
  app.require_subcommand(1);
  app.option_defaults()->always_capture_default();
  app.add_option("--specs", invocation.specs, "Folder with specs/ and cases/, in place of those built in")
      ->type_name("DIR")
      ->always_capture_default(false);
  app.fallthrough();
  app.footer(
      "Examples:\n"
      "  authconform run duktig --url https://staging.example.com --account active=ann@example.com --password-env PW\n"
      "  authconform run --target staging.json --out reports\n"
      "  authconform show duktig\n\n"
      "Exit codes: 0 conforms, 1 does not, 2 bad usage or input, 3 inconclusive or target unreachable,\n"
      "            4 harness error, 5 nothing was checked.");
  AddRun(app, invocation);
  AddPlan(app, invocation);
  AddShow(app, invocation);
  AddLint(app, invocation);
  AddReport(app, invocation);
  AddReference(app, invocation);
  AddDemo(app, invocation);
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);
    std::cerr << "authconform: " << error.what() << "\nTry authconform --help.\n";
    return static_cast<int>(ExitCode::kBadUsage);
  }
  std::cout.flush();
  if (!std::cout) {
    invocation.Complain("standard output cannot be written", ExitCode::kHarnessError);
  }
  return static_cast<int>(invocation.exit_code);
}

}  // namespace

int main(int count, char** arguments) {
  std::signal(SIGPIPE, SIG_IGN);
  KeepMemoryPrivate();
  try {
    return Main(count, arguments);
  } catch (const std::exception&) {
    // What it says could quote anything, a secret included.
    std::cerr << "authconform: an error inside authconform ended the command\n";
    return static_cast<int>(authconform::ExitCode::kHarnessError);
  }
}
