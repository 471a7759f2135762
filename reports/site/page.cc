#include "reports/site/page.h"

#include <algorithm>

#include "reports/html_escape.h"
#include "reports/site/file_name.h"
#include "reports/site/site_folder.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

std::string Alternate(const std::string& type, const std::string& href) {
  return href.empty() ? "" : "<link rel=\"alternate\" type=\"" + type + "\" href=\"" + href + "\">\n";
}

std::string VerdictHtml(const std::optional<Verdict>& verdict) {
  return verdict ? HtmlBadge(MarkOf(*verdict)) : "<span class=\"none\">not planned</span>";
}

}  // namespace

void WritePageStart(const Page& page, std::ostream& out) {
  WriteHtmlHead(Html(page.title),
                std::string("style-src 'self'; img-src 'self'") + (page.script ? "; script-src 'self'" : ""),
                "<link rel=\"stylesheet\" href=\"" + page.up + "style.css\">\n" +
                    Alternate("application/atom+xml", page.feed) + Alternate("application/feed+json", page.json) +
                    (page.script ? "<script src=\"" + page.up + "site.js\" defer></script>\n" : ""),
                out);
  out << "<body class=\"site\">\n<a class=\"skip\" href=\"#main\">Skip to the results</a>\n"
      << "<header><div class=\"page\">\n<p class=\"brand\">authconform <span>" << page.brand << "</span></p>\n";
  WriteHtmlCrumbs(page.crumbs, out);
  out << "<h1>" << Html(page.heading) << "</h1>\n";
  if (!page.hint.empty()) out << "<p class=\"hint\">" << page.hint << "</p>\n";
  if (!page.sections.empty()) {
    out << "<nav aria-label=\"Sections\"><ul>";
    for (const HtmlCrumb& each : page.sections) out << "<li>" << Anchor(each.href, Html(each.text)) << "</li>";
    out << "</ul></nav>\n";
  }
  out << "</div></header>\n<main id=\"main\" tabindex=\"-1\"><div class=\"page\">\n";
}

void WritePageEnd(std::ostream& out) {
  out << "</div></main>\n<footer><div class=\"page\"><p>Made by authconform from a history of runs. Times are UTC. "
         "The marks: ";
  for (const Mark mark : kWorstFirst) out << HtmlBadge(mark) << ' ';
  out << "</p></div></footer>\n</body>\n</html>\n" << kMarkupMark;
}

// The sentence is an element of its own, beside the mark: it may hold others.
void WriteVerdictStart(Mark mark, const std::string& sentence, std::ostream& out) {
  WriteHtmlVerdict(mark, "<span>" + sentence + "</span>", out);
}

void WriteReasons(const std::string& deviation, const std::string& reason, std::ostream& out) {
  if (!deviation.empty()) out << "<p>Listed by the owner: " << Html(deviation) << "</p>\n";
  if (!reason.empty()) out << "<p>" << Html(reason) << "</p>\n";
}

void WriteTableStart(std::string_view id, std::string_view classes, const std::string& caption,
                     const std::vector<std::string>& columns, std::ostream& out) {
  out << "<div class=\"scroll\" role=\"region\" aria-labelledby=\"" << id
      << "-caption\" tabindex=\"0\">\n<table role=\"table\" class=\"" << classes << "\">\n<caption id=\"" << id
      << "-caption\"><span>" << caption << "</span></caption>\n<thead role=\"rowgroup\"><tr role=\"row\">";
  for (const std::string& each : columns) out << "<th role=\"columnheader\" scope=\"col\">" << each << "</th>";
  out << "</tr></thead>\n";
}

std::vector<HtmlCrumb> CrumbsOf(const std::string& up, const Past* past) {
  std::vector<HtmlCrumb> crumbs = {{up + "index.html", "All targets"}};
  if (past != nullptr) crumbs.push_back({"../index.html", ShortName(past->target.name)});
  return crumbs;
}

std::string RunLink(int64_t run) { return "runs/" + std::to_string(run) + ".html"; }

std::string CaseLink(std::string_view id) { return "cases/" + CaseFileName(id) + ".html"; }

bool HasPage(const Past& past, std::string_view of_case) { return past.told.contains(of_case); }

std::string ShortName(std::string_view name, size_t characters) { return Clip(VisibleLine(name), characters); }

Run Shortened(Run run) {
  run.target = ShortName(run.target);
  return run;
}

std::string Anchor(const std::string& href, const std::string& html) {
  return "<a href=\"" + href + "\">" + html + "</a>";
}

std::string CaseHtml(std::string_view id) {
  const size_t slash = id.rfind('/');
  if (slash == std::string_view::npos) return "<code>" + Html(id) + "</code>";
  std::string path = Html(id.substr(0, slash + 1));
  for (size_t at = path.find('/'); at != std::string::npos; at = path.find('/', at + 6)) path.insert(at + 1, "<wbr>");
  return "<code><span class=\"path\">" + path + "</span>" + Html(id.substr(slash + 1)) + "</code>";
}

std::string DayHtml(int64_t unix_us) {
  return "<time datetime=\"" + Instant(unix_us, true) + "\">" + Day(unix_us) + "</time>";
}

std::string TimeHtml(int64_t unix_us) {
  const std::string text = Instant(unix_us);
  return "<time datetime=\"" + Instant(unix_us, true) + "\">" + text.substr(0, std::min<size_t>(text.size(), 16)) +
         "</time>";
}

std::string RunHtml(const std::string& up, int64_t run, int64_t began_us) {
  return Anchor(up + RunLink(run), TimeHtml(began_us)) + " <span class=\"when\">run " + std::to_string(run) + "</span>";
}

std::string TurnHtml(const KeptChange& change) {
  return "<span class=\"turn\">" + VerdictHtml(change.from) +
         " <span class=\"arrow\"><span aria-hidden=\"true\">→</span><span class=\"unseen\">to</span></span> " +
         VerdictHtml(change.to) + "</span>";
}

std::string FindingsHtml(const std::vector<Finding>& findings) {
  if (findings.empty()) return "";
  std::string html = "<ul class=\"broken\">";
  for (const Finding& each : findings) {
    html += "<li>" + Html(each.rule.text) + " <span class=\"source\">" +
            Html(each.rule.source.empty() ? each.rule.id : each.rule.source) + "</span>";
    if (!each.expected.empty() || !each.actual.empty()) {
      html += "<span class=\"told\">expected <code>" + Html(each.expected) + "</code>, got <code>" + Html(each.actual) +
              "</code></span>";
    }
    html += "</li>";
  }
  return html + "</ul>";
}

std::string CauseHtml(const KeptChange& change) {
  std::string words(CauseInWords(change.cause));
  if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
  if (change.why.empty()) return "<strong>" + words + ".</strong>";
  return "<strong>" + words + ":</strong> <span class=\"why\">" + Html(change.why) + "</span>";
}

void WriteFigure(std::string_view title, std::string_view about, const std::string& svg, int64_t from_us, int64_t to_us,
                 std::ostream& out) {
  out << "<figure class=\"chart\"><figcaption>" << title << " <span>" << about
      << "</span></figcaption>\n<div class=\"plot\">" << svg << "\n<p class=\"ends\">" << DayHtml(from_us);
  if (Day(from_us) != Day(to_us)) out << " " << DayHtml(to_us);
  out << "</p></div></figure>\n";
}

void WriteNotices(const std::vector<Notice>& notices, std::ostream& out) {
  for (const Notice& each : notices) WriteHtmlNotice(each.label + ".", Html(each.text), out);
}

}  // namespace authconform
