#include "harness/base/json.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "harness/base/json_utf8.h"

namespace authconform {
namespace {

Json Parse(std::string_view text) {
  Result<Json> parsed = ParseJson(text);
  EXPECT_TRUE(parsed.ok()) << text << "\n" << (parsed.ok() ? "" : parsed.error().ToString());
  return parsed.ok() ? *std::move(parsed) : Json();
}

TEST(Json, TypeNameTellsIntegersByValue) {
  const std::pair<const char*, const char*> kRows[] = {
      {"null", "null"},      {"true", "boolean"}, {"1", "integer"},
      {"1.0", "integer"},    {"1e2", "integer"},  {"-0", "integer"},
      {"1.5", "number"},     {"15e-1", "number"}, {"1e-2", "number"},
      {"100e-2", "integer"}, {"\"1\"", "string"}, {"[]", "array"},
      {"{}", "object"},      {"0.0", "integer"},  {"18446744073709551616", "integer"},
  };
  for (const auto& [text, type] : kRows) EXPECT_EQ(Parse(text).TypeName(), type) << text;
}

TEST(Json, AsInt64IsExactOrNothing) {
  const std::pair<const char*, std::optional<int64_t>> kRows[] = {
      {"0", 0},
      {"-0", 0},
      {"-0.0", 0},
      {"0e5", 0},
      {"1.0", 1},
      {"1e2", 100},
      {"1500e-2", 15},
      {"-12.50e1", -125},
      {"9007199254740993", 9007199254740993},
      {"9223372036854775807", std::numeric_limits<int64_t>::max()},
      {"-9223372036854775808", std::numeric_limits<int64_t>::min()},
      {"9.223372036854775807e18", std::numeric_limits<int64_t>::max()},
      {"9223372036854775808", std::nullopt},
      {"9.223372036854775808e18", std::nullopt},
      {"18446744073709551615", std::nullopt},
      {"1e19", std::nullopt},
      {"1e300", std::nullopt},
      {"1.5", std::nullopt},
      {"1e-1", std::nullopt},
      {"1e-99999999999999999999", std::nullopt},
      {"\"1\"", std::nullopt},
      {"null", std::nullopt},
  };
  for (const auto& [text, value] : kRows) EXPECT_EQ(Parse(text).AsInt64(), value) << text;
}

TEST(Json, AsDoubleIsTheNearest) {
  const std::pair<const char*, std::optional<double>> kRows[] = {
      {"0.1", 0.1},
      {"1e2", 100.0},
      {"-2.5", -2.5},
      {"9007199254740993", 9007199254740992.0},
      {"5e-324", 5e-324},
      {"1e-400", 0.0},
      {"1e-99999999999999999999", 0.0},
      {"true", std::nullopt},
      {"\"1\"", std::nullopt},
  };
  for (const auto& [text, value] : kRows) EXPECT_EQ(Parse(text).AsDouble(), value) << text;
}

TEST(Json, EqualityIsByValue) {
  const struct {
    const char* a;
    const char* b;
    bool equal;
  } kRows[] = {
      {"1", "1.0", true},
      {"1", "1e0", true},
      {"100", "1E+2", true},
      {"-0", "0", true},
      {"0e9", "0.00", true},
      {"0.1", "1e-1", true},
      {"1.5", "1.50", true},
      {"1", "-1", false},
      {"1", "10", false},
      {"18446744073709551615", "18446744073709551616", false},
      {"9007199254740992", "9007199254740993", false},
      {"0.1", "0.10000000000000000001", false},
      {"1", "true", false},
      {"1", "\"1\"", false},
      {"0", "false", false},
      {"null", "false", false},
      {"\"a\"", "\"\\u0061\"", true},
      {"\"a\"", "\"A\"", false},
      {"[1,2]", "[1.0,2]", true},
      {"[1,2]", "[2,1]", false},
      {"[1]", "[1,1]", false},
      {"[]", "{}", false},
      {R"({"a":1,"b":[2]})", R"({"b":[2.0],"a":1})", true},
      {R"({"a":1})", R"({"a":1,"b":1})", false},
      {R"({"a":1})", R"({"b":1})", false},
      {R"({"a":null})", R"({"b":null})", false},
      {R"({"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10,"k":11,"l":12,"m":13,"n":14})",
       R"({"n":14,"m":13,"l":12,"k":11,"j":10,"i":9,"h":8,"g":7,"f":6,"e":5,"d":4,"c":3,"b":2,"a":1})", true},
      {R"({"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10,"k":11,"l":12,"m":13,"n":14})",
       R"({"n":14,"m":13,"l":12,"k":11,"j":10,"i":9,"h":8,"g":7,"f":6,"e":5,"d":4,"c":3,"b":2,"a":2})", false},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(Parse(row.a) == Parse(row.b), row.equal) << row.a << "  " << row.b;
    EXPECT_EQ(Parse(row.b) == Parse(row.a), row.equal) << row.b << "  " << row.a;
  }
}

