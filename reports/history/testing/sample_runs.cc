#include "reports/history/testing/sample_runs.h"

#include <cstdlib>
#include <stdexcept>

namespace authconform::testing {
namespace {

Verdict VerdictOf(char letter) {
  switch (letter) {
    case 'p':
      return Verdict::kPass;
    case 's':
      return Verdict::kSkipped;
    case 'w':
      return Verdict::kWarn;
    case 'i':
      return Verdict::kInconclusive;
    case 'e':
      return Verdict::kError;
    case 'f':
    case 'd':
      return Verdict::kFail;
  }
  throw std::invalid_argument("no verdict has that letter");
}

CaseResult SampleCase(size_t place, char letter) {
  CaseResult result;
  result.endpoint = "duktig/token";
  result.family = "valid";
  result.id = "duktig/token/valid/v" + std::to_string(place);
  result.title = "Case " + std::to_string(place);
  result.verdict = VerdictOf(letter);
  result.repetitions[static_cast<size_t>(result.verdict)] = 1;
  result.mean_us = 1'000 + static_cast<int64_t>(place);
  if (result.verdict == Verdict::kFail) {
    result.findings = {{{"success-status", "must", "success is 200", "duktig.md:40"}, "status", "", "200", "201"}};
  }
  if (letter == 'd') result.deviation = "known since May";
  if (letter == 's' || letter == 'i' || letter == 'e') result.reason = "for a reason";
  return result;
}

}  // namespace

Run SampleRun(const std::string& target, std::string_view verdicts, int night) {
  Run run;
  run.authconform = "0.1.0";
  run.target = target;
  run.url = "https://" + target + ".example.com";
  run.started_us = kFirstNightUs + night * kDayUs;
  run.duration_us = 200'000;
  run.requests = static_cast<int64_t>(verdicts.size());
  EndpointResult endpoint;
  endpoint.endpoint = "duktig/token";
  endpoint.document = "duktig.md";
  endpoint.document_title = "Duktig";
  endpoint.document_sha256 = std::string(64, 'd');
  run.endpoints.push_back(endpoint);
  for (size_t place = 0; place < verdicts.size(); ++place) {
    run.cases.push_back(SampleCase(place, verdicts[place]));
    const CaseResult& result = run.cases.back();
    ++run.totals[static_cast<size_t>(result.verdict)];
    if (run.Fails(result)) run.exit_code = ExitCode::kDoesNotConform;
  }
  return run;
}

std::string EmptyFolder() {
  const char* root = std::getenv("TEST_TMPDIR");
  std::string name = std::string(root == nullptr ? "/tmp" : root) + "/authconform-history-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder can be made for the test");
  return name;
}

}  // namespace authconform::testing
