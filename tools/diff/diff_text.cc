#include "tools/diff/diff_text.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/joined.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

constexpr size_t kShown = 300;

std::string Shown(const std::string& text) { return Clip(VisibleLine(text), kShown); }

std::string RunInWords(const ComparedRun& run) {
  if (run.target.empty()) return "";
  const std::string at = run.target == run.url ? Shown(run.url) : Shown(run.target) + ", " + Shown(run.url);
  const std::string verdict =
      run.preflight_error.empty() ? std::string(ExitMeaning(run.exit_code)) : std::string("nothing was judged");
  return at + ", " + Instant(run.started_us) + ", " + verdict;
}

void WriteRuns(const Diff& diff, const TerminalStyle& style, std::ostream& out) {
  const std::string before = Shown(diff.before.name);
  const std::string now = Shown(diff.now.name);
  const size_t columns = std::max(Columns(before), Columns(now)) + 2;
  out << Bold(Pad(before, columns), style) << RunInWords(diff.before) << '\n'
      << Bold(Pad(now, columns), style) << RunInWords(diff.now) << "\n\n";
  const size_t width = static_cast<size_t>(std::max(style.width, 40));
  for (const std::string& note : diff.notes) {
    for (const std::string& line : Wrap(VisibleLine(note), width)) out << WithoutCommands(line) << '\n';
  }
  if (!diff.notes.empty()) out << '\n';
}

struct Badge {
  Mark mark;
  std::string_view word;
};

Badge BadgeOf(const Change& change) {
  if (change.kept.regression) return {Mark::kFail, "regression"};
  if (change.lost) return {Mark::kInconclusive, "lost"};
  if (IsMended(change.kept)) return {Mark::kPass, "mended"};
  const Mark mark = !change.kept.to             ? Mark::kSkipped
                    : !change.deviation.empty() ? Mark::kDeviation
                                                : MarkOf(*change.kept.to);
  return {mark, "changed"};
}

void WriteChange(const Change& change, const TerminalStyle& style, std::ostream& out) {
  const KeptChange& kept = change.kept;
  const Badge badge = BadgeOf(change);
  const std::string mark = std::string(Symbol(badge.mark)) + " " + std::string(badge.word);
  out << Paint(mark, badge.mark, style) << "  " << Bold(Shown(kept.of_case), style) << "  " << VerdictOrNone(kept.from)
      << " → " << VerdictOrNone(kept.to) << (change.deviation.empty() ? "" : " (listed)") << '\n';
  out << LabelText("cause", CauseInWords(kept.cause), style) << LabelText("why", VisibleLine(kept.why), style);
  if (!kept.regression) return;
  for (const Finding& each : change.findings) out << FindingText(each, style);
}

bool IsOfOneRunOnly(const Change& change) { return !change.not_asked.empty() && !change.kept.regression; }

// A line an endpoint that only one of the runs was told to ask.
void WriteNotAsked(const std::vector<Change>& changes, const TerminalStyle& style, std::ostream& out) {
  std::map<std::string_view, std::vector<const Change*>> by_endpoint;
  for (const Change& each : changes) {
    if (IsOfOneRunOnly(each)) by_endpoint[each.not_asked].push_back(&each);
  }
  for (const auto& [endpoint, cases] : by_endpoint) {
    const std::string mark = std::string(Symbol(Mark::kSkipped)) + " not compared";
    out << Paint(mark, Mark::kSkipped, style) << "  " << Bold(Shown(std::string(endpoint)), style) << "  "
        << Counted(static_cast<int64_t>(cases.size()), "case") << ": " << Shown(cases.front()->kept.why) << '\n';
    for (const Change* each : cases) {
      if (each->kept.from == Verdict::kFail) out << "  failed before: " << Shown(each->kept.of_case) << '\n';
    }
  }
  if (!by_endpoint.empty()) out << '\n';
}

// A target that was judged and cannot be now.
void WriteLoss(const Diff& diff, const TerminalStyle& style, std::ostream& out) {
  if (!diff.lost) return;
  const std::string mark = std::string(Symbol(Mark::kFail)) + " lost";
  out << Paint(mark, Mark::kFail, style) << "  " << Bold(Shown(diff.now.target), style) << "  was judged in "
      << Shown(diff.before.name) << ", and " << Shown(diff.now.name) << " judged nothing\n";
  if (diff.lost_cause) out << LabelText("cause", CauseInWords(*diff.lost_cause), style);
  out << '\n';
}

// "59 cases as before, 65 as in an earlier run".
std::string UnchangedInWords(const Unchanged& unchanged) {
  std::vector<std::string> words;
  if (unchanged.as_before > 0) words.push_back(Counted(unchanged.as_before, "case") + " as before");
  if (unchanged.as_earlier > 0) words.push_back(Counted(unchanged.as_earlier, "case") + " as in an earlier run");
  if (unchanged.first > 0) words.push_back("nothing was known of " + Counted(unchanged.first, "case") + " before");
  return words.empty() ? "no case as before" : Joined(words);
}

