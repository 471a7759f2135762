#include "tools/derive/spec/requirements.h"

#include <gtest/gtest.h>

namespace authconform {
namespace {

TEST(RequirementsTest, StandInTheOrderOfTheDocument) {
  Requirements requirements({9, 9});
  requirements.Add("late", Level::kMust, Confidence::kStated, {20, 21}, "b");
  requirements.Add("early", Level::kShould, Confidence::kShown, {3, 3}, "a", "no reason");
  requirements.Add("nowhere", Level::kMust, Confidence::kAssumed, {}, "c");
  EXPECT_EQ(WriteJson(requirements.ToJson()),
            R"({"early":{"level":"should","confidence":"shown","lines":[3,3],"text":"a","unchecked":"no reason"},)"
            R"("nowhere":{"level":"must","confidence":"assumed","lines":[9,9],"text":"c"},)"
            R"("late":{"level":"must","confidence":"stated","lines":[20,21],"text":"b"}})");
}

TEST(RequirementsTest, AnIdIsGivenOnceAndTheSamePromiseKeepsIt) {
  Requirements requirements({1, 1});
  EXPECT_EQ(requirements.Add("field-a", Level::kMust, Confidence::kStated, {1, 1}, "a"), "field-a");
  EXPECT_EQ(requirements.Add("field-a", Level::kMust, Confidence::kStated, {2, 2}, "a"), "field-a");
  EXPECT_EQ(requirements.Add("field-a", Level::kMust, Confidence::kStated, {3, 3}, "b"), "field-a-2");
  EXPECT_EQ(requirements.Add("field-a", Level::kMust, Confidence::kStated, {3, 3}, "a", "why"), "field-a-3");
}

TEST(RequirementsTest, TextsAreCutAt200Characters) {
  Requirements requirements({1, 1});
  std::string text;
  for (int i = 0; i < 200; ++i) text += "é";
  requirements.Add("fits", Level::kMust, Confidence::kStated, {1, 1}, text);
  requirements.Add("cut", Level::kMust, Confidence::kStated, {1, 1}, text + "é");
  const Json json = requirements.ToJson();
  EXPECT_EQ(json.At("/fits/text")->string(), text);
  EXPECT_EQ(json.At("/cut/text")->string(), text.substr(0, 398) + "…");
}

}  // namespace
}  // namespace authconform
