#include "tools/nightly/night_result.h"

#include <utility>

#include "reports/summary.h"

namespace authconform {

size_t NightResult::Regressions() const {
  size_t regressions = 0;
  for (const TargetResult& each : results) regressions += each.Regressions();
  return regressions;
}

Json ToJson(const NightResult& result) {
  Json::Array troubles;
  for (const Error& each : result.troubles) troubles.emplace_back(each.ToString());
  Json::Array targets;
  for (const TargetResult& each : result.results) targets.push_back(ToJson(each));
  return Json::Object{
      {"night", result.night},
      {"started", Instant(result.started_us, true)},
      {"duration_us", result.duration_us},
      {"clock_back", result.clock_back},
      {"finished", result.finished},
      {"stopped", result.stopped},
      {"fail_on", FailOnName(result.fail_on)},
      {"exit_code", static_cast<int>(result.exit_code)},
      {"regressions", result.Regressions()},
      {"targets_chosen", result.targets},
      {"troubles", std::move(troubles)},
      {"targets", std::move(targets)},
  };
}

}  // namespace authconform
