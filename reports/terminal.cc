#include "reports/terminal.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "reports/evidence.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

constexpr size_t kGap = 2;
constexpr std::string_view kAll = "all";  // the last row, the sum of those above

std::string PlainCell(const Counts& counts) {
  std::string text;
  for (const Mark mark : kWorstFirst) {
    const int64_t count = Count(counts, mark);
    if (count > 0) text += (text.empty() ? "" : " ") + std::string(Symbol(mark)) + std::to_string(count);
  }
  return text;
}

std::string PaintedCell(const Counts& counts, const TerminalStyle& style) {
  std::string text;
  for (const Mark mark : kWorstFirst) {
    const int64_t count = Count(counts, mark);
    if (count == 0) continue;
    text += (text.empty() ? "" : " ") + Paint(std::string(Symbol(mark)) + std::to_string(count), mark, style);
  }
  return text;
}

// An endpoint is a column; "vendor/endpoint" takes two lines of its head.
struct Column {
  std::string vendor;
  std::string name;
  const Matrix::Row* row;
  size_t width;
};

Column MakeColumn(const Matrix::Row& row) {
  const size_t slash = row.endpoint.find('/');
  Column column;
  column.vendor = VisibleLine(row.endpoint.substr(0, slash));
  column.name = slash == std::string::npos ? "" : VisibleLine(row.endpoint.substr(slash + 1));
  column.row = &row;
  column.width = std::max({Columns(column.vendor), Columns(column.name), Columns(PlainCell(row.all))});
  for (const Counts& cell : row.cells) column.width = std::max(column.width, Columns(PlainCell(cell)));
  return column;
}

// Writes one row of the table. Nothing trails after the last cell, so that a copied table has no blanks at its ends.
template <typename Plain, typename Painted>
void WriteRow(const std::string& head, size_t head_width, const std::vector<Column>& columns, Plain plain,
              Painted painted, std::ostream& out) {
  std::string line = head;
  size_t taken = Columns(head);
  size_t column_start = head_width;
  for (const Column& column : columns) {
    column_start += kGap;
    const std::string text = plain(column);
    if (!text.empty()) {
      line += std::string(column_start - taken, ' ') + painted(column);
      taken = column_start + Columns(text);
    }
    column_start += column.width;
  }
  out << line << "\n";
}

void WriteTable(const Matrix& matrix, const TerminalStyle& style, std::ostream& out) {
  if (matrix.rows.empty() || matrix.families.empty()) return;
  size_t head_width = kAll.size();
  for (const std::string& family : matrix.families) head_width = std::max(head_width, Columns(VisibleLine(family)));

  // As many columns as fit beside each other; the rest in another table below.
  std::vector<std::vector<Column>> tables(1);
  size_t taken = head_width;
  for (const Matrix::Row& row : matrix.rows) {
    Column column = MakeColumn(row);
    if (!tables.back().empty() && taken + kGap + column.width > static_cast<size_t>(std::max(style.width, 0))) {
      tables.emplace_back();
      taken = head_width;
    }
    taken += kGap + column.width;
    tables.back().push_back(std::move(column));
  }

  for (const std::vector<Column>& columns : tables) {
    auto vendor = [](const Column& column) { return column.vendor; };
    auto name = [](const Column& column) { return column.name; };
    WriteRow(
        "", head_width, columns, vendor, [&](const Column& c) { return Bold(c.vendor, style); }, out);
    WriteRow(
        "", head_width, columns, name, [&](const Column& c) { return Bold(c.name, style); }, out);
    for (size_t family = 0; family < matrix.families.size(); ++family) {
      WriteRow(
          VisibleLine(matrix.families[family]), head_width, columns,
          [&](const Column& c) { return PlainCell(c.row->cells[family]); },
          [&](const Column& c) { return PaintedCell(c.row->cells[family], style); }, out);
    }
    WriteRow(
        std::string(kAll), head_width, columns, [](const Column& c) { return PlainCell(c.row->all); },
        [&](const Column& c) { return PaintedCell(c.row->all, style); }, out);
    out << "\n";
  }
}

