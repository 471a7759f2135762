#include "tools/derive/spec/layout.h"

#include <gtest/gtest.h>

namespace authconform {
namespace {

std::string Laid(std::string_view json) { return LayOut(*ParseJson(json)); }

TEST(LayOutTest, TheRootIsAlwaysOpenAndWhatFitsStandsOnOneLine) {
  EXPECT_EQ(Laid(R"({"a":{"b":[1,2],"c":"d"},"e":[],"f":{}})"),
            "{\n  \"a\": {\"b\": [1, 2], \"c\": \"d\"},\n  \"e\": [],\n  \"f\": {}\n}\n");
  EXPECT_EQ(Laid("[]"), "[]\n");
  EXPECT_EQ(Laid("[1]"), "[\n  1\n]\n");
}

TEST(LayOutTest, ALineHas160ColumnsWithTheComma) {
  const std::string fits(160 - std::string_view(R"(  "a": {"b": ""},)").size(), 'x');
  EXPECT_EQ(LayOut(Json::Object{{"a", Json::Object{{"b", fits}}}}), "{\n  \"a\": {\"b\": \"" + fits + "\"}\n}\n");
  EXPECT_EQ(LayOut(Json::Object{{"a", Json::Object{{"b", fits + "x"}}}}),
            "{\n  \"a\": {\n    \"b\": \"" + fits + "x\"\n  }\n}\n");
  const Json longs = Json::Array{std::string(100, 'x'), std::string(100, 'y')};
  EXPECT_EQ(LayOut(Json::Object{{"a", longs}}),
            "{\n  \"a\": [\n    \"" + std::string(100, 'x') + "\",\n    \"" + std::string(100, 'y') + "\"\n  ]\n}\n");
}

}  // namespace
}  // namespace authconform
