#include "reports/statement/html.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/joined.h"
#include "reports/evidence.h"
#include "reports/html_css.h"
#include "reports/html_escape.h"
#include "reports/html_parts.h"
#include "reports/statement/statement_css.h"
#include "reports/statement/table.h"
#include "reports/statement/verifying.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

std::string Code(const std::string& text) { return "<code>" + Html(text) + "</code>"; }

// Visible text as a CSS string: whatever ASCII is no letter, digit or blank is spelt out, and the blank behind
// it belongs to it (CSS Syntax Level 3, 4.3.7).
std::string CssString(std::string_view visible) {
  std::string css = "\"";
  for (const char c : visible) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain =
        byte >= 0x80 || c == ' ' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    char escaped[16];
    std::snprintf(escaped, sizeof escaped, "\\%06x ", static_cast<unsigned>(byte));
    css += plain ? std::string(1, c) : escaped;
  }
  return css + "\"";
}

// What stands below each printed page: what the document is, of what, and of which bundle.
std::string PrintedBelow(const Statement& statement) {
  constexpr size_t kLongestSubject = 48;
  constexpr size_t kDigest = 12;
  const std::string text = TitleOf(statement) + " · " + Clip(VisibleLine(SubjectOf(statement)), kLongestSubject) +
                           " · bundle " + statement.bundle_sha256.substr(0, kDigest);
  return "@media print { @page { @bottom-left { content: " + CssString(VisibleLine(text)) + "; } } }\n";
}

std::string Prose(const std::string& sentence) {
  std::string html;
  for (const ProsePart& part : ProseOf(sentence)) {
    html += part.is_code ? "<code class=\"whole\">" + Html(part.text) + "</code>" : Html(part.text);
  }
  return html;
}

void WriteHead(const Statement& statement, std::ostream& out) {
  const std::string style = std::string(kHtmlCss) + std::string(kStatementCss) + PrintedBelow(statement);
  WriteHtmlHeadWithStyle(Html(TitleOf(statement) + ": " + SubjectOf(statement)), style, out);
}

void WriteLead(const Statement& statement, std::ostream& out) {
  const std::vector<std::string> lead = LeadOf(statement);
  WriteHtmlVerdict(MarkOf(statement), Html(lead.front()), out);
  for (size_t i = 1; i < lead.size(); ++i) out << "<p>" << Html(lead[i]) << "</p>\n";
  out << "</section>\n";
  if (!statement.run.deviation_errors.empty()) {
    out << "<div class=\"notice fail\"><strong>The list of deviations does not hold.</strong>"
        << HtmlList(statement.run.deviation_errors) << "</div>\n";
  }
  for (const std::string& caveat : CaveatsOf(statement)) WriteHtmlNotice("Mind:", Prose(caveat), out);
}

void WriteFacts(const std::vector<Fact>& facts, std::ostream& out) {
  out << "<dl class=\"facts\">\n";
  for (const Fact& fact : facts) WriteHtmlFact(fact.term, fact.is_code ? Code(fact.text) : Html(fact.text), out);
  out << "</dl>\n";
}

void WriteAbout(const Statement& statement, std::ostream& out) {
  WriteHtmlSectionStart("about", "What this is about", out);
  for (const FactTable& table : FactTablesOf(statement)) {
    out << "<p class=\"worth\">" << Html(table.worth) << "</p>\n";
    WriteFacts(table.facts, out);
  }
  out << "</section>\n";
}

void WriteSums(const std::vector<std::string>& sums, std::ostream& out) {
  out << "<ul class=\"sums\">";
  for (const std::string& sum : sums) out << "<li>" << Html(sum) << "</li>";
  out << "</ul>\n";
}

