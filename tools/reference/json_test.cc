#include "tools/reference/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace authconform::reference {
namespace {

using std::string_literals::operator""s;
using testing::HasSubstr;

TEST(ParseJson, KeepsValuesAndTheirOrder) {
  const char* const rows[] = {
      R"({"b":1,"a":[true,false,null,"x"],"":{}})", R"([])",   R"("a\"\\\u0000\n")", R"(0.00000000001e-2147483639)",
      R"(123456789012345678901234567890)",          R"("é😀")",
  };
  for (const char* row : rows) {
    const Result<Json> parsed = ParseJson(row);
    ASSERT_TRUE(parsed.ok()) << row << ": " << parsed.error().message;
    EXPECT_EQ(WriteJson(*parsed), row);
  }
}

TEST(ParseJson, DecodesASurrogatePair) { EXPECT_EQ(*ParseJson(R"("\ud83d\ude00")")->Text(), "😀"); }

TEST(ParseJson, RefusesWhatIsNotStrictJson) {
  const struct {
    std::string text;
    const char* because;
  } rows[] = {
      {"", "empty"},
      {"{", "at byte"},
      {"{}x", "at byte"},
      {"{} {}", "at byte"},
      {"{'a':1}", "at byte"},
      {R"({"a":1,})", "at byte"},
      {R"({"a":01})", "at byte"},
      {R"({"a":NaN})", "at byte"},
      {R"({"a":1 /* b */})", "at byte"},
      {R"({"a":1,"a":2})", "same name twice"},
      {R"({"b":{"a":1,"\u0061":2}})", "same name twice"},
      {"\xEF\xBB\xBF{}", "byte order mark"},
      {"{}\0x"s, "zero byte"},
      {R"({"a":"\udc00"})", "surrogate"},
      {R"({"\udc00":1})", "surrogate"},
      {R"({"a":"\ud800"})", "at byte"},
      {"\"\xFF\"", "at byte"},
      {"\"\xED\xB0\x80\"", "at byte"},
      {"\"a\nb\"", "at byte"},
      {std::string(33, '['), "too deeply"},
      {std::string(1'000'000, '['), "too deeply"},
  };
  for (const auto& row : rows) {
    const Result<Json> parsed = ParseJson(row.text);
    ASSERT_FALSE(parsed.ok()) << row.text.substr(0, 40);
    EXPECT_THAT(parsed.error().message, HasSubstr(row.because)) << row.text.substr(0, 40);
  }
}

TEST(Json, SetReplacesAMemberWhereItStandsOrAddsIt) {
  Json json = JsonObject{{"a", 1}, {"b", 2}};
  json.Set("a", "x");
  json.Set("c", nullptr);
  json.Erase("b");
  EXPECT_EQ(WriteJson(json), R"({"a":"x","c":null})");
}

}  // namespace
}  // namespace authconform::reference
