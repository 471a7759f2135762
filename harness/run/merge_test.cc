#include "harness/run/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "harness/run/run_json.h"

namespace authconform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<std::string> kPlan = {"acme/login/valid/one", "acme/login/valid/two",  "acme/login/method/get",
                                        "acme/token/valid/one", "acme/token/method/get", "globex/x/valid/one"};

Rule RuleNamed(const std::string& id) { return {id, id.starts_with("baseline/") ? "baseline" : "must", id, "d.md:1"}; }

// Each case checks a rule of its own and one that all of its endpoint check.
CaseResult CaseOf(const std::string& id, Verdict verdict = Verdict::kPass) {
  CaseResult result;
  result.id = id;
  result.endpoint = id.substr(0, id.find('/', id.find('/') + 1));
  result.family = "valid";
  result.rules = {RuleNamed("all"), RuleNamed(id), RuleNamed("baseline/x")};
  result.verdict = verdict;
  if (verdict == Verdict::kSkipped || verdict == Verdict::kInconclusive) result.reason = "why";
  ++result.repetitions[static_cast<size_t>(verdict)];
  return result;
}

// A run of these cases of acme/login and acme/token, all of their requirements looked at.
Run RunOf(const std::vector<CaseResult>& cases, ExitCode exit_code = ExitCode::kConforms) {
  Run run;
  run.authconform = "1.0.0";
  run.target = "acme";
  run.url = "https://acme.example";
  run.started_us = 1'000'000;
  run.duration_us = 10;
  run.requests = 5;
  run.controls = 2;
  run.cases = cases;
  run.partial = "--only left cases out";
  run.exit_code = exit_code;
  for (const CaseResult& result : cases) {
    ++run.totals[static_cast<size_t>(result.verdict)];
    run.deviations += result.Excused() ? 1 : 0;
    EndpointResult* endpoint = nullptr;
    for (EndpointResult& each : run.endpoints) endpoint = each.endpoint == result.endpoint ? &each : endpoint;
    if (endpoint == nullptr) {
      endpoint = &run.endpoints.emplace_back();
      endpoint->endpoint = result.endpoint;
      endpoint->requirements = 9;
      endpoint->requirements_checked = 1;  // the one of all
      run.cases_planned += result.endpoint == "acme/login" ? 3 : result.endpoint == "acme/token" ? 2 : 1;
    }
    ++endpoint->requirements_checked;
  }
  return run;
}

Result<Run> Merge(const std::vector<Run>& runs) {
  std::vector<Shard> shards;
  for (const Run& run : runs) shards.push_back({"run" + std::to_string(shards.size() + 1) + ".json", run});
  return MergeRuns(shards, kPlan);
}

std::vector<std::string> Ids(const Run& run) {
  std::vector<std::string> ids;
  for (const CaseResult& result : run.cases) ids.push_back(result.id);
  return ids;
}

TEST(MergeRuns, ShardsOfAllPlannedCasesAreAWholeRunInPlanOrder) {
  const Result<authconform::Run> merged =
      Merge({RunOf({CaseOf(kPlan[4]), CaseOf(kPlan[2])}), RunOf({CaseOf(kPlan[1]), CaseOf(kPlan[3])}),
             RunOf({CaseOf(kPlan[0], Verdict::kWarn)})});
  ASSERT_TRUE(merged.ok()) << merged.error().ToString();
  EXPECT_THAT(Ids(*merged), ElementsAre(kPlan[0], kPlan[1], kPlan[2], kPlan[3], kPlan[4]));
  ASSERT_EQ(merged->endpoints.size(), 2u);
  EXPECT_EQ(merged->endpoints[0].endpoint, "acme/login");
  EXPECT_EQ(merged->endpoints[0].requirements_checked, 4) << "one a case, and the one of all";
  EXPECT_EQ(merged->endpoints[1].requirements_checked, 3);
  EXPECT_EQ(merged->cases_planned, 5);
  EXPECT_EQ(merged->partial, "");
  EXPECT_EQ(merged->Total(Verdict::kPass), 4);
  EXPECT_EQ(merged->Total(Verdict::kWarn), 1);
  EXPECT_EQ(merged->requests, 15);
  EXPECT_EQ(merged->controls, 6);
  EXPECT_EQ(merged->exit_code, ExitCode::kConforms);
}