TEST(Json, IsMadeFromPlainValues) {
  const Json made = Json::Object{{"n", nullptr},         {"b", true}, {"i", -7},     {"l", int64_t{1} << 40},
                                 {"z", sizeof(int64_t)}, {"d", 0.1},  {"s", "text"}, {"a", Json::Array{1, "x"}}};
  EXPECT_EQ(WriteJson(made), R"({"n":null,"b":true,"i":-7,"l":1099511627776,"z":8,"d":0.1,"s":"text","a":[1,"x"]})");
  EXPECT_EQ(Json(1e20), Parse("100000000000000000000"));
  EXPECT_EQ(WriteJson(Json(1e300)), "1e+300");
  EXPECT_DEATH(Json(std::numeric_limits<double>::infinity()), "");
}

TEST(Json, PointersFollowRfc6901) {
  const Json value =
      Parse(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"k\"l":6," ":7,"m~n":8,"~1":9,"o":{"":{"x":10}}})");
  const std::pair<const char*, const char*> kRows[] = {
      {"/foo", R"(["bar","baz"])"},
      {"/foo/0", "\"bar\""},
      {"/foo/1", "\"baz\""},
      {"/", "0"},
      {"/a~1b", "1"},
      {"/c%d", "2"},
      {"/k\"l", "6"},
      {"/ ", "7"},
      {"/m~0n", "8"},
      {"/~01", "9"},
      {"/o//x", "10"},
      {"/foo/2", ""},
      {"/foo/-", ""},
      {"/foo/00", ""},
      {"/foo/01", ""},
      {"/foo/+1", ""},
      {"/foo/ 1", ""},
      {"/foo/1x", ""},
      {"/foo/", ""},
      {"/foo/0/x", ""},
      {"/absent", ""},
      {"foo", ""},
      {"/m~n", ""},
      {"/m~", ""},
      {"/m~2n", ""},
      {"/foo/99999999999999999999", ""},
  };
  for (const auto& [pointer, expected] : kRows) {
    const Json* found = value.At(pointer);
    EXPECT_EQ(found == nullptr ? "" : WriteJson(*found), expected) << pointer;
  }
  EXPECT_EQ(value.At(""), &value);
  for (const char* name : {"", "a/b", "m~n", "~1", "~", "/", "é", "~0/~1"}) {
    const Json one = Json::Object{{name, 5}};
    EXPECT_EQ(one.At("/" + EscapePointerToken(name)), &one.object()[0].second) << name;
  }
}

TEST(Json, FindAndSetTakeMembersOfObjects) {
  Json value = Parse(R"({"a":1,"b":2})");
  value.Set("a", "x");
  value.Set("c", Json::Array{});
  EXPECT_EQ(WriteJson(value), R"({"a":"x","b":2,"c":[]})");
  EXPECT_EQ(value.Find("d"), nullptr);
  EXPECT_EQ(value.Find("A"), nullptr);
  EXPECT_EQ(Json("text").Find("a"), nullptr);
  EXPECT_EQ(Json(Json::Array{1}).At("/a"), nullptr);
}

