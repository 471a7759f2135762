#include "reports/markdown.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "reports/evidence.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

constexpr size_t kLongestValue = 300;
// A job's summary has a size limit (GitHub's is 1 MiB), so that bodies and the number of cases told at length have one.
constexpr size_t kLongestBody = 2'000;
constexpr size_t kMostCases = 100;

// For prose, table cells and HTML alike: every character that could start or end markup is an entity, which it is in
// all three. A backslash would not do: "\\|" ends a cell although its pipe stands escaped.
std::string Escaped(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_[]<>&|~!#@$";
  std::string out;
  char previous = ' ';
  for (const char c : VisibleLine(text)) {
    // "www." and "http://" would be links.
    const bool makes_link = (c == '.' && (previous == 'w' || previous == 'W')) || (c == '/' && previous == ':');
    if (makes_link || kMarkup.find(c) != std::string_view::npos) {
      out += "&#" + std::to_string(static_cast<int>(c)) + ";";
    } else {
      out += c;
    }
    previous = c;
  }
  return out;
}

// What the target may have chosen, in one line. An element, for mentions and links are not looked for within it.
std::string Code(std::string_view text, size_t longest = kLongestValue) {
  const std::string visible = Clip(VisibleLine(text), longest);
  return visible.empty() ? "–" : "<code>" + Escaped(visible) + "</code>";
}

