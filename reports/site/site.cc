#include "reports/site/site.h"

#include <algorithm>
#include <memory>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "reports/html_css.h"
#include "reports/site/badge.h"
#include "reports/site/case_page.h"
#include "reports/site/feed_atom.h"
#include "reports/site/feed_entry.h"
#include "reports/site/feed_json.h"
#include "reports/site/overview_page.h"
#include "reports/site/page.h"
#include "reports/site/run_page.h"
#include "reports/site/site_css.h"
#include "reports/site/site_folder.h"
#include "reports/site/site_js.h"
#include "reports/site/target_page.h"

namespace authconform {
namespace {

constexpr size_t kInTargetFeed = 50;
constexpr size_t kInFeed = 200;

const std::vector<std::string> kRootFiles = {"index.html", "feed.xml", "style.css", "site.js"};

// Changes when a page of a run that is written once would come out otherwise.
constexpr char kRunForm[] = "run page 2";

// Writes one target after another; what it keeps of each is small.
class Writer {
 public:
  Writer(History& history, const SiteOptions& options, SiteFolder& root, Titles titles, std::string id)
      : history_(history), options_(options), root_(root), titles_(std::move(titles)), id_(std::move(id)) {
    if (!options_.base_url.empty() && !options_.base_url.ends_with('/')) options_.base_url += '/';
  }

  Status WriteAll() {
    const Result<std::vector<KeptTarget>> targets = history_.Targets();
    if (!targets) return targets.error();
    for (const KeptTarget& each : *targets) {
      if (Status written = WriteTarget(each); !written) return written;
    }
    if (Status written = WriteRoot(); !written) return written;
    return root_.Finish();
  }

 private:
  Status WriteTarget(const KeptTarget& target) {
    Result<Past> past = ReadPast(history_, target, options_.now_us, options_.stale_days);
    if (!past) return past.error();
    if (past->empty()) return Done{};
    Result<std::unique_ptr<SiteFolder>> folder = root_.Enter("targets/" + past->folder);
    if (!folder) return folder.error();
    if (Status written = WritePages(*past, **folder); !written) return written;
    if (Status written = WriteRuns(*past, **folder); !written) return written;
    if (Status finished = (*folder)->Finish(); !finished) return finished;
    Remember(*past);
    return Done{};
  }

  template <typename Write>
  static Status Put(SiteFolder& folder, const std::string& name, const Write& write) {
    std::ostringstream out;
    write(out);
    return folder.Write(name, out.view());
  }

  Status WritePages(const Past& past, SiteFolder& folder) {
    const auto page = [&](std::ostream& out) { WriteTargetPage(past, titles_, options_.base_url, out); };
    if (Status written = Put(folder, "index.html", page); !written) return written;
    for (const CaseStreak& each : past.cases) {
      if (!past.told.contains(each.id)) continue;
      const auto of_case = [&](std::ostream& out) { WriteCasePage(past, each, titles_, out); };
      if (Status written = Put(folder, CaseLink(each.id), of_case); !written) return written;
    }
    if (Status written = folder.Write("badge.svg", Badge(past)); !written) return written;
    if (Status written = folder.Write("feed.json", TargetFeed(past, options_.base_url)); !written) return written;
    AtomFeed feed;
    feed.title = ShortName(past.target.name) + ": what got worse";
    feed.id = UrnOf("target " + id_ + " " + past.target.name);
    feed.base_url = options_.base_url;
    feed.up = "../../";
    feed.self = "targets/" + past.folder + "/feed.xml";
    feed.page = "targets/" + past.folder + "/index.html";
    feed.updated_us = BeganUs(past, 0);
    const std::vector<Regression> regressions = RegressionsOf(past, kInTargetFeed);
    return Put(folder, "feed.xml", [&](std::ostream& out) { WriteAtom(feed, regressions, out); });
  }

