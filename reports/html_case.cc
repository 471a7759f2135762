#include "reports/html_case.h"

#include <string_view>

#include "harness/base/joined.h"
#include "reports/html_escape.h"
#include "reports/html_parts.h"
#include "reports/summary.h"

namespace authconform {
namespace {

std::string Source(const Rule& rule) {
  std::string html = "<span class=\"source\">" + Html(rule.source.empty() ? rule.id : rule.source);
  if (!rule.level.empty()) html += " · " + Html(rule.level);
  return html + "</span>";
}

std::string Value(std::string_view text) {
  return text.empty() ? "<span class=\"none\">none</span>" : "<code>" + Html(text) + "</code>";
}

// The roles are what the elements have by themselves, until a narrow screen's CSS lays the cells out as blocks.
void WriteCell(std::string_view label, const std::string& html, std::ostream& out) {
  out << "<td role=\"cell\"><span class=\"label\" aria-hidden=\"true\">" << label << "</span>" << html << "</td>";
}

void WriteFindings(const CaseResult& result, std::ostream& out) {
  if (result.findings.empty()) return;
  out << "<table class=\"findings\" role=\"table\"><caption>Findings</caption>\n<thead role=\"rowgroup\"><tr "
         "role=\"row\">";
  for (const char* head : {"Rule", "Where", "Expected", "Actual"}) {
    out << "<th role=\"columnheader\" scope=\"col\">" << head << "</th>";
  }
  out << "</tr></thead>\n<tbody role=\"rowgroup\">\n";
  for (const Finding& finding : result.findings) {
    out << "<tr role=\"row\">";
    WriteCell("Rule", "<span>" + Html(finding.rule.text) + "<br>" + Source(finding.rule) + "</span>", out);
    WriteCell("Where", finding.pointer.empty() ? "<span>" + Html(finding.check) + "</span>" : Value(finding.pointer),
              out);
    WriteCell("Expected", Value(finding.expected), out);
    WriteCell("Actual", Value(finding.actual), out);
    out << "</tr>\n";
  }
  out << "</tbody></table>\n";
}

std::string Headers(const std::vector<RecordedHeader>& headers) {
  std::string html;
  for (const RecordedHeader& header : headers) {
    html += "<span class=\"header\">" + Html(header.name) + ":</span> " + Html(header.value) + "\n";
  }
  return html;
}

std::string Body(const std::string& body) { return body.empty() ? "" : "\n" + HtmlBlock(body); }

void WriteExchange(const RecordedExchange& exchange, std::ostream& out) {
  // The newline after <pre> is dropped by parsers; without it a body's own first one would be.
  out << "<div class=\"exchange\">\n<figure><figcaption>Request</figcaption><pre>\n<strong>" << Html(exchange.method)
      << " " << Html(exchange.url) << "</strong>\n"
      << Headers(exchange.request_headers) << Body(exchange.request_body)
      << "</pre></figure>\n<figure><figcaption>Response <span>after " << Duration(exchange.duration_us);
  if (exchange.started_us > 0) out << ", sent " << Instant(exchange.started_us);
  out << "</span></figcaption><pre>\n";
  if (exchange.status == 0) {
    out << "<strong>No response</strong>\n" << HtmlBlock(exchange.error);
  } else {
    out << "<strong>" << exchange.status << " " << Html(exchange.reason) << "</strong>\n"
        << Headers(exchange.response_headers) << Body(exchange.response_body);
  }
  out << "</pre></figure>\n</div>\n";
  if (exchange.curl.empty()) return;
  out << "<figure class=\"curl\"><figcaption>Reproduce <span>secrets come from environment "
         "variables</span></figcaption><pre>\n"
      << HtmlBlock(exchange.curl) << "</pre></figure>\n";
}

void WriteFacts(const CaseResult& result, std::ostream& out) {
  out << "<dl class=\"facts\">\n";
  out << "<div class=\"id\"><dt>Case</dt><dd><code>" << Html(result.id) << "</code></dd></div>\n";
  if (result.Excused()) WriteHtmlFact("Deviation", Html(result.deviation), out);
  if (!result.mutation.empty()) WriteHtmlFact("Sent", Html(result.mutation), out);
  if (!result.expected.empty()) WriteHtmlFact("Expected", Html(result.expected), out);
  if (!result.reason.empty()) WriteHtmlFact("Reason", Html(result.reason), out);
  if (!result.rules.empty()) {
    std::string html = "<ul>";
    for (const Rule& rule : result.rules) html += "<li>" + Html(rule.text) + " " + Source(rule) + "</li>";
    WriteHtmlFact("Checks", html + "</ul>", out);
  }
  if (!result.unfired.empty()) {
    WriteHtmlFact("No evidence", "<code>" + Html(Joined(result.unfired)) + "</code> found nothing to look at", out);
  }
  const Counts counts = CountsOf(result.repetitions);
  const int64_t repetitions = Sum(counts);
  if (repetitions > 1) {
    WriteHtmlFact("Repeated", std::to_string(repetitions) + " times: " + CountsSentence(counts), out);
    WriteHtmlFact("Time",
                  "fastest " + Duration(result.fastest_us) + ", mean " + Duration(result.mean_us) + ", slowest " +
                      Duration(result.slowest_us),
                  out);
  }
  out << "</dl>\n";
}

}  // namespace

void WriteHtmlCase(const CaseResult& result, bool open, std::ostream& out) {
  const std::string variant(Variant(result));
  const std::string path = result.id.substr(0, result.id.size() - variant.size());
  out << "<details class=\"case\" id=\"" << HtmlId("case", result.id) << "\"" << (open ? " open" : "") << "><summary>"
      << HtmlBadge(MarkOf(result)) << "<span class=\"name\"><code><span class=\"path\">" << Html(path) << "</span>"
      << Html(variant) << "</code>";
  if (!result.title.empty()) out << "<span class=\"title\">" << Html(result.title) << "</span>";
  out << "</span>";
  if (!result.exchanges.empty()) out << "<span class=\"time\">" << Duration(result.mean_us) << "</span>";
  out << "</summary>\n<div class=\"case-body\">\n";
  WriteFacts(result, out);
  WriteFindings(result, out);
  for (const RecordedExchange& exchange : result.exchanges) WriteExchange(exchange, out);
  out << "</div></details>\n";
}

}  // namespace authconform
