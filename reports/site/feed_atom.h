// What got worse into an Atom feed (RFC 4287).
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "reports/site/feed_entry.h"

namespace authconform {

struct AtomFeed {
  std::string title;
  std::string id;          // an IRI that stays
  std::string base_url;    // of the site, with "/" at the end; empty: links are relative to where the feed lies
  std::string up;          // from the feed to the site's root: "" or "../../"
  std::string self;        // the feed, from the root: "feed.xml"
  std::string page;        // what it is the feed of, from the root: "index.html"
  int64_t updated_us = 0;  // when there are no entries
};

// `regressions`: the latest first. An entry's id is the same as long as the run, its target and the case are; of a loss
// it is the run's.
void WriteAtom(const AtomFeed& feed, const std::vector<Regression>& regressions, std::ostream& out);

}  // namespace authconform
