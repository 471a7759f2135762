#include "reports/site/case_page.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "reports/html_escape.h"
#include "reports/site/chart.h"
#include "reports/site/page.h"
#include "reports/summary.h"

namespace authconform {
namespace {

constexpr size_t kInChart = 90;  // runs
constexpr char kUp[] = "../../../";

// What came of the case, run by run; runs that did not plan it are left out.
struct Asked {
  const KeptRun* run = nullptr;
  const KeptResult* result = nullptr;
  int64_t mean_us = 0;
};

std::vector<Asked> AskedIn(const Past& past, const std::string& of_case) {
  std::vector<Asked> asked;
  const KeptPlan* plan = nullptr;
  size_t place = 0;
  for (const KeptRun& run : past.runs) {
    if (run.plan != plan) {
      plan = run.plan;
      place = PlaceOf(run, of_case);
    }
    if (place < run.results.size()) asked.push_back({&run, run.results[place], run.mean_us[place]});
  }
  return asked;
}

std::string Sentence(const CaseStreak& streak) {
  if (!streak.known) return "It could never be judged, in " + Counted(streak.asked, "run") + ".";
  const std::string verdict = std::string(VerdictName(streak.verdict)) + " since " + DayHtml(streak.since_us);
  if (streak.verdict != streak.last->verdict)
    return "It could not be judged in the last run; before, it was " + verdict + ".";
  return "Its verdict is " + verdict + ", " + Counted(streak.runs, "run") + (streak.runs == 1 ? "." : " in a row.");
}

void WriteVerdict(const CaseStreak& streak, std::ostream& out) {
  WriteVerdictStart(MarkOf(*streak.last), Sentence(streak), out);
  out << "</section>\n";
  if (streak.flaky) {
    WriteHtmlNotice("Flaky.",
                    "Its verdict changed three times or more within the last 14 runs that asked it, or within one run, "
                    "while spec, cases and authconform stayed the same.",
                    out);
  }
}

void WriteLast(const Past& past, const CaseStreak& streak, std::ostream& out) {
  WriteHtmlSectionStart("last", "What the last run found", out);
  const bool recorded = std::any_of(past.runs.begin(), past.runs.end(),
                                    [&](const KeptRun& each) { return each.id == streak.last_run && each.recorded; });
  out << "<p>" << HtmlBadge(MarkOf(*streak.last)) << " in the "
      << Anchor("../" + RunLink(streak.last_run) + (recorded ? "#" + HtmlId("case", streak.id) : ""),
                "run of " + TimeHtml(streak.last_started_us))
      << (streak.last_run == past.last().id ? "" : ", the last that asked this case") << ".</p>\n";
  WriteReasons(streak.last->deviation, streak.last->reason, out);
  out << FindingsHtml(streak.last->findings) << "</section>\n";
}

void WriteCharts(const std::vector<Asked>& asked, std::ostream& out) {
  const size_t from = asked.size() - std::min(asked.size(), kInChart);
  std::vector<Mark> marks;
  std::vector<int64_t> times;
  Counts counts = {};
  for (size_t i = from; i < asked.size(); ++i) {
    marks.push_back(MarkOf(*asked[i].result));
    ++counts[static_cast<size_t>(marks.back())];
    times.push_back(asked[i].mean_us);
  }
  const std::string runs =
      marks.size() == 1 ? "the one run" : "the last " + Counted(static_cast<int64_t>(marks.size()), "run");
  const int64_t first_us = asked[from].run->started_us;
  const int64_t last_us = asked.back().run->started_us;
  WriteHtmlSectionStart("verdicts", "Verdicts and times", out);
  WriteFigure("In " + runs + " that planned it",
              CountsSentence(counts) +
                  "; low passes, half high warns or is a deviation, full fails, hollow could not be "
                  "judged",
              VerdictsSvg(marks, "verdicts in " + runs + ", oldest first: " + CountsSentence(counts)), first_us,
              last_us, out);
  const int64_t slowest = *std::max_element(times.begin(), times.end());
  if (slowest > 0) {
    WriteFigure("Time", "the line below is 0, the highest point " + Duration(slowest),
                TimesSvg(times, "mean time in " + runs + ", at most " + Duration(slowest)), first_us, last_us, out);
  }
  out << "</section>\n";
}

// The changes stand with the latest run first.
const KeptChange* ChangeOf(const Past& past, const std::string& of_case, int64_t run) {
  auto at = std::lower_bound(past.changes.begin(), past.changes.end(), run,
                             [](const KeptChange& each, int64_t id) { return each.run > id; });
  while (at != past.changes.end() && at->run == run && at->of_case != of_case) ++at;
  return at == past.changes.end() || at->run != run ? nullptr : &*at;
}

// Runs with the same mark one after another are one row; the latest first. It says all that the strip shows.
void WriteStretches(const Past& past, const CaseStreak& streak, const std::vector<Asked>& asked, std::ostream& out) {
  WriteHtmlSectionStart("changes", "What changed it, and why", out);
  WriteTableStart("changes", "plain stretches", "Runs with the same verdict are one line; the latest first",
                  {"Verdict", "From", "To", "Runs", "Mean time", "Cause"}, out);
  out << "<tbody role=\"rowgroup\">\n";
  for (size_t end = asked.size(); end > 0;) {
    const Mark mark = MarkOf(*asked[end - 1].result);
    size_t begin = end;
    double sum = 0;
    while (begin > 0 && MarkOf(*asked[begin - 1].result) == mark) sum += static_cast<double>(asked[--begin].mean_us);
    const KeptRun& first = *asked[begin].run;
    const KeptRun& last = *asked[end - 1].run;
    const int64_t mean = static_cast<int64_t>(sum / static_cast<double>(end - begin));
    // The roles are what the elements have by themselves, until a narrow screen's CSS lays them out as blocks.
    out << "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">" << HtmlBadge(mark) << "</th><td role=\"cell\">"
        << RunHtml("../", first.id, first.started_us) << "</td><td role=\"cell\" class=\"until\">"
        << RunHtml("../", last.id, last.started_us) << "</td><td role=\"cell\" class=\"number asked\">" << end - begin
        << "</td><td role=\"cell\" class=\"number\">" << (mean > 0 ? Duration(mean) : "") << "</td><td role=\"cell\">";
    const KeptChange* change = ChangeOf(past, streak.id, first.id);
    const std::string& reason = asked[begin].result->reason;
    out << (change != nullptr ? CauseHtml(*change) : Html(reason)) << "</td></tr>\n";
    end = begin;
  }
  out << "</tbody></table></div>\n</section>\n";
}

}  // namespace

void WriteCasePage(const Past& past, const CaseStreak& streak, const Titles& titles, std::ostream& out) {
  const std::vector<Asked> asked = AskedIn(past, streak.id);
  const auto title = titles.find(streak.id);
  Page page;
  page.title = streak.id + " on " + ShortName(past.target.name) + " – authconform";
  page.heading = title == titles.end() || title->second.empty() ? streak.id : title->second;
  page.brand = "case";
  page.up = kUp;
  page.crumbs = CrumbsOf(kUp, &past);
  page.hint = CaseHtml(streak.id);
  WritePageStart(page, out);
  WriteVerdict(streak, out);
  WriteLast(past, streak, out);
  WriteCharts(asked, out);
  WriteStretches(past, streak, asked, out);
  WritePageEnd(out);
}

}  // namespace authconform
