#include "harness/base/json_number.h"

#include <gtest/gtest.h>

namespace authconform {
namespace {

TEST(ToDecimal, GivesEachValueOneForm) {
  const struct {
    const char* text;
    Decimal decimal;
  } kRows[] = {
      {"0", {}},
      {"-0.00e7", {}},
      {"12", {false, "12", 0}},
      {"1200", {false, "12", 2}},
      {"-1.50", {true, "15", -1}},
      {"0.012", {false, "12", -3}},
      {"12e-3", {false, "12", -3}},
      {"0.1e+5", {false, "1", 4}},
      {"1e-99999999999999999999", {false, "1", -100'000'000'000'000'000}},
      {"1e99999999999999999999", {false, "1", 100'000'000'000'000'000}},
  };
  for (const auto& row : kRows) EXPECT_EQ(ToDecimal(row.text), row.decimal) << row.text;
}

TEST(Compare, OrdersByValueAtAnySize) {
  // Each is smaller than the next.
  const char* kRising[] = {"-1e300",
                           "-18446744073709551616",
                           "-18446744073709551615",
                           "-2",
                           "-1.5",
                           "-1",
                           "-1e-9",
                           "0",
                           "1e-9",
                           "0.1",
                           "0.11",
                           "0.2",
                           "1",
                           "1.5",
                           "2",
                           "10",
                           "11",
                           "99",
                           "1e2",
                           "9007199254740992",
                           "9007199254740993",
                           "18446744073709551615",
                           "18446744073709551616",
                           "1e300"};
  for (size_t i = 0; i < std::size(kRising); ++i) {
    for (size_t j = 0; j < std::size(kRising); ++j) {
      EXPECT_EQ(Compare(ToDecimal(kRising[i]), ToDecimal(kRising[j])), i <=> j) << kRising[i] << "  " << kRising[j];
    }
  }
}

TEST(IsMultiple, IsExact) {
  const struct {
    const char* value;
    const char* divisor;
    bool multiple;
  } kRows[] = {
      {"0", "0.01", true},
      {"19.99", "0.01", true},
      {"19.999", "0.01", false},
      {"0.3", "0.1", true},
      {"1e300", "3", false},
      {"3e300", "3", true},
      {"7", "2", false},
      {"8", "2", true},
      {"-8", "2", true},
      {"4.5", "1.5", true},
      {"4.6", "1.5", false},
      {"1", "0.5", true},
      {"5", "10", false},
      {"50", "10", true},
      {"1e2", "1e1", true},
      {"18446744073709551615", "2", false},
      {"18446744073709551614", "2", true},
      {"1e308", "1e-308", true},
      {"0.0075", "0.0001", true},
      {"0.00751", "0.0001", false},
      {"999999999999999999000", "999999999999999999", true},
      {"1e-5", "1", false},
      {"1000000007000000049", "1000000007", false},
      {"1000000014000000049", "1000000007", true},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(IsMultiple(ToDecimal(row.value), ToDecimal(row.divisor)), row.multiple)
        << row.value << " " << row.divisor;
  }
}

}  // namespace
}  // namespace authconform
