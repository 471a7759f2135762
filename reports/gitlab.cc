#include "reports/gitlab.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/sha256.h"
#include "reports/headline.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

constexpr size_t kLongestDescription = 1'000;

std::string Fingerprint(std::string_view case_id, std::string_view check) {
  return Sha256Hex(std::string(case_id) + '\n' + std::string(check));
}

const char* SeverityOf(const Run& run, const CaseResult& result, std::string_view level) {
  if (result.Excused()) return "info";
  if (level.empty()) return "major";  // not judged
  if (level == "must") return "critical";
  return run.strict ? "major" : "minor";
}

class Issues {
 public:
  void Add(std::string_view of, std::string_view check, const char* severity, const std::string& description,
           const Place& place) {
    const std::string_view name = severity;
    grave_ = grave_ || (name != "minor" && name != "info");
    list_.push_back(Json(
        Json::Object{{"description", Json(Clip(description, kLongestDescription))},
                     {"check_name", Json(VisibleLine(check))},
                     {"fingerprint", Json(Fingerprint(of, check))},
                     {"severity", Json(severity)},
                     {"location", Json(Json::Object{{"path", Json(VisibleLine(place.file))},
                                                    {"lines", Json(Json::Object{{"begin", Json(place.line)}})}})}}));
  }
  // Whether one of them tells why a run did not end in 0.
  bool grave() const { return grave_; }
  Json Take() { return Json(std::move(list_)); }

 private:
  Json::Array list_;
  bool grave_ = false;
};

void AddCase(const Run& run, const CaseResult& result, const Places& places, Issues& issues) {
  const Place place = PlaceOf(result, places);
  const std::string id = VisibleLine(result.id);
  const std::string deviation = result.Excused() ? " (deviation: " + VisibleLine(result.deviation) + ")" : "";
  if (result.findings.empty()) {
    issues.Add(result.id, "authconform/" + std::string(VerdictName(result.verdict)), SeverityOf(run, result, ""),
               id + ": " + Headline(result, kLongestDescription) + deviation, place);
    return;
  }
  std::set<std::string_view> told;
  for (const Finding& finding : result.findings) {
    if (!told.insert(finding.rule.id).second) continue;
    issues.Add(result.id, finding.rule.id, SeverityOf(run, result, finding.rule.level),
               id + ": " + Headline(finding) + deviation, place);
  }
}

}  // namespace

void WriteGitlab(const Run& run, const Places& places, std::ostream& out) {
  Issues issues;
  const Place nowhere = {"cases", 1};
  for (const std::string& error : run.deviation_errors) {
    issues.Add(error, "authconform/deviations", "blocker", VisibleLine(error), nowhere);
  }
  if (!run.preflight_error.empty()) {
    issues.Add(run.target, "authconform/preflight", "blocker", VisibleLine(run.preflight_error), nowhere);
  }
  for (const Mark mark : {Mark::kFail, Mark::kError, Mark::kInconclusive, Mark::kWarn, Mark::kDeviation}) {
    for (const CaseResult* result : CasesOf(run, mark)) AddCase(run, *result, places, issues);
  }
  if (run.exit_code != ExitCode::kConforms && !issues.grave()) {
    issues.Add(run.target, "authconform/verdict", "blocker", VisibleLine(VerdictSentence(run)), nowhere);
  }
  out << WriteJsonIndented(issues.Take());
}

void WriteGitlab(const Run& run, std::ostream& out) { WriteGitlab(run, {}, out); }

}  // namespace authconform
