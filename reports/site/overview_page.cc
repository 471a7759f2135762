#include "reports/site/overview_page.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "reports/html_escape.h"
#include "reports/site/chart.h"
#include "reports/site/page.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

using Standing = OverviewLine::Standing;
constexpr size_t kTrend = 30;        // runs
constexpr size_t kRegressions = 20;  // of a target that are told one by one
constexpr size_t kRegressed = 50;    // targets whose regressions are told one by one
constexpr size_t kNameLength = 60;
constexpr size_t kLabelLength = 30;
constexpr size_t kLossLength = 600;
constexpr size_t kNoticeLength = 160;  // characters; the target's page has the whole

struct StandingWords {
  Standing standing;
  const char* title;
  Mark mark;
};
constexpr std::array<StandingWords, 5> kStandings = {{
    {Standing::kRegressed, "Got worse in the last run", Mark::kFail},
    {Standing::kDoesNotConform, "Does not conform", Mark::kFail},
    {Standing::kNotJudged, "Could not be judged", Mark::kInconclusive},
    {Standing::kConforms, "Conforms", Mark::kPass},
    {Standing::kStale, "No longer asked", Mark::kSkipped},
}};

// What was news of a run that nobody followed up is none for ever.
Standing StandingOf(const Past& past, bool regressed) {
  if (past.stale_days > 0) return Standing::kStale;
  if (regressed) return Standing::kRegressed;
  if (past.mark() == Mark::kFail) return Standing::kDoesNotConform;
  if (past.mark() == Mark::kError || past.mark() == Mark::kInconclusive) return Standing::kNotJudged;
  return Standing::kConforms;
}

// Families in an order that every target's own order agrees with as far as it can: one that is new stands behind the
// one that precedes it.
std::vector<std::string> FamiliesOf(const std::vector<OverviewLine>& lines) {
  std::vector<std::string> families;
  for (const OverviewLine& line : lines) {
    size_t behind = 0;
    for (const std::string& family : line.families) {
      const auto known = std::find(families.begin(), families.end(), family);
      const size_t at = static_cast<size_t>(known - families.begin());
      if (known == families.end()) families.insert(families.begin() + static_cast<std::ptrdiff_t>(behind), family);
      behind = (known == families.end() ? behind : at) + 1;
    }
  }
  return families;
}

std::string TargetLink(const OverviewLine& line) { return "targets/" + line.folder + "/"; }

std::string Targets(int64_t count) { return Counted(count, "target"); }

// What a target is counted as; each as one thing alone, so that the numbers add up, and in the words of the table's
// groups: an error, too, left it not judged. Of the marks that no run as a whole has, kWarn stands for what conforms as
// far as it was judged, kSkipped for what is no longer asked.
Mark CountedAs(const OverviewLine& line) {
  if (line.standing == Standing::kStale) return Mark::kSkipped;
  if (line.mark == Mark::kFail) return Mark::kFail;
  if (line.mark == Mark::kError || line.mark == Mark::kInconclusive) return Mark::kInconclusive;
  if (!line.whole) return Mark::kWarn;
  return line.mark == Mark::kDeviation ? Mark::kDeviation : Mark::kPass;
}

std::string WordsOf(Mark counted_as, int64_t number) {
  switch (counted_as) {
    case Mark::kSkipped:
      return number == 1 ? "is no longer asked" : "are no longer asked";
    case Mark::kWarn:
      return number == 1 ? "conforms as far as judged" : "conform as far as judged";
    default:
      return std::string(MarkInWords(counted_as, number));
  }
}

// In the order in which they are told: what is no longer asked comes last, as in the table.
constexpr std::array<Mark, 6> kCounted = {Mark::kFail,      Mark::kInconclusive, Mark::kWarn,
                                          Mark::kDeviation, Mark::kPass,         Mark::kSkipped};

