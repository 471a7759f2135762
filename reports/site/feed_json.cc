#include "reports/site/feed_json.h"

#include <algorithm>

#include "harness/base/json.h"
#include "reports/site/feed_entry.h"
#include "reports/site/page.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

constexpr size_t kRuns = 30;

Json CountsJson(const Counts& counts) {
  Json::Object object;
  for (const Mark mark : kWorstFirst) object.emplace_back(std::string(MarkName(mark)), Count(counts, mark));
  return object;
}

Json VerdictJson(const std::optional<Verdict>& verdict) { return verdict ? Json(VerdictName(*verdict)) : Json(); }

Json RegressionsJson(const Past& past, const KeptRun& run) {
  Json::Array regressions;
  for (const KeptChange& each : past.changes) {
    if (each.run != run.id || !each.regression) continue;
    regressions.push_back(Json::Object{{"case", VisibleLine(each.of_case)},
                                       {"from", VerdictJson(each.from)},
                                       {"to", VerdictJson(each.to)},
                                       {"cause", CauseName(each.cause)},
                                       {"why", VisibleLine(each.why)}});
  }
  return regressions;
}

// Null: what could be judged before could be in this run.
Json LossJson(const Past& past, size_t place) {
  const auto found =
      std::find_if(past.losses.begin(), past.losses.end(), [&](const Loss& each) { return each.run == place; });
  if (found == past.losses.end()) return Json();
  return Json::Object{{"cases", found->cases},
                      {"cause", CauseName(found->cause)},
                      {"why", VisibleLine(LossInWords(past, *found) + ": " + found->why)}};
}

Json NoticesJson(const Past& past, size_t place) {
  Json::Array notices;
  for (const Notice& each : NoticesOf(past, place)) notices.push_back(VisibleLine(each.label + ": " + each.text));
  return notices;
}

Json ItemJson(const Past& past, size_t place, const std::string& folder) {
  const KeptRun& run = past.runs[place];
  const std::string words(MarkInWords(past.marks[place]));
  return Json::Object{{"id", UrnOf(run.target + "\n" + std::to_string(run.started_us))},
                      {"url", folder + RunLink(run.id)},
                      {"title", VisibleLine(run.target) + " " + words},
                      {"content_text", VisibleLine(VerdictSentence(RunOf(run, {})))},
                      {"date_published", Instant(BeganUs(past, place), true)},
                      {"tags", Json::Array{Json(words)}},
                      {"_authconform", Json::Object{{"run", run.id},
                                                    {"exit_code", static_cast<int>(run.exit_code)},
                                                    {"verdict", ExitMeaning(run.exit_code)},
                                                    {"cases", CountsJson(past.counts[place])},
                                                    {"requests", run.requests},
                                                    {"duration_ms", run.duration_us / 1000},
                                                    {"regressions", RegressionsJson(past, run)},
                                                    {"loss", LossJson(past, place)},
                                                    {"notices", NoticesJson(past, place)},
                                                    {"authconform", run.plan->authconform}}}};
}

}  // namespace

std::string TargetFeed(const Past& past, const std::string& base_url) {
  const std::string folder = base_url.empty() ? "" : base_url + "targets/" + past.folder + "/";
  Json::Array items;
  for (size_t place = past.runs.size(); place-- > 0 && items.size() < kRuns;)
    items.push_back(ItemJson(past, place, folder));
  return WriteJsonIndented(Json::Object{
      {"version", "https://jsonfeed.org/version/1.1"},
      {"title", VisibleLine(past.target.name)},
      {"home_page_url", folder + "index.html"},
      {"feed_url", folder + "feed.json"},
      {"description", "The runs of authconform against this target, the latest first"},
      {"_authconform", Json::Object{{"about", "https://jsonfeed.org/version/1.1#extensions"},
                                    {"target", past.target.name},
                                    {"owner", past.target.owner},
                                    {"labels", Json::Array(past.target.labels.begin(), past.target.labels.end())},
                                    {"state", MarkInWords(past.mark())},
                                    {"since", Instant(BeganUs(past, past.standing.since), true)},
                                    {"stale_days", past.stale_days}}},
      {"items", std::move(items)},
      {"_generator", Json::Object{{"name", "authconform site"}}}});  // kJsonMark
}

}  // namespace authconform