TEST(MergeRuns, WhereCasesAreMissingTheRunIsPartial) {
  authconform::Run other = RunOf({CaseOf(kPlan[3]), CaseOf(kPlan[4])});
  other.partial = "the target has no inactive account; --test_filter or sharding left cases out";
  const Result<authconform::Run> merged = Merge({RunOf({CaseOf(kPlan[0])}), other});
  ASSERT_TRUE(merged.ok());
  EXPECT_EQ(merged->partial, "2 planned cases are in none of the merged runs; the target has no inactive account");
  EXPECT_EQ(merged->cases_planned, 5);
}

TEST(MergeRuns, RunsOfMoreThanADayApartAreToldAsPartial) {
  constexpr int64_t kDayUs = int64_t{24} * 60 * 60 * 1'000'000;
  const struct {
    int64_t later_us;
    const char* partial;
  } rows[] = {
      {kDayUs - 1, "1 planned case is in none of the merged runs"},
      {kDayUs, "1 planned case is in none of the merged runs; the merged runs began more than 1 day apart"},
      {9 * kDayUs + 5, "1 planned case is in none of the merged runs; the merged runs began more than 9 days apart"},
  };
  for (const auto& row : rows) {
    authconform::Run other = RunOf({CaseOf(kPlan[3]), CaseOf(kPlan[4])});
    other.started_us += row.later_us;
    const std::vector<authconform::Run> shards = {other, RunOf({CaseOf(kPlan[0])}), RunOf({CaseOf(kPlan[1])})};
    const Result<authconform::Run> merged = Merge(shards);
    ASSERT_TRUE(merged.ok()) << merged.error().ToString();
    EXPECT_EQ(merged->partial, row.partial);
  }
  authconform::Run first = RunOf({CaseOf(kPlan[0])});
  authconform::Run last = RunOf({CaseOf(kPlan[1])});
  first.started_us = INT64_MIN;
  last.started_us = INT64_MAX;
  EXPECT_THAT(Merge({first, last})->partial, HasSubstr("more than 213503982 days apart"));
}

TEST(MergeRuns, WhatDiffersIsSaidWithTheFile) {
  struct Row {
    std::function<void(authconform::Run&)> change;
    const char* error;
  };
  const Row rows[] = {
      {[](authconform::Run& run) { run.target = "b"; },
       "run2.json:/target: is \"b\", in run1.json it is \"acme\": runs of the same alone can be merged"},
      {[](authconform::Run& run) { run.url = "https://b.example"; }, "/url: is \"https://b.example\""},
      {[](authconform::Run& run) { run.authconform = "2"; }, "/authconform: is \"2\""},
      {[](authconform::Run& run) { run.strict = true; }, "/strict: is \"true\""},
      {[](authconform::Run& run) { run.repeat = 3; }, "/repeat: is \"3\""},
      {[](authconform::Run& run) { run.endpoints[0].document_sha256 = "ff"; },
       "/endpoints/acme/login/document_sha256: is \"ff\""},
      {[](authconform::Run& run) { run.endpoints[0].encoding = "form"; },
       "/endpoints/acme/login/encoding: is \"form\""},
      {[](authconform::Run& run) { run.endpoints[0].requirements = 10; },
       "/endpoints/acme/login/requirements: is \"10\""},
      {[](authconform::Run& run) { run.cases_planned = 4; },
       "run2.json:/cases_planned: 4 cases were planned, here it would be 3"},
      {[](authconform::Run& run) { run.cases[0].id += "x"; }, "/cases: there is no case \"acme/login/valid/twox\""},
      {[](authconform::Run& run) { run.endpoints[0].endpoint = "a/b"; }, "/endpoints: there is no endpoint \"a/b\""},
      {[](authconform::Run& run) { run.cases[0] = CaseOf(kPlan[0], Verdict::kFail); },
       "run2.json:/cases: the case acme/login/valid/one is in another run too, and told otherwise there"},
  };
  for (const Row& row : rows) {
    authconform::Run second = RunOf({CaseOf(kPlan[1])});
    row.change(second);
    const Result<authconform::Run> merged = Merge({RunOf({CaseOf(kPlan[0])}), second});
    ASSERT_FALSE(merged.ok()) << row.error;
    EXPECT_THAT(merged.error().ToString(), HasSubstr(row.error));
  }
  EXPECT_FALSE(Merge({}).ok());
}

