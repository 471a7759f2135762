#include "tools/reference/reference.h"

#include <csignal>
#include <iostream>
#include <memory>

#include "tools/cli/command.h"
#include "tools/demo/demo_target.h"

namespace authconform {
namespace {

struct ReferenceArguments {
  ReferenceOptions options;
  std::string target_folder;
  bool list_faults = false;
};

void ListFaults() {
  for (const Fault& fault : FaultCatalogue()) {
    std::cout << fault.name << ' ';
    for (const std::string& rule : fault.rules) std::cout << ' ' << rule;
    std::cout << "\n  " << fault.description << '\n';
  }
}

void Execute(const ReferenceArguments& arguments, Invocation& invocation) {
  if (arguments.list_faults) return ListFaults();
  if (Status folder = CheckNotStandardOutput(arguments.target_folder, "--write-target", "a folder"); !folder) {
    return invocation.Complain(folder.error(), ExitCode::kBadUsage);
  }
  // Blocked before the server's threads start, so that only this one gets them.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  Result<std::unique_ptr<ReferenceServer>> server = ReferenceServer::Start(arguments.options);
  if (!server) return invocation.Complain(server.error(), ExitCode::kBadUsage);
  if (!arguments.target_folder.empty()) {
    if (Status written = WriteDemoTarget((*server)->url(), arguments.target_folder, arguments.options); !written) {
      return invocation.Complain(written.error(), ExitCode::kBadUsage);
    }
  }
  // The first line is for scripts: once it is there, the server answers and the target file is written.
  std::cout << (*server)->url() << std::endl;
  for (const DemoAccount& account : DemoAccounts()) {
    std::cout << "  " << account.vendor << "  " << account.role << "  " << account.login << "  " << account.password
              << '\n';
  }
  for (const char* vendor : {"duktig", "gooru"}) {
    const DemoClientKey client = DemoClient(vendor);
    std::cout << "  " << vendor << "  client  " << client.id << "  " << client.key << '\n';
  }
  std::cout << std::flush;
  std::cerr << "Ctrl-C ends it.\n";
  int signal = 0;
  sigwait(&ends, &signal);
  for (const AppliedFault& fault : (*server)->applied()) {
    std::cerr << fault.name << " changed " << fault.count << " answers\n";
  }
}

void AddLimits(CLI::App& command, ReferenceOptions& options) {
  CLI::Option* lock =
      command
          .add_option("--lock-after", options.lock_after, "Wrong passwords for one account that lock it; 0: none do")
          ->type_name("N")
          ->check(CLI::Range(0, 1'000'000))
          ->capture_default_str();
  command
      .add_option("--lock-for", options.lock_for_s, "Seconds for which wrong passwords count and an account is locked")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 31'536'000))
      ->needs(lock)
      ->capture_default_str();
  command.add_flag("--success-resets", options.success_resets, "A sign-in makes wrong passwords before it forgotten")
      ->needs(lock);
  command
      .add_option("--rate-limit", options.rate_limit, "Requests a second; those beyond are answered 429; 0: no limit")
      ->type_name("N")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  command.add_option("--hash-ms", options.hash_ms, "Milliseconds that the check of a password takes at least")
      ->type_name("N")
      ->check(CLI::Range(0, 60'000))
      ->capture_default_str();
}

}  // namespace

void AddReference(CLI::App& app, Invocation& invocation) {
  auto arguments = std::make_shared<ReferenceArguments>();
  CLI::App* command = app.add_subcommand("reference", "Serve the five reference backends");
  command->add_option("--host", arguments->options.host, "Address to listen on")
      ->type_name("ADDRESS")
      ->capture_default_str();
  command->add_option("--port", arguments->options.port, "Port; 0 takes a free one and prints it")
      ->type_name("PORT")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  command->add_option("--fault", arguments->options.faults, "Break one thing; may be given several times")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command->add_option("--database", arguments->options.database, "SQLite file for the accounts")
      ->type_name("FILE")
      ->capture_default_str();
  command->add_option("--threads", arguments->options.threads, "Connections served at once")
      ->type_name("N")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  AddLimits(*command, arguments->options);
  command
      ->add_option("--write-target", arguments->target_folder,
                   "Write <DIR>/target.json for this server, and its secrets beside it")
      ->type_name("DIR");
  command->add_flag("--list-faults", arguments->list_faults, "Print the faults there are");
  command->footer(
      "Prints the URL, then the accounts: public demonstration values that open nothing but this server.\n\n"
      "Examples:\n  authconform reference --port 8080 --write-target .\n  authconform reference --fault "
      "duktig-wrong-status\n  authconform reference --lock-after 5 --rate-limit 50 --write-target .");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
