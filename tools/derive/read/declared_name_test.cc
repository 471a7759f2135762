#include "tools/derive/read/declared_name.h"

#include <gtest/gtest.h>

#include <string>

namespace authconform {
namespace {

struct Row {
  const char* name;
  const char* pointer;
};

TEST(DeclaredName, LeadsInside) {
  const Row rows[] = {
      {"name", "/name"},
      {"`name`", "/name"},
      {"user\\_name", "/user_name"},
      {"{id}", "/id"},
      {"{id?}", "/id"},
      {"a.b", "/a/b"},
      {"a[b]", "/a/b"},
      {"a[].b", "/a/*/b"},
      {"a.*.b", "/a/*/b"},
      {"a.0.b", "/a/*/b"},
      {"a[]", "/a"},
      {"[].a", "/*/a"},
      {"*.a", "/*/a"},
      {"First name", "/First name"},
      {"a/b", "/a~1b"},
      {"", ""},
      {"``", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(DeclaredName(row.name), row.pointer) << row.name;
}

}  // namespace
}  // namespace authconform
