#include "tools/derive/read/path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SplitUrl, CutsHostAndQuery) {
  struct Row {
    const char* url;
    const char* host;
    const char* path;
  };
  const Row rows[] = {
      {"https://api.test/v1/login?x=1#top", "https://api.test", "/v1/login"},
      {"http://localhost:5000/login", "http://localhost:5000", "/login"},
      {"localhost:[PORT]/login", "localhost:[PORT]", "/login"},
      {"api.test/login", "api.test", "/login"},
      {"//api.test/login", "//api.test", "/login"},
      {"{{BASE_URL}}/login", "{{BASE_URL}}", "/login"},
      {"{{BASE\\_URL}}/v1/sign\\_in", "{{BASE_URL}}", "/v1/sign_in"},
      {"{{BASE_URL}/login", "{{BASE_URL}", "/login"},
      {"<host>/login", "<host>", "/login"},
      {"$HOST/login", "$HOST", "/login"},
      {"BASE/api/login", "BASE", "/api/login"},
      {"api/login", "", "/api/login"},
      {"`/login`,", "", "/login"},
      {"/users/{id}/keys", "", "/users/{id}/keys"},
      {"https://api.test", "https://api.test", "/"},
      {"", "", ""},
  };
  for (const Row& row : rows) {
    const PathParts parts = SplitUrl(row.url);
    EXPECT_EQ(parts.host, row.host) << row.url;
    EXPECT_EQ(parts.path, row.path) << row.url;
  }
}

TEST(SplitUrl, ReadsTheQuery) {
  const PathParts parts = SplitUrl("/find?name=a&page=2&&=x&all");
  EXPECT_THAT(parts.query, ElementsAre(std::pair("name", "a"), std::pair("page", "2"), std::pair("all", "")));
}

TEST(JoinPath, PutsABasePathInFront) {
  EXPECT_EQ(JoinPath("https://api.test/v2/", "/login"), "/v2/login");
  EXPECT_EQ(JoinPath("https://api.test/v2", "/v2/login"), "/v2/login");
  EXPECT_EQ(JoinPath("BASE", "/login"), "/login");
  EXPECT_EQ(JoinPath("", "login"), "/login");
}

TEST(PathParameters, AreFoundInAllTheirForms) {
  EXPECT_THAT(PathParameters("/a/{one}/:two/<three>/[FOUR]/{{five}}/${six}/$(seven)"),
              ElementsAre("one", "two", "three", "FOUR", "five", "six", "seven"));
  EXPECT_THAT(PathParameters("/a:b/{}"), IsEmpty());
  EXPECT_EQ(PathShape("/a/{one}/:two/"), "/a/{}/{}");
  EXPECT_EQ(PathShape("/"), "/");
}

TEST(LooksLikePath, TellsPathsFromProse) {
  for (const char* path : {"/login", "api/v1/login", "https://x.test/y", "{{base}}/x", "/"})
    EXPECT_TRUE(LooksLikePath(path)) << path;
  for (const char* text : {"and/or", "application/json", "login", "a b", "/ path", ""}) {
    EXPECT_EQ(LooksLikePath(text), std::string_view(text) == "and/or") << text;  // nothing tells that one from a path
  }
}

}  // namespace
}  // namespace authconform
