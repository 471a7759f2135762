#include "reports/html_parts.h"

#include "harness/base/base64.h"
#include "harness/base/sha256.h"
#include "reports/html_escape.h"

namespace authconform {

std::string HtmlHashSource(std::string_view bytes) { return "'sha256-" + EncodeBase64(Sha256Bytes(bytes)) + "'"; }

void WriteHtmlHead(const std::string& title, const std::string& sources, const std::string& links, std::ostream& out) {
  out << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      << "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; " << sources
      << "; base-uri 'none'; form-action 'none'\">\n"
      << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      << "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
      << "<title>" << title << "</title>\n"
      << links << "</head>\n";
}

void WriteHtmlHeadWithStyle(const std::string& title, const std::string& style, std::ostream& out) {
  WriteHtmlHead(title, "style-src " + HtmlHashSource(style), "<style>" + style + "</style>\n", out);
}

void WriteHtmlSectionStart(std::string_view id, std::string_view title, std::ostream& out) {
  out << "<section aria-labelledby=\"" << id << "\">\n<h2 id=\"" << id << "\">" << title << "</h2>\n";
}

void WriteHtmlVerdict(Mark mark, const std::string& sentence, std::ostream& out) {
  out << "<section class=\"verdict " << MarkName(mark) << "\" aria-labelledby=\"verdict\">\n"
      << "<h2 id=\"verdict\"><span class=\"mark\" aria-hidden=\"true\">" << Symbol(mark) << "</span>" << sentence
      << "</h2>\n";
}

void WriteHtmlCrumbs(const std::vector<HtmlCrumb>& crumbs, std::ostream& out) {
  if (crumbs.empty()) return;
  out << "<nav class=\"crumbs\" aria-label=\"Where this is\"><ol>";
  for (const HtmlCrumb& each : crumbs) {
    out << "<li><a href=\"" << Html(each.href) << "\">" << Html(each.text) << "</a></li>";
  }
  out << "</ol></nav>\n";
}

void WriteHtmlFact(std::string_view term, const std::string& html, std::ostream& out) {
  out << "<div><dt>" << term << "</dt><dd>" << html << "</dd></div>\n";
}

void WriteHtmlNotice(std::string_view label, const std::string& html, std::ostream& out) {
  out << "<p class=\"notice\"><strong>" << label << "</strong> " << html << "</p>\n";
}

// Widths are attributes of an SVG, as the policy allows no style attributes.
void WriteHtmlBar(const Counts& counts, std::ostream& out) {
  const int64_t all = Sum(counts);
  if (all == 0) return;
  out << "<svg class=\"bar\" viewBox=\"0 0 " << all << " 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">";
  int64_t x = 0;
  for (const Mark mark : kWorstFirst) {
    const int64_t count = Count(counts, mark);
    if (count == 0) continue;
    out << "<rect class=\"" << MarkName(mark) << "\" x=\"" << x << "\" width=\"" << count << "\" height=\"1\"/>";
    x += count;
  }
  out << "</svg>\n";
}

void WriteHtmlTotals(const Counts& counts, std::ostream& out) {
  out << "<ul class=\"totals\">";
  for (const Mark of : kWorstFirst) {
    const int64_t count = Count(counts, of);
    out << "<li class=\"" << MarkName(of) << (count == 0 ? " zero" : "") << "\"><span aria-hidden=\"true\">"
        << Symbol(of) << "</span> <b>" << count << "</b> " << MarkName(of) << "</li>";
  }
  out << "</ul>\n";
}

std::string HtmlBadge(Mark mark, std::string_view words) {
  const std::string name(MarkName(mark));
  return "<span class=\"badge " + name + "\"><span aria-hidden=\"true\">" + std::string(Symbol(mark)) + "</span> " +
         (words.empty() ? name : Html(words)) + "</span>";
}

std::string HtmlCount(Mark mark, int64_t count) {
  const std::string name(MarkName(mark));
  return "<span class=\"count " + name + "\"><span aria-hidden=\"true\">" + std::string(Symbol(mark)) + "</span> " +
         std::to_string(count) + "<span class=\"unseen\"> " + name + "</span></span>";
}

std::string HtmlCounts(const Counts& counts) {
  std::string html;
  for (const Mark mark : kWorstFirst) {
    if (Count(counts, mark) > 0) html += HtmlCount(mark, Count(counts, mark)) + " ";
  }
  return html;
}

std::string HtmlList(const std::vector<std::string>& sentences) {
  std::string html = "<ul>";
  for (const std::string& sentence : sentences) html += "<li>" + Html(sentence) + "</li>";
  return html + "</ul>";
}

std::string HtmlBreakAfterSlash(const std::string& html) {
  const size_t slash = html.find('/');
  return slash == std::string::npos ? html : html.substr(0, slash + 1) + "<wbr>" + html.substr(slash + 1);
}

void WriteHtmlMatrix(const Matrix& matrix, const std::optional<std::string>& page, std::ostream& out) {
  if (matrix.families.empty()) return;
  const auto link = [&](const std::string& id, const std::string& html) {
    return page ? "<a href=\"" + *page + "#" + id + "\">" + html + "</a>" : "<span class=\"cell\">" + html + "</span>";
  };
  WriteHtmlSectionStart("matrix", "Endpoints and families", out);
  out << "<div class=\"scroll\" role=\"region\" aria-labelledby=\"matrix-caption\" tabindex=\"0\">\n<table "
         "class=\"matrix\">\n"
      << "<caption id=\"matrix-caption\"><span>Cases by verdict, for each endpoint and family of cases."
      << (page ? " A cell leads to its cases." : "") << "</span></caption>\n"
      << "<thead><tr><th scope=\"col\">Endpoint</th>";
  for (const std::string& family : matrix.families) out << "<th scope=\"col\">" << Html(family) << "</th>";
  out << "<th scope=\"col\">all</th></tr></thead>\n<tbody>\n";
  for (const Matrix::Row& row : matrix.rows) {
    out << "<tr><th scope=\"row\">" << link(HtmlId("endpoint", row.endpoint), HtmlBreakAfterSlash(Html(row.endpoint)))
        << "</th>";
    for (size_t i = 0; i < row.cells.size(); ++i) {
      if (Sum(row.cells[i]) == 0) {
        out << "<td><span class=\"unseen\">no cases</span></td>";
        continue;
      }
      out << "<td class=\"" << MarkName(Worst(row.cells[i])) << "\">"
          << link(HtmlId("family", row.endpoint + "/" + matrix.families[i]), HtmlCounts(row.cells[i])) << "</td>";
    }
    out << "<td class=\"all\">" << HtmlCounts(row.all) << "</td></tr>\n";
  }
  out << "</tbody></table>\n</div>\n</section>\n";
}

}  // namespace authconform
