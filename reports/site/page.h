// What all pages of the site have in common: head, header and footer, links, and how a change is told.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "reports/html_parts.h"
#include "reports/site/past.h"

namespace authconform {

struct Page {
  std::string title;      // of the document; as it is, not yet escaped
  std::string heading;    // h1
  std::string brand;      // what kind of page it is
  std::string up;         // to the site's root: "", "../../", "../../../"
  std::string feed = {};  // an Atom feed of what it tells, relative; empty: none
  std::string json = {};  // a JSON feed
  std::string hint = {};  // a line of markup below the heading; empty: none
  bool script = false;    // whether site.js may help
  std::vector<HtmlCrumb> crumbs = {};
  std::vector<HtmlCrumb> sections = {};  // "#fails", of this page
};

// Up to and with the start of <main>, and from its end.
void WritePageStart(const Page& page, std::ostream& out);
void WritePageEnd(std::ostream& out);

// The panel that tells the verdict in a sentence (markup); it ends with "</section>".
void WriteVerdictStart(Mark mark, const std::string& sentence, std::ostream& out);

// The owner's reason for a listed case, and the case's own; nothing of either that is empty.
void WriteReasons(const std::string& deviation, const std::string& reason, std::ostream& out);

// What wide tables scroll in, to their ends with the keyboard, too; it ends with "</table></div>". `caption` is markup.
void WriteTableStart(std::string_view id, std::string_view classes, const std::string& caption,
                     const std::vector<std::string>& columns, std::ostream& out);

// The way to the overview and, where one is given, to its target, from pages that stand `up`.
std::vector<HtmlCrumb> CrumbsOf(const std::string& up, const Past* past);

// Links from within the target's folder.
std::string RunLink(int64_t run);
std::string CaseLink(std::string_view id);
// Whether the case has a page: it is not dull.
bool HasPage(const Past& past, std::string_view of_case);

// A name that somebody chose, as plain text of at most `characters`: as it is but for what cannot be seen.
std::string ShortName(std::string_view name, size_t characters = 80);

// The run with its target's name made short, for sentences.
Run Shortened(Run run);

std::string Anchor(const std::string& href, const std::string& html);
// "<code>vendor/endpoint/family/<b>variant</b></code>", broken at slashes.
std::string CaseHtml(std::string_view id);
// <time>: the day, or day and time.
std::string DayHtml(int64_t unix_us);
std::string TimeHtml(int64_t unix_us);
// A link to the run, by when it began, and its number: what `diff` calls it by. `up`: to the target's folder.
std::string RunHtml(const std::string& up, int64_t run, int64_t began_us);
// "pass → fail" as badges.
std::string TurnHtml(const KeptChange& change);
// The findings, a line each, with their sources.
std::string FindingsHtml(const std::vector<Finding>& findings);
// The cause in words and why, in one paragraph.
std::string CauseHtml(const KeptChange& change);
// A chart in a <figure>, with the days at which it begins and ends. `about`: what its parts mean.
void WriteFigure(std::string_view title, std::string_view about, const std::string& svg, int64_t from_us, int64_t to_us,
                 std::ostream& out);
void WriteNotices(const std::vector<Notice>& notices, std::ostream& out);

}  // namespace authconform
