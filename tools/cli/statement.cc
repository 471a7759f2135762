#include "reports/statement/statement.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <sstream>

#include "harness/judge/rules.h"
#include "harness/plan/case.h"
#include "harness/run/runner.h"
#include "harness/spec/load.h"
#include "reports/statement/html.h"
#include "reports/statement/markdown.h"
#include "tools/bundle/digest.h"
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
  statement.unlike = std::move(verified.unlike);
  statement.told_by = kVersion;
  return statement;
}

void Execute(const StatementArguments& arguments, Invocation& invocation) {
  const Result<SealedBundle> sealed = ReadBundle(arguments.bundle, arguments.key);
  if (!sealed) return invocation.Complain(sealed.error(), ExitCode::kBadUsage);
  const Result<FileSet> own = LoadFiles(invocation);
  if (!own) return invocation.Complain(own.error(), ExitCode::kBadUsage);
  Result<Verified> verified = Verify(*sealed, *own);
  if (!verified) return invocation.Complain(verified.error(), ExitCode::kDoesNotConform);
  const Result<Statement> statement = StatementOf(arguments, *sealed, *std::move(verified));
  if (!statement) return invocation.Complain(statement.error(), ExitCode::kDoesNotConform);
  std::ostringstream text;
  if (arguments.format == "md") {
    WriteStatementMarkdown(*statement, text);
  } else {
    WriteStatementHtml(*statement, text);
  }
  if (arguments.out.empty()) {
    std::cout << text.str();
    return;
  }
  if (Status written = WriteFileWhole(arguments.out, text.str()); !written) {
    return invocation.Complain(written.error(), ExitCode::kBadUsage);
  }
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
  command->add_option("--out", arguments->out, "File to write; standard output when not given")->type_name("FILE");
  command->add_option("--vendor", arguments->vendor, "Who vouches for it")->type_name("NAME");
  command->add_option("--product", arguments->product, "What the target is sold as")->type_name("NAME");
  command->add_option("--product-version", arguments->product_version, "Its version")->type_name("V");
  command->footer(
      "Example:\n"
      "  authconform statement acme.bundle --key acme.key.pub --vendor Acme --product 'Acme Login' "
      "--product-version 4.2 \\\n"
      "      --out statement.html\n\n"
      "Exit codes: 0 it is written, whatever it states, 1 the bundle does not verify, 2 bad usage or input.\n"
      "A run that is partial, interrupted or inconclusive is no statement of conformance: the document's title says "
      "so.");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
