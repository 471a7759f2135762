#include "reports/html.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/joined.h"
#include "reports/evidence.h"
#include "reports/html_case.h"
#include "reports/html_css.h"
#include "reports/html_escape.h"
#include "reports/html_parts.h"
#include "reports/summary.h"

namespace authconform {
namespace {

std::string Name(const Run& run) { return run.target.empty() ? "Target" : Html(run.target); }

std::vector<const CaseResult*> NeedALook(const Run& run) {
  std::vector<const CaseResult*> cases;
  for (const Mark mark : {Mark::kFail, Mark::kError, Mark::kInconclusive, Mark::kWarn}) {
    for (const CaseResult* result : CasesOf(run, mark)) cases.push_back(result);
  }
  return cases;
}

// Whether the case is told in a section of its own, before all cases.
bool IsToldApart(const CaseResult& result) {
  const Mark mark = MarkOf(result);
  return mark != Mark::kPass && mark != Mark::kSkipped;
}

void WriteNotices(const Run& run, std::ostream& out) {
  if (!run.deviation_errors.empty()) {
    out << "<div class=\"notice fail\"><strong>The list of deviations does not hold.</strong>"
        << HtmlList(run.deviation_errors) << "</div>\n";
  }
  if (!run.preflight_error.empty()) WriteHtmlNotice("Preflight.", Html(run.preflight_error), out);
  if (run.interrupted) WriteHtmlNotice("Interrupted.", "The run was stopped before its end.", out);
  if (!run.partial.empty()) WriteHtmlNotice("Partial.", Html(run.partial), out);
}

void WriteVerdict(const Run& run, std::ostream& out) {
  const Counts totals = TotalsOf(run);
  WriteHtmlVerdict(MarkOf(run), Html(VerdictSentence(run)), out);
  WriteHtmlBar(totals, out);
  WriteHtmlTotals(totals, out);
  out << "</section>\n";
  WriteNotices(run, out);
}

void WriteFacts(const Run& run, std::ostream& out) {
  out << "<section aria-labelledby=\"facts\">\n<h2 id=\"facts\" class=\"unseen\">The run</h2>\n<dl class=\"facts "
         "run\">\n";
  const char* tls = run.insecure ? ", TLS certificate not checked" : "";
  WriteHtmlFact("Target", "<code>" + Html(run.url) + "</code>" + tls, out);
  WriteHtmlFact("When", Instant(run.started_us), out);
  WriteHtmlFact("Asked", WorkSentence(run), out);
  WriteHtmlFact("How",
                Counted(run.jobs, "job") +
                    (run.repeat > 1 ? ", each case " + std::to_string(run.repeat) + " times" : "") +
                    (run.strict ? ", strict: warnings count" : ""),
                out);
  WriteHtmlFact("Exit code",
                std::to_string(static_cast<int>(run.exit_code)) + ": " + std::string(ExitMeaning(run.exit_code)), out);
  WriteHtmlFact("Version", "authconform " + Html(run.authconform), out);
  if (const std::vector<std::string> missing = EvidenceMissing(run); !missing.empty()) {
    WriteHtmlFact("No evidence", HtmlList(missing), out);
  }
  out << "</dl>\n</section>\n";
}

void WriteToldApart(std::string_view id, std::string_view title, const std::vector<const CaseResult*>& cases,
                    std::ostream& out) {
  if (cases.empty()) return;
  out << "<section class=\"look\" aria-labelledby=\"" << id << "\">\n<h2 id=\"" << id << "\">" << title << "</h2>\n";
  for (const CaseResult* result : cases) WriteHtmlCase(*result, MarkOf(*result) == Mark::kFail, out);
  out << "</section>\n";
}

// A case that is told apart is only linked to.
void WriteFamily(const std::string& endpoint, const std::string& family, const std::vector<const CaseResult*>& cases,
                 std::ostream& out) {
  out << "<h4 id=\"" << HtmlId("family", endpoint + "/" + family) << "\">" << Html(family)
      << "</h4>\n<div class=\"family\">\n";
  for (const bool apart : {true, false}) {
    for (const CaseResult* result : cases) {
      if (IsToldApart(*result) != apart) continue;
      if (!apart) {
        WriteHtmlCase(*result, false, out);
        continue;
      }
      out << "<p class=\"case-link\">" << HtmlBadge(MarkOf(*result)) << "<span><a href=\"#"
          << HtmlId("case", result->id) << "\"><code>" << Html(Variant(*result)) << "</code></a><span class=\"title\">"
          << Html(result->title) << "</span></span></p>\n";
    }
  }
  out << "</div>\n";
}

void WriteAllCases(const Run& run, const Matrix& matrix, std::ostream& out) {
  if (run.cases.empty()) return;
  std::map<std::string_view, std::map<size_t, std::vector<const CaseResult*>>> cases;  // by endpoint and column
  for (const CaseResult& result : run.cases) cases[result.endpoint][matrix.ColumnOf(result)].push_back(&result);
  WriteHtmlSectionStart("cases", "All cases", out);
  for (const Matrix::Row& row : matrix.rows) {
    out << "<h3 id=\"" << HtmlId("endpoint", row.endpoint) << "\">" << Html(row.endpoint) << "</h3>\n";
    if (Sum(row.all) == 0) out << "<p>No cases.</p>\n";
    for (const auto& [column, of_family] : cases[row.endpoint]) {
      WriteFamily(row.endpoint, matrix.families[column], of_family, out);
    }
  }
  out << "</section>\n";
}

void WriteSkipped(const std::vector<Skipped>& groups, std::ostream& out) {
  if (groups.empty()) return;
  WriteHtmlSectionStart("skipped", "Not judged, and why", out);
  for (const Skipped& group : groups) {
    out << "<details class=\"list\"><summary>" << HtmlBadge(Mark::kSkipped) << "<span class=\"name\">"
        << Html(group.reason.empty() ? "no reason given" : group.reason) << "</span><span class=\"time\">"
        << Counted(static_cast<int64_t>(group.cases.size()), "case") << "</span></summary>\n<ul>\n";
    for (const CaseResult* result : group.cases) {
      out << "<li><a href=\"#" << HtmlId("case", result->id) << "\"><code>" << Html(result->id) << "</code></a></li>\n";
    }
    out << "</ul></details>\n";
  }
  out << "</section>\n";
}

void WriteRules(const std::vector<Rule>& rules, std::string_view what, std::ostream& out) {
  if (rules.empty()) return;
  out << "<details class=\"list\"><summary><span class=\"name\">"
      << Counted(static_cast<int64_t>(rules.size()), "requirement") << " " << what << "</span></summary>\n<ul>\n";
  for (const Rule& rule : rules) {
    out << "<li><code>" << Html(rule.id) << "</code> " << Html(rule.text) << " <span class=\"source\">"
        << Html(rule.source) << " · " << Html(rule.level) << "</span></li>\n";
  }
  out << "</ul></details>\n";
}

void WriteDocuments(const Run& run, std::ostream& out) {
  if (run.endpoints.empty()) return;
  WriteHtmlSectionStart("documents", "Documents and requirements", out);
  out << "<div class=\"cards\">\n";
  for (const EndpointResult& endpoint : run.endpoints) {
    out << "<article>\n<h3>" << Html(endpoint.endpoint) << "</h3>\n<dl class=\"facts\">\n";
    WriteHtmlFact("Document", Html(endpoint.document_title) + " <code>" + Html(endpoint.document) + "</code>", out);
    WriteHtmlFact("SHA-256", "<code>" + Html(endpoint.document_sha256) + "</code>", out);
    WriteHtmlFact("URL", "<code>" + Html(endpoint.url) + "</code>", out);
    if (!endpoint.encoding.empty()) WriteHtmlFact("Encoding", Html(endpoint.encoding), out);
    WriteHtmlFact(
        "Checked",
        std::to_string(endpoint.requirements_checked) + " of " + Counted(endpoint.requirements, "requirement"), out);
    WriteHtmlFact("Proof",
                  endpoint.proof ? "each scored requirement has a fault that its cases find"
                                 : "none: there is no kill matrix for this endpoint",
                  out);
    if (!endpoint.empty_families.empty()) WriteHtmlFact("No case in", Html(Joined(endpoint.empty_families)), out);
    out << "</dl>\n";
    WriteRules(endpoint.unchecked, "no case can check", out);
    WriteRules(endpoint.unproved, "judged and not scored, as no fault proves the cases", out);
    out << "</article>\n";
  }
  out << "</div>\n</section>\n";
}

}  // namespace

void WriteHtml(const Run& run, std::ostream& out) { WriteHtml(run, {}, out); }

void WriteHtml(const Run& run, const std::vector<HtmlCrumb>& crumbs, std::ostream& out) {
  const Matrix matrix = MakeMatrix(run);
  const std::vector<const CaseResult*> look = NeedALook(run);
  const std::vector<const CaseResult*> deviations = CasesOf(run, Mark::kDeviation);
  const std::vector<Skipped> skipped = GroupSkipped(run);

  WriteHtmlHeadWithStyle(Name(run) + ": " + std::string(ExitMeaning(run.exit_code)) + " – authconform",
                         std::string(kHtmlCss), out);
  out << "<body>\n<a class=\"skip\" href=\"#main\">Skip to the results</a>\n"
      << "<header><div class=\"page\">\n<p class=\"brand\">authconform <span>conformance report</span></p>\n";
  WriteHtmlCrumbs(crumbs, out);
  out << "<h1>" << Name(run) << "</h1>\n";
  out << "<nav aria-label=\"Sections\"><ul>";
  if (!matrix.families.empty()) out << "<li><a href=\"#matrix\">Matrix</a></li>";
  if (!look.empty()) out << "<li><a href=\"#look\">Needs a look</a></li>";
  if (!deviations.empty()) out << "<li><a href=\"#deviations\">Deviations</a></li>";
  if (!run.cases.empty()) out << "<li><a href=\"#cases\">All cases</a></li>";
  if (!skipped.empty()) out << "<li><a href=\"#skipped\">Not judged</a></li>";
  if (!run.endpoints.empty()) out << "<li><a href=\"#documents\">Documents</a></li>";
  out << "</ul></nav>\n</div></header>\n<main id=\"main\" tabindex=\"-1\"><div class=\"page\">\n";
  WriteVerdict(run, out);
  WriteFacts(run, out);
  WriteHtmlMatrix(matrix, "", out);
  WriteToldApart("look", "What needs a look", look, out);
  WriteToldApart("deviations", "Deviations that the owner has listed", deviations, out);
  WriteAllCases(run, matrix, out);
  WriteSkipped(skipped, out);
  WriteDocuments(run, out);
  out << "</div></main>\n<footer><div class=\"page\"><p>Made by authconform " << Html(run.authconform)
      << " from run.json. Secrets were masked before they were recorded and stand as "
         "<code>&lt;secret:…&gt;</code>.</p></div></footer>\n"
      << "</body>\n</html>\n";
}

}  // namespace authconform
