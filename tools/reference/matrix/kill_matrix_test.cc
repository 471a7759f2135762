// Every fault of the reference backends, switched on alone, against the proofs that are published.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "harness/plan/proof.h"
#include "tools/embed/embedded.h"
#include "tools/reference/matrix/matrix.h"

namespace authconform {
namespace {

using ::testing::IsEmpty;

constexpr const char* kRefresh = "refresh it with: tools/bazel run //tools/reference:refresh_kill_matrix";

const std::vector<Questions>& AllQuestions() {
  static const auto questions = LoadQuestions(EmbeddedFiles());
  EXPECT_TRUE(questions.ok()) << questions.error().ToString();
  return *questions;
}

// Of a vendor's one endpoint.
const Questions& QuestionsOf(const std::string& vendor) {
  return *std::ranges::find_if(AllQuestions(),
                               [&](const Questions& one) { return one.spec.endpoint.starts_with(vendor + "/"); });
}

std::vector<std::string> FaultNames(const std::string& vendor) {
  std::vector<std::string> names;
  for (const Fault& fault : FaultCatalogue()) {
    if (vendor.empty() || fault.vendor == vendor) names.push_back(fault.name);
  }
  return names;
}

std::string ParameterName(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace(name, '-', '_');
  return name;
}

// The run of a vendor's endpoint without faults, made once.
const Run& WithoutFaults(const std::string& vendor) {
  static std::map<std::string, Run> runs;
  if (const auto made = runs.find(vendor); made != runs.end()) return made->second;
  const auto run = RunReference(QuestionsOf(vendor), {});
  EXPECT_TRUE(run.ok()) << run.error().ToString();
  return runs.emplace(vendor, run->run).first->second;
}

// "warn bad-credentials/challenge" of every case that did not pass.
std::vector<std::string> NotPassed(const Run& run) {
  std::vector<std::string> cases;
  for (const CaseResult& result : run.cases) {
    if (result.verdict != Verdict::kPass) cases.push_back(std::string(VerdictName(result.verdict)) + " " + result.id);
  }
  return cases;
}

Json PublishedFaults(const std::string& endpoint) {
  const auto file = EmbeddedFiles().find(ProofFile(endpoint));
  if (file == EmbeddedFiles().end()) return Json::Object{};
  return *ParseJson(file->second)->Find("faults");
}

class EachFault : public testing::TestWithParam<std::string> {};

TEST_P(EachFault, IsToldByTheCasesPublishedAndNoOthers) {
  const Fault& fault = *std::ranges::find(FaultCatalogue(), GetParam(), &Fault::name);
  const Questions& questions = QuestionsOf(fault.vendor);
  const auto trial = Try(questions, fault, WithoutFaults(fault.vendor));
  ASSERT_TRUE(trial.ok()) << trial.error().ToString();
  EXPECT_GT(trial->applied, 0) << "it changed no answer";

  for (const ChangedCase& changed : trial->changed) {
    EXPECT_TRUE(changed.Tells() || changed.verdict == Verdict::kSkipped)
        << changed.id << " is " << VerdictName(changed.verdict);
    const bool meant = std::ranges::any_of(
        fault.rules, [&](const std::string& rule) { return TellsOf(changed, rule, questions.spec); });
    EXPECT_TRUE(meant || !changed.Tells())
        << changed.id << " tells of " << testing::PrintToString(changed.found) << ", not of what the fault breaks";
  }
  for (const std::string& rule : fault.rules) {
    const bool told = std::ranges::any_of(
        trial->changed, [&](const ChangedCase& changed) { return TellsOf(changed, rule, questions.spec); });
    EXPECT_TRUE(told) << "no case tells that it breaks " << rule;
  }
  // Where no case fails, the document demands no refusal: the baseline warns, and the valid request is still taken.
  const bool fails =
      std::ranges::any_of(trial->changed, [](const ChangedCase& each) { return each.verdict == Verdict::kFail; });
  if (fails) {
    EXPECT_THAT(trial->kept, IsEmpty()) << "a report would say that the backend keeps what it breaks";
  }

  const Json published = PublishedFaults(questions.spec.endpoint);
  const Json* row = published.Find(fault.name);
  ASSERT_NE(row, nullptr) << "is not published: " << kRefresh;
  EXPECT_EQ(WriteJson(*row), WriteJson(ProofOf(*trial))) << kRefresh;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EachFault, testing::ValuesIn(FaultNames("")), ParameterName);

class EachVendor : public testing::TestWithParam<std::string> {
 protected:
  const Questions& questions_ = QuestionsOf(GetParam());
  const std::string endpoint_ = questions_.spec.endpoint;
};

TEST_P(EachVendor, PassesEveryCaseWithoutFaultsOverOneConnectionAndOverMany) {
  for (const int jobs : {1, 8}) {
    const auto run = RunReference(questions_, {}, jobs);
    ASSERT_TRUE(run.ok()) << run.error().ToString();
    EXPECT_THAT(NotPassed(run->run), IsEmpty()) << jobs;
    EXPECT_EQ(run->run.exit_code, ExitCode::kConforms);
    EXPECT_EQ(run->run.partial, "");
  }
}

TEST_P(EachVendor, PublishesEveryFaultAndNoOther) {
  const Json faults = PublishedFaults(endpoint_);
  std::vector<std::string> published;
  for (const auto& [name, row] : faults.object()) published.push_back(name);
  EXPECT_EQ(published, FaultNames(GetParam())) << kRefresh;
}

// A rule that no fault breaks might as well not be checked; an excuse that is not needed hides the next one.
TEST_P(EachVendor, EveryRuleIsKilledOrExcused) {
  const auto proof = LoadProof(EmbeddedFiles(), questions_.spec);
  ASSERT_TRUE(proof.ok()) << proof.error().ToString();
  ASSERT_TRUE(proof->has_value()) << kRefresh;
  std::vector<std::string> dead;
  for (const std::string& rule : RulesToProve(questions_.spec)) {
    if (!(*proof)->Kills(rule)) dead.push_back(rule);
  }
  std::vector<std::string> excused;
  for (const Unproved& each : UnprovedRequirements()) {
    if (each.endpoint == endpoint_) excused.push_back(each.requirement);
  }
  EXPECT_THAT(dead, testing::UnorderedElementsAreArray(excused));
}

INSTANTIATE_TEST_SUITE_P(Reference, EachVendor,
                         testing::Values("microting", "duktig", "backoffice", "gooru", "recoveryconnect"),
                         ParameterName);

TEST(KillMatrix, HoldsAHundredAndTwentyFaultsAtLeast) { EXPECT_GE(FaultCatalogue().size(), 120u); }

TEST(KillMatrix, ThePageIsWhatTheProofsSay) {
  const auto page = WritePage(AllQuestions(), EmbeddedFiles());
  ASSERT_TRUE(page.ok()) << page.error().ToString();
  const auto published = ReadFile(kPage);
  ASSERT_TRUE(published.ok()) << published.error().ToString();
  EXPECT_TRUE(*published == *page) << kRefresh;
}

}  // namespace
}  // namespace authconform