// "Of 12 targets: 5 do not conform (1 of them got worse in its last run), 1 could not be judged, 6 conform."
std::string Sentence(const std::vector<OverviewLine>& lines, const Counts& counts) {
  Counts worse = {};
  for (const OverviewLine& line : lines) {
    if (line.standing == Standing::kRegressed) ++worse[static_cast<size_t>(CountedAs(line))];
  }
  const int64_t all = static_cast<int64_t>(lines.size());
  const Mark only = CountedAs(lines.front());
  if (all == 1) {
    return "The one target " + WordsOf(only, 1) + (Sum(worse) == 1 ? " and got worse in its last run." : ".");
  }
  if (only == Mark::kPass && Count(counts, only) == all) return "All " + Targets(all) + " conform.";
  std::string text;
  for (const Mark mark : kCounted) {
    const int64_t number = Count(counts, mark);
    if (number == 0) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(number) + " " + WordsOf(mark, number);
    const int64_t of_them = Count(worse, mark);
    if (of_them > 0) {
      text +=
          " (" + std::to_string(of_them) + " of them got worse in " + (of_them == 1 ? "its" : "their") + " last run)";
    }
  }
  return "Of " + Targets(all) + ": " + text + ".";
}

// Targets that nothing is heard of hide nothing bad of the others, and are not good ones.
Mark WorstOf(Counts counts) {
  const bool silent = Count(counts, Mark::kSkipped) > 0;
  counts[static_cast<size_t>(Mark::kSkipped)] = 0;
  const Mark worst = Worst(counts);
  if (!silent || worst == Mark::kFail) return worst;
  return Mark::kInconclusive;
}

void WriteVerdict(const std::vector<OverviewLine>& lines, std::ostream& out) {
  if (lines.empty()) {
    WriteVerdictStart(Mark::kSkipped, "No run has been added to the history yet.", out);
    out << "</section>\n";
    return;
  }
  Counts counts = {};
  for (const OverviewLine& line : lines) ++counts[static_cast<size_t>(CountedAs(line))];
  WriteVerdictStart(WorstOf(counts), Sentence(lines, counts), out);
  WriteHtmlBar(counts, out);
  out << "<ul class=\"totals\">";
  for (const Mark mark : kCounted) {
    const int64_t count = Count(counts, mark);
    const bool always = mark == Mark::kFail || mark == Mark::kInconclusive || mark == Mark::kPass;
    if (count == 0 && !always) continue;
    out << "<li class=\"" << MarkName(mark) << (count == 0 ? " zero" : "") << "\"><span aria-hidden=\"true\">"
        << Symbol(mark) << "</span> <b>" << count << "</b> " << WordsOf(mark, count) << "</li>";
  }
  out << "</ul>\n</section>\n";
}

void WriteRegression(const OverviewLine& line, const OverviewLine::Regression& regression, std::ostream& out) {
  const KeptChange& change = regression.change;
  const std::string name = CaseHtml(change.of_case);
  out << "<li class=\"change\"><p class=\"what\">" << TurnHtml(change) << ' '
      << (regression.has_page ? Anchor(TargetLink(line) + CaseLink(change.of_case), name) : name) << "</p>\n<p>"
      << CauseHtml(change) << "</p>\n"
      << FindingsHtml(regression.findings) << "</li>\n";
}

void WriteRegressions(const std::vector<OverviewLine>& lines, std::ostream& out) {
  if (lines.empty() || lines.front().standing != Standing::kRegressed) return;
  WriteHtmlSectionStart("regressions", "What got worse", out);
  size_t told = 0;
  for (const OverviewLine& line : lines) {
    if (line.standing != Standing::kRegressed || ++told > kRegressed) break;
    out << "<article class=\"regressed\"><h3>"
        << Anchor(TargetLink(line) + "index.html", Html(ShortName(line.name, kNameLength))) << " "
        << "<span class=\"when\">"
        << Anchor(TargetLink(line) + RunLink(line.last_run), "run of " + TimeHtml(line.last_us))
        << (line.owner.empty() ? "" : " · owner " + Html(ShortName(line.owner)))
        << "</span></h3>\n<ul class=\"changes\">\n";
    for (const OverviewLine::Regression& each : line.regressions) WriteRegression(line, each, out);
    if (!line.loss.empty()) {
      out << "<li class=\"change\"><p class=\"what\">" << HtmlBadge(Mark::kInconclusive, "not judged") << ' '
          << line.loss << "</p>\n<p>" << CauseHtml(line.loss_why) << "</p></li>\n";
    }
    if (line.more_regressions > 0) {
      out << "<li class=\"change\">and "
          << Anchor(TargetLink(line) + "index.html#changes", Counted(line.more_regressions, "more case")) << "</li>\n";
    }
    out << "</ul></article>\n";
  }
  if (told > kRegressed) out << "<p>The other targets that got worse are at the top of the list below.</p>\n";
  out << "</section>\n";
}

