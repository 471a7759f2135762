#include <algorithm>
#include <iostream>
#include <memory>

#include "harness/base/joined.h"
#include "harness/base/json.h"
#include "reports/summary.h"
#include "reports/text.h"
#include "tools/bundle/rejudge.h"
#include "tools/cli/command.h"
#include "tools/cli/verified.h"
#include "tools/embed/embedded.h"

namespace authconform {
namespace {

struct VerifyArguments {
  std::string bundle;
  std::string key;
  bool json = false;
};

void Tell(std::string_view name, const std::string& value) {
  constexpr size_t kShown = 300;
  std::cout << Pad(std::string(name), 13) << Clip(VisibleLine(value), kShown) << '\n';
}

// Ids of the run's cases that are excused by an entry for which nobody has given a reason.
std::vector<std::string> UnexplainedOf(const Verified& verified) {
  const Result<Deviations> listed = ListedIn(JudgedBy(verified.bundle, EmbeddedFiles()));
  std::vector<std::string> cases;
  if (!listed) return cases;  // never: it was judged by it
  const std::vector<std::string> all = Unexplained(*listed);
  for (const CaseResult& each : verified.run.cases) {
    if (each.Excused() && std::find(all.begin(), all.end(), each.id) != all.end()) cases.push_back(each.id);
  }
  return cases;
}

// What keeps a run that conforms from a statement of conformance, and no verdict shows.
void TellUnexplained(const Verified& verified) {
  const std::vector<std::string> cases = UnexplainedOf(verified);
  if (cases.empty()) return;
  Tell("mind", "listed as a deviation without a reason, as run --fix added it: " + Joined(cases) +
                   "; this makes no statement of conformance");
}

void ShowForPeople(const Verified& verified, const std::string& file) {
  const Run& run = verified.run;
  std::cout << VisibleLine(file) << " verifies: " << Counted(static_cast<int64_t>(verified.bundle.files.size()), "file")
            << " as signed, and run.json follows from the transcript byte for byte.\n\n";
  Tell("target", run.target == run.url ? run.url : run.target + ", " + run.url);
  if (run.insecure) Tell("tls", "the certificate was not checked: who answered, is open");
  Tell("endpoints", Joined(EndpointsOf(run)));
  Tell("asked", Instant(run.started_us) + ", in " + Duration(run.duration_us) + ", by authconform " + run.authconform);
  Tell("cases", CountsSentence(TotalsOf(run)) + "; " + std::to_string(run.cases.size()) + " of " +
                    Counted(run.cases_planned, "planned case") + " asked; " + Counted(run.requests, "request") + ", " +
                    Counted(run.controls, "control"));
  if (!run.partial.empty()) Tell("partial", run.partial);
  Tell("run", VerdictSentence(run));
  TellUnexplained(verified);
  Tell("key", verified.bundle.key.Fingerprint());
  Tell("", verified.key_checked ? "as given with --key" : "not checked: give the sender's public key with --key");
  Tell("judged by", verified.unlike.empty()
                        ? "the specs and cases of this authconform"
                        : "other specs and cases than this authconform's: " + Joined(verified.unlike));
  if (const std::vector<std::string> surplus = SurplusFiles(verified.bundle.files); !surplus.empty()) {
    Tell("mind", "it holds files that no run needs: " + Joined(surplus));
  }
}

void ShowAsJson(const Verified& verified) {
  const Run& run = verified.run;
  Json::Object totals;
  const Counts counts = TotalsOf(run);
  for (const Mark mark : kWorstFirst) totals.emplace_back(std::string(MarkName(mark)), Count(counts, mark));
  Json::Array endpoints;
  for (const EndpointResult& each : run.endpoints) endpoints.emplace_back(each.endpoint);
  const auto array = [](const std::vector<std::string>& names) { return Json::Array(names.begin(), names.end()); };
  std::cout << WriteJsonIndented(Json::Object{
      {"verifies", true},
      {"authconform", run.authconform},
      {"created", verified.bundle.created},
      {"key", Json::Object{{"fingerprint", verified.bundle.key.Fingerprint()}, {"checked", verified.key_checked}}},
      {"target", run.target},
      {"url", run.url},
      {"insecure", run.insecure},
      {"started", Instant(run.started_us, true)},
      {"endpoints", std::move(endpoints)},
      {"partial", run.partial},
      {"totals", std::move(totals)},
      {"exit_code", static_cast<int>(run.exit_code)},
      {"verdict", ExitMeaning(run.exit_code)},
      {"unexplained_deviations", array(UnexplainedOf(verified))},
      {"unlike_own", array(verified.unlike)},
      {"surplus", array(SurplusFiles(verified.bundle.files))},
  });
}

void Execute(const VerifyArguments& arguments, Invocation& invocation) {
  const Result<SealedBundle> sealed = ReadBundle(arguments.bundle, arguments.key);
  if (!sealed) return invocation.Complain(sealed.error(), ExitCode::kBadUsage);
  const Result<FileSet> own = LoadFiles(invocation);
  if (!own) return invocation.Complain(own.error(), ExitCode::kBadUsage);
  const Result<Verified> verified = Verify(*sealed, *own);
  if (!verified) {
    if (arguments.json) {
      std::cout << WriteJsonIndented(Json::Object{{"verifies", false}, {"error", verified.error().ToString()}});
    }
    return invocation.Complain(verified.error(), ExitCode::kDoesNotConform);
  }
  if (arguments.json) {
    ShowAsJson(*verified);
  } else {
    ShowForPeople(*verified, arguments.bundle);
  }
}

}  // namespace

void AddVerify(CLI::App& app, Invocation& invocation) {
  auto arguments = std::make_shared<VerifyArguments>();
  CLI::App* command = app.add_subcommand("verify", "Judge a recorded run again, offline");
  command->add_option("bundle", arguments->bundle, "A bundle, as run --bundle wrote it")->required()->type_name("FILE");
  command->add_option("--key", arguments->key, "The public key that must have signed it")->type_name("FILE");
  command->add_flag("--json", arguments->json, "As JSON");
  command->footer(
      "Example:\n"
      "  authconform verify acme-2025-11-24.bundle --key acme.key.pub\n\n"
      "Exit codes: 0 the bundle verifies, whether its run conforms or not, 1 it does not verify, 2 bad usage or "
      "input.\n"
      "It proves that nothing was changed since it was signed and that the verdicts follow from what was recorded. "
      "That the\n"
      "target sent what was recorded is the word of whoever holds the key.");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