void WriteLegend(const Counts& totals, const TerminalStyle& style, std::ostream& out) {
  std::string line;
  for (const Mark mark : kWorstFirst) {
    if (Count(totals, mark) == 0) continue;
    line +=
        (line.empty() ? "" : "   ") + Paint(std::string(Symbol(mark)) + " " + std::string(MarkName(mark)), mark, style);
  }
  if (!line.empty()) out << line << "\n\n";
}

// The owner knows them: what is listed and why, and no more.
void WriteDeviations(const Run& run, const TerminalStyle& style, std::ostream& out) {
  const std::vector<const CaseResult*> cases = CasesOf(run, Mark::kDeviation);
  const std::string badge = std::string(Symbol(Mark::kDeviation)) + " " + std::string(MarkName(Mark::kDeviation));
  for (const CaseResult* result : cases) {
    out << Paint(badge, Mark::kDeviation, style) << "  " << VisibleLine(result->id) << ": "
        << VisibleLine(result->deviation) << "\n";
  }
  if (!cases.empty()) out << "\n";
}

void WriteSkipped(const Run& run, const TerminalStyle& style, std::ostream& out) {
  const std::vector<Skipped> groups = GroupSkipped(run);
  for (const Skipped& group : groups) {
    std::vector<std::string> where;
    std::map<std::string, int64_t> counts;
    for (const CaseResult* result : group.cases) {
      if (counts[result->endpoint + "/" + result->family]++ == 0)
        where.push_back(result->endpoint + "/" + result->family);
    }
    out << Paint(std::string(Symbol(Mark::kSkipped)) + " " + std::to_string(group.cases.size()) + " skipped",
                 Mark::kSkipped, style)
        << "  " << VisibleLine(group.reason.empty() ? "no reason given" : group.reason) << ": ";
    for (size_t i = 0; i < where.size(); ++i) {
      out << (i == 0 ? "" : ", ") << VisibleLine(where[i]);
      if (counts[where[i]] > 1) out << " ×" << counts[where[i]];
    }
    out << "\n";
  }
  if (!groups.empty()) out << "\n";
}

void WriteNotice(std::string_view label, std::string_view text, Mark colour, const TerminalStyle& style,
                 std::ostream& out) {
  const size_t indent = label.size() + 2;
  const size_t width = static_cast<size_t>(std::max(style.width, 40)) - indent;
  bool first = true;
  for (const std::string& line : Wrap(VisibleLine(text), width)) {
    out << (first ? Paint(std::string(label) + ":", colour, style) + " " : std::string(indent, ' ')) << line << "\n";
    first = false;
  }
}

}  // namespace

void WriteTerminal(const Run& run, const TerminalStyle& style, std::ostream& to) {
  std::ostringstream out;
  WriteTable(MakeMatrix(run), style, out);
  const Counts totals = TotalsOf(run);
  WriteLegend(totals, style, out);

  for (const Mark mark : {Mark::kFail, Mark::kError, Mark::kInconclusive, Mark::kWarn}) {
    for (const CaseResult* result : CasesOf(run, mark)) out << CaseText(*result, style) << "\n";
  }
  WriteDeviations(run, style, out);
  WriteSkipped(run, style, out);

  for (const std::string& error : run.deviation_errors) WriteNotice("deviations", error, Mark::kFail, style, out);
  if (!run.preflight_error.empty()) WriteNotice("preflight", run.preflight_error, Mark::kError, style, out);
  if (run.interrupted) WriteNotice("interrupted", "the run was stopped before its end", Mark::kWarn, style, out);
  if (!run.partial.empty()) WriteNotice("partial", run.partial, Mark::kWarn, style, out);
  for (const std::string& missing : EvidenceMissing(run)) WriteNotice("no evidence", missing, Mark::kWarn, style, out);

  const size_t width = static_cast<size_t>(std::max(style.width, 40));
  for (const std::string& line : Wrap(CountsSentence(totals) + "; " + WorkSentence(run), width)) out << line << "\n";
  for (const std::string& line : Wrap(VisibleLine(VerdictSentence(run)), width)) {
    out << Paint(line, MarkOf(run), style) << "\n";
  }
  to << WithoutCommands(out.str());
}

}  // namespace authconform
