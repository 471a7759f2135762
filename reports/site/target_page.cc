#include "reports/site/target_page.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "reports/html_escape.h"
#include "reports/site/chart.h"
#include "reports/site/page.h"
#include "reports/summary.h"

namespace authconform {
namespace {

constexpr size_t kInChart = 90;   // runs
constexpr size_t kInTable = 30;   // runs that the table shows at once
constexpr size_t kChanges = 100;  // lines of them; those of the run that reaches it are told to the end
constexpr size_t kUnfolded = 10;  // runs whose changes are told unfolded
constexpr size_t kAlike = 3;      // cases of which the same is to be told are folded into one line
constexpr size_t kFolded = 200;   // of them named
constexpr size_t kSlowest = 5;    // cases
constexpr size_t kTroubles = 20;  // runs

std::string TitleHtml(const Titles& titles, const std::string& id) {
  const auto title = titles.find(id);
  if (title == titles.end() || title->second.empty()) return "";
  return "<span class=\"title\">" + Html(title->second) + "</span>";
}

std::string CaseAnchor(const Past& past, const std::string& id) {
  return HasPage(past, id) ? Anchor(CaseLink(id), CaseHtml(id)) : CaseHtml(id);
}

// Runs that could not be judged, or whose evidence is not whole.
bool IsTrouble(const Past& past, size_t run) {
  const Mark mark = past.marks[run];
  return mark == Mark::kError || mark == Mark::kInconclusive || !NoticesOf(past, run).empty();
}

void WriteVerdict(const Past& past, std::ostream& out) {
  const Mark mark = past.mark();
  const int64_t runs = past.standing.runs;
  WriteVerdictStart(mark, Html(VerdictSentence(Shortened(RunOf(past.last(), {})))), out);
  WriteHtmlBar(past.counts.back(), out);
  WriteHtmlTotals(past.counts.back(), out);
  out << "<p class=\"standing\">It " << MarkInWords(mark) << " since "
      << DayHtml(past.runs[past.standing.since].started_us) << ", "
      << (runs == 1 ? "1 run" : std::to_string(runs) + " runs in a row")
      << ". Last run: " << Anchor(RunLink(past.last().id), TimeHtml(past.last().started_us)) << ".";
  if (past.judged < past.runs.size() && past.judged + 1 != past.runs.size()) {
    const KeptRun& judged = past.runs[past.judged];
    out << " The last that could be judged is " << Anchor(RunLink(judged.id), "that of " + DayHtml(judged.started_us))
        << ": " << MarkInWords(past.marks[past.judged]) << ".";
  }
  out << "</p>\n</section>\n";
  if (past.stale_days > 0) {
    WriteHtmlNotice("Stale.", "The last run was " + Counted(past.stale_days, "day") + " before this page was written.",
                    out);
  }
  WriteNotices(NoticesOf(past, past.runs.size() - 1), out);
}

void WriteFacts(const Past& past, std::ostream& out) {
  const KeptRun& last = past.last();
  out << "<section aria-labelledby=\"facts\">\n<h2 id=\"facts\" class=\"unseen\">The target</h2>\n<dl class=\"facts "
         "run\">\n";
  if (ShortName(past.target.name) != past.target.name) WriteHtmlFact("Name", Html(past.target.name), out);
  WriteHtmlFact("Target", "<code>" + Html(last.url) + "</code>", out);
  if (!past.target.owner.empty()) WriteHtmlFact("Owner", Html(past.target.owner), out);
  if (!past.target.labels.empty()) {
    std::string labels;
    for (const std::string& each : past.target.labels) labels += "<span class=\"label\">" + Html(each) + "</span> ";
    WriteHtmlFact("Labels", labels, out);
  }
  WriteHtmlFact("Runs",
                Counted(static_cast<int64_t>(past.runs.size()), "run") + " kept, the first of " +
                    DayHtml(past.runs.front().started_us),
                out);
  WriteHtmlFact("Asked",
                Counted(last.requests, "request") + " in " + Duration(last.duration_us) +
                    (last.strict ? ", strict: warnings count" : ""),
                out);
  WriteHtmlFact("Version", "authconform " + Html(last.plan->authconform), out);
  out << "</dl>\n</section>\n";
}

void WriteNights(const Past& past, std::ostream& out) {
  const size_t from = past.runs.size() - std::min(past.runs.size(), kInChart);
  const auto tail = [from](const auto& all) {
    using Values = std::decay_t<decltype(all)>;
    return Values(all.begin() + static_cast<std::ptrdiff_t>(from), all.end());
  };
  const std::vector<Counts> counts = tail(past.counts);
  const std::vector<Mark> marks = tail(past.marks);
  int64_t most = 0;
  int64_t asked = 0;
  for (const Counts& each : counts) {
    most = std::max(most, Sum(each) - Count(each, Mark::kPass) - Count(each, Mark::kSkipped));
    asked += Sum(each);
  }
  const int64_t runs = static_cast<int64_t>(counts.size());
  WriteHtmlSectionStart("nights", runs == 1 ? "One run so far" : "The last " + Counted(runs, "run"), out);
  WriteFigure(
      asked == 0  ? "No case was asked"
      : most == 0 ? "Every case that was asked passed or was skipped"
                  : "Cases that did not pass",
      (most == 0 ? std::string("A column a") : "at most " + std::to_string(most) + " in a run; below, a column a") +
          " run: low conforms, half high but for deviations, full does not conform, hollow could not be judged",
      NightsSvg(marks, counts, RunsInWords(marks) + "; the table of runs tells each"), past.runs[from].started_us,
      past.last().started_us, out);
  out << "</section>\n";
}

// Cases of which the same is to be told.
void WriteFolded(const Past& past, const std::vector<std::string>& cases, std::ostream& out) {
  out << "<details class=\"alike\"><summary><span class=\"name\">" << cases.size() << " cases</span></summary>\n<ul>\n";
  for (size_t i = 0; i < std::min(cases.size(), kFolded); ++i) {
    out << "<li>" << CaseAnchor(past, cases[i]) << "</li>\n";
  }
  if (cases.size() > kFolded) out << "<li>and " << cases.size() - kFolded << " more</li>\n";
  out << "</ul></details>\n";
}

std::string SinceHtml(const CaseStreak& streak) {
  std::string html;
  if (streak.known && streak.verdict == streak.last->verdict) {
    html = "since " + DayHtml(streak.since_us) + ", " + Counted(streak.runs, "run");
  } else if (streak.known) {
    html = "before: " + std::string(VerdictName(streak.verdict)) + " since " + DayHtml(streak.since_us);
  } else {
    html = "it could never be judged, in " + Counted(streak.asked, "run");
  }
  return html + (streak.flaky ? " · <strong>flaky</strong>" : "");
}

void WriteFailing(const Past& past, const Titles& titles, const CaseStreak& streak, std::ostream& out) {
  out << "<li class=\"change\"><p class=\"what\">" << HtmlBadge(MarkOf(*streak.last)) << ' '
      << CaseAnchor(past, streak.id) << TitleHtml(titles, streak.id) << "</p>\n<p class=\"since\">"
      << SinceHtml(streak);
  if (past.last().recorded) {
    out << " · " << Anchor(RunLink(past.last().id) + "#" + HtmlId("case", streak.id), "request and response");
  }
  out << "</p>\n";
  WriteReasons(streak.last->deviation, streak.last->reason, out);
  out << FindingsHtml(streak.last->findings) << "</li>\n";
}

// Those of which the same is to be told stand together, at the place of the first.
std::vector<std::vector<const CaseStreak*>> AlikeIn(const std::vector<const CaseStreak*>& failing) {
  std::vector<std::vector<const CaseStreak*>> alike;
  std::map<std::tuple<Mark, std::string_view, std::string_view, std::string>, size_t> places;
  for (const CaseStreak* each : failing) {
    const KeptResult& last = *each->last;
    const auto key =
        std::tuple(MarkOf(last), std::string_view(last.reason), std::string_view(last.deviation), SinceHtml(*each));
    const auto known = last.findings.empty() ? places.try_emplace(key, alike.size()).first : places.end();
    if (known == places.end() || known->second == alike.size()) alike.emplace_back();
    alike[known == places.end() ? alike.size() - 1 : known->second].push_back(each);
  }
  return alike;
}

// Fails, warnings and deviations first, then what could not be judged.
void WriteFailing(const Past& past, const Titles& titles, std::ostream& out) {
  std::vector<const CaseStreak*> failing;
  for (const Mark mark : {Mark::kFail, Mark::kError, Mark::kInconclusive, Mark::kWarn, Mark::kDeviation}) {
    for (const CaseStreak& each : past.cases) {
      if (each.last_run == past.last().id && MarkOf(*each.last) == mark) failing.push_back(&each);
    }
  }
  WriteHtmlSectionStart("fails", "What does not pass now", out);
  if (failing.empty()) {
    out << (past.last().results.empty()
                ? "<p class=\"empty\">The last run asked no case.</p>\n</section>\n"
                : "<p class=\"empty\">Nothing: every case of the last run passed or was skipped.</p>\n</section>\n");
    return;
  }
  out << "<ul class=\"changes\">\n";
  for (const std::vector<const CaseStreak*>& alike : AlikeIn(failing)) {
    if (alike.size() < kAlike) {
      for (const CaseStreak* each : alike) WriteFailing(past, titles, *each, out);
      continue;
    }
    const CaseStreak& first = *alike.front();
    out << "<li class=\"change\"><p class=\"what\">" << HtmlBadge(MarkOf(*first.last)) << "</p>\n<p class=\"since\">"
        << SinceHtml(first) << "</p>\n";
    WriteReasons(first.last->deviation, first.last->reason, out);
    std::vector<std::string> ids;
    for (const CaseStreak* each : alike) ids.push_back(each->id);
    WriteFolded(past, ids, out);
    out << "</li>\n";
  }
  out << "</ul>\n</section>\n";
}

int64_t StartOf(const Past& past, int64_t run) {
  const auto found =
      std::find_if(past.runs.begin(), past.runs.end(), [&](const KeptRun& each) { return each.id == run; });
  return found == past.runs.end() ? 0 : found->started_us;
}

using Alike = std::vector<const KeptChange*>;

// The changes of a run: those of which the same is to be told stand together, at the place of the first.
struct ChangedRun {
  int64_t run = 0;
  std::vector<Alike> alike;
};

std::vector<ChangedRun> ChangedRunsOf(const std::vector<KeptChange>& changes) {
  using Key = std::tuple<std::optional<Verdict>, std::optional<Verdict>, Cause, std::string_view, bool>;
  std::vector<ChangedRun> runs;
  std::map<Key, size_t> places;
  for (const KeptChange& each : changes) {
    if (runs.empty() || runs.back().run != each.run) {
      runs.push_back({each.run, {}});
      places.clear();
    }
    std::vector<Alike>& alike = runs.back().alike;
    const auto [place, is_new] =
        places.try_emplace({each.from, each.to, each.cause, each.why, each.regression}, alike.size());
    if (is_new) alike.emplace_back();
    alike[place->second].push_back(&each);
  }
  return runs;
}

void WriteChange(const Past& past, const KeptChange& change, const Alike& alike, std::ostream& out) {
  const bool folded = alike.size() >= kAlike;
  out << "<li class=\"change\"><p class=\"what\">" << TurnHtml(change) << ' '
      << (folded ? "" : CaseAnchor(past, change.of_case))
      << (change.regression ? " <span class=\"label worse\">regression</span>" : "") << "</p>\n<p>" << CauseHtml(change)
      << "</p>";
  if (folded) {
    std::vector<std::string> cases;
    for (const KeptChange* each : alike) cases.push_back(each->of_case);
    WriteFolded(past, cases, out);
  }
  out << "</li>\n";
}

// Answers how many lines it took.
size_t WriteChangedRun(const Past& past, const ChangedRun& changed, std::ostream& out) {
  size_t lines = 0;
  out << "<li><h3>" << RunHtml("", changed.run, StartOf(past, changed.run)) << "</h3>\n<ul class=\"changes\">\n";
  for (const Alike& alike : changed.alike) {
    const size_t told = alike.size() >= kAlike ? 1 : alike.size();
    for (size_t i = 0; i < told; ++i) WriteChange(past, *alike[i], alike, out);
    lines += told;
  }
  out << "</ul></li>\n";
  return lines;
}

// Where nothing changed: in how far that is good to know.
std::string WhyNoChanges(const Past& past) {
  if (past.cases.empty()) return "no case was ever asked";
  const bool known =
      std::any_of(past.cases.begin(), past.cases.end(), [](const CaseStreak& each) { return each.known; });
  return known ? "every case has had one verdict in all kept runs that judged it" : "no case was ever judged";
}

void WriteChanges(const Past& past, std::ostream& out) {
  WriteHtmlSectionStart("changes", "What changed, and why", out);
  const std::vector<ChangedRun> runs = ChangedRunsOf(past.changes);
  if (runs.empty()) {
    out << "<p class=\"empty\">Nothing: " << WhyNoChanges(past) << ".</p>\n</section>\n";
    return;
  }
  out << "<ol class=\"timeline\">\n";
  size_t told = 0;
  for (size_t lines = 0; told < runs.size() && lines < kChanges; ++told) {
    if (told == kUnfolded) {
      out << "</ol>\n<details class=\"list older\"><summary><span class=\"name\">What changed in older "
             "runs</span></summary>\n<ol class=\"timeline\">\n";
    }
    lines += WriteChangedRun(past, runs[told], out);
  }
  out << "</ol>\n" << (told > kUnfolded ? "</details>\n" : "");
  if (told < runs.size()) {
    out << "<p class=\"key\">" << Counted(static_cast<int64_t>(runs.size() - told), "older run")
        << " with changes: the cases’ own pages tell them.</p>\n";
  }
  out << "</section>\n";
}

void WriteFlaky(const Past& past, std::ostream& out) {
  std::vector<const CaseStreak*> flaky;
  for (const CaseStreak& each : past.cases) {
    if (each.flaky) flaky.push_back(&each);
  }
  if (flaky.empty()) return;
  WriteHtmlSectionStart("flaky", "Flaky cases", out);
  out << "<p class=\"lead\">The verdict changed three times or more within the last 14 runs that asked the case, or "
         "within one run, while spec, cases and authconform stayed the same.</p>\n<ul class=\"changes\">\n";
  for (const CaseStreak* each : flaky) {
    out << "<li class=\"change\"><p class=\"what\">" << HtmlBadge(MarkOf(*each->last)) << ' '
        << CaseAnchor(past, each->id) << "</p><p class=\"since\">"
        << Counted(static_cast<int64_t>(each->flips.size()), "flip") << " in " << Counted(each->asked, "run")
        << "</p></li>\n";
  }
  out << "</ul>\n</section>\n";
}

void WriteSlowest(const Past& past, std::ostream& out) {
  if (past.judged == past.runs.size()) return;
  const KeptRun& run = past.runs[past.judged];
  std::vector<size_t> places;
  for (size_t place = 0; place < run.mean_us.size(); ++place) {
    if (run.mean_us[place] > 0) places.push_back(place);
  }
  const size_t shown = std::min(places.size(), kSlowest);
  if (shown == 0) return;
  std::partial_sort(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(shown), places.end(),
                    [&](size_t one, size_t other) { return run.mean_us[one] > run.mean_us[other]; });
  WriteHtmlSectionStart("slowest", "Slowest cases", out);
  WriteTableStart("slowest", "plain slowest", "Mean time in the run of " + Day(run.started_us),
                  {"Case", "Time", "Share of the slowest"}, out);
  out << "<tbody>\n";
  for (size_t i = 0; i < shown; ++i) {
    const std::string& id = run.plan->cases[places[i]];
    const int64_t us = run.mean_us[places[i]];
    out << "<tr><th scope=\"row\">" << CaseAnchor(past, id) << "</th><td class=\"number\">" << Duration(us)
        << "</td><td class=\"bar-cell\">" << ShareSvg(us, run.mean_us[places.front()]) << "</td></tr>\n";
  }
  out << "</tbody></table></div>\n</section>\n";
}

void WriteTrouble(const Past& past, std::ostream& out) {
  std::vector<size_t> troubles;
  for (size_t run = past.runs.size(); run-- > 0;) {
    if (IsTrouble(past, run)) troubles.push_back(run);
  }
  if (troubles.empty()) return;
  WriteHtmlSectionStart("trouble", "Trouble on the way", out);
  out << "<p class=\"lead\">Runs that could not be judged, were not whole, or came out of order.</p>\n<ul "
         "class=\"changes\">\n";
  for (size_t i = 0; i < std::min(troubles.size(), kTroubles); ++i) {
    const KeptRun& run = past.runs[troubles[i]];
    const Mark mark = past.marks[troubles[i]];
    out << "<li class=\"change\"><p class=\"what\">" << HtmlBadge(mark, MarkInWords(mark)) << ' '
        << Anchor(RunLink(run.id), "run of " + TimeHtml(run.started_us)) << "</p>";
    const std::vector<Notice> notices = NoticesOf(past, troubles[i]);
    for (const Notice& each : notices) out << "<p><strong>" << each.label << ".</strong> " << Html(each.text) << "</p>";
    if (notices.empty()) out << "<p>" << CountsSentence(past.counts[troubles[i]]) << "</p>";
    out << "</li>\n";
  }
  out << "</ul>\n";
  if (troubles.size() > kTroubles) {
    out << "<p class=\"key\">" << Counted(static_cast<int64_t>(troubles.size() - kTroubles), "older run")
        << ": the table of runs has them.</p>\n";
  }
  out << "</section>\n";
}

// The roles are what the elements have by themselves, until a narrow screen's CSS lays them out as blocks.
void WriteRunRow(const Past& past, size_t place, std::ostream& out) {
  const KeptRun& run = past.runs[place];
  std::string notes;
  for (const Notice& each : NoticesOf(past, place)) notes += (notes.empty() ? "" : ", ") + each.label;
  out << "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">" << Anchor(RunLink(run.id), TimeHtml(run.started_us))
      << "</th><td role=\"cell\" class=\"number id\">" << run.id << "</td><td role=\"cell\">"
      << HtmlBadge(past.marks[place], MarkInWords(past.marks[place])) << "</td><td role=\"cell\" class=\"cases\">"
      << HtmlCounts(past.counts[place]) << "</td><td role=\"cell\" class=\"number side\">" << Duration(run.duration_us)
      << "</td><td role=\"cell\" class=\"number side\">" << run.requests << "</td><td role=\"cell\">" << notes
      << "</td></tr>\n";
}

void WriteRunTable(const Past& past, size_t newest, size_t oldest, const std::string& id, const std::string& caption,
                   std::ostream& out) {
  WriteTableStart(id, "plain runs", caption, {"Began", "Run", "Verdict", "Cases", "Took", "Requests", "Notes"}, out);
  out << "<tbody role=\"rowgroup\">\n";
  for (size_t place = newest; place-- > oldest;) WriteRunRow(past, place, out);
  out << "</tbody></table></div>\n";
}

void WriteRuns(const Past& past, std::ostream& out) {
  const size_t from = past.runs.size() - std::min(past.runs.size(), kInTable);
  WriteHtmlSectionStart("runs", "Runs", out);
  WriteRunTable(past, past.runs.size(), from, "runs", "The last runs, the latest first", out);
  if (from > 0) {
    out << "<details class=\"list older\"><summary><span class=\"name\">"
        << Counted(static_cast<int64_t>(from), "older run") << "</span></summary>\n";
    WriteRunTable(past, from, 0, "older", "Older runs, the latest first", out);
    out << "</details>\n";
  }
  out << "</section>\n";
}

void WriteFeeds(const Past& past, const std::string& base_url, std::ostream& out) {
  WriteHtmlSectionStart("feeds", "For other pages and programs", out);
  const std::string folder = base_url + "targets/" + past.folder + "/";
  out << "<dl class=\"facts feeds\">\n";
  WriteHtmlFact("Badge",
                "<img src=\"badge.svg\" alt=\"authconform: the state of " + Html(ShortName(past.target.name)) +
                    "\" height=\"20\">",
                out);
  WriteHtmlFact("Markdown",
                "<code>[![authconform](" + Html(folder) + "badge.svg)](" + Html(folder) + "index.html)</code>", out);
  WriteHtmlFact("Feeds",
                Anchor("feed.json", "JSON Feed of runs") + " · " + Anchor("feed.xml", "Atom feed of what gets worse"),
                out);
  out << "</dl>\n</section>\n";
}

}  // namespace

void WriteTargetPage(const Past& past, const Titles& titles, const std::string& base_url, std::ostream& out) {
  Page page;
  page.title = ShortName(past.target.name) + ": " + std::string(MarkInWords(past.mark())) + " – authconform";
  page.heading = ShortName(past.target.name);
  page.brand = "target";
  page.up = "../../";
  page.feed = "feed.xml";
  page.json = "feed.json";
  page.crumbs = CrumbsOf(page.up, nullptr);
  page.sections = {{"#fails", "Does not pass now"}, {"#changes", "Changes"}, {"#runs", "Runs"}, {"#feeds", "Feeds"}};
  WritePageStart(page, out);
  WriteVerdict(past, out);
  WriteFacts(past, out);
  WriteNights(past, out);
  if (past.judged < past.runs.size()) {
    const KeptRun& judged = past.runs[past.judged];
    // The report of a run that is no longer kept has no parts to lead to.
    WriteHtmlMatrix(MakeMatrix(RunOf(judged, {})), judged.recorded ? std::optional(RunLink(judged.id)) : std::nullopt,
                    out);
  }
  WriteFailing(past, titles, out);
  WriteChanges(past, out);
  WriteFlaky(past, out);
  WriteTrouble(past, out);
  WriteSlowest(past, out);
  WriteRuns(past, out);
  WriteFeeds(past, base_url, out);
  WritePageEnd(out);
}

}  // namespace authconform
