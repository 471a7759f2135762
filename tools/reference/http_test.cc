#include "tools/reference/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace authconform::reference {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(ParseMediaType, ReadsTypeAndCharsetInAnyCase) {
  const struct {
    const char* text;
    const char* type;
    const char* charset;
    bool has_parameters;
  } rows[] = {
      {"application/json", "application/json", "", false},
      {" Application/JSON\t", "application/json", "", false},
      {"application/json;charset=utf-8", "application/json", "utf-8", true},
      {"application/json; Charset=UTF-8", "application/json", "utf-8", true},
      {R"(application/json ; charset="UTF-8" )", "application/json", "utf-8", true},
      {R"(application/json; a="x;y\"z"; charset=latin1)", "application/json", "latin1", true},
      {"application/json;", "application/json", "", false},
  };
  for (const auto& row : rows) {
    const auto media = ParseMediaType(row.text);
    ASSERT_TRUE(media.has_value()) << row.text;
    EXPECT_EQ(media->type, row.type) << row.text;
    EXPECT_EQ(media->charset, row.charset) << row.text;
    EXPECT_EQ(media->has_parameters, row.has_parameters) << row.text;
  }
}

TEST(ParseMediaType, RefusesWhatIsNone) {
  for (const char* text : {"", "json", "/json", "application/", "application/json charset=utf-8", "a/b; charset",
                           "a/b; charset=", "a/b; charset=\"utf-8", "a/b; x=\"\\", "application/json, text/html"}) {
    EXPECT_FALSE(ParseMediaType(text).has_value()) << text;
  }
}

TEST(ParseForm, DecodesOnce) {
  EXPECT_THAT(*ParseForm("a=1+%2B&b=%2541&&c&=d&e=f=g"),
              ElementsAre(Pair("a", "1 +"), Pair("b", "%41"), Pair("c", ""), Pair("", "d"), Pair("e", "f=g")));
}

TEST(ParseForm, RefusesABrokenEscape) {
  for (const char* text : {"a=%", "a=%4", "a=%4g", "%=a", "a=1&b=%zz"}) EXPECT_FALSE(ParseForm(text)) << text;
}

TEST(ParseBasic, SplitsAtTheFirstColon) {
  const struct {
    const char* header;
    const char* user;
    const char* password;
  } rows[] = {
      {"Basic dXNlcm5hbWU6cGFzc3dvcmQ=", "username", "password"},
      {"bAsIc  dXNlcm5hbWU6cGFzc3dvcmQ=", "username", "password"},
      {"Basic dTphOmI=", "u", "a:b"},
      {"Basic Og==", "", ""},
  };
  for (const auto& row : rows) {
    const auto credentials = ParseBasic(row.header);
    ASSERT_TRUE(credentials.has_value()) << row.header;
    EXPECT_EQ(credentials->user, row.user);
    EXPECT_EQ(credentials->password, row.password);
  }
}

TEST(ParseBasic, RefusesWhatIsNotWellFormed) {
  for (const char* header : {"", "Basic", "Basic ", "Bearer dTpw", "dTpw", "Basic dXNlcg==", "Basic dTpwdw",
                             "Basic !!!!", "Basic dTpw dTpw", "Basic u:p"}) {
    EXPECT_FALSE(ParseBasic(header).has_value()) << header;
  }
}

TEST(RequestHeader, JoinsFieldsOfOneName) {
  const Request request{
      .method = "", .path = "", .headers = {{"a", "1"}, {"b", ""}, {"A", "2"}}, .body = "", .body_too_long = false};
  EXPECT_EQ(request.Header("a"), "1, 2");
  EXPECT_EQ(request.Header("b"), "");
  EXPECT_EQ(request.Header("c"), std::nullopt);
}

}  // namespace
}  // namespace authconform::reference
