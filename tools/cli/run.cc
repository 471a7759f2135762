#include <iostream>
#include <memory>
#include <optional>

#include "harness/base/suggest.h"
#include "harness/run/compose.h"
#include "harness/spec/load.h"
#include "tools/cli/command.h"
#include "tools/cli/conduct.h"

namespace authconform {
namespace {

struct RunArguments {
  Conduct conduct;
  std::string target_file;
  TargetFlags flags;
  std::optional<int> jobs;
  std::optional<double> rate;
  bool dry_run = false;
};

Result<Target> LoadTarget(const FileSet& files, const RunArguments& arguments) {
  if (arguments.target_file.empty()) return TargetFromFlags(arguments.flags);
  Result<std::string> text = ReadFile(arguments.target_file);
  if (!text) return text.error();
  Result<Json> schema = ParseJson(files.at("harness/run/target.schema.json"));
  if (!schema) return schema.error();
  return ParseTarget(*text, arguments.target_file, *schema);
}

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
      std::cout << asked.id << "  " << (reason != nullptr ? "skipped: " + reason->reason : Describe(asked.mutation)) << '\n';
      if (reason != nullptr) continue;
      requests += static_cast<int64_t>(asked.twin.size() + 1) * repeat;
      wrong += asked.wrong_password ? repeat : 0;
    }
    std::cout << each.spec->endpoint << ": up to " << std::min(wrong, target.limits.wrong_passwords) << " of " << wrong
              << " wrong passwords would be sent (limit " << target.limits.wrong_passwords << ")\n";
  }
  std::cout << requests << " requests, and two sign-ins for each endpoint as controls\n";
}

std::vector<std::string> AllCaseIds(const FileSet& files, const Conduct& conduct) {
  Conduct all = conduct;
  all.only.clear();
  std::vector<Spec> specs;
  std::vector<std::string> ids;
  if (Result<std::vector<Selected>> selected = SelectCases(files, all, specs)) {
    for (const Selected& each : *selected) {
      for (const Case& asked : each.cases) ids.push_back(asked.id);
    }
  }
  return ids;
}

void Execute(RunArguments& arguments, Invocation& invocation) {
  if (arguments.target_file.empty() == arguments.flags.url.empty()) {
    return invocation.Complain("say which backend: either --target FILE or --url URL", ExitCode::kBadUsage);
  }
  Result<FileSet> files = LoadFiles(invocation);
  if (!files) return invocation.Complain(files.error(), ExitCode::kBadUsage);
  Result<Target> target = LoadTarget(*files, arguments);
  if (!target) {
    const bool preflight = target.error().environment;
    return invocation.Complain(target.error(), preflight ? ExitCode::kInconclusive : ExitCode::kBadUsage);
  }
  if (Status known = CheckEndpoints(*target, Endpoints(*files)); !known) {
    return invocation.Complain(known.error(), ExitCode::kBadUsage);
  }
  if (arguments.jobs) target->limits.jobs = *arguments.jobs;
  if (arguments.rate) target->limits.rate_per_second = *arguments.rate;

  Conduct& conduct = arguments.conduct;
  if (conduct.endpoints.empty()) conduct.endpoints = EndpointsOf(*target);
  Result<std::vector<std::string>> endpoints = ChooseEndpoints(*files, conduct.endpoints);
  if (!endpoints) return invocation.Complain(endpoints.error(), ExitCode::kBadUsage);
  conduct.endpoints = *std::move(endpoints);

  std::vector<Spec> specs;
  Result<std::vector<Selected>> selected = SelectCases(*files, conduct, specs);
  if (!selected) return invocation.Complain(selected.error(), ExitCode::kBadUsage);
  if (selected->empty()) {
    return invocation.Complain("no case matches --only " + conduct.only.front() +
                                   DidYouMean(conduct.only.front(), AllCaseIds(*files, conduct)),
                               ExitCode::kNothingChecked);
  }
  if (arguments.dry_run) return ShowDryRun(*selected, *target, conduct.repeat);
  Result<Run> run = ConductRun(*selected, *target, conduct);
  if (!run) return invocation.Complain(run.error(), ExitCode::kBadUsage);
  if (!run->preflight_error.empty()) {
    return invocation.Complain("nothing was judged: " + run->preflight_error, ExitCode::kInconclusive);
  }
  invocation.exit_code = run->exit_code;
}

}  // namespace

void AddRun(CLI::App& app, Invocation& invocation) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* command = app.add_subcommand("run", "Ask a backend and judge its answers");
  command->add_option("endpoint", arguments->conduct.endpoints,
                      "Endpoints or vendors, such as duktig/token or duktig; all, or those of the target file, when none is named");
  command->add_option("--url", arguments->flags.url, "The backend's URL, for the simple case")->type_name("URL");
  command->add_option("--account", arguments->flags.accounts, "A login by role: active=LOGIN, inactive=LOGIN, unknown=LOGIN")
      ->type_name("ROLE=LOGIN");
  command
      ->add_option("--password-env", arguments->flags.password_envs,
                   "Environment variable with the active account's password, or ROLE=NAME")
      ->type_name("NAME");
  command->add_option("--client-id", arguments->flags.client_id, "Client id, where the document wants one")->type_name("ID");
  command->add_option("--client-key-env", arguments->flags.client_key_env, "Environment variable with the client key")
      ->type_name("NAME");
  command->add_flag("--insecure", arguments->flags.insecure, "Take any TLS certificate");
  command->add_option("--target", arguments->target_file, "Target file: all there is to say of a backend")->type_name("FILE");
  command->add_option("--only", arguments->conduct.only, "Only cases whose id matches, such as '*/bad-credentials/*'")
      ->type_name("GLOB");
  arguments->conduct.out = "authconform-report";
  command->add_option("--out", arguments->conduct.out, "Folder for the reports; '' for none")->type_name("DIR");
  command->add_flag("--strict", arguments->conduct.strict, "Warnings fail the run too");
  command->add_option("--jobs", arguments->jobs, "Connections at a time")->type_name("N")->check(CLI::Range(1, 256));
  command->add_option("--rate", arguments->rate, "Requests a second at most, over all connections")
      ->type_name("R")
      ->check(CLI::Range(0.001, 1e6));
  command->add_option("--repeat", arguments->conduct.repeat, "Send every case N times")->type_name("N")->check(CLI::Range(1, 1'000'000));
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