size_t LongestRunOfBackticks(std::string_view text) {
  size_t longest = 0;
  size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

std::string CodeBlock(std::string_view text, std::string_view language = "") {
  const std::string visible = Clip(Visible(text), kLongestBody);
  const std::string fence(std::max<size_t>(3, LongestRunOfBackticks(visible) + 1), '`');
  return fence + std::string(language) + "\n" + visible + (visible.ends_with('\n') ? "" : "\n") + fence + "\n";
}

std::string Cell(const Counts& counts) {
  std::string text;
  for (const Mark mark : kWorstFirst) {
    const int64_t count = Count(counts, mark);
    if (count > 0) text += (text.empty() ? "" : " ") + std::string(Symbol(mark)) + "&nbsp;" + std::to_string(count);
  }
  return text;
}

void WriteTable(const Matrix& matrix, std::ostream& out) {
  if (matrix.families.empty()) return;
  out << "| endpoint |";
  for (const std::string& family : matrix.families) out << " " << Escaped(family) << " |";
  out << " all |\n|---|";
  for (size_t i = 0; i <= matrix.families.size(); ++i) out << "---|";
  out << "\n";
  for (const Matrix::Row& row : matrix.rows) {
    out << "| " << Escaped(row.endpoint) << " |";
    for (const Counts& cell : row.cells) out << " " << Cell(cell) << " |";
    out << " " << Cell(row.all) << " |\n";
  }
  out << "\n";
  for (const Mark mark : kWorstFirst) {
    out << (mark == kWorstFirst.front() ? "" : " · ") << Symbol(mark) << " " << MarkName(mark);
  }
  out << "\n\n";
}

void WriteExchange(const RecordedExchange& exchange, std::ostream& out) {
  if (!exchange.curl.empty()) {
    // Never clipped: it is there to be copied.
    const std::string curl = VisibleLine(exchange.curl);
    const std::string fence(std::max<size_t>(3, LongestRunOfBackticks(curl) + 1), '`');
    out << fence << "sh\n" << curl << "\n" << fence << "\n\n";
  }
  if (exchange.status == 0) {
    out << "No response after " << Duration(exchange.duration_us) << ": " << Code(exchange.error) << "\n\n";
    return;
  }
  out << "Answered after " << Duration(exchange.duration_us) << ":\n\n";
  std::string answer = std::to_string(exchange.status) + " " + exchange.reason + "\n";
  for (const RecordedHeader& header : exchange.response_headers) answer += header.name + ": " + header.value + "\n";
  if (!exchange.response_body.empty()) answer += "\n" + exchange.response_body;
  out << CodeBlock(answer, "http") << "\n";
}

void WriteCase(const CaseResult& result, bool open, std::ostream& out) {
  out << (open ? "<details open>" : "<details>") << "<summary>" << Symbol(MarkOf(result)) << " <b>"
      << MarkName(MarkOf(result)) << "</b> <code>" << Escaped(result.id) << "</code> " << Escaped(result.title)
      << "</summary>\n\n";
  if (!result.mutation.empty()) out << "- Sent: " << Escaped(result.mutation) << "\n";
  if (!result.expected.empty()) out << "- Expected: " << Escaped(result.expected) << "\n";
  if (!result.reason.empty()) out << "- Reason: " << Code(result.reason) << "\n";
  if (!result.unfired.empty())
    out << "- No evidence: " << Code(Joined(result.unfired)) << " found nothing to look at\n";
  const Counts repetitions = CountsOf(result.repetitions);
  if (Sum(repetitions) > 1) out << "- Repeated: " << CountsSentence(repetitions) << "\n";
  out << "\n";
  if (!result.findings.empty()) {
    out << "| rule | where | expected | actual |\n|---|---|---|---|\n";
    for (const Finding& finding : result.findings) {
      const std::string source = finding.rule.source.empty() ? finding.rule.id : finding.rule.source;
      out << "| " << Escaped(finding.rule.text) << " (" << Escaped(finding.rule.level) << ", " << Escaped(source)
          << ") | " << (finding.pointer.empty() ? "response" : Code(finding.pointer)) << " | " << Code(finding.expected)
          << " | " << Code(finding.actual) << " |\n";
    }
    out << "\n";
  }
  for (const RecordedExchange& exchange : result.exchanges) WriteExchange(exchange, out);
  out << "</details>\n\n";
}

void WriteList(std::string_view title, const std::vector<std::string>& items, std::ostream& out) {
  if (items.empty()) return;
  out << "### " << title << "\n\n";
  const size_t shown = std::min(items.size(), kMostCases);
  for (size_t i = 0; i < shown; ++i) out << "- " << items[i] << "\n";
  if (shown < items.size()) out << "- and " << items.size() - shown << " more\n";
  out << "\n";
}

void WriteSkipped(const Run& run, std::ostream& out) {
  std::vector<std::string> items;
  for (const Skipped& group : GroupSkipped(run)) {
    items.push_back(Counted(static_cast<int64_t>(group.cases.size()), "case") + ": " +
                    Escaped(group.reason.empty() ? "no reason given" : group.reason));
  }
  WriteList("Not judged", items, out);
}

std::vector<std::string> DeviationItems(const Run& run) {
  std::vector<std::string> items;
  for (const CaseResult* result : CasesOf(run, Mark::kDeviation)) {
    items.push_back(std::string(Symbol(Mark::kDeviation)) + " " + Code(result->id) + ": " + Escaped(result->deviation));
  }
  return items;
}

// What is to be known before the table is read.
void WriteNotices(const Run& run, std::ostream& out) {
  std::vector<std::string> errors;
  for (const std::string& error : run.deviation_errors) errors.push_back(Code(error, 2'000));
  WriteList("The list of deviations does not hold", errors, out);
  if (!run.preflight_error.empty()) out << "> Preflight: " << Code(run.preflight_error, 2'000) << "\n\n";
  if (run.interrupted) out << "> The run was stopped before its end.\n\n";
  if (!run.partial.empty()) out << "> Partial: " << Escaped(run.partial) << "\n\n";
  std::string missing;
  for (const std::string& sentence : EvidenceMissing(run)) missing += (missing.empty() ? "" : "; ") + sentence;
  if (!missing.empty()) out << "> No evidence: " << Escaped(missing) << "\n\n";
}

}  // namespace

void WriteMarkdown(const Run& run, std::ostream& out) {
  const std::string target = run.target.empty() ? "target" : run.target;
  out << "## " << Symbol(MarkOf(run)) << " authconform: " << Escaped(target) << "\n\n";
  out << "**" << Escaped(VerdictSentence(run)) << "**\n\n";
  out << CountsSentence(TotalsOf(run)) << "; " << WorkSentence(run) << "; " << Code(run.url) << ", "
      << Instant(run.started_us) << ", authconform " << Escaped(run.authconform) << ".\n\n";
  WriteNotices(run, out);
  WriteTable(MakeMatrix(run), out);

  size_t told = 0;
  size_t left = 0;
  for (const Mark mark : {Mark::kFail, Mark::kError, Mark::kInconclusive, Mark::kWarn}) {
    for (const CaseResult* result : CasesOf(run, mark)) {
      if (told == kMostCases) {
        ++left;
        continue;
      }
      if (told++ == 0) out << "### What needs a look\n\n";
      WriteCase(*result, mark == Mark::kFail && told <= 3, out);
    }
  }
  if (left > 0) out << "And " << Counted(static_cast<int64_t>(left), "more case") << ": see the HTML report.\n\n";
  WriteList("Listed deviations", DeviationItems(run), out);
  WriteSkipped(run, out);
}

}  // namespace authconform
