#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <optional>

#include "harness/run/mask.h"
#include "harness/run/prepare.h"
#include "harness/spec/load.h"
#include "reports/summary.h"
#include "reports/text.h"
#include "tools/artefacts/remember.h"
#include "tools/cli/command.h"
#include "tools/cli/conduct.h"

namespace authconform {
namespace {

struct RunArguments {
  Conduct conduct;
  std::vector<std::string> endpoints;
  std::vector<std::string> only;  // globs over case ids; empty: all cases
  std::optional<std::string> target_file;
  std::optional<std::string> url;
  TargetFlags flags;
  std::optional<int> jobs;
  std::optional<double> rate;
  std::optional<int> wrong_passwords;
  std::string controls = "grouped";
  std::string deviations;
  std::string sign_key;
  bool dry_run = false;
};

// "at most 5 since its last sign-in".
std::string DescribeLimit(const Limits& limits) {
  std::string words = "at most " + std::to_string(limits.wrong_passwords);
  if (limits.success_resets) return words + " since its last sign-in";
  if (limits.wrong_passwords_window_s > 0) {
    return words + " within " + std::to_string(limits.wrong_passwords_window_s) + " s";
  }
  return words + " in the run";
}

// That the target takes the first reading of each document; and how many of them it may refuse before it takes one.
std::vector<SignIn> SupposedSignIns(const std::vector<Selected>& selected, const Target& target) {
  std::vector<SignIn> sign_ins;
  for (const Selected& each : selected) {
    SignIn& sign_in = sign_ins.emplace_back();
    const std::optional<Encoding> given = target.For(each.spec->endpoint).encoding;
    sign_in.accepted = true;
    sign_in.encoding = given.value_or(each.spec->request.encodings.front());
    sign_in.refusals = given ? 0 : static_cast<int>(each.spec->request.encodings.size()) - 1;
  }
  return sign_ins;
}

// What would be asked, were the preflight accepted, in the first reading of each document.
void ShowDryRun(const std::vector<Selected>& selected, const Target& target, int repeat) {
  Redactor redactor;
  RegisterSecrets(target, redactor);
  int64_t requests = 0;
  std::map<std::string, int64_t> wrong;
  const std::vector<SignIn> sign_ins = SupposedSignIns(selected, target);
  const auto needed = NeededWrongPasswords(selected, target, sign_ins, repeat, redactor);
  AttemptBudget budget(target.limits.wrong_passwords);
  budget.Needs(NeededLimit(needed));
  for (size_t i = 0; i < selected.size(); ++i) {
    for (const Case& asked : selected[i].cases) {
      const Prepared prepared = Prepare(asked, *selected[i].spec, target, sign_ins[i], repeat, redactor, budget);
      std::cout << asked.id << "  " << (prepared.main ? Describe(asked.mutation) : "skipped: " + prepared.not_sent)
                << '\n';
      if (!prepared.main) continue;
      requests += static_cast<int64_t>(prepared.samples + prepared.twin_samples) * prepared.repetitions;
      for (const auto& [login, count] : WrongPasswords(prepared)) wrong[login] += int64_t{count} * prepared.repetitions;
    }
  }
  for (const auto& [login, most] : needed) {
    std::cout << "account " << VisibleLine(MaskedName(login, redactor)) << ": "
              << Counted(wrong[login], "wrong password") << " would be sent (" << DescribeLimit(target.limits) << ")";
    if (most > target.limits.wrong_passwords) std::cout << ", and a whole run needs " << most;
    std::cout << '\n';
  }
  std::cout << requests << " requests, and a sign-in as control between every few of them\n";
}

// What the run reads, and the history, which it adds to.
std::vector<InputFile> InputsOf(const RunArguments& arguments, const Target& target, const FileSet& files,
                                const Invocation& invocation) {
  std::vector<InputFile> inputs = FilesOf(target);
  inputs.push_back({"the list of --deviations", arguments.deviations});
  inputs.push_back({"the key of --sign-key", arguments.sign_key});
  inputs.push_back({"the file of --history", arguments.conduct.history});
  for (InputFile& each : SpecsOf(invocation, files)) inputs.push_back(std::move(each));
  return inputs;
}

// Error: what the run is to write would destroy one of those, or another of its own, or is standard output.
Status CheckOutputs(const Conduct& conduct, std::vector<InputFile> inputs) {
  if (Status folder = CheckNotStandardOutput(conduct.out, "--out", "a folder"); !folder) return folder;
  if (Status file = CheckNotStandardOutput(conduct.bundle, "--bundle", "a file"); !file) return file;
  if (Status file = CheckNotStandardOutput(conduct.history, "--history", "a file"); !file) return file;
  if (!conduct.out.empty()) {
    std::vector<InputFile> written;
    for (const std::string& name : ArtefactNames()) {
      written.push_back({"the " + name + " of --out", conduct.out + "/" + name});
      if (Status spared = SpareInputs(written.back().path, "--out", inputs); !spared) return spared;
    }
    inputs.insert(inputs.end(), written.begin(), written.end());
  }
  return SpareInputs(conduct.bundle, "--bundle", inputs);
}

// Reads what --deviations, --history and --sign-key name, before anything is sent.
Status ReadExtras(const FileSet& files, const RunArguments& arguments, Conduct& conduct) {
  if (!arguments.deviations.empty()) {
    if (conduct.fix && conduct.out.empty()) {
      return Error{"", "--fix", "the new list is written with the reports of --out: name a folder there"};
    }
    Result<HeldDeviations> held = ReadHeldDeviations(files, arguments.deviations);
    if (!held) return held.error();
    conduct.deviations = *std::move(held);
  }
  if (!conduct.history.empty()) {
    if (conduct.out.empty()) return Error{"", "--history", "a history holds what --out writes: name a folder there"};
    if (Status can = CanRemember(conduct.history); !can) return can.error();
  }
  if (!arguments.sign_key.empty()) {
    if (conduct.out.empty()) return Error{"", "--bundle", "a bundle holds what --out writes: name a folder there"};
    Result<PrivateKey> key = PrivateKey::Read(arguments.sign_key);
    if (!key) return key.error();
    conduct.sign_key = *std::move(key);
  }
  return Done{};
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
  if (arguments.wrong_passwords) target->limits.wrong_passwords = *arguments.wrong_passwords;
  if (arguments.rate) target->limits.rate_per_second = *arguments.rate;

  Conduct& conduct = arguments.conduct;
  conduct.controls = arguments.controls == "each" ? ControlPolicy::kEach : ControlPolicy::kGrouped;
  if (arguments.endpoints.empty()) arguments.endpoints = EndpointsOf(*target);
  Result<std::vector<std::string>> endpoints = ChooseEndpoints(*files, arguments.endpoints);
  if (!endpoints) return invocation.Complain(endpoints.error(), ExitCode::kBadUsage);

  Result<Selection> selection = SelectCases(*files, *endpoints, arguments.only);
  if (!selection) return invocation.Complain(selection.error(), ExitCode::kBadUsage);
  const bool nothing = selection->selected.empty();
  if (!selection->unmatched.empty()) {
    return invocation.Complain(selection->unmatched, nothing ? ExitCode::kNothingChecked : ExitCode::kBadUsage);
  }
  if (nothing) return invocation.Complain("there is no case to ask", ExitCode::kNothingChecked);
  if (arguments.dry_run) return ShowDryRun(selection->selected, *target, conduct.repeat);
  if (Status sound = CheckOutputs(conduct, InputsOf(arguments, *target, *files, invocation)); !sound) {
    return invocation.Complain(sound.error(), ExitCode::kBadUsage);
  }
  if (Status read = ReadExtras(*files, arguments, conduct); !read) {
    return invocation.Complain(read.error(), ExitCode::kBadUsage);
  }
  Result<Run> run = ConductRun(*files, *selection, *target, conduct);
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
          "endpoint", arguments->endpoints,
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
  command->add_option("--only", arguments->only, "Only cases whose id matches, such as '*/bad-credentials/*'")
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
  command
      ->add_option(
          "--wrong-passwords", arguments->wrong_passwords,
          "Wrong passwords for one account at most, as limits.wrong_passwords of a target file; --dry-run tells "
          "how many a whole run needs")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  command->add_option("--repeat", arguments->conduct.repeat, "Send every case N times")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command
      ->add_option(
          "--controls", arguments->controls,
          "How often the valid request proves that it is still accepted: between every few cases (grouped), or "
          "before and after each (each)")
      ->type_name("POLICY")
      ->check(CLI::IsMember({"grouped", "each"}))
      ->capture_default_str();
  CLI::Option* deviations =
      command
          ->add_option(
              "--deviations", arguments->deviations,
              "Failures that are known, each with its reason: they do not fail the run, but one that no longer "
              "happens does")
          ->type_name("FILE");
  command->add_flag("--fix", arguments->conduct.fix, "Rewrite that list from what this run found; whole runs only")
      ->needs(deviations);
  command
      ->add_option("--history", arguments->conduct.history,
                   "Add the run to this file of past runs, for authconform history")
      ->type_name("FILE");
  CLI::Option* bundle = command
                            ->add_option("--bundle", arguments->conduct.bundle,
                                         "Write the run with all that proves it into one file, for authconform verify")
                            ->type_name("FILE");
  CLI::Option* sign_key =
      command->add_option("--sign-key", arguments->sign_key, "Private key that signs it, from authconform keygen")
          ->type_name("FILE")
          ->needs(bundle);
  bundle->needs(sign_key);
  command->add_flag("--dry-run", arguments->dry_run, "Show what would be sent, and send nothing");
  command->add_flag("--quiet,-q", arguments->conduct.quiet, "No progress");
  command->footer(
      "Examples:\n"
      "  PW=… authconform run duktig --url http://localhost:8080 --account active=ann@example.com --password-env PW\n"
      "  authconform run --target staging.json --strict --out nightly\n"
      "  authconform run gooru --target staging.json --only 'gooru/token/token/*' --repeat 100 --jobs 4\n\n"
      "Before any verdict the active account must be able to sign in; exit code 3 tells when it cannot.");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
