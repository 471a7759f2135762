#include "reports/statement/table.h"

#include <algorithm>

#include "harness/base/joined.h"
#include "reports/evidence.h"
#include "reports/summary.h"

namespace authconform {
namespace {

std::string HowAsked(const Run& run) {
  std::string text = WorkSentence(run);
  if (run.repeat > 1) text += "; each case " + std::to_string(run.repeat) + " times";
  if (run.strict) text += "; strict: warnings fail the run";
  return text;
}

std::vector<const RequirementStanding*> WorstFirst(const std::vector<RequirementStanding>& requirements, bool tested) {
  std::vector<const RequirementStanding*> rows;
  for (const RequirementStanding& each : requirements) {
    if (IsTested(each.standing) == tested) rows.push_back(&each);
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto* one, const auto* other) { return one->standing < other->standing; });
  return rows;
}

// The sum of the rows, when there is more than one.
void AddSumRow(Numbers& numbers) {
  if (numbers.rows.size() < 2) return;
  Numbers::Row sum = {"all", std::vector<int64_t>(numbers.rows.front().numbers.size()), true};
  for (const Numbers::Row& row : numbers.rows) {
    for (size_t i = 0; i < row.numbers.size(); ++i) sum.numbers[i] += row.numbers[i];
  }
  numbers.rows.push_back(std::move(sum));
}

}  // namespace

std::string SubjectOf(const Statement& statement) {
  std::string subject = statement.product;
  if (!subject.empty() && !statement.product_version.empty()) subject += " " + statement.product_version;
  if (subject.empty()) subject = statement.run.target.empty() ? statement.run.url : statement.run.target;
  if (!statement.vendor.empty()) subject += " by " + statement.vendor;
  return subject;
}

std::vector<FactTable> FactTablesOf(const Statement& statement) {
  const Run& run = statement.run;
  FactTable said = {
      "The vendor's and the signer's word, and no more: vendor, product and version of who had this document made, the "
      "rest of who ran authconform and signed the bundle.",
      {}};
  FactTable found = {"What authconform found when it made this document:", {}};
  const auto add = [](FactTable& table, std::string term, std::string text, bool is_code = false) {
    if (!text.empty()) table.facts.push_back({std::move(term), std::move(text), is_code});
  };
  add(said, "Vendor", statement.vendor);
  add(said, "Product", statement.product);
  add(said, "Version", statement.product_version);
  add(said, "Target", run.target);
  add(said, "URL", run.url, true);
  add(said, "TLS", run.insecure ? "the certificate was not checked" : "");
  add(said, "Tested", Instant(run.started_us) + ", by authconform " + run.authconform);
  add(said, "Asked", HowAsked(run));
  add(said, "Signed", TimeInWords(statement.created));
  add(found, "Bundle", statement.bundle, true);
  add(found, "SHA-256", statement.bundle_sha256, true);
  add(found, "Key", statement.fingerprint, true);
  add(found, "Checked",
      statement.key_file.empty() ? "against no public key: whose key it is, is open"
                                 : "against the public key " + statement.key_file);
  add(found, "Verified",
      "by authconform " + statement.told_by +
          ": nothing was changed since it was signed, and all verdicts follow from what was recorded");
  add(found, "No evidence", Joined(EvidenceMissing(run), "; "));
  return {std::move(said), std::move(found)};
}

std::vector<Fact> FactsOf(const EndpointStanding& told) {
  const EndpointResult& endpoint = told.endpoint;
  std::vector<Fact> facts = {{"Document", endpoint.document_title + " (" + endpoint.document + ")"}};
  if (!told.document_version.empty()) facts.push_back({"Version", told.document_version});
  facts.push_back({"SHA-256", endpoint.document_sha256, true});
  facts.push_back({"URL", endpoint.url, true});
  if (!endpoint.encoding.empty()) facts.push_back({"Encoding", endpoint.encoding});
  facts.push_back({"Proof", endpoint.proof
                                ? "a kill matrix: each requirement that passed has a fault that its cases find"
                                : "none: as there is no kill matrix for this endpoint, nothing in it counts as "
                                  "passed"});
  if (!endpoint.empty_families.empty()) facts.push_back({"No case in", Joined(endpoint.empty_families)});
  return facts;
}

