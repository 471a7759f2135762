#include "harness/run/stand_ins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::Key;

constexpr size_t kMiB = size_t{1} << 20;

// What a finding that quotes `text` quotes once the stand-ins are masks again.
std::string Collapsed(const std::string& text, const StandIns& used) {
  Judgement judgement;
  judgement.reason = text;
  judgement.findings.push_back({{}, "schema", text, text, text});
  Collapse(judgement, used);
  const Finding& finding = judgement.findings[0];
  for (const std::string& each : {finding.pointer, finding.expected, finding.actual}) {
    EXPECT_EQ(each, judgement.reason);
  }
  return judgement.reason;
}

TEST(StandInsTest, EachStandInBecomesItsMask) {
  const struct {
    const char* name;
    std::string text;
    StandIns used;
    std::string collapsed;
  } kRows[] = {
      {"none is used", "it is abc", {}, "it is abc"},
      {"where it stands", "abc, abcabc.", {{"<secret:t:1>", "abc"}}, "<secret:t:1>, <secret:t:1><secret:t:1>."},
      {"the longest there", "abcd abc", {{"<secret:a>", "abc"}, {"<secret:b>", "abcd"}}, "<secret:b> <secret:a>"},
      {"not a longer one that only begins so",
       "abcx",
       {{"<secret:a>", "abc"}, {"<secret:b>", "abcd"}, {"<secret:c>", "abca"}},
       "<secret:a>x"},
      {"a shorter one before one that parts ways",
       "abcde",
       {{"<secret:a>", "ab"}, {"<secret:b>", "abcc"}, {"<secret:c>", "abcdd"}},
       "<secret:a>cde"},
      {"what begins first", "abcd", {{"<secret:a>", "bcd"}, {"<secret:b>", "ab"}}, "<secret:b>cd"},
      {"masks are not looked into",
       "x secret:",
       {{"<secret:a>", "x"}, {"<secret:b>", "secret:"}},
       "<secret:a> <secret:b>"},
      {"its own mask", "<secret:a>", {{"<secret:a>", "<secret:a>"}}, "<secret:a>"},
      {"bytes above 127", "\xc2\xb7z", {{"<secret:a>", "\xc2\xb7"}, {"<secret:b>", "z"}}, "<secret:a><secret:b>"},
      {"nothing stands for nothing", "ab", {{"<secret:a>", ""}}, "ab"},
  };
  for (const auto& row : kRows) EXPECT_EQ(Collapsed(row.text, row.used), row.collapsed) << row.name;
}

TEST(StandInsTest, NeitherTimeNorSizeGrowsWithTheProductOfTextsAndStandIns) {
  StandIns used;
  for (int i = 0; i < 20'000; ++i) used["<secret:t:" + std::to_string(i) + ">"] = "secret:" + std::to_string(i) + "x";
  used["<secret:s>"] = "secret:";
  const auto begin = std::chrono::steady_clock::now();
  std::string text;
  for (int i = 0; i < 1'000; ++i) text += "secret:";
  EXPECT_EQ(Collapsed(text, used).size(), 1'000 * std::string("<secret:s>").size());
  StandIns nested;
  for (int i = 1; i < 4'000; ++i) nested["<secret:n:" + std::to_string(i) + ">"] = std::string(i, 'b') + "a";
  const std::string all_alike(4'000, 'b');
  EXPECT_EQ(Collapsed(all_alike, nested), all_alike);
  const std::string huge(16 * kMiB, 'b');
  EXPECT_EQ(Collapsed(huge, {{"<secret:b>", "b"}}), huge);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

Answer Saying(const std::string& body) {
  Answer answer;
  answer.exchange.result = Response{200, "OK", {{"Set-Cookie", "a=<secret:t>"}}, body};
  return answer;
}

TEST(StandInsTest, EachMaskThatHasOneBecomesItsStandIn) {
  const StandIns stand_ins = {{"<secret:t>", "abc"}, {"<secret:u>", "def"}, {"<secret:v>", "never"}};
  Answer answer = Saying("<secret:t>, <secret:u>, <secret:w>, <secret:mark>t>, <secret:");
  StandIns used;
  size_t room = 100;
  ASSERT_TRUE(Expand(answer, stand_ins, used, room));
  EXPECT_EQ(answer.exchange.response()->body, "abc, def, <secret:w>, <secret:t>, <secret:");
  EXPECT_EQ(answer.exchange.response()->headers[0].value, "a=abc");
  EXPECT_THAT(used, ElementsAre(Key("<secret:t>"), Key("<secret:u>")));
  EXPECT_EQ(room, 100u - 9);
}

TEST(StandInsTest, NoMoreIsPutInThanThereIsRoomFor) {
  const StandIns stand_ins = {{"<secret:t>", std::string(kMiB, 'x')}};
  std::string body;
  for (int i = 0; i < 100'000; ++i) body += "<secret:t>";  // 100 GB
  Answer answer = Saying(body);
  StandIns used;
  size_t room = 8 * kMiB;
  EXPECT_FALSE(Expand(answer, stand_ins, used, room));
  Answer small = Saying("<secret:t>");
  room = 2 * kMiB;
  EXPECT_TRUE(Expand(small, stand_ins, used, room));
  EXPECT_EQ(room, 0u);
}

}  // namespace
}  // namespace authconform
