#include "reports/markdown.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/joined.h"
#include "reports/evidence.h"
#include "reports/markdown_text.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

// Of characters of a body, and of cases told at length: for the reader.
constexpr size_t kLongestBody = 2'000;
constexpr size_t kMostCases = 100;
// Of bytes: GitHub drops a summary of more than 1 MiB whole. The rest is for what else a step writes there.
constexpr size_t kMostBytes = 1'000'000;
// The sentence that tells what was left out, and more than that.
constexpr size_t kReserve = 200;

// Pieces of Markdown, each whole or not at all, up to the bound.
class Page {
 public:
  // Whether the piece was added: it was not when `reserve` bytes would not fit after it.
  template <typename Write>
  bool Add(Write write, size_t reserve = kReserve) {
    std::ostringstream piece;
    write(piece);
    const std::string added = piece.str();
    if (text_.size() + added.size() + reserve > kMostBytes) {
      whole_ = false;
      return false;
    }
    text_ += added;
    return true;
  }
  bool whole() const { return whole_; }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  bool whole_ = true;
};

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
  const std::string visible = WithoutCommands(Clip(Visible(text), kLongestBody));
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
  for (const std::string& family : matrix.families) out << " " << MarkdownText(family) << " |";
  out << " all |\n|---|";
  for (size_t i = 0; i <= matrix.families.size(); ++i) out << "---|";
  out << "\n";
  for (const Matrix::Row& row : matrix.rows) {
    out << "| " << MarkdownText(row.endpoint) << " |";
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
    const std::string curl = WithoutCommands(VisibleLine(exchange.curl));
    const std::string fence(std::max<size_t>(3, LongestRunOfBackticks(curl) + 1), '`');
    out << fence << "sh\n" << curl << "\n" << fence << "\n\n";
  }
  if (exchange.status == 0) {
    out << "No response after " << Duration(exchange.duration_us) << ": " << MarkdownCode(exchange.error) << "\n\n";
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
      << MarkName(MarkOf(result)) << "</b> <code>" << MarkdownText(result.id) << "</code> "
      << MarkdownText(result.title) << "</summary>\n\n";
  if (!result.mutation.empty()) out << "- Sent: " << MarkdownText(result.mutation) << "\n";
  if (!result.expected.empty()) out << "- Expected: " << MarkdownText(result.expected) << "\n";
  if (!result.reason.empty()) out << "- Reason: " << MarkdownCode(result.reason) << "\n";
  if (!result.unfired.empty())
    out << "- No evidence: " << MarkdownCode(Joined(result.unfired)) << " found nothing to look at\n";
  const Counts repetitions = CountsOf(result.repetitions);
  if (Sum(repetitions) > 1) out << "- Repeated: " << CountsSentence(repetitions) << "\n";
  out << "\n";
  if (!result.findings.empty()) {
    out << "| rule | where | expected | actual |\n|---|---|---|---|\n";
    for (const Finding& finding : result.findings) {
      const std::string source = finding.rule.source.empty() ? finding.rule.id : finding.rule.source;
      out << "| " << MarkdownText(finding.rule.text) << " (" << MarkdownText(finding.rule.level) << ", "
          << MarkdownText(source) << ") | " << (finding.pointer.empty() ? "response" : MarkdownCode(finding.pointer))
          << " | " << MarkdownCode(finding.expected) << " | " << MarkdownCode(finding.actual) << " |\n";
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
                    MarkdownText(group.reason.empty() ? "no reason given" : group.reason));
  }
  WriteList("Not judged", items, out);
}

std::vector<std::string> DeviationItems(const Run& run) {
  std::vector<std::string> items;
  for (const CaseResult* result : CasesOf(run, Mark::kDeviation)) {
    items.push_back(std::string(Symbol(Mark::kDeviation)) + " " + MarkdownCode(result->id) + ": " +
                    MarkdownText(result->deviation));
  }
  return items;
}

// What is to be known before the table is read.
void WriteNotices(const Run& run, std::ostream& out) {
  std::vector<std::string> errors;
  for (const std::string& error : run.deviation_errors) errors.push_back(MarkdownCode(error, 2'000));
  WriteList("The list of deviations does not hold", errors, out);
  if (!run.preflight_error.empty()) out << "> Preflight: " << MarkdownCode(run.preflight_error, 2'000) << "\n\n";
  if (run.interrupted) out << "> The run was stopped before its end.\n\n";
  if (!run.partial.empty()) out << "> Partial: " << MarkdownText(run.partial) << "\n\n";
  const std::string missing = Joined(EvidenceMissing(run), "; ");
  if (!missing.empty()) out << "> No evidence: " << MarkdownText(missing) << "\n\n";
}

void WriteHeading(const Run& run, std::ostream& out) {
  const std::string target = run.target.empty() ? "target" : run.target;
  out << "## " << Symbol(MarkOf(run)) << " authconform: " << MarkdownText(target) << "\n\n";
  out << "**" << MarkdownText(VerdictSentence(run)) << "**\n\n";
  out << CountsSentence(TotalsOf(run)) << "; " << WorkSentence(run) << "; " << MarkdownCode(run.url)
      << (run.insecure ? " (TLS certificate not checked), " : ", ") << Instant(run.started_us) << ", authconform "
      << MarkdownText(run.authconform) << ".\n\n";
}

// Worst first, as many as there is room for before `lists`.
void AddCases(const Run& run, size_t lists, Page& page) {
  size_t told = 0;
  int64_t left = 0;
  for (const Mark mark : {Mark::kFail, Mark::kError, Mark::kInconclusive, Mark::kWarn}) {
    for (const CaseResult* result : CasesOf(run, mark)) {
      const auto write = [&](std::ostream& out) {
        if (told == 0) out << "### What needs a look\n\n";
        WriteCase(*result, mark == Mark::kFail && told < 3, out);
      };
      if (told < kMostCases && page.Add(write, lists + kReserve)) {
        ++told;
      } else {
        ++left;
      }
    }
  }
  if (left == 0) return;
  page.Add([&](std::ostream& out) { out << "And " << Counted(left, "more case") << ": see the HTML report.\n\n"; },
           lists);
}

}  // namespace

void WriteMarkdown(const Run& run, std::ostream& out) {
  Page page;
  page.Add([&](std::ostream& piece) { WriteHeading(run, piece); });
  page.Add([&](std::ostream& piece) { WriteNotices(run, piece); });
  page.Add([&](std::ostream& piece) { WriteTable(MakeMatrix(run), piece); });
  std::ostringstream lists;
  WriteList("Listed deviations", DeviationItems(run), lists);
  WriteSkipped(run, lists);
  const size_t room = std::min(lists.str().size(), kMostBytes / 4);
  AddCases(run, room, page);
  page.Add([&](std::ostream& piece) { piece << lists.str(); });
  out << page.text();
  if (!page.whole()) out << "Some of this run was left out here, as a summary has a limit: see the HTML report.\n";
}

}  // namespace authconform
