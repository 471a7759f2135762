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
      {Cause::kTarget, "target"},           {Cause::kPlan, "plan"},   {Cause::kAuthconform, "authconform"},
      {Cause::kEnvironment, "environment"}, {Cause::kFlaky, "flaky"}, {Cause::kMixed, "mixed"},
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

}  // namespace
}  // namespace authconform