std::string NoteHtml(std::string_view label, const std::string& text) {
  return "<span class=\"note\"><strong>" + std::string(label) + "</strong>" +
         (text.empty() ? "" : " " + Html(Clip(VisibleLine(text), kNoticeLength))) + "</span>";
}

// The roles are what the elements have by themselves, until a narrow screen's CSS lays them out as blocks.
void WriteName(const OverviewLine& line, std::ostream& out) {
  out << "<th role=\"rowheader\" scope=\"row\">"
      << Anchor(TargetLink(line) + "index.html", Html(ShortName(line.name, kNameLength)));
  for (const std::string& label : line.labels) {
    out << " <span class=\"label\">" << Html(ShortName(label, kLabelLength)) << "</span>";
  }
  if (!line.owner.empty()) out << "<span class=\"owner\">" << Html(ShortName(line.owner)) << "</span>";
  out << "</th>";
}

void WriteState(const OverviewLine& line, std::ostream& out) {
  out << "<td role=\"cell\" class=\"state\">" << HtmlBadge(line.mark, StateInWords(line.mark, line.whole))
      << " <span class=\"when\">since " << DayHtml(line.since_us) << "</span>";
  if (line.stale_days > 0) out << NoteHtml("Stale:", "the last run was " + Counted(line.stale_days, "day") + " ago");
  for (const Notice& each : line.notices) out << NoteHtml(each.label + ":", each.text);
  if (line.flaky > 0) out << NoteHtml("Flaky:", Counted(line.flaky, "case"));
  if (line.judged_us == 0) {
    out << NoteHtml("Never judged", "");
  } else if (!line.judged_in_last) {
    out << NoteHtml("The counts", "are of the run of " + Day(line.judged_us));
  }
  out << "</td>";
}

// On a narrow screen there is no room for what passes, and the others name their family themselves.
void WriteFamily(const OverviewLine& line, const std::string& family, std::ostream& out) {
  const auto found = std::find(line.families.begin(), line.families.end(), family);
  const size_t place = static_cast<size_t>(found - line.families.begin());
  if (found == line.families.end() || Sum(line.cells[place]) == 0) {
    out << "<td role=\"cell\" class=\"pass\"><span class=\"unseen\">no cases</span></td>";
    return;
  }
  const Mark worst = Worst(line.cells[place]);
  out << "<td role=\"cell\" class=\"" << MarkName(worst) << (line.judged_in_last ? "" : " old")
      << "\"><span class=\"cell\">";
  if (worst != Mark::kPass) out << "<span class=\"of\" aria-hidden=\"true\">" << Html(family) << "</span>";
  out << HtmlCounts(line.cells[place]) << "</span></td>";
}

void WriteRow(const OverviewLine& line, const std::vector<std::string>& families, std::ostream& out) {
  out << "<tr role=\"row\" data-since=\"" << line.since_us << "\" data-last=\"" << line.last_us << "\">";
  WriteName(line, out);
  WriteState(line, out);
  out << "<td role=\"cell\" class=\"last\">"
      << Anchor(TargetLink(line) + RunLink(line.last_run), TimeHtml(line.last_us))
      << TrendSvg(line.trend, RunsInWords(line.trend)) << "</td>";
  for (const std::string& family : families) WriteFamily(line, family, out);
  out << "</tr>\n";
}

void WriteTargets(const std::vector<OverviewLine>& lines, std::ostream& out) {
  if (lines.empty()) return;
  const std::vector<std::string> families = FamiliesOf(lines);
  WriteHtmlSectionStart("targets", "All targets", out);
  std::vector<std::string> columns = {"Target", "State", "Last run, trend"};
  for (const std::string& family : families) columns.push_back(Html(family));
  WriteTableStart("targets", "matrix targets",
                  "The state of each target and since when, its last run above the trend of the last " +
                      std::to_string(kTrend) + ", and its cases by verdict in each family.",
                  columns, out);
  for (const StandingWords& group : kStandings) {
    const auto is_in = [&](const OverviewLine& line) { return line.standing == group.standing; };
    const int64_t count = std::count_if(lines.begin(), lines.end(), is_in);
    if (count == 0) continue;
    out << "<tbody role=\"rowgroup\">\n<tr role=\"row\" class=\"group\"><th role=\"rowheader\" scope=\"rowgroup\" "
           "colspan=\""
        << columns.size() << "\"><span class=\"in " << MarkName(group.mark) << "\"><span aria-hidden=\"true\">"
        << Symbol(group.mark) << "</span> " << group.title << "</span> <span class=\"number\">" << count
        << "</span></th></tr>\n";
    for (const OverviewLine& line : lines) {
      if (is_in(line)) WriteRow(line, families, out);
    }
    out << "</tbody>\n";
  }
  out << "</table></div>\n<p class=\"key\">Trend: a low column conforms, one half as high conforms but for deviations, "
         "a full one does not conform, a "
         "hollow one could not be judged.</p>\n</section>\n";
}

}  // namespace

