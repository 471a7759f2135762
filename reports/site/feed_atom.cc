#include "reports/site/feed_atom.h"

#include "reports/html_escape.h"
#include "reports/site/page.h"
#include "reports/site/site_folder.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

// Text that XML 1.0 takes: Html leaves no control characters, and its escapes are XML's, too.
std::string Xml(std::string_view text) { return Html(text); }

void WriteEntry(const AtomFeed& feed, const Regression& regression, std::ostream& out) {
  const KeptChange& change = regression.change;
  const std::string root = feed.base_url.empty() ? feed.up : feed.base_url;
  const bool is_loss = change.of_case.empty();
  const std::string cause(CauseInWords(change.cause));
  const std::string of_case = is_loss ? "" : Xml(change.of_case) + " ";
  const std::string place = is_loss ? "" : "#" + HtmlId("case", change.of_case);
  out << "  <entry>\n    <id>"
      << UrnOf(regression.target + "\n" + std::to_string(regression.started_us) + "\n" + change.of_case) << "</id>\n"
      << "    <title>" << Xml(ShortName(regression.target)) << ": " << of_case << regression.turn
      << "</title>\n    <updated>" << Instant(regression.began_us, true)
      << "</updated>\n    <link rel=\"alternate\" type=\"text/html\" href=\"" << Xml(root) << "targets/"
      << regression.folder << "/" << RunLink(change.run) << place << "\"/>\n";
  out << "    <category term=\"" << CauseName(change.cause) << "\" label=\"" << cause << "\"/>\n"
      << "    <content type=\"text\">" << regression.turn << ": " << cause << "; " << Xml(change.why);
  for (const Finding& each : regression.findings) {
    out << "\n"
        << Xml(each.rule.text) << " (" << Xml(each.rule.source.empty() ? each.rule.id : each.rule.source)
        << "): expected " << Xml(each.expected) << ", got " << Xml(each.actual);
  }
  out << "</content>\n  </entry>\n";
}

}  // namespace

void WriteAtom(const AtomFeed& feed, const std::vector<Regression>& regressions, std::ostream& out) {
  const std::string root = Xml(feed.base_url.empty() ? feed.up : feed.base_url);
  const int64_t updated = regressions.empty() ? feed.updated_us : regressions.front().began_us;
  out << "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n  <id>" << feed.id
      << "</id>\n  <title>" << Xml(feed.title) << "</title>\n  <updated>" << Instant(updated, true)
      << "</updated>\n  <author><name>authconform</name></author>\n  <link rel=\"self\" type=\"application/atom+xml\" "
         "href=\""
      << root << feed.self << "\"/>\n  <link rel=\"alternate\" type=\"text/html\" href=\"" << root << feed.page
      << "\"/>\n";
  for (const Regression& each : regressions) WriteEntry(feed, each, out);
  out << "</feed>\n" << kMarkupMark;
}

}  // namespace authconform
