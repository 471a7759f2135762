#include "reports/html.h"

#include <sodium.h>

#include <string>
#include <string_view>
#include <vector>

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

Verdict BannerVerdict(const Run& run) {
  switch (run.exit_code) {
    case ExitCode::kConforms:
      return Verdict::kPass;
    case ExitCode::kDoesNotConform:
      return Verdict::kFail;
    case ExitCode::kHarnessError:
      return Verdict::kError;
    case ExitCode::kBadUsage:
    case ExitCode::kInconclusive:
    case ExitCode::kNothingChecked:
      return Verdict::kInconclusive;
  }
  return Verdict::kError;
}

std::vector<const CaseResult*> NeedALook(const Run& run) {
  std::vector<const CaseResult*> cases;
  for (const Verdict verdict : {Verdict::kFail, Verdict::kError, Verdict::kInconclusive, Verdict::kWarn}) {
    for (const CaseResult* result : CasesOf(run, verdict)) cases.push_back(result);
  }
  return cases;
}

bool NeedsALook(Verdict verdict) { return verdict != Verdict::kPass && verdict != Verdict::kSkipped; }

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
void WriteBar(const Run& run, std::ostream& out) {
  const int64_t all = Sum(run.totals);
  if (all == 0) return;
  out << "<svg class=\"bar\" viewBox=\"0 0 " << all << " 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">";
  int64_t x = 0;
  for (const Verdict verdict : kWorstFirst) {
    const int64_t count = run.Total(verdict);
    if (count == 0) continue;
    out << "<rect class=\"" << VerdictName(verdict) << "\" x=\"" << x << "\" width=\"" << count << "\" height=\"1\"/>";
    x += count;
  }
  out << "</svg>\n";
}

void WriteNotice(std::string_view label, const std::string& html, std::ostream& out) {
  out << "<p class=\"notice\"><strong>" << label << "</strong> " << html << "</p>\n";
}

void WriteVerdict(const Run& run, std::ostream& out) {
  const Verdict verdict = BannerVerdict(run);
  out << "<section class=\"verdict " << VerdictName(verdict) << "\" aria-labelledby=\"verdict\">\n"
      << "<h2 id=\"verdict\"><span class=\"mark\" aria-hidden=\"true\">" << Symbol(verdict) << "</span>"
      << Html(VerdictSentence(run)) << "</h2>\n";
  WriteBar(run, out);
  out << "<ul class=\"totals\">";
  for (const Verdict of : kWorstFirst) {
    out << "<li class=\"" << VerdictName(of) << (run.Total(of) == 0 ? " zero" : "") << "\"><span aria-hidden=\"true\">"
        << Symbol(of) << "</span> <b>" << run.Total(of) << "</b> " << VerdictName(of) << "</li>";
  }
  out << "</ul>\n</section>\n";
  if (!run.preflight_error.empty()) WriteNotice("Preflight.", Html(run.preflight_error), out);
  if (run.interrupted) WriteNotice("Interrupted.", "The run was stopped before its end.", out);
  if (!run.partial.empty()) WriteNotice("Partial.", Html(run.partial), out);
}

void WriteFacts(const Run& run, std::ostream& out) {
  out << "<section aria-labelledby=\"facts\">\n<h2 id=\"facts\" class=\"unseen\">The run</h2>\n<dl class=\"facts "
         "run\">\n";
  WriteHtmlFact("Target", "<code>" + Html(run.url) + "</code>", out);
  WriteHtmlFact("When", Instant(run.started_us), out);
  WriteHtmlFact("Took", Duration(run.duration_us) + " for " + Counted(run.requests, "request"), out);
  WriteHtmlFact("How",
                Counted(run.jobs, "job") +
                    (run.repeat > 1 ? ", each case " + std::to_string(run.repeat) + " times" : "") +
                    (run.strict ? ", strict: warnings count" : ""),
                out);
  WriteHtmlFact("Exit code",
                std::to_string(static_cast<int>(run.exit_code)) + ": " + std::string(ExitMeaning(run.exit_code)), out);
  WriteHtmlFact("Version", "authconform " + Html(run.authconform), out);
  out << "</dl>\n</section>\n";
}

std::string CountsHtml(const Counts& counts) {
  std::string html;
  for (const Verdict verdict : kWorstFirst) {
    if (Count(counts, verdict) > 0) html += HtmlCount(verdict, Count(counts, verdict)) + " ";
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
      out << "<td class=\"" << VerdictName(Worst(row.cells[i])) << "\"><a href=\"#"
          << HtmlId("family", row.endpoint + "/" + matrix.families[i]) << "\">" << CountsHtml(row.cells[i])
          << "</a></td>";
    }
    out << "<td class=\"all\">" << CountsHtml(row.all) << "</td></tr>\n";
  }
  out << "</tbody></table>\n</div>\n</section>\n";
}