OverviewLine LineOf(const Past& past) {
  OverviewLine line;
  line.name = past.target.name;
  line.folder = past.folder;
  line.owner = past.target.owner;
  line.labels = past.target.labels;
  line.mark = past.mark();
  line.whole = IsWhole(past.last());
  line.last_run = past.last().id;
  line.last_us = past.last().started_us;
  line.since_us = past.runs[past.standing.since].started_us;
  line.stale_days = past.stale_days;
  line.notices = NoticesOf(past, past.runs.size() - 1);
  line.flaky = std::count_if(past.cases.begin(), past.cases.end(), [](const CaseStreak& each) { return each.flaky; });
  const size_t from = past.marks.size() - std::min(past.marks.size(), kTrend);
  line.trend.assign(past.marks.begin() + static_cast<std::ptrdiff_t>(from), past.marks.end());
  const std::vector<const KeptChange*> regressions = past.Regressions();
  if (const Loss* loss = past.LastLoss(); loss != nullptr) {
    line.loss = LossInWords(past, *loss);
    line.loss_why.cause = loss->cause;
    line.loss_why.why = Clip(VisibleLine(loss->why), kLossLength);
  }
  line.standing = StandingOf(past, !regressions.empty() || !line.loss.empty());
  for (const KeptChange* each : regressions) {
    if (line.regressions.size() == kRegressions) break;
    const size_t place = PlaceOf(past.last(), each->of_case);
    const bool asked = place < past.last().results.size();
    line.regressions.push_back(
        {*each, asked ? past.last().results[place]->findings : std::vector<Finding>(), HasPage(past, each->of_case)});
  }
  line.more_regressions = static_cast<int64_t>(regressions.size() - line.regressions.size());
  if (past.judged == past.runs.size()) {
    line.judged_in_last = false;
    return line;
  }
  const KeptRun& judged = past.runs[past.judged];
  line.judged_us = judged.started_us;
  line.judged_in_last = past.judged + 1 == past.runs.size();
  const Matrix matrix = MakeMatrix(RunOf(judged, {}));
  line.families = matrix.families;
  line.cells.resize(matrix.families.size());
  for (const Matrix::Row& row : matrix.rows) {
    for (size_t family = 0; family < row.cells.size(); ++family) {
      for (size_t mark = 0; mark < row.cells[family].size(); ++mark)
        line.cells[family][mark] += row.cells[family][mark];
    }
  }
  return line;
}

void SortLines(std::vector<OverviewLine>& lines) {
  const auto is_calm = [](const OverviewLine& line) { return line.notices.empty() && line.flaky == 0; };
  std::stable_sort(lines.begin(), lines.end(), [&](const OverviewLine& one, const OverviewLine& other) {
    if (one.standing != other.standing) return one.standing < other.standing;
    if (one.regressions.empty() != other.regressions.empty()) return other.regressions.empty();
    return is_calm(one) != is_calm(other) ? is_calm(other) : one.name < other.name;
  });
}

void WriteOverview(const std::string& title, const std::vector<OverviewLine>& lines, int64_t now_us,
                   std::ostream& out) {
  Page page;
  page.title = title + " – authconform";
  page.heading = title;
  page.brand = "nightly overview";
  page.feed = "feed.xml";
  page.script = true;
  page.hint = "As of " + TimeHtml(now_us) + " UTC · " + Targets(static_cast<int64_t>(lines.size())) +
              " · <a href=\"feed.xml\">Atom feed of what gets worse</a>";
  WritePageStart(page, out);
  WriteVerdict(lines, out);
  WriteRegressions(lines, out);
  WriteTargets(lines, out);
  WritePageEnd(out);
}

}  // namespace authconform
