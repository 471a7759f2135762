#include "reports/html.h"

#include <sodium.h>

#include <string>
#include <string_view>
#include <vector>

#include "reports/evidence.h"
#include "reports/html_case.h"
#include "reports/html_css.h"
#include "reports/html_escape.h"
#include "reports/summary.h"

namespace authconform {
namespace {

// "vendor/endpoint" may be broken between its parts, and nowhere else while there is room.
std::string BreakAfterSlash(const std::string& html) {
  const size_t slash = html.find('/');
  return slash == std::string::npos ? html : html.substr(0, slash + 1) + "<wbr>" + html.substr(slash + 1);
}

// The source that a Content-Security-Policy knows our style by: anything else that gets into the page stays dead.
std::string StyleSource() {
  unsigned char hash[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(kHtmlCss.data()), kHtmlCss.size());
  char base64[sodium_base64_ENCODED_LEN(sizeof hash, sodium_base64_VARIANT_ORIGINAL)];
  sodium_bin2base64(base64, sizeof base64, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
  return "'sha256-" + std::string(base64) + "'";
}

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

void WriteHead(const Run& run, std::ostream& out) {
  out << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      << "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src " << StyleSource()
      << "; base-uri 'none'; form-action 'none'\">\n"
      << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      << "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light "
         "dark\">\n<title>"
      << Name(run) << ": " << ExitMeaning(run.exit_code) << " – authconform</title>\n<style>" << kHtmlCss
      << "</style>\n</head>\n";
}

// Widths are attributes of an SVG, as the policy allows no style attributes.
void WriteBar(const Counts& totals, std::ostream& out) {
  const int64_t all = Sum(totals);
  if (all == 0) return;
  out << "<svg class=\"bar\" viewBox=\"0 0 " << all << " 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">";
  int64_t x = 0;
  for (const Mark mark : kWorstFirst) {
    const int64_t count = Count(totals, mark);
    if (count == 0) continue;
    out << "<rect class=\"" << MarkName(mark) << "\" x=\"" << x << "\" width=\"" << count << "\" height=\"1\"/>";
    x += count;
  }
  out << "</svg>\n";
}

void WriteNotice(std::string_view label, const std::string& html, std::ostream& out) {
  out << "<p class=\"notice\"><strong>" << label << "</strong> " << html << "</p>\n";
}

std::string HtmlList(const std::vector<std::string>& sentences) {
  std::string html = "<ul>";
  for (const std::string& sentence : sentences) html += "<li>" + Html(sentence) + "</li>";
  return html + "</ul>";
}

void WriteNotices(const Run& run, std::ostream& out) {
  if (!run.deviation_errors.empty()) {
    out << "<div class=\"notice fail\"><strong>The list of deviations does not hold.</strong>"
        << HtmlList(run.deviation_errors) << "</div>\n";
  }
  if (!run.preflight_error.empty()) WriteNotice("Preflight.", Html(run.preflight_error), out);
  if (run.interrupted) WriteNotice("Interrupted.", "The run was stopped before its end.", out);
  if (!run.partial.empty()) WriteNotice("Partial.", Html(run.partial), out);
}

void WriteVerdict(const Run& run, std::ostream& out) {
  const Mark mark = MarkOf(run);
  const Counts totals = TotalsOf(run);
  out << "<section class=\"verdict " << MarkName(mark) << "\" aria-labelledby=\"verdict\">\n"
      << "<h2 id=\"verdict\"><span class=\"mark\" aria-hidden=\"true\">" << Symbol(mark) << "</span>"
      << Html(VerdictSentence(run)) << "</h2>\n";
  WriteBar(totals, out);
  out << "<ul class=\"totals\">";
  for (const Mark of : kWorstFirst) {
    const int64_t count = Count(totals, of);
    out << "<li class=\"" << MarkName(of) << (count == 0 ? " zero" : "") << "\"><span aria-hidden=\"true\">"
        << Symbol(of) << "</span> <b>" << count << "</b> " << MarkName(of) << "</li>";
  }
  out << "</ul>\n</section>\n";
  WriteNotices(run, out);
}

void WriteFacts(const Run& run, std::ostream& out) {
  out << "<section aria-labelledby=\"facts\">\n<h2 id=\"facts\" class=\"unseen\">The run</h2>\n<dl class=\"facts "
         "run\">\n";
  WriteHtmlFact("Target", "<code>" + Html(run.url) + "</code>", out);
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

std::string CountsHtml(const Counts& counts) {
  std::string html;
  for (const Mark mark : kWorstFirst) {
    if (Count(counts, mark) > 0) html += HtmlCount(mark, Count(counts, mark)) + " ";
  }
  return html;
}

void WriteMatrix(const Matrix& matrix, std::ostream& out) {
  if (matrix.families.empty()) return;
  out << "<section aria-labelledby=\"matrix\">\n<h2 id=\"matrix\">Endpoints and families</h2>\n"
      << "<div class=\"scroll\" role=\"region\" aria-labelledby=\"matrix-caption\" tabindex=\"0\">\n<table "
         "class=\"matrix\">\n"
      << "<caption id=\"matrix-caption\"><span>Cases by verdict, for each endpoint and family of cases. A cell leads "
         "to its cases.</span></caption>\n"
      << "<thead><tr><th scope=\"col\">Endpoint</th>";
  for (const std::string& family : matrix.families) out << "<th scope=\"col\">" << Html(family) << "</th>";
  out << "<th scope=\"col\">all</th></tr></thead>\n<tbody>\n";
  for (const Matrix::Row& row : matrix.rows) {
    out << "<tr><th scope=\"row\"><a href=\"#" << HtmlId("endpoint", row.endpoint) << "\">"
        << BreakAfterSlash(Html(row.endpoint)) << "</a></th>";
    for (size_t i = 0; i < row.cells.size(); ++i) {
      if (Sum(row.cells[i]) == 0) {
        out << "<td><span class=\"unseen\">no cases</span></td>";
        continue;
      }
      out << "<td class=\"" << MarkName(Worst(row.cells[i])) << "\"><a href=\"#"
          << HtmlId("family", row.endpoint + "/" + matrix.families[i]) << "\">" << CountsHtml(row.cells[i])
          << "</a></td>";
    }
    out << "<td class=\"all\">" << CountsHtml(row.all) << "</td></tr>\n";
  }
  out << "</tbody></table>\n</div>\n</section>\n";
}

void WriteToldApart(std::string_view id, std::string_view title, const std::vector<const CaseResult*>& cases,
                    std::ostream& out) {
  if (cases.empty()) return;
  out << "<section class=\"look\" aria-labelledby=\"" << id << "\">\n<h2 id=\"" << id << "\">" << title << "</h2>\n";
  for (const CaseResult* result : cases) WriteHtmlCase(*result, MarkOf(*result) == Mark::kFail, out);
  out << "</section>\n";
}

// A case that is told apart is only linked to.
void WriteFamily(const Run& run, const std::string& endpoint, const std::string& family, std::ostream& out) {
  out << "<h4 id=\"" << HtmlId("family", endpoint + "/" + family) << "\">" << Html(family)
      << "</h4>\n<div class=\"family\">\n";
  for (const bool apart : {true, false}) {
    for (const CaseResult& result : run.cases) {
      if (result.endpoint != endpoint || result.family != family || IsToldApart(result) != apart) continue;
      if (!apart) {
        WriteHtmlCase(result, false, out);
        continue;
      }
      out << "<p class=\"case-link\">" << HtmlBadge(MarkOf(result)) << "<span><a href=\"#" << HtmlId("case", result.id)
          << "\"><code>" << Html(Variant(result)) << "</code></a><span class=\"title\">" << Html(result.title)
          << "</span></span></p>\n";
    }
  }
  out << "</div>\n";
}

void WriteAllCases(const Run& run, const Matrix& matrix, std::ostream& out) {
  if (run.cases.empty()) return;
  out << "<section aria-labelledby=\"cases\">\n<h2 id=\"cases\">All cases</h2>\n";
  for (const Matrix::Row& row : matrix.rows) {
    out << "<h3 id=\"" << HtmlId("endpoint", row.endpoint) << "\">" << Html(row.endpoint) << "</h3>\n";
    if (Sum(row.all) == 0) out << "<p>No cases.</p>\n";
    for (size_t i = 0; i < matrix.families.size(); ++i) {
      if (Sum(row.cells[i]) > 0) WriteFamily(run, row.endpoint, matrix.families[i], out);
    }
  }
  out << "</section>\n";
}

void WriteSkipped(const std::vector<Skipped>& groups, std::ostream& out) {
  if (groups.empty()) return;
  out << "<section aria-labelledby=\"skipped\">\n<h2 id=\"skipped\">Not judged, and why</h2>\n";
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
  out << "<section aria-labelledby=\"documents\">\n<h2 id=\"documents\">Documents and requirements</h2>\n<div "
         "class=\"cards\">\n";
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

void WriteHtml(const Run& run, std::ostream& out) {
  const Matrix matrix = MakeMatrix(run);
  const std::vector<const CaseResult*> look = NeedALook(run);
  const std::vector<const CaseResult*> deviations = CasesOf(run, Mark::kDeviation);
  const std::vector<Skipped> skipped = GroupSkipped(run);

  WriteHead(run, out);
  out << "<body>\n<a class=\"skip\" href=\"#main\">Skip to the results</a>\n"
      << "<header><div class=\"page\">\n<p class=\"brand\">authconform <span>conformance report</span></p>\n<h1>"
      << Name(run) << "</h1>\n";
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
  WriteMatrix(matrix, out);
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
