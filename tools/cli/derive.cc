#include "tools/derive/derive.h"

#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>

#include "harness/base/suggest.h"
#include "tools/cli/command.h"
#include "tools/derive/facts_json.h"

namespace authconform {
namespace {

constexpr Dialect kDialects[] = {Dialect::kGitBook, Dialect::kReadme,  Dialect::kScribe, Dialect::kReadmeIo,
                                 Dialect::kTable,   Dialect::kOpenApi, Dialect::kPostman};

struct DeriveArguments {
  std::vector<std::string> documents;
  std::string dialect;
  std::string vendor;
  std::string out;
  bool facts = false;
  bool json = false;
};

std::vector<std::string> DialectNames() {
  std::vector<std::string> names;
  for (Dialect dialect : kDialects) names.emplace_back(DialectName(dialect));
  return names;
}

Result<std::optional<Dialect>> ChooseDialect(const std::string& name) {
  if (name.empty()) return std::optional<Dialect>();
  for (Dialect dialect : kDialects) {
    if (DialectName(dialect) == name) return std::optional(dialect);
  }
  return Error{"", "", "there is no dialect \"" + name + "\"" + DidYouMean(name, DialectNames())};
}

// "success 200, bad_credentials 401"
std::string OutcomesText(const Json& spec) {
  std::string text;
  if (const Json* outcomes = spec.Find("outcomes"); outcomes != nullptr) {
    for (const auto& [name, outcome] : outcomes->object()) {
      const Json* status = outcome.Find("status");
      text += (text.empty() ? "" : ", ") + name + (status == nullptr ? "" : " " + status->number().text);
    }
  }
  return text.empty() ? "none told" : text;
}

std::string FieldsText(const Json& spec) {
  std::string text;
  const Json* fields = spec.At("/request/fields");
  if (fields == nullptr) return "no fields";
  for (const auto& [name, field] : fields->object()) {
    const Json* required = field.Find("required");
    const bool optional = required != nullptr && !required->boolean();
    text += (text.empty() ? "" : ", ") + name + (required == nullptr ? "?" : optional ? " (optional)" : "");
  }
  return text.empty() ? "no fields" : text;
}

// "52 requirements: 40 stated, 9 shown, 3 assumed"
std::string RequirementsText(const Json& spec) {
  const Json* requirements = spec.Find("requirements");
  if (requirements == nullptr) return "no requirements";
  std::map<std::string, size_t> counts;
  for (const auto& [id, requirement] : requirements->object()) {
    if (const Json* confidence = requirement.Find("confidence"); confidence != nullptr) ++counts[confidence->string()];
  }
  std::string text = std::to_string(requirements->object().size()) + " requirements: ";
  for (const char* confidence : {"stated", "shown", "assumed"}) {
    text += std::to_string(counts[confidence]) + " " + confidence + (confidence == std::string("assumed") ? "" : ", ");
  }
  return text;
}

void ShowEndpoint(const DerivedEndpoint& endpoint, std::ostream& out) {
  out << endpoint.name << "  " << endpoint.method << ' ' << endpoint.path << '\n';
  const Result<Json> spec = ParseJson(endpoint.files.at("spec.json"));
  if (!spec) return;
  out << "  fields        " << FieldsText(*spec) << '\n'
      << "  outcomes      " << OutcomesText(*spec) << '\n'
      << "  promises      " << RequirementsText(*spec) << '\n';
  for (const OutcomeRelation& each : endpoint.relations) {
    out << "  relation      " << each.mined.relation.id << ": " << each.mined.text;
    for (size_t i = 0; i < each.mined.support.size(); ++i) {
      out << (i == 0 ? " (" : ", ") << each.mined.support[i] << (i + 1 == each.mined.support.size() ? ")" : "");
    }
    out << '\n';
  }
  out << '\n';
}

std::string FolderOf(const DerivedEndpoint& endpoint, const std::string& out) {
  return out + "/specs/" + endpoint.name;
}

// Error: a file to write is one of the documents.
Status SpareDocuments(const Derivation& derivation, const DeriveArguments& arguments) {
  std::vector<InputFile> documents;
  for (const std::string& path : arguments.documents) documents.push_back({"a document that is read", path});
  for (const DerivedEndpoint& endpoint : derivation.endpoints) {
    for (const auto& [name, bytes] : endpoint.files) {
      const Status spared = SpareInputs(FolderOf(endpoint, arguments.out) + "/" + name, "--out", documents);
      if (!spared) return spared;
    }
  }
  return Done{};
}

// spec.json and schemas are the document's and replaced; decisions.json is a person's and only begun.
Status WriteEndpoint(const DerivedEndpoint& endpoint, const std::string& out) {
  const std::string folder = FolderOf(endpoint, out);
  if (Status made = MakeWritableFolder(folder); !made) return made;
  for (const auto& [name, bytes] : endpoint.files) {
    if (Status written = WriteFileWhole(folder + "/" + name, bytes); !written) return written;
  }
  // A schema that the document does not give may be a person's, for an outcome that decisions.json tells: it is named,
  // not removed.
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".schema.json") || endpoint.files.contains(name)) continue;
    std::cerr << folder << '/' << name
              << ": the document gives no such schema; remove it unless decisions.json needs it\n";
  }
  const std::string decisions = folder + "/decisions.json";
  if (!std::filesystem::exists(decisions, ignored)) {
    const Status written = WriteFileWhole(decisions, "{\n  \"decisions\": {},\n  \"spec\": {}\n}\n");
    if (!written) return written;
  }
  std::cerr << folder << ": " << endpoint.files.size() << " files\n";
  return Done{};
}

