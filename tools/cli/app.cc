#include "tools/cli/app.h"

#include <string>

#include "harness/run/runner.h"

namespace authconform {

std::unique_ptr<CLI::App> MakeApp(Invocation& invocation) {
  auto made = std::make_unique<CLI::App>("Decides whether a backend does what its authentication documentation says.",
                                         "authconform");
  CLI::App& app = *made;
  app.set_version_flag("--version", std::string("authconform ") + kVersion);
  app.require_subcommand(1);
  app.add_option("--specs", invocation.specs, "Folder with specs/ and cases/, in place of those built in")
      ->type_name("DIR");
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
  AddHistory(app, invocation);
  AddSite(app, invocation);
  AddNightly(app, invocation);
  AddDiff(app, invocation);
  AddVerify(app, invocation);
  AddStatement(app, invocation);
  AddKeygen(app, invocation);
  AddDerive(app, invocation);
  AddReference(app, invocation);
  AddDemo(app, invocation);
  AddManual(app, invocation);
  AddCompletion(app, invocation);
  return made;
}

}  // namespace authconform
