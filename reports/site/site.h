// A history into a static site: one folder of pages, feeds and badges that can be published anywhere, or opened as
// files.
//
// Nothing in it needs a server or a script; every link is relative. What changed since the site was last written is
// written, what the history no longer holds goes away, and no file is touched that the site did not write itself.
#pragma once

#include <cstdint>
#include <string>

#include "harness/base/result.h"
#include "reports/history/history.h"

namespace authconform {

struct SiteOptions {
  std::string folder;                  // made when it is not there
  std::string title = "Nightly runs";  // of the overview and the feeds
  std::string base_url = {};           // where the folder is published, for links in feeds; empty: they are relative
  int64_t now_us = 0;                  // what is stale is told by this
  int stale_days = 3;                  // a target whose last run began earlier than so many days ago is stale
};

// Error: the folder cannot be written, holds a file or a link of another's where one of ours belongs, or is being
// written by another process; or the history cannot be read. The pages that were written until then are whole.
Status WriteSite(History& history, const SiteOptions& options);

}  // namespace authconform