// A document's own control characters, C0 and C1 (which UTF-8 writes as C2 80 to C2 9F), must not reach a terminal.
std::string WithoutControls(std::string text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 = byte >= 0x80 && byte < 0xA0 && i > 0 && static_cast<unsigned char>(text[i - 1]) == 0xC2;
    if ((byte < ' ' && byte != '\n') || byte == 0x7F) text[i] = '?';
    if (c1) text[i - 1] = text[i] = '?';
  }
  return text;
}

void Show(const Derivation& derivation) {
  std::ostringstream out;
  out << derivation.facts.document << ": read as " << DialectName(derivation.facts.dialect) << "\n\n";
  for (const DerivedEndpoint& endpoint : derivation.endpoints) ShowEndpoint(endpoint, out);
  out << "What the document leaves open\n\n" << GapText(derivation);
  std::cout << WithoutControls(out.str());
}

Status DeriveDocument(const std::string& path, const DeriveOptions& options, const DeriveArguments& arguments) {
  const Result<std::string> document = ReadFile(path);
  if (!document) return document.error();
  Result<Derivation> derivation = Derive(*document, std::filesystem::path(path).filename().string(), options);
  if (!derivation) return derivation.error();
  if (!arguments.out.empty()) {
    if (Status spared = SpareDocuments(*derivation, arguments); !spared) return spared.error();
    for (const DerivedEndpoint& endpoint : derivation->endpoints) {
      const Status written = WriteEndpoint(endpoint, arguments.out);
      if (!written) return written;
    }
  }
  if (arguments.facts) {
    std::cout << WriteJsonIndented(FactsJson(derivation->facts));
  } else if (arguments.json) {
    std::cout << WriteJsonIndented(GapJson(*derivation));
  } else {
    Show(*derivation);
  }
  return Done{};
}

void Execute(const DeriveArguments& arguments, Invocation& invocation) {
  const Result<std::optional<Dialect>> dialect = ChooseDialect(arguments.dialect);
  if (!dialect) return invocation.Complain(dialect.error(), ExitCode::kBadUsage);
  if (arguments.documents.size() > 1 && (arguments.facts || arguments.json)) {
    return invocation.Complain("--facts and --json write one document's: name one", ExitCode::kBadUsage);
  }
  if (arguments.facts && arguments.json) return invocation.Complain("--facts or --json, not both", ExitCode::kBadUsage);
  if (Status folder = CheckNotStandardOutput(arguments.out, "--out", "a folder"); !folder) {
    return invocation.Complain(folder.error(), ExitCode::kBadUsage);
  }
  for (const std::string& path : arguments.documents) {
    const Status derived = DeriveDocument(path, {*dialect, arguments.vendor}, arguments);
    if (!derived) return invocation.Complain(derived.error(), ExitCode::kBadUsage);
    if (path != arguments.documents.back()) std::cout << '\n';
  }
}

}  // namespace

void AddDerive(CLI::App& app, Invocation& invocation) {
  auto arguments = std::make_shared<DeriveArguments>();
  CLI::App* command = app.add_subcommand("derive", "Derive specs from vendors' documents, with what they leave open");
  command->add_option("document", arguments->documents, "Vendors' pages")->required()->type_name("FILE");
  command
      ->add_option(
          "--dialect", arguments->dialect,
          "Read as gitbook, readme, scribe, readmeio, table, openapi or postman; recognised by content otherwise")
      ->type_name("NAME")
      ->check(Among(DialectNames()));
  command->add_option("--vendor", arguments->vendor, "First part of the endpoints' names; otherwise the file's name")
      ->type_name("NAME");
  command
      ->add_option(
          "--out", arguments->out,
          "Write <DIR>/specs/<vendor>/<endpoint>/: spec.json and schemas anew, decisions.json if there is none")
      ->type_name("DIR");
  command->add_flag("--facts", arguments->facts, "The bare facts as JSON instead (tools/derive/facts.schema.json)");
  command->add_flag("--json", arguments->json, "The gap report as JSON instead (tools/derive/gaps.schema.json)");
  command->footer(
      "Each promise carries its lines in the document and whether the text states it, an example shows it or it was\n"
      "assumed. What the document leaves open is listed with lines; \"decide\" is what would close it in "
      "decisions.json.\n"
      "No clock and no network: the same document always gives the same files.\n\n"
      "Examples:\n"
      "  authconform derive docs/login.md\n"
      "  authconform derive openapi.yaml --vendor acme --out acme-specs\n"
      "  authconform --specs acme-specs lint\n"
      "  authconform derive docs/login.md --json > gaps.json");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
