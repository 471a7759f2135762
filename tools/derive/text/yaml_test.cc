#include "tools/derive/text/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace authconform {
namespace {

using ::testing::HasSubstr;

std::string Read(const std::string& yaml) {
  const Result<LocatedJson> read = ReadYaml(yaml);
  return read ? WriteJson(read->value) : "error: " + read.error().ToString();
}

TEST(YamlTest, ScalarsAreOfTheCoreSchema) {
  struct Row {
    const char* yaml;
    const char* json;
  };
  const Row kRows[] = {
      {"a", "\"a\""},
      {"~", "null"},
      {"Null", "null"},
      {"[yes, no, on]", "[\"yes\",\"no\",\"on\"]"},
      {"True", "true"},
      {"FALSE", "false"},
      {"\"true\"", "\"true\""},
      {"'5'", "\"5\""},
      {"!!str 5", "\"5\""},
      {"5", "5"},
      {"+07", "7"},
      {"-0", "-0"},
      {"0o17", "15"},
      {"0x1F", "31"},
      {"0x", "\"0x\""},
      {".5", "0.5"},
      {"5.", "5.0"},
      {"-1.5e+3", "-1.5e+3"},
      {"1e", "\"1e\""},
      {".inf", "\".inf\""},
      {"1e999", "\"1e999\""},
      {"1.2.3", "\"1.2.3\""},
      {"2024-01-02", "\"2024-01-02\""},
      {"-", "[null]"},
      {"007: x", "{\"007\":\"x\"}"},
      {"200: ok", "{\"200\":\"ok\"}"},
      {"a: |\n  x\n  y\n", "{\"a\":\"x\\ny\\n\"}"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Read(row.yaml), row.json) << row.yaml;
}

TEST(YamlTest, EveryValueHasItsLinesKeyIncluded) {
  const Result<LocatedJson> read = ReadYaml("a:\n  b: 1\n  c:\n    - x\n    - y: |\n        1\n        2\nd: 5\n", 10);
  ASSERT_TRUE(read);
  struct Row {
    const char* pointer;
    Lines lines;
  };
  const Row kRows[] = {{"/a", {10, 16}},       {"/a/b", {11, 11}}, {"/a/c", {12, 16}},         {"/a/c/0", {13, 13}},
                       {"/a/c/1/y", {14, 16}}, {"/d", {17, 17}},   {"/a/b/nothing", {11, 11}}, {"", {10, 17}}};
  for (const Row& row : kRows) EXPECT_EQ(read->LinesAt(row.pointer), row.lines) << row.pointer;
}

TEST(YamlTest, JsonIsReadWithItsLines) {
  const Result<LocatedJson> read = ReadYaml("\n{\n  \"a\": [\n    1]\n}", 1);
  ASSERT_TRUE(read);
  EXPECT_EQ(WriteJson(read->value), R"({"a":[1]})");
  EXPECT_EQ(read->LinesAt("/a/0").first, 4);
}

TEST(YamlTest, AliasesAndMergeKeysStandForWhatTheyName) {
  EXPECT_EQ(Read("a: &x {b: 1}\nc: *x"), R"({"a":{"b":1},"c":{"b":1}})");
  EXPECT_EQ(Read("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}"), R"({"a":{"b":1,"c":2},"d":{"c":3,"b":1}})");
  EXPECT_EQ(Read("a: &x {b: 1}\nc: &y {b: 2, e: 3}\nd: {<<: [*x, *y]}"),
            R"({"a":{"b":1},"c":{"b":2,"e":3},"d":{"b":1,"e":3}})");
  EXPECT_THAT(Read("a: &x [*x]"), HasSubstr("error"));
}

TEST(YamlTest, ErrorsSayWhere) {
  EXPECT_THAT(Read("a: b\nc: [d"), HasSubstr("error: line 2"));
  EXPECT_THAT(Read("a: b: c"), HasSubstr("error: line 1, column 5"));
  EXPECT_THAT(Read("? [a]\n: b"), HasSubstr("a key is not text"));
  EXPECT_THAT(Read(""), HasSubstr("the document is empty"));
  EXPECT_THAT(Read("{"), HasSubstr("{}"));
}

std::string Repeated(const std::string& piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

TEST(YamlTest, HostileDocumentsEndInAnError) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string name = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + Repeated(name + ", ", 10) + "]\n";
  }
  EXPECT_THAT(Read(bomb), HasSubstr("too many values"));
  EXPECT_THAT(Read("a: " + Repeated("[", 100'000)), HasSubstr("error"));
  EXPECT_THAT(Read("a: " + Repeated("{a: ", 100'000)), HasSubstr("nested too deeply"));
  EXPECT_THAT(Read(Repeated("- ", 100'000)), HasSubstr("nested too deeply"));
  EXPECT_THAT(Read(Repeated("? ", 100'000)), HasSubstr("error"));
  EXPECT_THAT(Read(std::string(17 << 20, ' ')), HasSubstr("too large"));
  for (const char* text : {",", "]",        "}",  "- ]", "!",     "!<",       "&",       "*",     "%YAML 9",
                           "%", "\xFF\xFE", "@",  "`",   "\t- a", ": :",      "--- ---", "...",   "a: !!binary x",
                           "|", ">",        "\"", "'",   "? ? ?", "- - -\n-", "\x01",    "!a!b c"}) {
    Read(text);  // neither hangs nor crashes
  }
}

}  // namespace
}  // namespace authconform