  // A report is made once: reading the record is what costs. A record that cannot be read, as when another process has
  // just pruned it, leaves what is known, and is tried again when the site is written again.
  Status WriteRuns(const Past& past, SiteFolder& folder) {
    for (size_t place = 0; place < past.runs.size(); ++place) {
      const KeptRun& run = past.runs[place];
      const std::string name = RunLink(run.id);
      const std::string stamp = StampOf(past, run);
      if (folder.IsWritten(name, stamp)) continue;
      const Result<std::string> report = ReportOf(past, run);
      std::string page = report ? *report : WithoutReport(past, place, run.recorded ? report.error().ToString() : "");
      const bool final = report || !run.recorded;
      if (Status written = folder.WriteStamped(name, final ? stamp : "again", page); !written) return written;
    }
    return Done{};
  }

  std::string StampOf(const Past& past, const KeptRun& run) const {
    std::string what = std::string(kRunForm) + "\n" + past.target.name + "\n" + std::to_string(run.started_us);
    if (run.recorded) return UrnOf(what + "\nreport");
    // It leads to the pages of the cases that did not pass, where they have one.
    for (size_t place = 0; place < run.results.size(); ++place) {
      const std::string& id = run.plan->cases[place];
      if (MarkOf(*run.results[place]) != Mark::kPass && past.told.contains(id)) what += "\n" + id;
    }
    return UrnOf(what);
  }

  Result<std::string> ReportOf(const Past& past, const KeptRun& run) {
    if (!run.recorded) return Error{"", "", "the record is no longer kept"};
    const Result<KeptRecord> record = history_.Record(run.id);
    if (!record) return record.error();
    return RunReportPage(past, run, record->run_json);
  }

  std::string WithoutReport(const Past& past, size_t place, const std::string& trouble) const {
    std::ostringstream out;
    WriteRunPage(past, place, titles_, trouble, out);
    return std::move(out).str();
  }

  // For the overview and the feed of all targets.
  void Remember(const Past& past) {
    lines_.push_back(LineOf(past));
    last_us_ = std::max(last_us_, BeganUs(past, past.runs.size() - 1));
    for (Regression& each : RegressionsOf(past, kInFeed)) regressions_.push_back(std::move(each));
    if (regressions_.size() > 2 * kInFeed) KeepTheLatest();
  }

  void KeepTheLatest() {
    std::stable_sort(regressions_.begin(), regressions_.end(),
                     [](const Regression& one, const Regression& other) { return one.began_us > other.began_us; });
    if (regressions_.size() > kInFeed) regressions_.resize(kInFeed);
  }

  Status WriteRoot() {
    SortLines(lines_);
    KeepTheLatest();
    const auto overview = [&](std::ostream& out) { WriteOverview(options_.title, lines_, options_.now_us, out); };
    if (Status written = Put(root_, "index.html", overview); !written) return written;
    if (Status written = root_.Write("style.css", std::string(kHtmlCss) + std::string(kSiteCss)); !written)
      return written;
    if (Status written = root_.Write("site.js", kSiteJs); !written) return written;
    AtomFeed feed;
    feed.title = options_.title + ": what got worse";
    feed.id = UrnOf("site " + id_);
    feed.base_url = options_.base_url;
    feed.self = "feed.xml";
    feed.page = "index.html";
    feed.updated_us = last_us_;
    return Put(root_, "feed.xml", [&](std::ostream& out) { WriteAtom(feed, regressions_, out); });
  }

  History& history_;
  SiteOptions options_;
  SiteFolder& root_;
  const Titles titles_;
  const std::string id_;  // of the history
  std::vector<OverviewLine> lines_;
  std::vector<Regression> regressions_;
  int64_t last_us_ = 0;
};

}  // namespace

Status WriteSite(History& history, const SiteOptions& options) {
  Result<Titles> titles = history.Cases();
  if (!titles) return titles.error();
  Result<std::string> id = history.Id();
  if (!id) return id.error();
  const Result<std::unique_ptr<SiteFolder>> root = SiteFolder::Open(options.folder, kRootFiles);
  if (!root) return root.error();
  return Writer(history, options, **root, *std::move(titles), *std::move(id)).WriteAll();
}

}  // namespace authconform
