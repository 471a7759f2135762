#include "reports/site/site.h"

#include <iostream>
#include <memory>
#include <string>

#include "harness/base/clock.h"
#include "reports/history/history.h"
#include "reports/site/base_url.h"
#include "tools/cli/command.h"

namespace authconform {
namespace {

struct SiteArguments {
  std::string history;
  SiteOptions options;
};

void Execute(SiteArguments arguments, Invocation& invocation) {
  SiteOptions& options = arguments.options;
  if (const Status fit = CheckBaseUrl(options.base_url); !options.base_url.empty() && !fit) {
    return invocation.Complain("--base-url " + fit.error().message, ExitCode::kBadUsage);
  }
  if (options.stale_days < 1) return invocation.Complain("--stale-days must be 1 or more", ExitCode::kBadUsage);
  if (Status folder = CheckNotStandardOutput(options.folder, "--out", "a folder"); !folder) {
    return invocation.Complain(folder.error(), ExitCode::kBadUsage);
  }
  const Result<std::unique_ptr<History>> history = History::Open(arguments.history, HistoryMode::kRead);
  if (!history) return invocation.Complain(history.error(), ExitCode::kBadUsage);
  options.now_us = NowUs();
  if (Status written = WriteSite(**history, options); !written) {
    return invocation.Complain(written.error(), ExitCode::kBadUsage);
  }
  std::cout << options.folder << "/index.html\n";
}

}  // namespace

void AddSite(CLI::App& app, Invocation& invocation) {
  auto arguments = std::make_shared<SiteArguments>();
  SiteOptions& options = arguments->options;
  CLI::App* command = app.add_subcommand("site", "Write a history as a static site: pages, feeds and badges");
  command->add_option("history", arguments->history, "A history, as run --history and nightly keep it")
      ->required()
      ->type_name("FILE");
  command->add_option("--out", options.folder, "Folder of the site; made when it is not there")
      ->required()
      ->type_name("DIR");
  command->add_option("--title", options.title, "What the overview and the feeds are called")->capture_default_str();
  command->add_option("--base-url", options.base_url, "Where the folder is published, for the links in feeds")
      ->type_name("URL");
  command
      ->add_option("--stale-days", options.stale_days,
                   "A target whose last run began so many days ago, or more, is shown as no longer asked")
      ->type_name("N")
      ->capture_default_str();
  command->footer(
      "Examples:\n"
      "  authconform site nights.db --out public\n"
      "  authconform site nights.db --out public --title \"Sign-in, every night\" --base-url "
      "https://status.example.com/auth/\n\n"
      "Publish the folder anywhere, or open its index.html: every link is relative, and nothing needs a script.\n"
      "Written again, only what changed is written, and pages of what the history no longer holds go away. No file is\n"
      "touched that the site did not write itself. Exit codes: 0 written, 2 the history cannot be read or the folder\n"
      "cannot be written.");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