void WriteNumbers(const Numbers& numbers, std::ostream& out) {
  out << "<div class=\"scroll\" role=\"region\" aria-labelledby=\"" << numbers.id << "\" tabindex=\"0\">\n"
      << "<table class=\"numbers\"><caption id=\"" << numbers.id << "\"><span>" << Html(numbers.caption)
      << "</span></caption>\n<thead><tr>";
  for (const std::string& head : numbers.heads) out << "<th scope=\"col\">" << Html(head) << "</th>";
  out << "</tr></thead>\n<tbody>\n";
  for (const Numbers::Row& row : numbers.rows) {
    out << "<tr" << (row.is_sum ? " class=\"sum\"" : "") << "><th scope=\"row\">" << HtmlBreakAfterSlash(Html(row.name))
        << "</th>";
    for (size_t i = 0; i < row.numbers.size(); ++i) {
      out << "<td" << (numbers.sums[i] ? " class=\"sum\"" : "") << "><span class=\"label\">"
          << Html(numbers.heads[i + 1]) << " </span>" << row.numbers[i] << "</td>";
    }
    out << "</tr>\n";
  }
  out << "</tbody></table>\n</div>\n";
}

void WriteNumbersOf(const Statement& statement, std::ostream& out) {
  if (statement.endpoints.empty()) return;
  WriteHtmlSectionStart("numbers", "What was tested, in numbers", out);
  WriteSums(RequirementSums(RequirementsOf(statement.endpoints)), out);
  WriteNumbers(RequirementNumbers(statement.endpoints), out);
  out << "<dl class=\"facts legend\">\n";
  for (const Fact& fact : LegendOf(statement.endpoints)) WriteHtmlFact(fact.term, Html(fact.text), out);
  out << "</dl>\n";
  WriteSums(CaseSums(statement.endpoints), out);
  WriteNumbers(CaseNumbers(statement.endpoints), out);
  out << "</section>\n";
}

std::string BrokenHtml(const Broken& broken) {
  std::string html = "<li>" + Code(broken.of_case);
  if (!broken.finding.pointer.empty()) html += " at " + Code(broken.finding.pointer);
  html += ": expected " + Html(Clip(VisibleLine(broken.finding.expected), kLongestValue)) + ", got " +
          Html(Clip(VisibleLine(broken.finding.actual), kLongestValue));
  if (!broken.deviation.empty()) html += ". <strong>Listed by the owner:</strong> " + Html(broken.deviation);
  return html + "</li>";
}

void WriteRequirement(const RequirementStanding& told, std::ostream& out) {
  out << "<tr><td>" << HtmlBadge(authconform::MarkOf(told.standing), StandingName(told.standing)) << "</td><td>"
      << Code(told.rule.id) << "<span class=\"promise\">" << Html(told.rule.text) << "</span>";
  const size_t breaks = std::min(told.broken.size(), kMostTold);
  const size_t reasons = std::min(told.reasons.size(), kMostTold);
  if (breaks + reasons > 0) {
    out << "<ul>";
    for (size_t i = 0; i < breaks; ++i) out << BrokenHtml(told.broken[i]);
    for (size_t i = 0; i < reasons; ++i) out << "<li>" << Html(told.reasons[i]) << "</li>";
    const size_t more = told.broken.size() - breaks + told.reasons.size() - reasons;
    if (more > 0) out << "<li>and " << more << " more</li>";
    out << "</ul>";
  }
  out << "</td><td><span class=\"label\">Level </span>" << Html(told.rule.level)
      << "</td><td><span class=\"label\">Source </span>" << Html(told.rule.source) << "</td><td>"
      << "<span class=\"label\">Cases that looked at it </span>" << CasesOf(told) << "</td></tr>\n";
}

void WriteRequirements(const std::string& title, const std::vector<const RequirementStanding*>& requirements,
                       std::ostream& out) {
  if (requirements.empty()) return;
  out << "<table class=\"requirements\"><caption>" << Html(title)
      << "</caption>\n<thead><tr><th scope=\"col\">Result</th><th scope=\"col\">Requirement</th><th "
         "scope=\"col\">Level</th><th scope=\"col\">Source</th><th scope=\"col\">Cases</th></tr></thead>\n"
         "<tbody>\n";
  for (const RequirementStanding* each : requirements) WriteRequirement(*each, out);
  out << "</tbody></table>\n";
}

void WriteEndpoint(const EndpointStanding& told, std::ostream& out) {
  const EndpointResult& endpoint = told.endpoint;
  const std::string id = HtmlId("endpoint", endpoint.endpoint);
  out << "<section class=\"endpoint\" aria-labelledby=\"" << id << "\">\n<h2 id=\"" << id << "\">"
      << Html(endpoint.endpoint) << "</h2>\n";
  WriteFacts(FactsOf(told), out);
  WriteSums(RequirementSums(CountsOf(told.requirements)), out);
  for (const RequirementTable& table : TablesOf(told)) WriteRequirements(table.title, table.rows, out);
  out << "</section>\n";
}

