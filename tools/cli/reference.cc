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
    std::cout << fault.name << "  " << fault.aspect << "\n  " << fault.description << '\n';
  }
}

void Execute(const ReferenceArguments& arguments, Invocation& invocation) {
  if (arguments.list_faults) return ListFaults();
  // Blocked before the server's threads start, so that only this one gets them.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  Result<std::unique_ptr<ReferenceServer>> server = ReferenceServer::Start(arguments.options);
  if (!server) return invocation.Complain(server.error(), ExitCode::kBadUsage);
  if (!arguments.target_folder.empty()) {
    if (Status written = WriteDemoTarget((*server)->url(), arguments.target_folder); !written) {
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
  command
      ->add_option("--write-target", arguments->target_folder,
                   "Write <DIR>/target.json for this server, and its secrets beside it")
      ->type_name("DIR");
  command->add_flag("--list-faults", arguments->list_faults, "Print the faults there are");
  command->footer(
      "Prints the URL, then the accounts: public demonstration values that open nothing but this server.\n\n"
      "Examples:\n  authconform reference --port 8080 --write-target .\n  authconform reference --fault "
      "duktig-wrong-status");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