std::vector<ProsePart> ProseOf(const std::string& sentence) {
  std::vector<ProsePart> parts;
  bool is_code = false;
  for (size_t at = 0; at < sentence.size();) {
    const size_t end = std::min(sentence.find('`', at), sentence.size());
    if (end > at) parts.push_back({sentence.substr(at, end - at), is_code});
    is_code = !is_code && sentence.find('`', end + 1) != std::string::npos;
    at = end + 1;
  }
  return parts;
}

std::string ExcusedUntil(const ListedDeviation& deviation) {
  return deviation.last_day.empty() ? "without an end" : "until " + deviation.last_day + ", that day included";
}

std::string CasesOf(const RequirementStanding& told) {
  return std::to_string(told.cases) + " of " + std::to_string(told.cases_checking);
}

std::vector<Fact> LegendOf(const std::vector<EndpointStanding>& endpoints) {
  const StandingCounts counts = RequirementsOf(endpoints);
  std::vector<Fact> legend;
  for (int i = 0; i < kStandings; ++i) {
    const StandingKind standing = static_cast<StandingKind>(i);
    if (Count(counts, standing) == 0) continue;
    legend.push_back({std::string(StandingName(standing)), std::string(StandingMeaning(standing)) + "."});
  }
  if (!legend.empty()) {
    legend.push_back(
        {"kill matrix",
         "how the cases themselves are tested: a reference backend was broken on purpose, in one thing at "
         "a time, and its cases had to find it. Each such break is a fault. A requirement that no fault "
         "proves in this way is judged, and not scored: it counts as not tested, unless it was seen to be broken."});
    legend.push_back({"cases", "“1 of 3”: one case looked at the requirement, of three that are planned to check it."});
  }
  return legend;
}

Numbers RequirementNumbers(const std::vector<EndpointStanding>& endpoints) {
  Numbers numbers = {"requirement-numbers",
                     "Requirements of the documents: tested and not tested apart",
                     {"Endpoint", "Requirements", "Tested", "passed", "warned", "deviated", "failed", "Not tested"},
                     {true, true, false, false, false, false, true},
                     {}};
  for (const EndpointStanding& each : endpoints) {
    const StandingCounts counts = CountsOf(each.requirements);
    numbers.rows.push_back(
        {each.endpoint.endpoint,
         {static_cast<int64_t>(each.requirements.size()), Tested(counts), Count(counts, StandingKind::kPassed),
          Count(counts, StandingKind::kWarned), Count(counts, StandingKind::kDeviated),
          Count(counts, StandingKind::kFailed), NotTested(counts)}});
  }
  AddSumRow(numbers);
  return numbers;
}

Numbers CaseNumbers(const std::vector<EndpointStanding>& endpoints) {
  Numbers numbers = {"case-numbers",
                     "Cases: judged and not judged apart",
                     {"Endpoint", "Planned cases", "Judged", "pass", "warn", "deviation", "fail", "Not judged",
                      "skipped", "inconclusive", "error", "not asked"},
                     {true, true, false, false, false, false, true, false, false, false, false},
                     {}};
  for (const EndpointStanding& each : endpoints) {
    const auto of = [&](Mark mark) { return Count(each.cases, mark); };
    const int64_t judged = of(Mark::kPass) + of(Mark::kWarn) + of(Mark::kDeviation) + of(Mark::kFail);
    numbers.rows.push_back(
        {each.endpoint.endpoint,
         {each.cases_planned, judged, of(Mark::kPass), of(Mark::kWarn), of(Mark::kDeviation), of(Mark::kFail),
          each.cases_planned - judged, of(Mark::kSkipped), of(Mark::kInconclusive), of(Mark::kError), each.LeftOut()}});
  }
  AddSumRow(numbers);
  return numbers;
}

std::vector<RequirementTable> TablesOf(const EndpointStanding& endpoint) {
  std::vector<RequirementTable> tables;
  const auto add = [&](std::string_view title, std::vector<const RequirementStanding*> rows) {
    if (rows.empty()) return;
    tables.push_back({std::string(title) + ": " + std::to_string(rows.size()), std::move(rows)});
  };
  add("Requirements tested", WorstFirst(endpoint.requirements, true));
  add("Requirements not tested", WorstFirst(endpoint.requirements, false));
  add("Baseline rules looked at, which standards set and no document", WorstFirst(endpoint.baseline, true));
  add("Baseline rules without a result", WorstFirst(endpoint.baseline, false));
  return tables;
}

}  // namespace authconform