void WriteDeviations(const Statement& statement, std::ostream& out) {
  if (statement.deviations.empty()) return;
  WriteHtmlSectionStart("deviations", "Listed deviations", out);
  out << "<p>" << kAboutDeviations << "</p>\n<ul class=\"plain\">";
  for (const ListedDeviation& each : statement.deviations) {
    out << "<li>" << Code(each.of_case) << " breaks " << Html(Joined(each.rules))
        << ". <strong>The owner&#39;s reason:</strong> " << Html(each.reason) << ". Excused "
        << Html(ExcusedUntil(each)) << ".</li>";
  }
  out << "</ul>\n</section>\n";
}

void WriteVerifying(const Statement& statement, std::ostream& out) {
  WriteHtmlSectionStart("verify", "How to verify it", out);
  out << "<ol class=\"steps\">\n";
  for (const VerifyStep& step : VerifySteps(statement, "html")) {
    std::string lines;
    for (const std::string& line : step.lines) lines += (lines.empty() ? "" : "\n") + Html(VisibleLine(line));
    out << "<li><p>" << Html(step.what) << ":</p>\n<pre>" << lines << "</pre>\n<p>It must show: " << Html(step.expect)
        << ".</p></li>\n";
  }
  out << "</ol>\n</section>\n";
  WriteHtmlSectionStart("not-proved", "What it does not prove", out);
  out << "<ul class=\"plain\">";
  for (const std::string& sentence : NotProved()) out << "<li>" << Prose(sentence) << "</li>";
  out << "</ul>\n</section>\n";
}

void WriteFiles(const Statement& statement, std::ostream& out) {
  WriteHtmlSectionStart("files", "What was signed", out);
  out << "<table class=\"files\"><caption>"
         "The files in the bundle: the run, what was sent and received, and the specs and cases it was judged by"
         "</caption>\n<thead><tr><th scope=\"col\">File</th><th scope=\"col\">SHA-256</th></tr></thead>\n<tbody>\n";
  for (const SignedFile& file : statement.files) {
    out << "<tr><td>" << Code(file.name) << "</td><td>" << Code(file.sha256) << "</td></tr>\n";
  }
  out << "</tbody></table>\n</section>\n";
}

}  // namespace

void WriteStatementHtml(const Statement& statement, std::ostream& out) {
  WriteHead(statement, out);
  out << "<body>\n<a class=\"skip\" href=\"#main\">Skip to the statement</a>\n"
      << "<header><div class=\"page\">\n<p class=\"brand\">authconform</p>\n<h1>" << Html(TitleOf(statement))
      << "</h1>\n<p class=\"subject\">" << Html(SubjectOf(statement)) << "</p>\n"
      << "<nav aria-label=\"Sections\"><ul><li><a href=\"#about\">About</a></li>";
  if (!statement.endpoints.empty()) out << "<li><a href=\"#numbers\">Numbers</a></li>";
  for (const EndpointStanding& each : statement.endpoints) {
    out << "<li><a href=\"#" << HtmlId("endpoint", each.endpoint.endpoint) << "\">" << Html(each.endpoint.endpoint)
        << "</a></li>";
  }
  out << "<li><a href=\"#verify\">How to verify it</a></li><li><a href=\"#files\">Files</a></li></ul></nav>\n"
      << "</div></header>\n<main id=\"main\" tabindex=\"-1\"><div class=\"page\">\n";
  WriteLead(statement, out);
  WriteAbout(statement, out);
  WriteNumbersOf(statement, out);
  WriteDeviations(statement, out);
  for (const EndpointStanding& each : statement.endpoints) WriteEndpoint(each, out);
  WriteVerifying(statement, out);
  WriteFiles(statement, out);
  out << "</div></main>\n<footer><div class=\"page\"><p>Made by authconform " << Html(statement.told_by)
      << " from a bundle that it verified. Secrets were masked before they were recorded.</p></div></footer>\n"
      << "</body>\n</html>\n";
}

}  // namespace authconform
