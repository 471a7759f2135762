#include "harness/run/exit_code.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace authconform {
namespace {

struct Row {
  const char* name;
  std::vector<Verdict> verdicts;
  void (*change)(authconform::Run&);
  ExitCode code;
};

void Nothing(authconform::Run&) {}
void Strict(authconform::Run& run) { run.strict = true; }
void ExcuseFirst(authconform::Run& run) { run.cases[0].deviation = "known"; }
void ExcuseFirstStrict(authconform::Run& run) {
  run.strict = true;
  run.cases[0].deviation = "known";
}
void DoubtList(authconform::Run& run) { run.deviation_errors = {"a listed case passes now"}; }

TEST(ExitCode, FollowsFromTheResults) {
  using V = Verdict;
  using E = ExitCode;
  const Row rows[] = {
      {"passes", {V::kPass, V::kSkipped}, Nothing, E::kConforms},
      {"warns", {V::kPass, V::kWarn}, Nothing, E::kConforms},
      {"warns in a strict run", {V::kPass, V::kWarn}, Strict, E::kDoesNotConform},
      {"fails", {V::kPass, V::kFail}, Nothing, E::kDoesNotConform},
      {"fails and could not judge all", {V::kFail, V::kInconclusive, V::kError}, Nothing, E::kDoesNotConform},
      {"could not judge all", {V::kPass, V::kInconclusive}, Nothing, E::kInconclusive},
      {"has an error", {V::kPass, V::kError}, Nothing, E::kInconclusive},
      {"skipped all", {V::kSkipped}, Nothing, E::kNothingChecked},
      {"asked nothing", {}, Nothing, E::kNothingChecked},
      {"all failures are listed", {V::kFail}, ExcuseFirst, E::kConforms},
      {"one failure is not listed", {V::kFail, V::kFail}, ExcuseFirst, E::kDoesNotConform},
      {"a listed failure and an open case", {V::kFail, V::kError}, ExcuseFirst, E::kInconclusive},
      {"a listed warning in a strict run", {V::kWarn, V::kPass}, ExcuseFirstStrict, E::kConforms},
      {"an unlisted warning in a strict run", {V::kWarn, V::kWarn}, ExcuseFirstStrict, E::kDoesNotConform},
      {"the list does not hold", {V::kPass}, DoubtList, E::kDoesNotConform},
      {"the list does not hold and a case is open", {V::kError}, DoubtList, E::kDoesNotConform},
      {"interrupted", {V::kFail}, [](authconform::Run& run) { run.interrupted = true; }, E::kInconclusive},
      {"preflight", {}, [](authconform::Run& run) { run.preflight_error = "no route"; }, E::kInconclusive},
  };
  for (const Row& row : rows) {
    authconform::Run run;
    for (const Verdict verdict : row.verdicts) {
      run.cases.emplace_back().verdict = verdict;
      ++run.totals[static_cast<size_t>(verdict)];
    }
    row.change(run);
    EXPECT_EQ(ExitCodeOf(run), row.code) << row.name;
  }
}

}  // namespace
}  // namespace authconform
