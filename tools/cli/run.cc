#include <iostream>
#include <memory>
#include <optional>

#include "harness/run/compose.h"
#include "harness/spec/load.h"
#include "tools/cli/command.h"
#include "tools/cli/conduct.h"

namespace authconform {
namespace {

struct RunArguments {
  Conduct conduct;
  std::optional<std::string> target_file;
  std::optional<std::string> url;
  TargetFlags flags;
  std::optional<int> jobs;
  std::optional<double> rate;
  bool dry_run = false;
};

// Endpoints the target file has settings for, when it names any.
std::vector<std::string> EndpointsOf(const Target& target) {
  std::vector<std::string> named;
  for (const auto& [name, settings] : target.endpoints) named.push_back(name);
  return named;
}

void ShowDryRun(const std::vector<Selected>& selected, const Target& target, int repeat) {
  int64_t requests = 0;
  for (const Selected& each : selected) {
    int wrong = 0;
    for (const Case& asked : each.cases) {
      const auto bound = Bind(*each.spec, target.For(each.spec->endpoint), asked.mutation);
      const auto* reason = std::get_if<NotPossible>(&bound);
      std::cout << asked.id << "  " << (reason != nullptr ? "skipped: " + reason->reason : Describe(asked.mutation))
                << '\n';
      if (reason != nullptr) continue;
      requests += static_cast<int64_t>(asked.twin.size() + 1) * repeat;
      wrong += asked.wrong_password ? repeat : 0;
    }
    std::cout << each.spec->endpoint << ": up to " << std::min(wrong, target.limits.wrong_passwords) << " of " << wrong
              << " wrong passwords would be sent (limit " << target.limits.wrong_passwords << ")\n";
  }
  std::cout << requests << " requests, and two sign-ins for each endpoint as controls\n";
}

void Execute(RunArguments& arguments, Invocation& invocation) {
  if (arguments.target_file == "" || arguments.target_file.has_value() == arguments.url.has_value()) {
    return invocation.Complain("say which backend: either --target FILE or --url URL", ExitCode::kBadUsage);
  }
  Result<FileSet> files = LoadFiles(invocation);
  if (!files) return invocation.Complain(files.error(), ExitCode::kBadUsage);
  arguments.flags.url = arguments.url.value_or("");
  Result<Target> target = arguments.target_file ? LoadTargetFile(*files, *arguments.target_file, Secrets::kRead)
                                                : TargetFromFlags(arguments.flags);
  if (!target) {
    const bool preflight = target.error().environment;
    return invocation.Complain(target.error(), preflight ? ExitCode::kInconclusive : ExitCode::kBadUsage);
  }
  if (arguments.jobs) target->limits.jobs = *arguments.jobs;
  if (arguments.rate) target->limits.rate_per_second = *arguments.rate;

  Conduct& conduct = arguments.conduct;
  if (conduct.endpoints.empty()) conduct.endpoints = EndpointsOf(*target);
  Result<std::vector<std::string>> endpoints = ChooseEndpoints(*files, conduct.endpoints);
  if (!endpoints) return invocation.Complain(endpoints.error(), ExitCode::kBadUsage);
  conduct.endpoints = *std::move(endpoints);

  std::vector<Spec> specs;
  Result<Selection> selection = SelectCases(*files, conduct, specs);
  if (!selection) return invocation.Complain(selection.error(), ExitCode::kBadUsage);
  const bool nothing = selection->selected.empty();
  if (!selection->unmatched.empty()) {
    return invocation.Complain(selection->unmatched, nothing ? ExitCode::kNothingChecked : ExitCode::kBadUsage);
  }
  if (nothing) return invocation.Complain("there is no case to ask", ExitCode::kNothingChecked);
  if (arguments.dry_run) return ShowDryRun(selection->selected, *target, conduct.repeat);
  Result<Run> run = ConductRun(*selection, *target, conduct);
  if (!run) return invocation.Complain(run.error(), ExitCode::kBadUsage);
  if (!run->preflight_error.empty()) {
    return invocation.Complain("nothing was judged: " + run->preflight_error, ExitCode::kInconclusive);
  }
  invocation.exit_code = run->exit_code;
}

}  // namespace

void AddRun(CLI::App& app, Invocation& invocation) {
  auto arguments = std::make_shared<RunArguments>();
  arguments->conduct.out = "authconform-report";
  CLI::App* command = app.add_subcommand("run", "Ask a backend and judge its answers");
  command
      ->add_option(
          "endpoint", arguments->conduct.endpoints,
          "Endpoints or vendors, such as duktig/token or duktig; all, or those of the target file, when none is named")
      ->type_name("");
  command->add_option("--target", arguments->target_file, "Target file: all there is to say of a backend")
      ->type_name("FILE");
  CLI::Option* url =
      command->add_option("--url", arguments->url, "The backend's URL, for the simple case")->type_name("URL");
  command
      ->add_option("--account", arguments->flags.accounts,
                   "A login by role: active=LOGIN, inactive=LOGIN, unknown=LOGIN")
      ->type_name("ROLE=LOGIN")
      ->allow_extra_args(false)
      ->needs(url);
  command
      ->add_option("--password-env", arguments->flags.password_envs,
                   "Environment variable with the active account's password, or ROLE=NAME")
      ->type_name("NAME")
      ->allow_extra_args(false)
      ->needs(url);
  command->add_option("--client-id", arguments->flags.client_id, "Client id, where the document wants one")
      ->type_name("ID")
      ->needs(url);
  command->add_option("--client-key-env", arguments->flags.client_key_env, "Environment variable with the client key")
      ->type_name("NAME")
      ->needs(url);
  command->add_flag("--insecure", arguments->flags.insecure, "Take any TLS certificate")->needs(url);
  command->add_option("--only", arguments->conduct.only, "Only cases whose id matches, such as '*/bad-credentials/*'")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  command->add_option("--out", arguments->conduct.out, "Folder for the reports; '' for none")
      ->type_name("DIR")
      ->capture_default_str();
  command->add_flag("--strict", arguments->conduct.strict, "Warnings fail the run too");
  command->add_option("--jobs", arguments->jobs, "Connections at a time")->type_name("N")->check(CLI::Range(1, 256));
  command->add_option("--rate", arguments->rate, "Requests a second at most, over all connections")
      ->type_name("R")
      ->check(CLI::Range(0.001, 1e6));
  command->add_option("--repeat", arguments->conduct.repeat, "Send every case N times")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_flag("--dry-run", arguments->dry_run, "Show what would be sent, and send nothing");
  command->add_flag("--quiet,-q", arguments->conduct.quiet, "No progress");
  command->footer(
      "Examples:\n"
      "  PW=… authconform run duktig --url http://localhost:8080 --account active=ann@example.com --password-env PW\n"
      "  authconform run --target staging.json --strict --out nightly\n"
      "  authconform run gooru --target staging.json --only '*/token/*' --repeat 100 --jobs 4\n\n"
      "Before any verdict the active account must be able to sign in; exit code 3 tells when it cannot.");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
