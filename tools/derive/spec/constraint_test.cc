#include "tools/derive/spec/constraint.h"

#include <gtest/gtest.h>

#include "tools/derive/spec/testing/samples.h"

namespace authconform {
namespace {

TEST(LengthInTest, LengthsAreNumbersOfCharacters) {
  const struct {
    const char* text;
    int shortest;  // -1: none
    int longest;
  } kRows[] = {
      {"between 8 and 40 characters", 8, 40},
      {"must have 4-12 chars", 4, 12},
      {"The password must be at least 8 characters.", 8, -1},
      {"The name may not be greater than 255 characters.", -1, 255},
      {"min 3 characters, max 20 characters", 3, 20},
      {"mínimo de 6 caracteres", 6, -1},
      {"mindestens 10 Zeichen", 10, -1},
      {"minimal 5 karakter", 5, -1},
      {"at least 8 years old", -1, -1},
      {"between 8 and 40", -1, -1},
      {"40 to 8 characters", -1, -1},
      {"at least 99999999999 characters", -1, -1},
      {"", -1, -1},
  };
  for (const auto& row : kRows) {
    const LengthRange length = LengthIn(row.text);
    EXPECT_EQ(length.shortest.value_or(-1), row.shortest) << row.text;
    EXPECT_EQ(length.longest.value_or(-1), row.longest) << row.text;
  }
}

TEST(ConstraintsTest, ARefusalTellsWhereAndWhyFieldsAreRefused) {
  const Field email = Declared("/email");
  Field password = Declared("/password", {8, 8});
  password.description = "at most 64 characters";
  const Example refusal = Shown(
      "{\n"
      "  \"email\": [\"needed\", \"not a valid email address\"],\n"
      "  \"password\": \"must be at least 9 characters\",\n"
      "  \"fields\": \"only email and password, please\"}",
      40);
  const Constraints told = ConstraintsIn({&email, &password}, {&refusal});
  ASSERT_EQ(told.fields.size(), 2u);
  const Constraint& of_password = told.fields[0];
  EXPECT_EQ(of_password.field, "password");
  EXPECT_EQ(of_password.shortest, 9);
  EXPECT_EQ(of_password.longest, 64);
  EXPECT_EQ(of_password.violation_member, "/password");
  EXPECT_EQ(of_password.length_lines, (Lines{8, 42}));
  EXPECT_TRUE(told.fields[1].email);
  EXPECT_EQ(told.fields[1].email_lines, (Lines{41, 41}));
  EXPECT_TRUE(told.exact);
  EXPECT_EQ(told.exact_member, "/fields");
}

TEST(ConstraintsTest, MessagesMayStandBelowAMemberAndInNoListOfObjects) {
  const Field email = Declared("/email");
  const Example below = Shown(R"({"message": "bad", "errors": {"email": ["needed"]}})");
  const Constraints found = ConstraintsIn({&email}, {&below});
  ASSERT_EQ(found.fields.size(), 1u);
  EXPECT_EQ(found.fields[0].violation_member, "/errors/email");
  const Example listed = Shown(R"({"errors": [{"email": "needed"}]})");
  EXPECT_TRUE(ConstraintsIn({&email}, {&listed}).fields.empty());
}

}  // namespace
}  // namespace authconform