TEST(MergeRuns, OneShardWithoutCheckedCertificatesIsToldOfAll) {
  std::vector<authconform::Run> runs = {RunOf({CaseOf(kPlan[0])}), RunOf({CaseOf(kPlan[1])})};
  EXPECT_FALSE(Merge(runs)->insecure);
  runs.back().insecure = true;
  EXPECT_TRUE(Merge(runs)->insecure);
}

TEST(MergeRuns, LoopbackAddressesMayDifferByPort) {
  const std::pair<std::string, std::string> same[] = {{"http://127.0.0.1:1", "http://127.0.0.1:65535"},
                                                      {"https://[::1]:1/a", "https://[::1]:2/a"}};
  const std::pair<std::string, std::string> others[] = {{"http://127.0.0.1:1/a", "http://127.0.0.1:2/b"},
                                                        {"http://10.0.0.1:1", "http://10.0.0.1:2"},
                                                        {"http://localhost:1", "http://localhost:2.example"}};
  const auto merge = [](const std::pair<std::string, std::string>& urls) {
    authconform::Run one = RunOf({CaseOf(kPlan[0])});
    authconform::Run two = RunOf({CaseOf(kPlan[1])});
    one.url = one.endpoints[0].url = urls.first;
    two.url = two.endpoints[0].url = urls.second;
    return Merge({one, two});
  };
  for (const auto& urls : same) {
    const Result<authconform::Run> merged = merge(urls);
    ASSERT_TRUE(merged.ok()) << urls.second;
    EXPECT_THAT(merged->partial, HasSubstr("the merged runs asked 2 servers of this machine, " + urls.first + " and " +
                                           urls.second + ", and nothing shows that they are alike"));
  }
  for (const auto& urls : others) EXPECT_FALSE(merge(urls).ok()) << urls.second;
}

TEST(MergeRuns, OfManyServersSomeAreNamed) {
  std::vector<authconform::Run> runs;
  for (int port = 10; port < 22; ++port) {
    runs.push_back(RunOf({CaseOf(kPlan[0])}));
    runs.back().url = runs.back().endpoints[0].url = "http://localhost:" + std::to_string(port);
  }
  const Result<authconform::Run> merged = Merge(runs);
  ASSERT_TRUE(merged.ok()) << merged.error().ToString();
  EXPECT_THAT(merged->partial,
              HasSubstr("asked 12 servers of this machine, http://localhost:10, http://localhost:11, "));
  EXPECT_THAT(merged->partial, HasSubstr("http://localhost:17 and 4 more, and nothing shows"));
}

TEST(MergeRuns, TheSameRunTwiceCountsOnceAndTheSameCaseToldAlikeIsOne) {
  const authconform::Run run = RunOf({CaseOf(kPlan[0])});
  const Result<authconform::Run> twice = Merge({run, run});
  ASSERT_TRUE(twice.ok());
  EXPECT_EQ(twice->requests, 5);
  const Result<authconform::Run> both = Merge({run, RunOf({CaseOf(kPlan[0]), CaseOf(kPlan[1])})});
  ASSERT_TRUE(both.ok());
  EXPECT_EQ(both->cases.size(), 2u);
  EXPECT_EQ(both->requests, 10);
}

