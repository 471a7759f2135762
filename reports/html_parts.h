// Marks, counts, facts and notices into the HTML elements that all our pages show them with, in the style of html.css.
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "reports/mark.h"
#include "reports/summary.h"

namespace authconform {

// A page that leads to where the reader is, such as a site's overview.
struct HtmlCrumb {
  std::string href;  // relative, of letters, digits and "/._-" alone
  std::string text;  // as it is: not yet escaped
};

// The source that a Content-Security-Policy knows a style or script by: anything else that gets into the page stays
// dead. "'sha256-…'", as CSP Level 3, 2.3.1 has it.
std::string HtmlHashSource(std::string_view bytes);

// Up to and with </head>. `title` and `links` are markup; `sources` are those of its Content-Security-Policy, beside
// which nothing is let in: "style-src 'self'".
void WriteHtmlHead(const std::string& title, const std::string& sources, const std::string& links, std::ostream& out);
// The same of a page that carries its style with it.
void WriteHtmlHeadWithStyle(const std::string& title, const std::string& style, std::ostream& out);

// "<section aria-labelledby=…><h2>"; it ends with "</section>". `title` is markup.
void WriteHtmlSectionStart(std::string_view id, std::string_view title, std::ostream& out);

// The panel that tells the verdict in a sentence (markup); it ends with "</section>".
void WriteHtmlVerdict(Mark mark, const std::string& sentence, std::ostream& out);

// The way to the page, for its header; nothing when there are no crumbs.
void WriteHtmlCrumbs(const std::vector<HtmlCrumb>& crumbs, std::ostream& out);

// One term and what is to be said of it, for a <dl class="facts">. `html` is markup already.
void WriteHtmlFact(std::string_view term, const std::string& html, std::ostream& out);

// What must not be overlooked. `label` and `html` are markup already.
void WriteHtmlNotice(std::string_view label, const std::string& html, std::ostream& out);

// The counts as a bar, for the eye alone; then each of them as a number with its mark.
void WriteHtmlBar(const Counts& counts, std::ostream& out);
void WriteHtmlTotals(const Counts& counts, std::ostream& out);

// The mark as a badge: symbol and word. With `words`, those in place of the mark's name.
std::string HtmlBadge(Mark mark, std::string_view words = "");
std::string HtmlCount(Mark mark, int64_t count);
// Those above 0, worst first.
std::string HtmlCounts(const Counts& counts);

// A list of plain sentences.
std::string HtmlList(const std::vector<std::string>& sentences);

// "vendor/endpoint", escaped already, may be broken between its parts, and nowhere else while there is room.
std::string HtmlBreakAfterSlash(const std::string& html);

// Endpoints × families, each cell a link to its cases in the HTML report at `page`, which is empty for the one that
// this is in, and none where there is no such report. Nothing when there are no families.
void WriteHtmlMatrix(const Matrix& matrix, const std::optional<std::string>& page, std::ostream& out);

}  // namespace authconform
