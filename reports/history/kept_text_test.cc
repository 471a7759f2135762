#include "reports/history/kept_text.h"

#include <gtest/gtest.h>

namespace authconform {
namespace {

TEST(KeptText, ComesBack) {
  const std::vector<Finding> findings = {
      {{"a", "must", "says \"so\"", "x.md:1"}, "schema", "/a~1b", "a string", "null\n"},
      {{"baseline/no-store", "baseline", "é", "RFC 6749 5.1"}, "baseline", "header:Cache-Control", "no-store", ""}};
  for (const auto& each : {findings, std::vector<Finding>()}) {
    const Result<std::vector<Finding>> back = ReadFindings(WriteFindings(each));
    ASSERT_TRUE(back.ok()) << back.error().ToString();
    EXPECT_EQ(*back, each);
  }
  const std::vector<std::string> texts = {"one", "", "tw\"o"};
  ASSERT_TRUE(ReadTexts(WriteTexts(texts)).ok());
  EXPECT_EQ(*ReadTexts(WriteTexts(texts)), texts);
}

TEST(KeptText, AnythingElseIsAnError) {
  for (const char* text : {"", "{}", "[", "[1]", "[{}]", "[null]", R"([{"rule":{},"check":""}])",
                           R"([{"rule":{"id":"","level":"","text":"","source":""},"check":"","pointer":"",)"
                           R"("expected":"","actual":7}])"}) {
    EXPECT_FALSE(ReadFindings(text).ok()) << text;
    EXPECT_FALSE(ReadTexts(text).ok()) << text;
  }
}

}  // namespace
}  // namespace authconform