// The examples of RFC 7396, appendix A.
TEST(Json, MergePatchFollowsRfc7396) {
  const struct {
    const char* base;
    const char* patch;
    const char* merged;
  } kRows[] = {
      {R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
      {R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
      {R"({"a":"b"})", R"({"a":null})", R"({})"},
      {R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
      {R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
      {R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
      {R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
      {R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
      {R"(["a","b"])", R"(["c","d"])", R"(["c","d"])"},
      {R"({"a":"b"})", R"(["c"])", R"(["c"])"},
      {R"({"a":"foo"})", "null", "null"},
      {R"({"a":"foo"})", "\"bar\"", "\"bar\""},
      {R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
      {"[1,2]", R"({"a":"b","c":null})", R"({"a":"b"})"},
      {"{}", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"},
  };
  for (const auto& row : kRows)
    EXPECT_EQ(WriteJson(MergePatch(Parse(row.base), Parse(row.patch))), row.merged) << row.patch;
}

TEST(WriteJson, IndentsOneMemberALine) {
  EXPECT_EQ(WriteJsonIndented(Parse(R"({"a":[1,{"b":null}],"c":{},"d":[]})")),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ],\n  \"c\": {},\n  \"d\": []\n}\n");
  EXPECT_EQ(WriteJsonIndented(Json("x")), "\"x\"\n");
}

TEST(WriteJson, EscapesWhatMustBeAndMendsWhatIsNotUtf8) {
  const std::pair<std::string, std::string> kRows[] = {
      {"plain é", "\"plain é\""},
      {"\"\\/", R"("\"\\/")"},
      {std::string("\0\x1F\x7F", 3), "\"\\u0000\\u001f\x7F\""},
      {"\b\f\n\r\t\v", R"("\b\f\n\r\t\u000b")"},
      {"a\xFFz", "\"a\xEF\xBF\xBDz\""},
      {"\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
      {"cut\xC3", "\"cut\xEF\xBF\xBD\""},
  };
  for (const auto& [text, written] : kRows) EXPECT_EQ(WriteJson(Json(text)), written);
}

TEST(IsUtf8, TakesWellFormedSequencesOnly) {
  const std::pair<std::string, bool> kRows[] = {
      {"", true},
      {"ascii only, longer than eight", true},
      {"é", true},
      {"\xE0\xA0\x80", true},
      {"\xED\x9F\xBF", true},
      {"\xEE\x80\x80", true},
      {"\xF0\x90\x80\x80", true},
      {"\xF4\x8F\xBF\xBF", true},
      {std::string("\0", 1), true},
      {"\x80", false},
      {"\xC1\xBF", false},
      {"\xC3", false},
      {"\xE0\x9F\xBF", false},
      {"\xED\xA0\x80", false},
      {"\xF0\x8F\xBF\xBF", false},
      {"\xF4\x90\x80\x80", false},
      {"\xF5\x80\x80\x80", false},
      {"\xE2\x82", false},
      {"12345678\xFF", false},
      {"1234567\xC3", false},
  };
  for (const auto& [text, valid] : kRows) EXPECT_EQ(IsUtf8(text), valid) << ::testing::PrintToString(text);
}

TEST(Utf8, CountsCodePointsAndCutsBetweenThem) {
  EXPECT_EQ(CountCodePoints("aé€😀"), 4u);
  EXPECT_EQ(Utf8PrefixLength("aé€", 2), 1u);
  EXPECT_EQ(Utf8PrefixLength("aé€", 3), 3u);
  EXPECT_EQ(Utf8PrefixLength("aé€", 5), 3u);
  EXPECT_EQ(Utf8PrefixLength("aé€", 6), 6u);
  EXPECT_EQ(FindInvalidUtf8("é\xFFz"), 2u);
}

}  // namespace
}  // namespace authconform
