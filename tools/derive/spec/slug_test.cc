#include "tools/derive/spec/slug.h"

#include <gtest/gtest.h>

namespace authconform {
namespace {

TEST(SlugTest, NamesBecomeKebabCase) {
  const struct {
    const char* name;
    const char* slug;
  } kRows[] = {
      {"lastSeen", "last-seen"},
      {"access_token", "access-token"},
      {"X-Client-Key", "x-client-key"},
      {"userID", "user-id"},
      {"cdn.host", "cdn-host"},
      {"  a  b ", "a-b"},
      {"sign-in", "sign-in"},
      {"v2Login", "v2-login"},
      {"contraseña", "contrasena"},
      {"Éxito", "exito"},
      {"", "unnamed"},
      {"日本", "unnamed"},
      {"a日b", "ab"},
      {"API", "api"},
      {"\xC3", "unnamed"},
  };
  for (const auto& row : kRows) EXPECT_EQ(Slug(row.name), row.slug) << row.name;
}

TEST(SlugTest, PointersBecomeOneSlugWithoutTheirStars) {
  EXPECT_EQ(PointerSlug("/data/userName"), "data-user-name");
  EXPECT_EQ(PointerSlug("/items/*/id"), "items-id");
  EXPECT_EQ(PointerSlug("/a~1b/c~0d"), "a-b-c-d");
  EXPECT_EQ(PointerSlug(""), "unnamed");
  EXPECT_EQ(LastToken("/a/b~1c"), "b/c");
  EXPECT_EQ(LastToken("/a/*"), "*");
}

TEST(SlugTest, NamesAreListedAsInASentence) {
  EXPECT_EQ(Listed({}), "");
  EXPECT_EQ(Listed({"a"}), "a");
  EXPECT_EQ(Listed({"a", "b", "c"}), "a, b and c");
}

}  // namespace
}  // namespace authconform
