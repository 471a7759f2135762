#include "tools/derive/spec/narrative.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace authconform {
namespace {

TEST(NarrativeTest, ParagraphsBecomeSentences) {
  const Narrative narrative({{"One. Version 1.2 is two!\nThree", {4, 6}}, {"", {7, 7}}});
  std::vector<std::string> texts;
  for (const Prose& sentence : narrative.sentences()) texts.push_back(sentence.text);
  EXPECT_THAT(texts, testing::ElementsAre("One.", "Version 1.2 is two!", "Three"));
  EXPECT_EQ(narrative.sentences()[2].lines, (Lines{4, 6}));
}

TEST(NarrativeTest, OnlyNamesThatNoSentenceHoldsByChanceAreFound) {
  const Narrative narrative({{"The valid_until is a time. See lastSeen, status and valid_until_then.", {1, 1}}});
  EXPECT_EQ(narrative.Naming("valid_until").size(), 1u);
  EXPECT_EQ(narrative.Naming("lastSeen").size(), 1u);
  EXPECT_TRUE(narrative.Naming("status").empty());
  EXPECT_TRUE(narrative.Naming("valid").empty());
}

TEST(NarrativeTest, WordsAreWholeUnlessAStarLetsThemGoOn) {
  EXPECT_TRUE(SaysOneOf("it has expired", {"expir*"}));
  EXPECT_FALSE(SaysOneOf("unexpired", {"expir*"}));
  EXPECT_TRUE(SaysOneOf("a token.", {"token"}));
  EXPECT_FALSE(SaysOneOf("access_token tokens", {"token"}));
  EXPECT_FALSE(SaysOneOf("", {"token"}));
}

TEST(NarrativeTest, LongTextIsReadInLinearTime) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "the access_token of it. ";
  const Narrative narrative({{text, {1, 1}}});
  EXPECT_LT(narrative.sentences().size(), 3'000u);  // cut at 64 KiB
}

}  // namespace
}  // namespace authconform
