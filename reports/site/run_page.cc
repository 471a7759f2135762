#include "reports/site/run_page.h"

#include <sstream>
#include <utility>

#include "harness/run/run_json.h"
#include "reports/html.h"
#include "reports/html_escape.h"
#include "reports/site/page.h"
#include "reports/site/site_folder.h"
#include "reports/summary.h"

namespace authconform {
namespace {

constexpr char kUp[] = "../../../";

void WriteCases(const Past& past, const Run& run, std::ostream& out) {
  for (const Mark mark : kWorstFirst) {
    const std::vector<const CaseResult*> cases = CasesOf(run, mark);
    if (cases.empty() || mark == Mark::kPass) continue;
    out << "<h3 id=\"" << HtmlId("mark", MarkName(mark)) << "\">" << HtmlBadge(mark)
        << "</h3>\n<ul class=\"changes\">\n";
    for (const CaseResult* each : cases) {
      out << "<li class=\"change\" id=\"" << HtmlId("case", each->id) << "\"><p class=\"what\">"
          << (HasPage(past, each->id) ? Anchor("../" + CaseLink(each->id), CaseHtml(each->id)) : CaseHtml(each->id));
      if (!each->title.empty()) out << "<span class=\"title\">" << Html(each->title) << "</span>";
      out << "</p>\n";
      WriteReasons(each->deviation, each->reason, out);
      out << FindingsHtml(each->findings) << "</li>\n";
    }
    out << "</ul>\n";
  }
}

void WriteDocuments(const Run& run, std::ostream& out) {
  if (run.endpoints.empty()) return;
  WriteHtmlSectionStart("documents", "Documents", out);
  out << "<div class=\"cards\">\n";
  for (const EndpointResult& each : run.endpoints) {
    out << "<article>\n<h3>" << Html(each.endpoint) << "</h3>\n<dl class=\"facts\">\n";
    WriteHtmlFact("Document", Html(each.document_title) + " <code>" + Html(each.document) + "</code>", out);
    WriteHtmlFact("SHA-256", "<code>" + Html(each.document_sha256) + "</code>", out);
    out << "</dl>\n</article>\n";
  }
  out << "</div>\n</section>\n";
}

}  // namespace

Result<std::string> RunReportPage(const Past& past, const KeptRun& run, const std::string& run_json) {
  const Result<Run> whole = ReadRun(run_json, "the record of run " + std::to_string(run.id));
  if (!whole) return whole.error();
  std::ostringstream out;
  WriteHtml(*whole, CrumbsOf(kUp, &past), out);
  out << kMarkupMark;
  return std::move(out).str();
}

void WriteRunPage(const Past& past, size_t place, const Titles& titles, const std::string& trouble, std::ostream& out) {
  const KeptRun& kept = past.runs[place];
  const Run run = RunOf(kept, titles);
  const Mark mark = past.marks[place];
  Page page;
  page.title = ShortName(past.target.name) + ", run of " + Day(kept.started_us) + ": " +
               std::string(MarkInWords(mark)) + " – authconform";
  page.heading = ShortName(past.target.name);
  page.brand = "run of " + TimeHtml(kept.started_us);
  page.up = kUp;
  page.crumbs = CrumbsOf(kUp, &past);
  WritePageStart(page, out);
  WriteVerdictStart(mark, Html(VerdictSentence(Shortened(run))), out);
  WriteHtmlBar(past.counts[place], out);
  WriteHtmlTotals(past.counts[place], out);
  out << "</section>\n";
  const std::string why = trouble.empty() ? "is no longer kept" : "cannot be read: " + Html(trouble);
  WriteHtmlNotice("No requests and responses.",
                  "The record of this run " + why + ". What the history knows of it stands below.", out);
  WriteNotices(NoticesOf(kept), out);
  out << "<section aria-labelledby=\"facts\">\n<h2 id=\"facts\" class=\"unseen\">The run</h2>\n<dl class=\"facts "
         "run\">\n";
  WriteHtmlFact("Target", "<code>" + Html(kept.url) + "</code>", out);
  WriteHtmlFact("When", Instant(kept.started_us), out);
  WriteHtmlFact("Asked", Counted(kept.requests, "request") + " in " + Duration(kept.duration_us), out);
  WriteHtmlFact("Version", "authconform " + Html(run.authconform), out);
  out << "</dl>\n</section>\n";
  WriteHtmlMatrix(MakeMatrix(run), std::nullopt, out);
  if (Sum(past.counts[place]) > Count(past.counts[place], Mark::kPass)) {
    WriteHtmlSectionStart("cases", "Cases that did not pass", out);
    WriteCases(past, run, out);
    out << "</section>\n";
  }
  WriteDocuments(run, out);
  WritePageEnd(out);
}

}  // namespace authconform