TEST(MergeRuns, RequirementsThatAreNotCertainAreNotCountedAndNeverFewerThanInOneShard) {
  // The second case's check found nothing to look at, so that its own requirement may be among those not looked at.
  authconform::Run one = RunOf({CaseOf(kPlan[0]), CaseOf(kPlan[1])});
  one.cases[1].unfired = {"schema"};
  one.endpoints[0].requirements_checked = 2;
  const Result<authconform::Run> merged = Merge({one, RunOf({CaseOf(kPlan[2])})});
  ASSERT_TRUE(merged.ok());
  EXPECT_EQ(merged->endpoints[0].requirements_checked, 3);

  for (CaseResult& result : one.cases) result.unfired = {"schema"};
  EXPECT_EQ(Merge({one, RunOf({CaseOf(kPlan[2])})})->endpoints[0].requirements_checked, 2);
}

TEST(MergeRuns, WhatIsNotScoredInOneShardIsNotScored) {
  authconform::Run one = RunOf({CaseOf(kPlan[0])});
  authconform::Run two = RunOf({CaseOf(kPlan[1])});
  one.endpoints[0].unproved = {RuleNamed("all"), RuleNamed("last")};
  two.endpoints[0].unproved = {RuleNamed("all"), RuleNamed("between"), RuleNamed("last")};
  one.endpoints[0].requirements_checked = two.endpoints[0].requirements_checked = 1;
  const Result<authconform::Run> merged = Merge({one, two});
  ASSERT_TRUE(merged.ok());
  ASSERT_EQ(merged->endpoints[0].unproved.size(), 3u);
  EXPECT_EQ(merged->endpoints[0].unproved[1].id, "between");
  EXPECT_EQ(merged->endpoints[0].requirements_checked, 2);
}

TEST(MergeRuns, DeviationsAreCountedAgain) {
  CaseResult listed = CaseOf(kPlan[0], Verdict::kFail);
  listed.deviation = "known";
  authconform::Run one = RunOf({listed});
  authconform::Run two = RunOf({CaseOf(kPlan[1])}, ExitCode::kDoesNotConform);
  one.deviation_errors = two.deviation_errors = {"the list has expired"};
  const Result<authconform::Run> merged = Merge({one, two});
  ASSERT_TRUE(merged.ok());
  EXPECT_EQ(merged->deviations, 1);
  EXPECT_THAT(merged->deviation_errors, ElementsAre("the list has expired"));
  EXPECT_EQ(merged->exit_code, ExitCode::kDoesNotConform);
}

authconform::Run Unreachable() {
  authconform::Run run = RunOf({CaseOf(kPlan[3])}, ExitCode::kInconclusive);
  run.cases.clear();
  run.totals = {};
  run.preflight_error = "the target is out of reach";
  run.endpoints[0].encoding = "json";
  run.endpoints[0].requirements_checked = 0;
  return run;
}

TEST(MergeRuns, AShardThatJudgedNothingIsToldAndNeverEndsInZero) {
  const Result<authconform::Run> some = Merge({RunOf({CaseOf(kPlan[0])}), Unreachable()});
  ASSERT_TRUE(some.ok()) << some.error().ToString();
  EXPECT_EQ(some->preflight_error, "");
  EXPECT_EQ(some->partial,
            "4 planned cases are in none of the merged runs; "
            "one of the merged runs judged nothing: the target is out of reach");
  EXPECT_EQ(some->exit_code, ExitCode::kInconclusive);
  const Result<authconform::Run> all = Merge({Unreachable()});
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(all->preflight_error, "the target is out of reach");
  // Its reading was never found out, so that it is no other one.
  EXPECT_TRUE(Merge({Unreachable(), RunOf({CaseOf(kPlan[4])})}).ok());
}

