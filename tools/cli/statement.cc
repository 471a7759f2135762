#include "reports/statement/statement.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <utility>

#include "harness/base/sha256.h"
#include "harness/judge/rules.h"
#include "harness/plan/case.h"
#include "harness/run/deviations.h"
#include "harness/run/runner.h"
#include "harness/spec/load.h"
#include "reports/statement/html.h"
#include "reports/statement/markdown.h"
#include "reports/text.h"
#include "tools/bundle/rejudge.h"
#include "tools/cli/command.h"
#include "tools/cli/verified.h"
#include "tools/embed/embedded.h"

namespace authconform {
namespace {

struct StatementArguments {
  std::string bundle;
  std::string key;
  std::string format = "html";
  std::string out;
  std::string vendor;
  std::string product;
  std::string product_version;
};

// What the endpoint's spec and cases promise to look at.
Result<StatedEndpoint> StatedOf(const FileSet& files, const std::string& endpoint) {
  const Result<Spec> spec = LoadSpec(files, endpoint);
  if (!spec) return spec.error();
  const Result<std::vector<Case>> cases = LoadCases(files, *spec);
  if (!cases) return cases.error();
  StatedEndpoint stated = {endpoint, spec->source.version, {}, static_cast<int64_t>(cases->size())};
  for (const Requirement& requirement : spec->requirements) {
    StatedRequirement told = {RuleOf(*spec, requirement.id), requirement.unchecked, {}};
    for (const Case& each : *cases) {
      const bool checks =
          std::find(each.requirements.begin(), each.requirements.end(), requirement.id) != each.requirements.end();
      if (checks) told.cases.push_back(each.id);
    }
    stated.requirements.push_back(std::move(told));
  }
  return stated;
}

// The entries of the bundle's list by which cases of the run are excused.
Result<std::vector<ListedDeviation>> ExcusedOf(const FileSet& files, const Run& run) {
  std::vector<ListedDeviation> excused;
  const Result<Deviations> deviations = ListedIn(files);
  if (!deviations) return deviations.error();
  const std::vector<std::string> listed = Unexplained(*deviations);
  const std::set<std::string> unexplained(listed.begin(), listed.end());
  std::map<std::string_view, const Deviation*> by_id;
  for (const Deviation& each : deviations->listed) by_id[each.id] = &each;
  for (const CaseResult& result : run.cases) {
    if (!result.Excused()) continue;
    const Deviation& entry = *by_id.at(result.id);
    ListedDeviation& told = excused.emplace_back();
    told.of_case = result.id;
    told.reason = entry.reason;
    told.explained = !unexplained.contains(entry.id);
    if (entry.expires) told.last_day = DateText(*entry.expires);
    for (const Finding& finding : result.findings) {
      const bool known = std::find(told.rules.begin(), told.rules.end(), finding.rule.id) != told.rules.end();
      if (!known) told.rules.push_back(finding.rule.id);
    }
  }
  return excused;
}

// What the run was judged by, held against what is built in and nothing else: --specs is the vendor's to give.
void CompareWithOurs(const OpenedBundle& bundle, Statement& statement) {
  const std::vector<std::string> known = Endpoints(EmbeddedFiles());
  std::vector<std::string> ours;
  for (std::string& endpoint : EndpointsOf(statement.run)) {
    const bool is_ours = std::find(known.begin(), known.end(), endpoint) != known.end();
    (is_ours ? ours : statement.unknown).push_back(std::move(endpoint));
  }
  statement.changed = UnlikeFiles(bundle.files, EmbeddedFiles(), ours);
  statement.surplus = SurplusFiles(bundle.files);
}

Result<Statement> StatementOf(const StatementArguments& arguments, const SealedBundle& sealed, Verified verified) {
  Statement statement;
  const FileSet files = JudgedBy(verified.bundle, EmbeddedFiles());
  std::vector<StatedEndpoint> stated;
  for (const std::string& endpoint : EndpointsOf(verified.run)) {
    Result<StatedEndpoint> each = StatedOf(files, endpoint);
    if (!each) return each.error();
    stated.push_back(*std::move(each));
  }
  statement.run = std::move(verified.run);
  statement.endpoints = StandingOf(statement.run, stated);
  Result<std::vector<ListedDeviation>> deviations = ExcusedOf(files, statement.run);
  if (!deviations) return deviations.error();
  statement.deviations = *std::move(deviations);
  statement.vendor = arguments.vendor;
  statement.product = arguments.product;
  statement.product_version = arguments.product_version;
  statement.bundle = std::filesystem::path(arguments.bundle).filename().string();
  statement.bundle_sha256 = Sha256Hex(sealed.bytes);
  statement.created = verified.bundle.created;
  for (const auto& [name, bytes] : verified.bundle.files) {
    statement.files.push_back({name, Sha256Hex(bytes), static_cast<int64_t>(bytes.size())});
  }
  statement.fingerprint = verified.bundle.key.Fingerprint();
  if (verified.key_checked) statement.key_file = std::filesystem::path(arguments.key).filename().string();
  CompareWithOurs(verified.bundle, statement);
  statement.told_by = kVersion;
  return statement;
}

// What would give a document that cannot be made again, or destroy what it is made from.
Status CheckArguments(const StatementArguments& arguments) {
  const std::pair<const char*, const std::string*> words[] = {{"--vendor", &arguments.vendor},
                                                              {"--product", &arguments.product},
                                                              {"--product-version", &arguments.product_version}};
  for (const auto& [option, text] : words) {
    if (VisibleLine(*text) != *text) return Error{"", option, "must be one line of text without control characters"};
    if (text->starts_with(' ') || text->ends_with(' ')) return Error{"", option, "must not begin or end with a blank"};
  }
  if (arguments.product.empty() && !arguments.product_version.empty()) {
    return Error{"", "--product-version", "is the version of no product: give --product, too"};
  }
  if (IsStandardOutput(arguments.out)) return Done{};
  return SpareInputs(arguments.out, "--out", {{"the bundle", arguments.bundle}, {"the file of --key", arguments.key}});
}

void Execute(const StatementArguments& arguments, Invocation& invocation) {
  if (Status sound = CheckArguments(arguments); !sound) return invocation.Complain(sound.error(), ExitCode::kBadUsage);
  const Result<SealedBundle> sealed = ReadBundle(arguments.bundle, arguments.key);
  if (!sealed) return invocation.Complain(sealed.error(), ExitCode::kBadUsage);
  Result<Verified> verified = Verify(*sealed, EmbeddedFiles());
  if (!verified) return invocation.Complain(verified.error(), ExitCode::kDoesNotConform);
  const Result<Statement> statement = StatementOf(arguments, *sealed, *std::move(verified));
  if (!statement) return invocation.Complain(statement.error(), ExitCode::kDoesNotConform);
  std::ostringstream text;
  if (arguments.format == "md") {
    WriteStatementMarkdown(*statement, text);
  } else {
    WriteStatementHtml(*statement, text);
  }
  if (Status written = WriteOut(arguments.out, text.str()); !written) {
    return invocation.Complain(written.error(), ExitCode::kBadUsage);
  }
  if (IsStandardOutput(arguments.out)) return;
  std::cerr << TitleOf(*statement) << ": " << arguments.out << '\n';
}

}  // namespace

void AddStatement(CLI::App& app, Invocation& invocation) {
  auto arguments = std::make_shared<StatementArguments>();
  CLI::App* command =
      app.add_subcommand("statement", "Write the document that a vendor hands over, from a bundle that verifies");
  command->add_option("bundle", arguments->bundle, "A bundle, as run --bundle wrote it")->required()->type_name("FILE");
  command->add_option("--key", arguments->key, "The public key that must have signed it")->type_name("FILE");
  command->add_option("--format", arguments->format, "html, which prints well, or md")
      ->type_name("F")
      ->check(CLI::IsMember({"html", "md"}))
      ->capture_default_str();
  command->add_option("--out", arguments->out, "File to write; standard output when not given, or -")
      ->type_name("FILE");
  command->add_option("--vendor", arguments->vendor, "Who vouches for it")->type_name("NAME");
  command->add_option("--product", arguments->product, "What the target is sold as")->type_name("NAME");
  command->add_option("--product-version", arguments->product_version, "Its version")->type_name("V");
  command->footer(
      "Example:\n"
      "  authconform statement acme.bundle --key acme.key.pub --vendor Acme --product 'Acme Login' "
      "--product-version 4.2 \\\n"
      "      --out statement.html\n\n"
      "Exit codes: 0 it is written, whatever it states, 1 the bundle does not verify, 2 bad usage or input.\n"
      "A run that is partial, interrupted or inconclusive is no statement of conformance, nor is one with a deviation\n"
      "that has no reason yet, or with a list of deviations that no longer holds: the document's title says so. Specs\n"
      "and cases are compared with those built in, whatever --specs says.\n\n"
      "The same bundle and key under the same names, vendor, product, version, format and authconform give the same\n"
      "bytes. Whoever is handed a statement makes it again and compares:\n"
      "  authconform verify acme.bundle --key acme.key.pub\n"
      "  authconform statement acme.bundle --key acme.key.pub --vendor=Acme --product='Acme Login' "
      "--product-version=4.2 \\\n"
      "      --format html | cmp - statement.html");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
