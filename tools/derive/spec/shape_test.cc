#include "tools/derive/spec/shape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/derive/spec/testing/samples.h"

namespace authconform {
namespace {

using testing::ElementsAre;

TEST(ShapeTest, ExamplesAreMergedMemberByMember) {
  const Example first = Shown("{\"id\": 1,\n \"name\": null, \"tags\": [{\"a\": 1}, {\"a\": 2.5, \"b\": true}]}", 10);
  const Example second = Shown(R"({"id": 2, "name": "x", "extra": ""})");
  const Shape shape = ShapeOf({&first, &second}, {});
  EXPECT_EQ(shape.objects, 2);
  EXPECT_THAT(shape.At("/id")->shown, ElementsAre(Json(1), Json(2)));
  EXPECT_EQ(shape.At("/id")->lines, (Lines{10, 10}));
  EXPECT_EQ(shape.At("/name")->lines, (Lines{11, 11}));
  EXPECT_THAT(shape.At("/name")->types, ElementsAre(ValueType::kString, ValueType::kNull));
  EXPECT_EQ(shape.At("/extra")->times, 1);
  EXPECT_TRUE(shape.At("/extra")->empty_text);
  EXPECT_EQ(shape.At("/tags/*")->objects, 2);
  EXPECT_THAT(shape.At("/tags/*/a")->types, ElementsAre(ValueType::kInteger, ValueType::kNumber));
  EXPECT_EQ(shape.At("/tags/*/b")->pointer, "/tags/*/b");
  EXPECT_EQ(shape.At("/nothing"), nullptr);
}

TEST(ShapeTest, PlaceholdersNameTypesAndEllipsesLeaveOpen) {
  const Example example = Shown(R"({"name": string, "list": [1, ...]})");
  const Shape shape = ShapeOf({&example}, {});
  EXPECT_THAT(shape.At("/name")->types, ElementsAre(ValueType::kString));
  EXPECT_TRUE(shape.At("/name")->shown.empty());
  EXPECT_TRUE(shape.At("/list")->open);
}

TEST(ShapeTest, DeclaredMembersAddTypesTextAndPlaces) {
  const Example example = Shown(R"({"id": 7})", 30);
  Field id = Declared("/id", {5, 5});
  id.nullable = true;
  Field street = Declared("/homes/*/street", {6, 6});
  street.description = "where";
  Field shown_only = Declared("/ghost");
  shown_only.declared = false;
  const Shape shape = ShapeOf({&example}, {id, street, shown_only});
  EXPECT_THAT(shape.At("/id")->types, ElementsAre(ValueType::kString, ValueType::kInteger, ValueType::kNull));
  EXPECT_EQ(shape.At("/id")->shown_type, ValueType::kInteger);
  EXPECT_EQ(shape.At("/id")->declared_type, ValueType::kString);
  EXPECT_EQ(shape.At("/id")->lines, (Lines{30, 30}));
  EXPECT_EQ(shape.At("/id")->description_lines, (Lines{5, 5}));
  EXPECT_THAT(shape.At("/homes")->types, ElementsAre(ValueType::kArray));
  EXPECT_EQ(shape.At("/homes/*/street")->description, "where");
  EXPECT_EQ(shape.At("/ghost"), nullptr);
}

TEST(ShapeTest, BodiesOfOtherMembersAreShapesApart) {
  const Example a = Shown(R"({"error": "x"})");
  const Example b = Shown(R"({"errors": []})");
  const Example c = Shown(R"({"error": "y"})");
  const std::vector<Shape> shapes = ShapesApart({&a, &b, &c});
  ASSERT_EQ(shapes.size(), 2u);
  EXPECT_EQ(shapes[0].At("/error")->times, 2);
}

}  // namespace
}  // namespace authconform
