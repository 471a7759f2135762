#include "tools/reference/matrix/matrix.h"

#include <algorithm>
#include <set>

#include "harness/judge/baseline.h"
#include "harness/plan/proof.h"

namespace authconform {
namespace {

constexpr const char* kPreflight = "a backend that breaks it refuses the valid request: the preflight ends the run";

std::string Joined(const std::vector<std::string>& parts, const char* between) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
  return text;
}

// "`fail` valid/sign-in", one a line of the table's cell; of many the first.
std::string CasesCell(const Json& cases, const std::string& endpoint) {
  constexpr size_t kShown = 4;
  std::vector<std::string> shown;
  size_t others = 0;
  for (const auto& [id, verdict] : cases.object()) {
    if (verdict.string() != "fail" && verdict.string() != "warn") continue;
    if (shown.size() == kShown) {
      ++others;
    } else {
      shown.push_back(verdict.string() + " `" + id.substr(endpoint.size() + 1) + "`");
    }
  }
  return Joined(shown, "<br>") + (others > 0 ? "<br>and " + std::to_string(others) + " more" : "");
}

std::string RulesCell(const Json& rules) {
  std::vector<std::string> ids;
  for (const Json& rule : rules.array()) ids.push_back(rule.string());
  return Joined(ids, "<br>");
}

// One endpoint's part of the page.
struct Section {
  std::string endpoint;
  std::string table;
  size_t faults = 0;
  size_t proved = 0;
  size_t rules = 0;
  size_t cases = 0;
  std::set<std::string> telling;  // cases that tell at least one fault
};

Section WriteSection(const Questions& questions, const Json& proof, const Proof& proved) {
  Section section;
  section.endpoint = questions.spec.endpoint;
  section.cases = questions.cases.size();
  section.table = "## " + section.endpoint + "\n\n| fault | what it breaks | rule | told by |\n|---|---|---|---|\n";
  for (const auto& [name, fault] : proof.Find("faults")->object()) {
    ++section.faults;
    const Json& cases = *fault.Find("cases");
    for (const auto& [id, verdict] : cases.object()) {
      if (verdict.string() == "fail" || verdict.string() == "warn") section.telling.insert(id);
    }
    section.table += "| `" + name + "` | " + fault.Find("breaks")->string() + " | " + RulesCell(*fault.Find("rules")) +
                     " | " + CasesCell(cases, section.endpoint) + " |\n";
  }
  for (const std::string& rule : RulesToProve(questions.spec)) {
    ++section.rules;
    if (proved.Kills(rule)) ++section.proved;
  }
  std::string unproved;
  for (const Unproved& each : UnprovedRequirements()) {
    if (each.endpoint != section.endpoint) continue;
    unproved += std::string("- `") + each.requirement + "`: " + each.reason + "\n";
  }
  if (!unproved.empty()) section.table += "\nProved by no fault, and not scored:\n\n" + unproved;
  return section;
}

std::string WriteTotals(const std::vector<Section>& sections) {
  std::string table = "| endpoint | faults | rules proved | cases that tell a fault |\n|---|---|---|---|\n";
  Section all;
  size_t telling = 0;
  const auto row = [&](const std::string& name, const Section& of, size_t told) {
    table += "| " + name + " | " + std::to_string(of.faults) + " | " + std::to_string(of.proved) + " of " +
             std::to_string(of.rules) + " | " + std::to_string(told) + " of " + std::to_string(of.cases) + " |\n";
  };
  for (const Section& section : sections) {
    row(section.endpoint, section, section.telling.size());
    all.faults += section.faults;
    all.proved += section.proved;
    all.rules += section.rules;
    all.cases += section.cases;
    telling += section.telling.size();
  }
  row("**all**", all, telling);
  return table;
}

}  // namespace

const std::vector<Unproved>& UnprovedRequirements() {
  static const std::vector<Unproved> unproved = {
      {"backoffice/auth", "request-line", kPreflight},      {"backoffice/auth", "header-content-type", kPreflight},
      {"backoffice/auth", "header-accept", kPreflight},     {"backoffice/auth", "no-authorization", kPreflight},
      {"duktig/token", "request-line", kPreflight},         {"duktig/token", "header-content-type", kPreflight},
      {"gooru/token", "request-line", kPreflight},          {"gooru/token", "request-encoding", kPreflight},
      {"microting/token", "request-line", kPreflight},      {"microting/token", "parameters", kPreflight},
      {"recoveryconnect/auth", "request-line", kPreflight}, {"recoveryconnect/auth", "request-encoding", kPreflight},
  };
  return unproved;
}

std::vector<std::string> RulesToProve(const Spec& spec) {
  std::vector<std::string> ids;
  for (const Requirement& each : spec.requirements) {
    if (each.unchecked.empty()) ids.push_back(each.id);
  }
  for (const Rule* rule : BaselineRules()) ids.push_back(rule->id);
  return ids;
}

Json ProofOf(const Trial& trial) {
  Json::Object cases;
  for (const ChangedCase& each : trial.changed) cases.emplace_back(each.id, VerdictName(each.verdict));
  return Json::Object{{"breaks", trial.fault.description},
                      {"rules", Json::Array(trial.fault.rules.begin(), trial.fault.rules.end())},
                      {"cases", std::move(cases)}};
}

std::string ProofFile(const std::string& endpoint) { return "cases/" + endpoint + ".proof.json"; }

std::string WriteProof(const std::string& endpoint, const std::vector<Trial>& trials) {
  std::string text = "{\n  \"endpoint\": " + WriteJson(endpoint) + ",\n  \"faults\": {";
  const char* before = "\n    ";
  for (const Trial& trial : trials) {
    text += before + WriteJson(trial.fault.name) + ": " + WriteJson(ProofOf(trial));
    before = ",\n    ";
  }
  return text + "\n  }\n}\n";
}

Result<std::string> WritePage(const std::vector<Questions>& questions, const FileSet& proofs) {
  std::vector<Section> sections;
  for (const Questions& each : questions) {
    const Result<std::optional<Proof>> proof = LoadProof(proofs, each.spec);
    if (!proof) return proof.error();
    const std::string file = ProofFile(each.spec.endpoint);
    if (!*proof) return Error{file, "", "is missing"};
    sections.push_back(WriteSection(each, *ParseJson(proofs.at(file)), **proof));
  }
  std::string page =
      "# The kill matrix\n\n"
      "Each fault of the reference backends, switched on alone, and the cases that tell it. Written by\n"
      "`tools/bazel run //tools/reference:refresh_kill_matrix` out of `cases/<vendor>/<endpoint>.proof.json`;\n"
      "`bazel test //tools/reference:kill_matrix` runs every fault again and holds this page to it.\n\n" +
      WriteTotals(sections);
  for (const Section& section : sections) page += "\n" + section.table;
  return page;
}

}  // namespace authconform
