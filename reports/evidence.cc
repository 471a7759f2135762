#include "reports/evidence.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "harness/base/joined.h"
#include "reports/summary.h"

namespace authconform {
namespace {

std::string UnfiredSentence(const Run& run) {
  size_t checks = 0;
  int64_t cases = 0;
  for (const CaseResult& result : run.cases) {
    checks += result.unfired.size();
    cases += result.unfired.empty() ? 0 : 1;
  }
  if (checks == 0) return "";
  return Counted(static_cast<int64_t>(checks), "check") + " of " + Counted(cases, "case") + " found nothing to look at";
}

std::string EmptyFamiliesSentence(const Run& run) {
  std::vector<std::string> families;
  for (const EndpointResult& endpoint : run.endpoints) {
    for (const std::string& family : endpoint.empty_families) families.push_back(family + " of " + endpoint.endpoint);
  }
  return families.empty() ? "" : "there is no case in " + Joined(families);
}

std::string UnprovedSentence(const Run& run) {
  size_t unproved = 0;
  for (const EndpointResult& endpoint : run.endpoints) unproved += endpoint.unproved.size();
  if (unproved == 0) return "";
  return Counted(static_cast<int64_t>(unproved), "requirement") + (unproved == 1 ? " is" : " are") +
         " judged and not scored, as no fault of the kill matrix proves " + (unproved == 1 ? "it" : "them");
}

std::string NoProofSentence(const Run& run) {
  std::vector<std::string> endpoints;
  for (const EndpointResult& endpoint : run.endpoints) {
    if (!endpoint.proof) endpoints.push_back(endpoint.endpoint);
  }
  return endpoints.empty() ? "" : "there is no kill matrix for " + Joined(endpoints);
}

}  // namespace

std::vector<std::string> EvidenceMissing(const Run& run) {
  std::vector<std::string> missing;
  if (!run.preflight_error.empty()) return missing;  // there is none at all
  const int64_t chosen = static_cast<int64_t>(run.cases.size());
  if (run.cases_planned > chosen) {
    const int64_t left_out = run.cases_planned - chosen;
    missing.push_back(Counted(left_out, "planned case") + (left_out == 1 ? " was" : " were") + " not chosen");
  }
  for (std::string& sentence :
       std::array{UnfiredSentence(run), EmptyFamiliesSentence(run), UnprovedSentence(run), NoProofSentence(run)}) {
    if (!sentence.empty()) missing.push_back(std::move(sentence));
  }
  return missing;
}

std::string WorkSentence(const Run& run) {
  const int64_t asked = std::count_if(run.cases.begin(), run.cases.end(),
                                      [](const CaseResult& result) { return !result.exchanges.empty(); });
  std::string text = std::to_string(asked) + " of " + Counted(run.cases_planned, "planned case") + " asked; " +
                     Counted(run.requests, "request");
  if (run.controls > 0) text += ", " + std::to_string(run.controls) + " of them controls,";
  return text + " in " + Duration(run.duration_us);
}

}  // namespace authconform
