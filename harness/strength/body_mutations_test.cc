#include "harness/strength/body_mutations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace authconform {
namespace {

using ::testing::ElementsAreArray;

// "name -> body" of each mutation.
std::vector<std::string> Mutations(const char* body) {
  std::vector<std::string> lines;
  for (const BodyMutation& mutation : MutateBody(*ParseJson(body))) {
    lines.push_back(mutation.name + " -> " + WriteJson(mutation.body));
  }
  return lines;
}

TEST(BodyMutationsTest, AMemberIsDroppedChangedInTypeEmptiedAndGivenAnotherText) {
  EXPECT_THAT(Mutations(R"({"a":"x"})"), ElementsAreArray({
                                             R"(null -> null)",
                                             R"(boolean -> true)",
                                             R"(integer -> 7)",
                                             R"(number -> 7.5)",
                                             R"(string -> "text")",
                                             R"(array -> ["text"])",
                                             R"(empty -> {})",
                                             R"(extra -> {"a":"x","undocumented_member":"text"})",
                                             R"(drop /a -> {})",
                                             R"(null /a -> {"a":null})",
                                             R"(boolean /a -> {"a":true})",
                                             R"(integer /a -> {"a":7})",
                                             R"(number /a -> {"a":7.5})",
                                             R"(array /a -> {"a":["text"]})",
                                             R"(object /a -> {"a":{"text":"text"}})",
                                             R"(empty /a -> {"a":""})",
                                             R"(other /a -> {"a":"other-x"})",
                                         }));
}

// Those at the pointer alone.
std::vector<std::string> At(const char* body, const std::string& pointer) {
  std::vector<std::string> lines;
  for (const std::string& line : Mutations(body)) {
    if (line.find(" " + pointer + " -> ") != line.npos) lines.push_back(line.substr(0, line.find(' ')));
  }
  return lines;
}

TEST(BodyMutationsTest, EachTypeIsBrokenInItsOwnWays) {
  const struct {
    const char* name;
    const char* body;
    const char* pointer;
    std::vector<std::string> expected;
  } kRows[] = {
      {"an integer in another unit",
       R"({"a":5})",
       "/a",
       {"drop", "null", "boolean", "number", "string", "array", "object", "other", "zero", "negative", "thousandfold"}},
      {"zero",
       R"({"a":0})",
       "/a",
       {"drop", "null", "boolean", "number", "string", "array", "object", "other", "negative"}},
      {"a truth value",
       R"({"a":true})",
       "/a",
       {"drop", "null", "integer", "number", "string", "array", "object", "other"}},
      {"null", R"({"a":null})", "/a", {"drop", "boolean", "integer", "number", "string", "array", "object"}},
      {"an empty object",
       R"({"a":{}})",
       "/a",
       {"drop", "null", "boolean", "integer", "number", "string", "array", "extra"}},
      {"an item at depth",
       R"({"a":[{"b":[]}]})",
       "/a/0/b",
       {"drop", "null", "boolean", "integer", "number", "string", "object"}},
      {"a name with a slash",
       R"({"a/b":[]})",
       "/a~1b",
       {"drop", "null", "boolean", "integer", "number", "string", "object"}},
  };
  for (const auto& row : kRows) EXPECT_THAT(At(row.body, row.pointer), ElementsAreArray(row.expected)) << row.name;
}

TEST(BodyMutationsTest, TheFirstItemStandsForAll) {
  EXPECT_THAT(Mutations(R"([1,2])"), ::testing::Contains("drop /0 -> [2]"));
  EXPECT_THAT(Mutations(R"([1,2])"), ::testing::Contains("other /0 -> [2001,2]"));
  EXPECT_THAT(At("[1,2]", "/1"), ::testing::IsEmpty());
}

}  // namespace
}  // namespace authconform
