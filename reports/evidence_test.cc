#include "reports/evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace authconform {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Run RunOf(int cases, int asked) {
  authconform::Run run;
  for (int i = 0; i < cases; ++i) {
    CaseResult& result = run.cases.emplace_back();
    if (i < asked) result.exchanges.emplace_back();
  }
  run.cases_planned = cases;
  EndpointResult& endpoint = run.endpoints.emplace_back();
  endpoint.endpoint = "a/x";
  endpoint.proof = true;
  return run;
}

TEST(EvidenceMissing, IsNothingWhereAllWasLookedAt) { EXPECT_THAT(EvidenceMissing(RunOf(3, 3)), IsEmpty()); }

TEST(EvidenceMissing, EachKindIsASentence) {
  const struct {
    void (*lack)(authconform::Run&);
    const char* sentence;
  } rows[] = {
      // clang-format off
      {[](authconform::Run& run) { run.cases_planned = 4; }, "1 planned case was not chosen"},
      {[](authconform::Run& run) { run.cases_planned = 9; }, "6 planned cases were not chosen"},
      {[](authconform::Run& run) { run.cases[0].unfired = {"schema", "relation"}; run.cases[2].unfired = {"schema"}; },
       "3 checks of 2 cases found nothing to look at"},
      {[](authconform::Run& run) { run.endpoints[0].empty_families = {"token", "method"}; },
       "there is no case in token of a/x, method of a/x"},
      {[](authconform::Run& run) { run.endpoints[0].unproved.resize(2); },
       "2 requirements are judged and not scored, as no fault of the kill matrix proves them"},
      {[](authconform::Run& run) { run.endpoints[0].unproved.resize(1); },
       "1 requirement is judged and not scored, as no fault of the kill matrix proves it"},
      {[](authconform::Run& run) { run.endpoints[0].proof = false; }, "there is no kill matrix for a/x"},
      // clang-format on
  };
  for (const auto& row : rows) {
    authconform::Run run = RunOf(3, 3);
    row.lack(run);
    EXPECT_THAT(EvidenceMissing(run), ElementsAre(row.sentence));
  }
}

TEST(EvidenceMissing, WhereNothingWasJudgedTheReasonSaysItAll) {
  authconform::Run run = RunOf(0, 0);
  run.cases_planned = 57;
  run.endpoints[0].proof = false;
  run.preflight_error = "cannot connect";
  EXPECT_THAT(EvidenceMissing(run), IsEmpty());
}

TEST(WorkSentence, CountsCasesAskedRequestsAndControls) {
  authconform::Run run = RunOf(3, 2);
  run.requests = 5;
  run.duration_us = 21'800;
  EXPECT_EQ(WorkSentence(run), "2 of 3 planned cases asked; 5 requests in 21.8 ms");
  run.controls = 2;
  run.cases_planned = 1;
  EXPECT_EQ(WorkSentence(run), "2 of 1 planned case asked; 5 requests, 2 of them controls, in 21.8 ms");
}

}  // namespace
}  // namespace authconform
