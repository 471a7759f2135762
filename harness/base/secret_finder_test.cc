#include "harness/base/secret_finder.h"

#include <gtest/gtest.h>

#include <string>

#include "harness/base/base64.h"
#include "harness/base/redact.h"

namespace authconform {
namespace {

TEST(SecretFinderTest, FindsASecretInWhateverFormItIsMasked) {
  constexpr const char* kValue = "Ann's \"pass\\word\" 50%&\xC3\xA9";
  const SecretFinder finder(kValue);
  Redactor redactor;
  redactor.Add("account.active.password", kValue);
  const std::string rows[] = {
      kValue,
      R"(Ann's \"pass\\word\" 50%&\u00e9)",
      "Ann%27s%20%22pass%5Cword%22%2050%25%26%C3%A9",
      "Ann%27s+%22pass%5Cword%22+50%25%26%C3%A9",
      "Ann&#39;s &quot;pass\\word&quot; 50%&amp;&eacute;",
      "Ann&#39;s &quot;pass\\word&quot; 50%&amp;&#xe9;",
      EncodeBase64(kValue),
      "eyJ4Ijoi" + EncodeBase64(std::string("x\":\"") + kValue),
      "416e6e27732022706173735c776f7264222035302526c3a9",
      "41:6e:6e:27:73:20:22:70:61:73:73:5c:77:6f:72:64:22:20:35:30:25:26:c3:a9",
      "Ann's \"pass\\word\" 50",
      "nothing of the kind",
      "",
  };
  int found = 0;
  for (const std::string& row : rows) {
    const std::string text = "it was <" + row + ">, was it not";
    EXPECT_EQ(finder.IsIn(text), redactor.Redact(text) != text) << row;
    found += finder.IsIn(text) ? 1 : 0;
  }
  EXPECT_EQ(found, 9);
}

TEST(SecretFinderTest, WhatMayBeThereByChanceCountsAsLettersOnly) {
  const struct {
    const char* value;
    std::string text;
    bool found;
  } kRows[] = {
      {"admin", "Wrong password: admin", true},
      {"admin", R"({"you":"\u0061dmin"})", true},
      {"admin", "?password=%61dmin", true},
      {"admin", EncodeBase64(R"({"role":"admin"})"), false},
      {"admin", "61646d696e", false},
      {"admin", "61:64:6d:69:6e", false},
      {"x9$K", "got x9$K", true},
      {"x9$K", EncodeBase64("----x9$K----"), false},
      {"x9$K-77", EncodeBase64("----x9$K-77----"), true},
      {"Password123!", "Wrong Password", false},  // a Redactor masks such a part
      {"Password123!", "Password123", false},
      {"abc", "abc", false},  // too short to be looked for
  };
  for (const auto& row : kRows) EXPECT_EQ(SecretFinder(row.value).IsIn(row.text), row.found) << row.text;
}

TEST(SecretFinderTest, ATextMadeToBeCostlyIsStillLookedThrough) {
  const std::string value = std::string(3'000, 'a') + "!";
  const SecretFinder finder(value);
  const std::string costly(400'000, 'a');
  EXPECT_FALSE(finder.IsIn(costly));
  EXPECT_TRUE(finder.IsIn(costly + "!"));
}

}  // namespace
}  // namespace authconform
