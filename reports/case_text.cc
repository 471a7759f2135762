#include "reports/case_text.h"

#include <algorithm>

#include "harness/base/joined.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

constexpr size_t kLabel = 12;
// A value longer than this says more by its length than by its end.
constexpr size_t kLongestValue = 300;

std::string_view ColourOf(Mark mark) {
  switch (mark) {
    case Mark::kPass:
      return "32";
    case Mark::kSkipped:
      return "2";
    case Mark::kDeviation:
      return "34";
    case Mark::kWarn:
      return "33";
    case Mark::kInconclusive:
      return "36";
    case Mark::kError:
      return "35";
    case Mark::kFail:
      return "31";
  }
  return "0";
}

std::string Sgr(std::string_view code, std::string_view text, const TerminalStyle& style) {
  if (!style.colour || text.empty()) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

// Appends "  label     text", the text wrapped beside its label.
void AppendVisible(std::string_view label, std::string_view visible, const TerminalStyle& style, std::string& out,
                   size_t indent) {
  const size_t column = indent + kLabel;
  const size_t width = static_cast<size_t>(std::max(style.width, 40)) - column;
  bool first = true;
  for (const std::string& line : Wrap(visible, width)) {
    out += std::string(indent, ' ') + Faint(Pad(first ? std::string(label) : "", kLabel), style) + line + "\n";
    first = false;
  }
}

void AppendLine(std::string_view label, std::string_view text, const TerminalStyle& style, std::string& out,
                size_t indent = 2) {
  AppendVisible(label, Clip(VisibleLine(text), kLongestValue), style, out, indent);
}

void AppendFinding(const Finding& finding, const TerminalStyle& style, std::string& out) {
  const std::string source = finding.rule.source.empty() ? finding.rule.id : finding.rule.source;
  AppendLine("rule", finding.rule.text + " — " + source + " (" + finding.rule.level + ")", style, out);
  if (!finding.pointer.empty()) AppendLine("at", finding.pointer, style, out, 4);
  AppendLine("expected", finding.expected.empty() ? "–" : finding.expected, style, out, 4);
  AppendLine("actual", finding.actual.empty() ? "–" : finding.actual, style, out, 4);
}

std::string Answer(const RecordedExchange& exchange) {
  const std::string took = " after " + Duration(exchange.duration_us);
  if (exchange.status == 0) return "none" + took + (exchange.error.empty() ? "" : ": " + exchange.error);
  return std::to_string(exchange.status) + (exchange.reason.empty() ? "" : " " + exchange.reason) + took;
}

}  // namespace

std::string Paint(std::string_view text, Mark mark, const TerminalStyle& style) {
  return Sgr(ColourOf(mark), text, style);
}
std::string Bold(std::string_view text, const TerminalStyle& style) { return Sgr("1", text, style); }
std::string Faint(std::string_view text, const TerminalStyle& style) { return Sgr("2", text, style); }

std::string LabelText(std::string_view label, std::string_view visible, const TerminalStyle& style) {
  std::string out;
  AppendVisible(label, visible, style, out, 2);
  return WithoutCommands(out);
}

std::string FindingText(const Finding& finding, const TerminalStyle& style) {
  std::string out;
  AppendFinding(finding, style, out);
  return WithoutCommands(out);
}

std::string CaseText(const CaseResult& result, const TerminalStyle& style) {
  const Mark mark = MarkOf(result);
  const std::string badge = std::string(Symbol(mark)) + " " + std::string(MarkName(mark));
  std::string out = Paint(badge, mark, style) + "  " + Bold(VisibleLine(result.id), style) + "\n";
  if (!result.title.empty()) AppendLine("case", result.title, style, out);
  if (!result.mutation.empty()) AppendLine("sent", result.mutation, style, out);
  if (!result.expected.empty()) AppendLine("expected", result.expected, style, out);
  if (result.Excused()) AppendLine("deviation", result.deviation, style, out);
  if (!result.reason.empty()) AppendLine("reason", result.reason, style, out);
  for (const Finding& finding : result.findings) AppendFinding(finding, style, out);
  if (!result.unfired.empty())
    AppendLine("no evidence", Joined(result.unfired) + ": found nothing to look at", style, out);
  const Counts repetitions = CountsOf(result.repetitions);
  if (Sum(repetitions) > 1) AppendLine("repeated", CountsSentence(repetitions), style, out);
  for (const RecordedExchange& exchange : result.exchanges) {
    AppendLine("answer", Answer(exchange), style, out);
    // Neither wrapped nor clipped: it is there to be copied.
    if (!exchange.curl.empty())
      out += "  " + Faint(Pad("reproduce", kLabel), style) + VisibleLine(exchange.curl) + "\n";
  }
  return WithoutCommands(out);
}

}  // namespace authconform
