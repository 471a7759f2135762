#include "reports/statement/markdown.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/joined.h"
#include "reports/markdown_text.h"
#include "reports/statement/table.h"
#include "reports/statement/verifying.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

constexpr size_t kUnclipped = 100'000;

std::string Prose(const std::string& sentence) {
  std::string text;
  for (const ProsePart& part : ProseOf(sentence))
    text += part.is_code ? MarkdownCode(part.text) : MarkdownText(part.text);
  return text;
}

void WriteFacts(const std::vector<Fact>& facts, std::ostream& out) {
  out << "| | |\n|---|---|\n";
  for (const Fact& fact : facts) {
    out << "| " << fact.term << " | " << (fact.is_code ? MarkdownCode(fact.text, kUnclipped) : MarkdownText(fact.text))
        << " |\n";
  }
  out << "\n";
}

void WriteSums(const std::vector<std::string>& sums, std::ostream& out) {
  for (const std::string& sum : sums) out << "- " << sum << "\n";
  out << "\n";
}

void WriteNumbers(const Numbers& numbers, std::ostream& out) {
  for (const std::string& head : numbers.heads) out << "| " << head << " ";
  out << "|\n|---|";
  for (size_t i = 1; i < numbers.heads.size(); ++i) out << "---:|";
  out << "\n";
  for (const Numbers::Row& row : numbers.rows) {
    out << "| " << MarkdownText(row.name) << " |";
    for (size_t i = 0; i < row.numbers.size(); ++i) {
      const std::string number = std::to_string(row.numbers[i]);
      out << " " << (numbers.sums[i] || row.is_sum ? "**" + number + "**" : number) << " |";
    }
    out << "\n";
  }
  out << "\n";
}

// Within a table's cell.
std::string BrokenText(const Broken& broken) {
  std::string text = MarkdownCode(broken.of_case);
  if (!broken.finding.pointer.empty()) text += " at " + MarkdownCode(broken.finding.pointer);
  text += ": expected " + MarkdownText(Clip(VisibleLine(broken.finding.expected), kLongestValue)) + ", got " +
          MarkdownText(Clip(VisibleLine(broken.finding.actual), kLongestValue));
  if (!broken.deviation.empty()) text += ". Listed by the owner: " + MarkdownText(broken.deviation);
  return text;
}

std::string Details(const RequirementStanding& told) {
  std::string text;
  const size_t breaks = std::min(told.broken.size(), kMostTold);
  const size_t reasons = std::min(told.reasons.size(), kMostTold);
  for (size_t i = 0; i < breaks; ++i) text += "<br>" + BrokenText(told.broken[i]);
  for (size_t i = 0; i < reasons; ++i) text += "<br>" + MarkdownText(told.reasons[i]);
  const size_t more = told.broken.size() - breaks + told.reasons.size() - reasons;
  if (more > 0) text += "<br>and " + std::to_string(more) + " more";
  return text;
}

void WriteRequirements(const RequirementTable& table, std::ostream& out) {
  out << "### " << table.title << "\n\n| result | requirement | level | source | cases |\n"
      << "|---|---|---|---|---:|\n";
  for (const RequirementStanding* told : table.rows) {
    out << "| " << Symbol(MarkOf(told->standing)) << " " << StandingName(told->standing) << " | "
        << MarkdownCode(told->rule.id) << " " << MarkdownText(told->rule.text) << Details(*told) << " | "
        << MarkdownText(told->rule.level) << " | " << MarkdownText(told->rule.source) << " | " << CasesOf(*told)
        << " |\n";
  }
  out << "\n";
}

void WriteDeviations(const Statement& statement, std::ostream& out) {
  if (statement.deviations.empty()) return;
  out << "## Listed deviations\n\n" << kAboutDeviations << "\n\n";
  for (const ListedDeviation& each : statement.deviations) {
    out << "- " << MarkdownCode(each.of_case) << " breaks " << MarkdownText(Joined(each.rules))
        << ". The owner's reason: " << MarkdownText(each.reason) << ". Excused " << MarkdownText(ExcusedUntil(each))
        << ".\n";
  }
  out << "\n";
}

void WriteVerifying(const Statement& statement, std::ostream& out) {
  out << "## How to verify it\n\n";
  for (const VerifyStep& step : VerifySteps(statement, "md")) {
    out << MarkdownText(step.what) << ":\n\n";
    // The bundle's name is in the commands: indented, as no text can end such a block.
    for (const std::string& line : step.lines) out << "    " << VisibleLine(line) << "\n";
    out << "\nIt must show: " << MarkdownText(step.expect) << ".\n\n";
  }
  out << "## What it does not prove\n\n";
  for (const std::string& sentence : NotProved()) out << "- " << Prose(sentence) << "\n";
  out << "\n";
}

}  // namespace

void WriteStatementMarkdown(const Statement& statement, std::ostream& out) {
  out << "# " << TitleOf(statement) << "\n\n" << MarkdownText(SubjectOf(statement)) << "\n\n";
  const std::vector<std::string> lead = LeadOf(statement);
  out << "**" << MarkdownText(lead.front()) << "**";
  for (size_t i = 1; i < lead.size(); ++i) out << " " << MarkdownText(lead[i]);
  out << "\n\n";
  for (const std::string& error : statement.run.deviation_errors) {
    out << "> The list of deviations does not hold: " << MarkdownText(error) << "\n\n";
  }
  for (const std::string& caveat : CaveatsOf(statement)) out << "> Mind: " << Prose(caveat) << "\n\n";
  out << "## What this is about\n\n";
  for (const FactTable& table : FactTablesOf(statement)) {
    out << MarkdownText(table.worth) << "\n\n";
    WriteFacts(table.facts, out);
  }
  if (!statement.endpoints.empty()) {
    out << "## What was tested, in numbers\n\n";
    WriteSums(RequirementSums(RequirementsOf(statement.endpoints)), out);
    WriteNumbers(RequirementNumbers(statement.endpoints), out);
    WriteFacts(LegendOf(statement.endpoints), out);
    WriteSums(CaseSums(statement.endpoints), out);
    WriteNumbers(CaseNumbers(statement.endpoints), out);
  }
  WriteDeviations(statement, out);
  for (const EndpointStanding& each : statement.endpoints) {
    out << "## " << MarkdownText(each.endpoint.endpoint) << "\n\n";
    WriteFacts(FactsOf(each), out);
    WriteSums(RequirementSums(CountsOf(each.requirements)), out);
    for (const RequirementTable& table : TablesOf(each)) WriteRequirements(table, out);
  }
  WriteVerifying(statement, out);
  out << "## What was signed\n\n| file | SHA-256 |\n|---|---|\n";
  for (const SignedFile& file : statement.files) {
    out << "| " << MarkdownCode(file.name) << " | " << MarkdownCode(file.sha256) << " |\n";
  }
  out << "\nMade by authconform " << MarkdownText(statement.told_by)
      << " from a bundle that it verified. Secrets were masked before they were recorded.\n";
}

}  // namespace authconform
