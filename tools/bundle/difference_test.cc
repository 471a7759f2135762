// Two values into the first pointer at which they differ.
#include "tools/bundle/difference.h"

#include <gtest/gtest.h>

namespace authconform {
namespace {

std::string Between(const std::string& one, const std::string& other) {
  const auto found = FirstDifference(*ParseJson(one), *ParseJson(other));
  return found ? found->pointer + ": " + found->one + " | " + found->other : "none";
}

TEST(Difference, IsTheFirstAndDeepest) {
  const struct {
    std::string one, other, difference;
  } rows[] = {
      {R"({"a": [1, {"b": null}]})", R"({"a": [1, {"b": null}]})", "none"},
      {R"({"a": 1, "b": 2})", R"({"b": 2, "a": 1.0})", "none"},
      {"1", "2", ": 1 | 2"},
      {R"({"a": {"b": [1, 2, 3]}})", R"({"a": {"b": [1, 4, 5]}})", "/a/b/1: 2 | 4"},
      {R"({"a": [1, 2]})", R"({"a": [1]})", "/a/1: 2 | absent"},
      {R"({"a": [1]})", R"({"a": [1, {"b": 1}]})", "/a/1: absent | an object of 1 member"},
      {R"({"a": 1, "b": 1})", R"({"b": 2})", "/a: 1 | absent"},
      {R"({"b": 1})", R"({"b": 1, "c": [1, 2]})", "/c: absent | an array of 2 items"},
      {R"({"x/y~z": "one"})", R"({"x/y~z": "two"})", "/x~1y~0z: \"one\" | \"two\""},
      {R"({"v": "pass"})", R"({"v": null})", "/v: \"pass\" | null"},
      {R"([true])", R"([{}])", "/0: true | an object of 0 members"},
      {R"(["\u001b[31m"])", R"(["\u202e"])", "/0: \"\\x1b[31m\" | \"\\u{202e}\""},
  };
  for (const auto& row : rows) EXPECT_EQ(Between(row.one, row.other), row.difference) << row.one << ' ' << row.other;
}

TEST(Difference, ShowsLittleOfALongString) {
  const std::string found = Between("\"" + std::string(5'000, 'x') + "\"", "1");
  EXPECT_EQ(found, ": \"" + std::string(120, 'x') + "… (4880 more characters)\" | 1");
}

}  // namespace
}  // namespace authconform
