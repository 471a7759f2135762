#include "harness/judge/timing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <vector>

namespace authconform {
namespace {

using Times = std::vector<int64_t>;
using Random = std::mt19937_64;
using Draw = std::function<double(Random&)>;  // one answer's time, in ms

// As the planner asks for them.
constexpr int kWrongPasswords = 5;
constexpr int kUnknownLogins = 30;

Times Sample(int count, Random& random, const Draw& draw, double extra_ms = 0) {
  Times times;
  for (int i = 0; i < count; ++i) times.push_back(static_cast<int64_t>((draw(random) + extra_ms) * 1'000));
  return times;
}

double Normal(Random& random, double mean, double deviation) {
  return std::max(0.1, std::normal_distribution<double>(mean, deviation)(random));
}

// Around 20 ms, and one of a hundred 60 ms late.
double Jittery(Random& random) {
  const bool late = std::bernoulli_distribution(0.01)(random);
  return Normal(random, 20, 10) + (late ? 60 : 0);
}

const struct {
  const char* name;
  Draw draw;
} kDistributions[] = {
    {"normal", [](Random& random) { return Normal(random, 80, 15); }},
    {"long tail", [](Random& random) { return std::lognormal_distribution<double>(3, 1.2)(random); }},
    {"coarse clock", [](Random& random) { return 10.0 * std::floor(Normal(random, 3, 1)); }},
    {"two speeds", [](Random& random) { return std::bernoulli_distribution(0.3)(random) ? 5.0 : 90.0; }},
};

TEST(CompareTimesTest, PIsThatOfTheTables) {
  const struct {
    const char* name;
    Times first;
    Times second;
    double p;
  } kRows[] = {
      {"nothing to compare", {}, {1, 2, 3}, 1},
      {"one of each", {1}, {2}, 1},
      {"apart, 2 and 2", {1, 2}, {3, 4}, 2.0 / 6},
      {"apart, 3 and 3", {1, 2, 3}, {4, 5, 6}, 2.0 / 20},
      {"apart, 4 and 4", {1, 2, 3, 4}, {5, 6, 7, 8}, 2.0 / 70},
      {"the other way round", {5, 6, 7, 8}, {1, 2, 3, 4}, 2.0 / 70},
      {"one step less, 4 and 4", {1, 2, 3, 5}, {4, 6, 7, 8}, 4.0 / 70},
      {"in turns", {1, 3, 5, 7}, {2, 4, 6, 8}, 48.0 / 70},
      {"all alike", {9, 9, 9, 9}, {9, 9, 9, 9, 9}, 1},
      {"a tie across", {1, 2, 3}, {3, 4, 5}, 4.0 / 20},  // two 3s: either may be the first kind's
      {"ties within", {1, 1, 1}, {2, 2, 2}, 2.0 / 20},
      {"ties share the mean of their ranks", {1, 2, 4}, {3, 3, 3}, 14.0 / 20},  // the highest of them gives 8/20
      {"unequal counts", {1, 2}, {3, 4, 5, 6, 7}, 2.0 / 21},
  };
  for (const auto& row : kRows) {
    EXPECT_DOUBLE_EQ(CompareTimes(row.first, row.second).p, row.p) << row.name;
    EXPECT_DOUBLE_EQ(CompareTimes(row.second, row.first).p, row.p) << row.name << ", exchanged";
  }
}

TEST(CompareTimesTest, MediansAreOfTheSamplesThatCount) {
  const TimeComparison even = CompareTimes(Times{4, 1, 3, 2}, Times{10, 30, 20});
  EXPECT_EQ(even.first_median_us, 2);
  EXPECT_EQ(even.second_median_us, 20);
  Times many(kMostTimes, 7);
  many.insert(many.end(), 100'000, 1'000'000);
  EXPECT_EQ(CompareTimes(many, Times{7}).first_median_us, 7) << "later samples are left out";
}

// The exact error rate: every order of the samples is as likely as any other, so all of them are counted.
TEST(CompareTimesTest, OfAllOrdersAtMostAlphaDiffer) {
  const int all = kWrongPasswords + kUnknownLogins;
  std::vector<bool> wrong(all, false);
  std::fill(wrong.end() - kWrongPasswords, wrong.end(), true);
  int orders = 0;
  int alarms = 0;
  do {
    Times first;
    Times second;
    for (int i = 0; i < all; ++i) (wrong[i] ? first : second).push_back(i);
    ++orders;
    alarms += CompareTimes(first, second).p <= kTimeAlpha ? 1 : 0;
  } while (std::next_permutation(wrong.begin(), wrong.end()));
  EXPECT_EQ(orders, 324'632);
  EXPECT_EQ(alarms, 58);  // 1.8 in ten thousand
  EXPECT_LE(alarms, kTimeAlpha * orders);
}

TEST(CompareTimesTest, EqualDistributionsAreToldApartNoMoreOftenThanAlpha) {
  Random random(20'261'123);
  constexpr int kEach = 5'000;
  int alarms = 0;
  for (const auto& distribution : kDistributions) {
    for (int i = 0; i < kEach; ++i) {
      const Times first = Sample(kWrongPasswords, random, distribution.draw);
      const Times second = Sample(kUnknownLogins, random, distribution.draw);
      alarms += CompareTimes(first, second).p <= kTimeAlpha ? 1 : 0;
    }
  }
  // 4 are expected at most; more than 11 come by chance once in a thousand, and the seed is fixed.
  EXPECT_LE(alarms, 11) << "of 20,000";
}

struct PowerRow {
  const char* name;
  Draw draw;
  double skipped_ms;
  int at_least;  // of 1,000
  int at_most;
};

TEST(CompareTimesTest, ASkippedHashIsFound) {
  const PowerRow kRows[] = {
      {"50 ms, quiet", [](Random& random) { return Normal(random, 2, 0.5); }, 50, 1'000, 1'000},
      {"50 ms, jitter and late answers", Jittery, 50, 950, 1'000},
      {"200 ms over a slow network", [](Random& random) { return Normal(random, 300, 40); }, 200, 990, 1'000},
      {"3 ms are below the effect", [](Random& random) { return Normal(random, 2, 0.1); }, 3, 0, 0},
      {"nothing skipped", Jittery, 0, 0, 5},
  };
  for (const PowerRow& row : kRows) {
    Random random(7);
    int found = 0;
    for (int i = 0; i < 1'000; ++i) {
      const Times wrong = Sample(kWrongPasswords, random, row.draw, row.skipped_ms);
      const Times unknown = Sample(kUnknownLogins, random, row.draw);
      found += CompareTimes(wrong, unknown).Differs() ? 1 : 0;
    }
    EXPECT_GE(found, row.at_least) << row.name;
    EXPECT_LE(found, row.at_most) << row.name;
  }
}

// Sent in turns as Case::Turns spreads them: at 3, 10, 17, 24 and 31 of 35.
TEST(CompareTimesTest, ADriftMeetsBothAlike) {
  for (const double ms_a_request : {-20.0, 5.0, 100.0}) {
    Times wrong;
    Times unknown;
    for (int i = 0; i < 35; ++i) {
      const bool twin = i % 7 == 3;
      (twin ? wrong : unknown).push_back(static_cast<int64_t>((1'000 + i * ms_a_request) * 1'000));
    }
    const TimeComparison comparison = CompareTimes(wrong, unknown);
    EXPECT_GT(comparison.p, 0.5) << ms_a_request;
    EXPECT_FALSE(comparison.Differs()) << ms_a_request;
  }
}

TEST(CompareTimesTest, OneSlowOutlierNeitherMakesNorHidesADifference) {
  Times same(kUnknownLogins, 2'000);
  same.front() = 9'000'000;
  Times wrong(kWrongPasswords, 2'000);
  wrong.front() = 9'000'000;
  EXPECT_FALSE(CompareTimes(wrong, Times(kUnknownLogins, 2'000)).Differs());
  EXPECT_FALSE(CompareTimes(Times(kWrongPasswords, 2'000), same).Differs());
  EXPECT_TRUE(CompareTimes(Times(kWrongPasswords, 52'000), same).Differs()) << "among the fast ones";
}

TEST(CompareTimesTest, EitherDirectionCounts) {
  const Times slow(kWrongPasswords, 60'000);
  const Times fast(kWrongPasswords, 10'000);
  EXPECT_TRUE(CompareTimes(slow, Times(kUnknownLogins, 10'000)).Differs());
  EXPECT_TRUE(CompareTimes(fast, Times(kUnknownLogins, 60'000)).Differs());
  EXPECT_FALSE(CompareTimes(Times(kWrongPasswords, 15'000), Times(kUnknownLogins, 10'000)).Differs()) << "5 ms exactly";
  EXPECT_TRUE(CompareTimes(Times(kWrongPasswords, 15'001), Times(kUnknownLogins, 10'000)).Differs());
}

TEST(EnoughTimesTest, FewSamplesTellNothing) {
  const struct {
    size_t first;
    size_t second;
    bool enough;
  } kRows[] = {
      {0, 30, false}, {30, 0, false}, {1, 32, false}, {2, 32, false}, {3, 32, false}, {4, 19, false}, {4, 20, true},
      {5, 13, false}, {5, 14, true},  {5, 30, true},  {7, 8, false},  {8, 8, true},   {32, 32, true},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(EnoughTimes(row.first, row.second), row.enough) << row.first << " and " << row.second;
    Times low(row.first, 1);
    Times high(row.second, 100'000);
    EXPECT_EQ(CompareTimes(low, high).Differs(), row.enough) << row.first << " and " << row.second;
  }
}

}  // namespace
}  // namespace authconform
