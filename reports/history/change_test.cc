#include "reports/history/change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace authconform {
namespace {

TEST(Causes, HaveANameEachThatTellsThem) {
  const struct {
    Cause cause;
    const char* name;
  } rows[] = {
      {Cause::kTarget, "target"},
      {Cause::kPlan, "plan"},
      {Cause::kSpec, "spec"},
      {Cause::kCases, "cases"},
      {Cause::kDeviations, "deviations"},
      {Cause::kStrict, "strict"},
      {Cause::kSelection, "selection"},
      {Cause::kAuthconform, "authconform"},
      {Cause::kEnvironment, "environment"},
      {Cause::kFlaky, "flaky"},
      {Cause::kMixed, "mixed"},
      {Cause::kUnknown, "unknown"},
  };
  std::set<std::string_view> words;
  for (const auto& row : rows) {
    EXPECT_EQ(CauseName(row.cause), row.name);
    EXPECT_EQ(CauseOf(row.name), row.cause);
    EXPECT_TRUE(words.insert(CauseInWords(row.cause)).second) << row.name;
  }
  for (const char* name : {"", "Target", "targets"}) EXPECT_EQ(CauseOf(name), std::nullopt) << name;
}

TEST(Changes, OfACaseThatWasJudgedAndCouldNotBeAreLosses) {
  const struct {
    std::optional<Verdict> from;
    std::optional<Verdict> to;
    Cause cause;
    bool lost;
  } rows[] = {
      {Verdict::kPass, Verdict::kInconclusive, Cause::kEnvironment, true},
      {Verdict::kWarn, Verdict::kError, Cause::kEnvironment, true},
      {Verdict::kFail, Verdict::kInconclusive, Cause::kEnvironment, true},
      {Verdict::kPass, Verdict::kInconclusive, Cause::kTarget, true},  // the valid request is no longer accepted
      {Verdict::kWarn, Verdict::kError, Cause::kUnknown, true},
      {Verdict::kPass, Verdict::kSkipped, Cause::kEnvironment, true},  // no wrong password was left for it
      {Verdict::kPass, Verdict::kSkipped, Cause::kUnknown, true},      // the run was interrupted before it
      {Verdict::kPass, Verdict::kSkipped, Cause::kTarget, false},      // it does not apply any more
      {Verdict::kPass, Verdict::kFail, Cause::kTarget, false},
      {Verdict::kPass, std::nullopt, Cause::kPlan, false},
      {std::nullopt, Verdict::kInconclusive, Cause::kPlan, false},
      {Verdict::kInconclusive, Verdict::kPass, Cause::kEnvironment, false},
      {Verdict::kSkipped, Verdict::kInconclusive, Cause::kEnvironment, false},
  };
  for (const auto& row : rows) {
    const KeptChange change = {.of_case = "a/b/c/d", .from = row.from, .to = row.to, .cause = row.cause, .why = ""};
    EXPECT_EQ(IsLost(change), row.lost) << CauseName(row.cause) << (row.from ? VerdictName(*row.from) : "none");
  }
}

TEST(Changes, OfACaseThatFailedAndHoldsNowAreMended) {
  const struct {
    std::optional<Verdict> from;
    std::optional<Verdict> to;
    bool regression;
    bool mended;
  } rows[] = {
      {Verdict::kFail, Verdict::kPass, false, true},  {Verdict::kFail, Verdict::kWarn, false, true},
      {Verdict::kFail, Verdict::kWarn, true, false},   // with --strict it fails still
      {Verdict::kFail, Verdict::kFail, false, false},  // the owner lists it now
      {Verdict::kWarn, Verdict::kPass, false, false}, {Verdict::kFail, Verdict::kSkipped, false, false},
      {Verdict::kFail, std::nullopt, false, false},   {std::nullopt, Verdict::kPass, false, false},
  };
  for (const auto& row : rows) {
    const KeptChange change = {
        .of_case = "a/b/c/d", .from = row.from, .to = row.to, .why = "", .regression = row.regression};
    EXPECT_EQ(IsMended(change), row.mended) << (row.from ? VerdictName(*row.from) : "none") << row.regression;
  }
}

}  // namespace
}  // namespace authconform