TEST(MergeRuns, TheExitCodeIsThatOfTheWorst) {
  using E = ExitCode;
  using V = Verdict;
  struct Row {
    std::vector<std::pair<V, E>> shards;
    bool interrupted;  // the last of them
    E expected;
  };
  const Row rows[] = {
      {{{V::kPass, E::kConforms}, {V::kSkipped, E::kNothingChecked}}, false, E::kConforms},
      {{{V::kSkipped, E::kNothingChecked}, {V::kSkipped, E::kNothingChecked}}, false, E::kNothingChecked},
      {{{V::kPass, E::kConforms}, {V::kFail, E::kDoesNotConform}}, false, E::kDoesNotConform},
      {{{V::kFail, E::kDoesNotConform}, {V::kInconclusive, E::kInconclusive}}, false, E::kDoesNotConform},
      {{{V::kPass, E::kConforms}, {V::kInconclusive, E::kInconclusive}}, false, E::kInconclusive},
      {{{V::kPass, E::kConforms}, {V::kPass, E::kHarnessError}}, false, E::kHarnessError},
      {{{V::kPass, E::kConforms}, {V::kFail, E::kInconclusive}}, true, E::kInconclusive},
      {{{V::kFail, E::kDoesNotConform}, {V::kPass, E::kInconclusive}}, true, E::kDoesNotConform},
  };
  for (const Row& row : rows) {
    std::vector<authconform::Run> runs;
    for (const auto& [verdict, code] : row.shards) runs.push_back(RunOf({CaseOf(kPlan[runs.size()], verdict)}, code));
    runs.back().interrupted = row.interrupted;
    const Result<authconform::Run> merged = Merge(runs);
    ASSERT_TRUE(merged.ok()) << merged.error().ToString();
    EXPECT_EQ(merged->exit_code, row.expected) << &row - rows;
    EXPECT_EQ(merged->interrupted, row.interrupted);
  }
}

TEST(MergeRuns, TheTimeIsHowLongAnyOfThemRan) {
  struct Row {
    std::vector<std::pair<int64_t, int64_t>> spans;
    int64_t started;
    int64_t duration;
  };
  constexpr int64_t kEnd = std::numeric_limits<int64_t>::max();
  const Row rows[] = {
      {{{100, 50}, {120, 10}}, 100, 50},     // one within the other
      {{{120, 50}, {100, 30}}, 100, 70},     // they overlap
      {{{100, 5}, {1'000, 5}}, 100, 10},     // hours between them
      {{{kEnd, kEnd}, {0, kEnd}}, 0, kEnd},  // nonsense is not undefined
  };
  for (const Row& row : rows) {
    std::vector<authconform::Run> runs;
    for (const auto& [start, duration] : row.spans) {
      runs.push_back(RunOf({CaseOf(kPlan[runs.size()])}));
      runs.back().started_us = start;
      runs.back().duration_us = duration;
      runs.back().requests = kEnd;
    }
    const Result<authconform::Run> merged = Merge(runs);
    ASSERT_TRUE(merged.ok());
    EXPECT_EQ(merged->started_us, row.started);
    EXPECT_EQ(merged->duration_us, row.duration);
    EXPECT_EQ(merged->requests, kEnd);
  }
}

TEST(MergeRuns, AMergedRunIsWrittenAndReadAsAnyOther) {
  const Result<authconform::Run> merged = Merge({RunOf({CaseOf(kPlan[0])}), RunOf({CaseOf(kPlan[3])})});
  ASSERT_TRUE(merged.ok());
  const std::string text = WriteRun(*merged);
  const Result<authconform::Run> again = ReadRun(text, "run.json");
  ASSERT_TRUE(again.ok()) << again.error().ToString();
  EXPECT_EQ(WriteRun(*again), text);
}

}  // namespace
}  // namespace authconform