// The run that judged nothing, so that nothing can be held against the other; null: there is none.
const ComparedRun* SilentOf(const Diff& diff) {
  if (!diff.changes.empty() || diff.lost) return nullptr;
  if (!diff.now.judged) return &diff.now;
  return diff.before.judged || ExitCodeOf(diff) == ExitCode::kConforms ? nullptr : &diff.before;
}

std::string CountsOf(const Diff& diff) {
  if (const ComparedRun* silent = SilentOf(diff)) {
    return "nothing can be compared: " + Shown(silent->name) + " judged nothing";
  }
  const auto count = [&](bool (*holds)(const Change&)) {
    return std::count_if(diff.changes.begin(), diff.changes.end(), holds);
  };
  const int64_t failing = count([](const Change& each) { return each.kept.regression; });
  const int64_t lost = count([](const Change& each) { return each.lost; });
  const int64_t mended = count([](const Change& each) { return IsMended(each.kept); });
  const int64_t of_one = count(IsOfOneRunOnly);
  const int64_t others = static_cast<int64_t>(diff.changes.size()) - failing - lost - mended - of_one;
  const int64_t regressions = Regressions(diff);
  std::string counts = regressions == 0 ? "no regression" : Counted(regressions, "regression");
  if (lost > 0) counts += ", " + Counted(lost, "case") + " lost";
  if (mended > 0) counts += ", " + std::to_string(mended) + " mended";
  if (others > 0) counts += ", " + Counted(others, "other change");
  if (of_one > 0) counts += ", " + Counted(of_one, "case") + " asked in one run only";
  return counts + "; " + UnchangedInWords(diff.unchanged);
}

Json ToJson(const ComparedRun& run) {
  return Json::Object{{"name", run.name},
                      {"target", run.target},
                      {"url", run.url},
                      {"authconform", run.authconform},
                      {"started", run.target.empty() ? "" : Instant(run.started_us, true)},
                      {"exit_code", static_cast<int>(run.exit_code)},
                      {"verdict", ExitMeaning(run.exit_code)},
                      {"preflight_error", run.preflight_error}};
}

Json ToJson(const std::optional<Verdict>& verdict) { return verdict ? Json(VerdictName(*verdict)) : Json(); }

Json ToJson(const Finding& finding) {
  return Json::Object{{"rule", Json::Object{{"id", finding.rule.id},
                                            {"level", finding.rule.level},
                                            {"text", finding.rule.text},
                                            {"source", finding.rule.source}}},
                      {"check", finding.check},
                      {"pointer", finding.pointer},
                      {"expected", finding.expected},
                      {"actual", finding.actual}};
}

Json ToJson(const Change& change) {
  const KeptChange& kept = change.kept;
  Json::Array findings;
  for (const Finding& each : change.findings) findings.push_back(ToJson(each));
  return Json::Object{{"case", kept.of_case},
                      {"from", ToJson(kept.from)},
                      {"to", ToJson(kept.to)},
                      {"before", change.before_run},
                      {"regression", kept.regression},
                      {"lost", change.lost},
                      {"mended", IsMended(kept)},
                      {"left_out", change.left_out},
                      {"not_asked", change.not_asked},
                      {"cause", CauseName(kept.cause)},
                      {"why", kept.why},
                      {"reason", change.reason},
                      {"deviation", change.deviation},
                      {"findings", std::move(findings)}};
}

}  // namespace

void WriteDiff(const Diff& diff, const TerminalStyle& style, std::ostream& out) {
  WriteRuns(diff, style, out);
  WriteLoss(diff, style, out);
  for (const Change& each : diff.changes) {
    if (IsOfOneRunOnly(each)) continue;
    WriteChange(each, style, out);
    out << '\n';
  }
  WriteNotAsked(diff.changes, style, out);
  out << Paint(CountsOf(diff), MarkOf(ExitCodeOf(diff), false), style) << '\n';
}

Json DiffJson(const Diff& diff) {
  Json::Array changes;
  for (const Change& each : diff.changes) changes.push_back(ToJson(each));
  return Json::Object{{"before", ToJson(diff.before)},
                      {"now", ToJson(diff.now)},
                      {"notes", Json::Array(diff.notes.begin(), diff.notes.end())},
                      {"regressions", Regressions(diff)},
                      {"changes", std::move(changes)},
                      {"lost", diff.lost},
                      {"lost_cause", diff.lost_cause ? Json(CauseName(*diff.lost_cause)) : Json()},
                      {"same", diff.unchanged.as_before},
                      {"same_as_earlier", diff.unchanged.as_earlier},
                      {"first_judged", diff.unchanged.first},
                      {"exit_code", static_cast<int>(ExitCodeOf(diff))}};
}

}  // namespace authconform
