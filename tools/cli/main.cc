// authconform: decides whether a backend does what its authentication documentation says.
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <iostream>
#include <memory>

#include "harness/base/no_core.h"
#include "harness/base/suggest.h"
#include "tools/cli/app.h"
#include "tools/cli/command.h"

namespace {

bool IsClosedByReader(int descriptor) {
  pollfd stream = {descriptor, POLLOUT, 0};
  return poll(&stream, 1, 0) == 1 && (stream.revents & POLLERR) != 0;
}

// CLI11's sentence, or ours with the nearest word for a command or option that is not known.
std::string UsageError(const CLI::App& app, const CLI::ParseError& error) {
  using namespace authconform;
  const std::vector<std::string> unknown = app.remaining(true);
  if (unknown.empty() && app.get_subcommands().empty() && dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    return "say what to do: name a command, such as run";
  }
  if (unknown.empty()) return error.what();
  const CLI::App* command = app.get_subcommands().empty() ? &app : app.get_subcommands().front();
  // What follows "=" may be a password given in a wrong place.
  const std::string word = unknown.front().substr(0, unknown.front().find('='));
  std::vector<std::string> known;
  if (word.starts_with('-')) {
    for (const CLI::App* level : {command, &app}) {
      for (const CLI::Option* option : level->get_options()) {
        for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
      }
    }
    return "there is no option " + word + DidYouMean(word, known);
  }
  if (command != &app) return command->get_name() + " takes no \"" + word + "\"";
  for (const CLI::App* each : app.get_subcommands(nullptr)) known.push_back(each->get_name());
  return "there is no command \"" + word + "\"" + DidYouMean(word, known);
}

int Main(int count, char** arguments) {
  using namespace authconform;
  Invocation invocation;
  const std::unique_ptr<CLI::App> made = MakeApp(invocation);
  CLI::App& app = *made;
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);
    invocation.Complain(UsageError(app, error), ExitCode::kBadUsage);
    std::cerr << "Try authconform --help.\n";
    return static_cast<int>(invocation.exit_code);
  }
  std::cout.flush();
  // Who has stopped reading, as head does, has what they wanted: the exit code tells the rest.
  if (!std::cout && !IsClosedByReader(STDOUT_FILENO)) {
    invocation.Complain("standard output cannot be written", ExitCode::kHarnessError);
  }
  return static_cast<int>(invocation.exit_code);
}

}  // namespace

int main(int count, char** arguments) {
  authconform::ForbidCoreDumps();
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return Main(count, arguments);
  } catch (const std::exception&) {
    // What it says could quote anything, a secret included.
    std::cerr << "authconform: an error inside authconform ended the command\n";
    return static_cast<int>(authconform::ExitCode::kHarnessError);
  }
}
