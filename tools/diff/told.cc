#include "tools/diff/told.h"

#include <algorithm>

namespace authconform {
namespace {

KeptResult ResultOf(const CaseResult& result) {
  const auto verdicts = std::count_if(result.repetitions.begin(), result.repetitions.end(),
                                      [](int64_t repetitions) { return repetitions > 0; });
  return {.id = 0,
          .verdict = result.verdict,
          .reason = result.reason,
          .deviation = result.deviation,
          .findings = result.findings,
          .unsteady = verdicts > 1};
}

}  // namespace

ToldRun::ToldRun(const Run& run)
    : plan_(std::make_unique<KeptPlan>()), results_(std::make_unique<std::vector<KeptResult>>()) {
  plan_->authconform = run.authconform;
  for (const EndpointResult& each : run.endpoints) {
    KeptEndpoint& endpoint = plan_->endpoints.emplace_back();
    endpoint.endpoint = each.endpoint;
    endpoint.document = each.document;
    endpoint.document_title = each.document_title;
    endpoint.document_sha256 = each.document_sha256;
  }
  for (const CaseResult& each : run.cases) {
    plan_->cases.push_back(each.id);
    results_->push_back(ResultOf(each));
    kept_.mean_us.push_back(each.mean_us);
  }
  for (const KeptResult& each : *results_) kept_.results.push_back(&each);
  kept_.target = run.target;
  kept_.url = run.url;
  kept_.started_us = run.started_us;
  kept_.duration_us = run.duration_us;
  kept_.exit_code = run.exit_code;
  kept_.strict = run.strict;
  kept_.interrupted = run.interrupted;
  kept_.partial = run.partial;
  kept_.preflight_error = run.preflight_error;
  kept_.deviation_errors = run.deviation_errors;
  kept_.requests = run.requests;
  kept_.plan = plan_.get();
}

}  // namespace authconform