void WriteNeedALook(const std::vector<const CaseResult*>& cases, std::ostream& out) {
  if (cases.empty()) return;
  out << "<section class=\"look\" aria-labelledby=\"look\">\n<h2 id=\"look\">What needs a look</h2>\n";
  for (const CaseResult* result : cases) WriteHtmlCase(*result, result->verdict == Verdict::kFail, out);
  out << "</section>\n";
}

// A case that is told under "What needs a look" is only linked to.
void WriteFamily(const Run& run, const std::string& endpoint, const std::string& family, std::ostream& out) {
  out << "<h4 id=\"" << HtmlId("family", endpoint + "/" + family) << "\">" << Html(family)
      << "</h4>\n<div class=\"family\">\n";
  for (const bool look : {true, false}) {
    for (const CaseResult& result : run.cases) {
      if (result.endpoint != endpoint || result.family != family || NeedsALook(result.verdict) != look) continue;
      if (!look) {
        WriteHtmlCase(result, false, out);
        continue;
      }
      out << "<p class=\"case-link\">" << HtmlBadge(result.verdict) << "<span><a href=\"#" << HtmlId("case", result.id)
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
    out << "<details class=\"list\"><summary>" << HtmlBadge(Verdict::kSkipped) << "<span class=\"name\">"
        << Html(group.reason.empty() ? "no reason given" : group.reason) << "</span><span class=\"time\">"
        << Counted(static_cast<int64_t>(group.cases.size()), "case") << "</span></summary>\n<ul>\n";
    for (const CaseResult* result : group.cases) {
      out << "<li><a href=\"#" << HtmlId("case", result->id) << "\"><code>" << Html(result->id) << "</code></a></li>\n";
    }
    out << "</ul></details>\n";
  }
  out << "</section>\n";
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
    out << "</dl>\n";
    if (!endpoint.unchecked.empty()) {
      out << "<details class=\"list\"><summary><span class=\"name\">"
          << Counted(static_cast<int64_t>(endpoint.unchecked.size()), "requirement")
          << " no case can check</span></summary>\n<ul>\n";
      for (const Rule& rule : endpoint.unchecked) {
        out << "<li><code>" << Html(rule.id) << "</code> " << Html(rule.text) << " <span class=\"source\">"
            << Html(rule.source) << " · " << Html(rule.level) << "</span></li>\n";
      }
      out << "</ul></details>\n";
    }
    out << "</article>\n";
  }
  out << "</div>\n</section>\n";
}

}  // namespace

void WriteHtml(const Run& run, std::ostream& out) {
  const Matrix matrix = MakeMatrix(run);
  const std::vector<const CaseResult*> look = NeedALook(run);
  const std::vector<Skipped> skipped = GroupSkipped(run);

  WriteHead(run, out);
  out << "<body>\n<a class=\"skip\" href=\"#main\">Skip to the results</a>\n"
      << "<header><div class=\"page\">\n<p class=\"brand\">authconform <span>conformance report</span></p>\n<h1>"
      << Name(run) << "</h1>\n";
  out << "<nav aria-label=\"Sections\"><ul>";
  if (!matrix.families.empty()) out << "<li><a href=\"#matrix\">Matrix</a></li>";
  if (!look.empty()) out << "<li><a href=\"#look\">Needs a look</a></li>";
  if (!run.cases.empty()) out << "<li><a href=\"#cases\">All cases</a></li>";
  if (!skipped.empty()) out << "<li><a href=\"#skipped\">Not judged</a></li>";
  if (!run.endpoints.empty()) out << "<li><a href=\"#documents\">Documents</a></li>";
  out << "</ul></nav>\n</div></header>\n<main id=\"main\" tabindex=\"-1\"><div class=\"page\">\n";
  WriteVerdict(run, out);
  WriteFacts(run, out);
  WriteMatrix(matrix, out);
  WriteNeedALook(look, out);
  WriteAllCases(run, matrix, out);
  WriteSkipped(skipped, out);
  WriteDocuments(run, out);
  out << "</div></main>\n<footer><div class=\"page\"><p>Made by authconform " << Html(run.authconform)
      << " from run.json. Secrets were masked before they were recorded and stand as "
         "<code>&lt;secret:…&gt;</code>.</p></div></footer>\n"
      << "</body>\n</html>\n";
}

}  // namespace authconform
