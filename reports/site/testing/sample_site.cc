// A folder into the site of the sample history: what the browser test looks at, and people who change a page.
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include "reports/history/history.h"
#include "reports/site/site.h"
#include "reports/site/testing/sample_history.h"

namespace authconform::testing {
namespace {

Status Write(const std::string& folder) {
  const std::string file = folder + ".db";
  Result<std::unique_ptr<History>> history = History::Open(file, HistoryMode::kWrite);
  if (!history) return history.error();
  if (Status added = AddSample(**history); !added) return added;
  SiteOptions options;
  options.folder = folder;
  options.title = "Acme sign-in, every night";
  options.now_us = kAsOfUs;
  if (Status written = WriteSite(**history, options); !written) return written;
  history->reset();
  std::remove(file.c_str());
  return Done{};
}

}  // namespace
}  // namespace authconform::testing

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: sample_site FOLDER\n";
    return 2;
  }
  const authconform::Status written = authconform::testing::Write(arguments[1]);
  if (!written) std::cerr << written.error().ToString() << '\n';
  return written ? 0 : 1;
}
