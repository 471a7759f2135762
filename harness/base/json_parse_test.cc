#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "harness/base/json.h"

namespace authconform {
namespace {

using std::string_literals::operator""s;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Repeat(std::string_view text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string Nested(size_t depth) { return Repeat("[", depth) + Repeat("]", depth); }

std::string ObjectOf(size_t count, std::string_view last) {
  std::string text = "{";
  for (size_t i = 0; i < count; ++i) text += "\"m" + std::to_string(i) + "\":0,";
  return text + std::string(last) + "}";
}

TEST(ParseJson, TakesWhatRfc8259Allows) {
  const struct {
    std::string text;
    std::string written;
  } kRows[] = {
      {"null", "null"},
      {"true", "true"},
      {" \t\r\n false \n", "false"},
      {"0", "0"},
      {"-0", "-0"},
      {"-0.5e-3", "-0.5e-3"},
      {"1E+2", "1E+2"},
      {"18446744073709551616", "18446744073709551616"},
      {"123456789012345678901234567890.000000000000000000001", "123456789012345678901234567890.000000000000000000001"},
      {"1.7976931348623157e308", "1.7976931348623157e308"},
      {"-1.7976931348623157e308", "-1.7976931348623157e308"},
      {"1e-400", "1e-400"},
      {"0.00000000001e-2147483639", "0.00000000001e-2147483639"},
      {"1e-99999999999999999999", "1e-99999999999999999999"},
      {"0." + Repeat("0", 350) + "1", "0." + Repeat("0", 350) + "1"},
      {"0." + Repeat("0", 350), "0." + Repeat("0", 350)},
      {R"("")", R"("")"},
      {R"("\"\\\/\b\f\n\r\t")", R"("\"\\/\b\f\n\r\t")"},
      {R"("\u00e9\u20AC\ud83d\ude00")", "\"é€😀\""},
      {R"("\u0000x")", R"("\u0000x")"},
      {"\"é€😀\"", "\"é€😀\""},
      {"\"\xED\x9F\xBF\"", "\"\xED\x9F\xBF\""},
      {"\"\x7F\"", "\"\x7F\""},
      {"[]", "[]"},
      {"{}", "{}"},
      {"[1,[2,{\"a\":[]}],{}]", "[1,[2,{\"a\":[]}],{}]"},
      {R"({"b":1,"a":{"b":2},"":3})", R"({"b":1,"a":{"b":2},"":3})"},
      {R"({"a":1,"A":2})", R"({"a":1,"A":2})"},
      {R"([{"a":1},{"a":1}])", R"([{"a":1},{"a":1}])"},
      {Nested(64), Nested(64)},
      {ObjectOf(100, "\"m100\":1"), ObjectOf(100, "\"m100\":1")},
  };
  for (const auto& row : kRows) {
    const Result<Json> parsed = ParseJson(row.text);
    ASSERT_TRUE(parsed.ok()) << row.text << "\n" << parsed.error().ToString();
    EXPECT_EQ(WriteJson(*parsed), row.written);
  }
}

TEST(ParseJson, RefusesWithPositionAndReason) {
  const struct {
    std::string text;
    std::string position;
    std::string message;
  } kRows[] = {
      {"", "line 1, column 1", "there is no JSON value"},
      {" \n ", "line 2, column 2", "there is no JSON value"},
      {"\xEF\xBB\xBF{}", "line 1, column 1", "byte order mark"},
      {"{}\0garbage"s, "line 1, column 3", "NUL"},
      {"\"a\0b\""s, "line 1, column 3", "NUL"},
      {"{}\0"s, "line 1, column 3", "NUL"},
      {"{} {}", "line 1, column 4", "something follows"},
      {"{}x", "line 1, column 3", "something follows"},
      {"1 2", "line 1, column 3", "something follows"},
      {"[1]]", "line 1, column 4", "something follows"},
      {R"("\udc00")", "line 1, column 1", "half a surrogate pair"},
      {R"(["a", "\"\udc00"])", "line 1, column 7", "half a surrogate pair"},
      {R"("\ud800")", "line 1, column 2", "half a surrogate pair"},
      {R"("\ud800\u0041")", "line 1, column 2", "half a surrogate pair"},
      {R"({"\udfff":1})", "line 1, column 2", "half a surrogate pair"},
      {"\"\xED\xB0\x80\"", "line 1, column 2", "not UTF-8"},
      {"\"\xC0\x80\"", "line 1, column 2", "not UTF-8"},
      {"\"\xFF\"", "line 1, column 2", "not UTF-8"},
      {"\"\xC3\"", "line 1, column 2", "not UTF-8"},
      {"\"\xF4\x90\x80\x80\"", "line 1, column 2", "not UTF-8"},
      {"{\n\"a\": 1,\n\"a\": 2}", "line 3, column 1", "two members named \"a\""},
      {R"({"a":{"b":1,"b":2}})", "line 1, column 13", "two members named \"b\""},
      {R"({"a":1,"\u0061":2})", "line 1, column 8", "two members named \"a\""},
      {R"({"x\"y":1,"x\"y":2})", "line 1, column 11", R"(two members named "x\"y")"},
      {R"({"":1,"":2})", "line 1, column 7", "two members named \"\""},
      {ObjectOf(100, "\"m50\":1"), "line 1, column 792", "two members named \"m50\""},
      {R"({")" + Repeat("é", 50) + R"(":1,")" + Repeat("é", 50) + R"(":1})", "line 1, column 107",
       "named \"" + Repeat("é", 32) + "\"…"},
      {"1.7976931348623159e308", "line 1, column 1", "too large for a double"},
      {"[1, 1e309]", "line 1, column 5", "too large for a double"},
      {"-1e400", "line 1, column 1", "too large for a double"},
      {"1e99999999999999999999", "line 1, column 1", "too large for a double"},
      {"[" + Repeat("9", 400) + "]", "line 1, column 2", "too large for a double"},
      {"01", "line 1, column 2", "something follows"},
      {"1.", "line 1, column 3", "after the decimal point"},
      {"1e", "line 1, column 3", "in the exponent"},
      {"+1", "line 1, column 1", "a JSON value is expected"},
      {".5", "line 1, column 1", "a JSON value is expected"},
      {"NaN", "line 1, column 1", "a JSON value is expected"},
      {"Infinity", "line 1, column 1", "a JSON value is expected"},
      {"-", "line 1, column 2", "incomplete"},
      {"tru", "line 1, column 4", "incomplete"},
      {"True", "line 1, column 1", "a JSON value is expected"},
      {"'a'", "line 1, column 1", "a JSON value is expected"},
      {"\"a\nb\"", "line 1, column 3", "control character"},
      {R"("\x")", "line 1, column 2", "no such escape"},
      {R"("\u00g0")", "line 1, column 2", "four hexadecimal digits"},
      {R"("abc)", "line 1, column 5", "no closing quote"},
      {R"(["abc)", "line 1, column 6", "no closing quote"},
      {"[1,]", "line 1, column 4", "a JSON value is expected"},
      {R"({"a":1,})", "line 1, column 8", "a member name"},
      {"{a:1}", "line 1, column 2", "a member name"},
      {R"({"a" 1})", "line 1, column 6", "a colon"},
      {R"({"a":1 "b":2})", "line 1, column 8", "a comma or }"},
      {"[1 2]", "line 1, column 4", "a comma or ]"},
      {"[1, 2", "line 1, column 6", "a comma or ]"},
      {"/* no */ 1", "line 1, column 1", "a JSON value is expected"},
      {"]", "line 1, column 1", "a JSON value is expected"},
      {Nested(65), "line 1, column 65", "nested deeper than 64"},
      {Repeat("[", 1'000'000), "line 1, column 65", "nested deeper than 64"},
      {Repeat("{\"a\":", 500'000), "line 1, column 321", "nested deeper than 64"},
      {"[" + Repeat("1,", 200'000) + "1]", "line 1, column 400001", "more than 200000 values"},
  };
  for (const auto& row : kRows) {
    const Result<Json> parsed = ParseJson(row.text, "f.json");
    ASSERT_FALSE(parsed.ok()) << row.text.substr(0, 100);
    EXPECT_EQ(parsed.error().file, "f.json");
    EXPECT_EQ(parsed.error().position, row.position) << row.text.substr(0, 100) << "\n" << parsed.error().message;
    EXPECT_THAT(parsed.error().message, HasSubstr(row.message)) << row.text.substr(0, 100);
  }
}

TEST(ParseJson, HoldsTheLimitsGiven) {
  EXPECT_TRUE(ParseJson("[1]", "", {.bytes = 3}).ok());
  EXPECT_THAT(ParseJson("[1] ", "", {.bytes = 3}).error().message, HasSubstr("longer than the 3 bytes"));
  EXPECT_TRUE(ParseJson("[[1]]", "", {.depth = 2}).ok());
  EXPECT_FALSE(ParseJson("[[1]]", "", {.depth = 1}).ok());
  EXPECT_TRUE(ParseJson("[1,2]", "", {.values = 3}).ok());
  EXPECT_FALSE(ParseJson("[1,2]", "", {.values = 2}).ok());
}

TEST(ParseJson, ShowsNothingOfTheTextInErrors) {
  for (const char* text :
       {"{\"password\":\"hunter2\"", "[\"hunter2\" 1]", "\"hunter2", "hunter2", "[1e9999, \"hunter2\"]"}) {
    EXPECT_THAT(ParseJson(text).error().ToString(), Not(HasSubstr("hunter2"))) << text;
  }
}

TEST(ParseJson, TakesAnObjectOfManyMembersAndFindsTheOneThatIsTwice) {
  const std::string many = ObjectOf(50'000, "\"last\":0");
  EXPECT_TRUE(ParseJson(many).ok());
  EXPECT_THAT(ParseJson(ObjectOf(50'000, "\"m7\":0")).error().message, HasSubstr("\"m7\""));
}

TEST(ParseJson, EndsCleanlyOnEveryPrefixAndEveryChangedByte) {
  const std::string text = R"({"a":[1,-2.5e3,"x\u00e9\n",true,null,{"b":{}}],"c":"é😀"})";
  for (size_t i = 0; i < text.size(); ++i) {
    EXPECT_FALSE(ParseJson(text.substr(0, i)).ok()) << i;
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = text;
      changed[i] = static_cast<char>(byte);
      const Result<Json> parsed = ParseJson(changed);
      if (!parsed.ok()) {
        EXPECT_THAT(parsed.error().position, HasSubstr("line ")) << changed;
        continue;
      }
      // What is taken is written so that it reads the same.
      const Result<Json> again = ParseJson(WriteJson(*parsed));
      ASSERT_TRUE(again.ok()) << changed;
      EXPECT_EQ(*again, *parsed);
    }
  }
}

class ReadJsonFileTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) { return std::string(std::getenv("TEST_TMPDIR")) + "/" + name; }
  std::string Write(const std::string& name, std::string_view text) {
    std::ofstream(Path(name)) << text;
    return Path(name);
  }
};

TEST_F(ReadJsonFileTest, ReadsAndNamesTheFileInErrors) {
  const std::string good = Write("good.json", "{\"a\": 1}\n");
  ASSERT_TRUE(ReadJsonFile(good).ok());
  EXPECT_EQ(*ReadJsonFile(good), Json(Json::Object{{"a", 1}}));

  const std::string bad = Write("bad.json", "{\n\"a\" 1}");
  EXPECT_EQ(ReadJsonFile(bad).error().ToString(), bad + ":line 2, column 5: a colon is expected here");
}

TEST_F(ReadJsonFileTest, RefusesWhatIsNoReadableFileOfAllowedSize) {
  const std::string fifo = Path("fifo");
  mkfifo(fifo.c_str(), 0600);
  const std::string sparse = Write("huge.json", "1");
  ASSERT_EQ(truncate(sparse.c_str(), int64_t{1} << 40), 0);
  const std::pair<std::string, std::string> kRows[] = {
      {Path("absent.json"), "No such file"},
      {Path(""), "not a regular file"},
      {fifo, "not a regular file"},
      {sparse, "larger than the 4194304 bytes"},
      {Write("empty.json", ""), "there is no JSON value"},
  };
  for (const auto& [path, message] : kRows) {
    const Result<Json> read = ReadJsonFile(path);
    ASSERT_FALSE(read.ok()) << path;
    EXPECT_EQ(read.error().file, path);
    EXPECT_THAT(read.error().message, HasSubstr(message));
  }
}

}  // namespace
}  // namespace authconform
