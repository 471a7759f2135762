#include "reports/history/retention.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace authconform {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr int64_t kDay = int64_t{24} * 60 * 60 * 1'000'000;
// 2026-01-05, a Monday, 02:00.
constexpr int64_t kMonday = int64_t{1'767'578'400} * 1'000'000;
// Of which the last 14 nights stay in any case.
constexpr Retention kRetention = {.every_run = 7, .one_a_week = 28, .one_a_month = 90, .records = 3};

std::vector<AgedRun> Nights(const std::vector<int>& nights) {
  std::vector<AgedRun> runs;
  for (const int night : nights) runs.push_back({kMonday + night * kDay, false});
  return runs;
}

std::vector<AgedRun> NightsInARow(int count) {
  std::vector<int> nights(static_cast<size_t>(count));
  std::iota(nights.begin(), nights.end(), 0);
  return Nights(nights);
}

std::vector<size_t> Kept(const std::vector<AgedRun>& runs, int64_t now_us) {
  const Dropped dropped = WhatToDrop(runs, kRetention, now_us);
  std::vector<size_t> kept;
  for (size_t place = 0; place < runs.size(); ++place) {
    if (std::find(dropped.runs.begin(), dropped.runs.end(), place) == dropped.runs.end()) kept.push_back(place);
  }
  return kept;
}

std::vector<size_t> WithLast14(std::vector<size_t> kept, size_t nights) {
  for (size_t place = nights - 14; place < nights; ++place) kept.push_back(place);
  return kept;
}

// 2026-01-05 is night 0: Sundays are 6, 13, 20 …; the last nights of months are 26 (January), 54 (February).
TEST(Retention, ThinsOutByAge) {
  EXPECT_EQ(Kept(NightsInARow(40), kMonday + 39 * kDay), WithLast14({13, 20}, 40)) << "Sundays within 28 days";
  EXPECT_EQ(Kept(NightsInARow(60), kMonday + 59 * kDay), WithLast14({26, 34, 41}, 60))
      << "night 26 is January's last; nights from 31 are within 28 days";
  EXPECT_EQ(Kept(NightsInARow(150), kMonday + 149 * kDay).front(), 85u) << "older than 90 days goes: March's last";
  std::vector<AgedRun> hourly;
  for (int hour = 0; hour < 24 * 10; ++hour) hourly.push_back({kMonday + hour * kDay / 24});
  EXPECT_THAT(Kept(hourly, hourly.back().started_us), SizeIs(7 * 24 + 1)) << "all of a week";
}

TEST(Retention, RecordsGoFirst) {
  EXPECT_THAT(WhatToDrop(NightsInARow(6), kRetention, kMonday + 5 * kDay).records, ElementsAre(0, 1));
  EXPECT_THAT(WhatToDrop(NightsInARow(6), kRetention, kMonday + 5 * kDay).runs, IsEmpty());
  const Dropped dropped = WhatToDrop(NightsInARow(20), kRetention, kMonday + 19 * kDay);
  EXPECT_THAT(dropped.runs, ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(dropped.records, ElementsAre(6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
      << "those of runs that go are not named";
}

// By fewer a case that flipped long ago, and was steady since, would be flaky: runs that flipped stay, others go.
TEST(Retention, TheRunsByWhichFlakyIsToldStay) {
  std::vector<AgedRun> runs = NightsInARow(30);
  for (const size_t flipped : {1, 2, 3}) runs[flipped].changed = true;
  EXPECT_EQ(Kept(runs, kMonday + 50 * kDay), WithLast14({1, 2, 3}, 30));
}

TEST(Retention, TheLastRunStaysWithItsRecord) {
  const Dropped dropped = WhatToDrop(NightsInARow(16), kRetention, kMonday + 10'000 * kDay);
  EXPECT_THAT(dropped.runs, ElementsAre(0, 1));
  EXPECT_THAT(dropped.records, ElementsAre(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14));
}

TEST(Retention, SoDoesTheLastThatJudgedSomething) {
  for (const size_t last_judged : {13u, 1u}) {
    std::vector<AgedRun> runs = NightsInARow(16);
    for (size_t place = last_judged + 1; place < runs.size(); ++place) runs[place].judged = false;
    const Dropped dropped = WhatToDrop(runs, kRetention, kMonday + 10'000 * kDay);
    EXPECT_THAT(dropped.runs, Not(Contains(last_judged)));
    EXPECT_THAT(dropped.records, Not(Contains(last_judged)));
    EXPECT_THAT(dropped.records, Contains(14u));
  }
}

TEST(Retention, WhatChangedStaysUntilItIsOutOfAllSpans) {
  std::vector<AgedRun> runs = NightsInARow(60);
  runs[3].changed = true;
  runs[33].changed = true;
  EXPECT_EQ(Kept(runs, kMonday + 59 * kDay), WithLast14({3, 26, 33, 34, 41}, 60));
  EXPECT_EQ(Kept(runs, kMonday + 130 * kDay), WithLast14({}, 60));
}

// A clock that is wrong for a night, or for many, neither loses a run nor keeps the others for ever.
TEST(Retention, AWrongClockMakesARunAsOldAsTheOneBefore) {
  const std::vector<AgedRun> row = NightsInARow(40);
  const int64_t now = kMonday + 39 * kDay;
  std::vector<AgedRun> back = row;
  back[20].started_us = 0;
  EXPECT_EQ(Kept(back, now), Kept(row, now)) << "1970";
  back[19].started_us = 0;
  EXPECT_EQ(Kept(back, now), Kept(row, now)) << "1970 twice";
  std::vector<AgedRun> ahead = row;
  ahead[13].started_us = now + 30'000 * kDay;
  EXPECT_EQ(Kept(ahead, now), WithLast14({13, 20}, 40)) << "a year to come: a Saturday";
  std::vector<AgedRun> first = row;
  first[0].started_us = now + 30'000 * kDay;
  EXPECT_EQ(Kept(first, now), Kept(row, now)) << "without one before it";
  EXPECT_EQ(Kept(row, kMonday).size(), row.size()) << "now is before all of them";
  EXPECT_EQ(Kept(row, kMonday - kDay).size(), row.size());
}

TEST(Retention, NoRunsAreNoTrouble) { EXPECT_THAT(WhatToDrop({}, kRetention, kMonday).runs, IsEmpty()); }

// A clock that is ahead for some nights is no reason to remove what is then old.
TEST(JumpBefore, IsWhereNoScheduleExplainsTheGap) {
  const struct {
    const char* what;
    int now;                 // days since the Monday
    std::vector<int> began;  // the last added first
    std::optional<int> jump;
  } rows[] = {
      {"no run", 5, {}, std::nullopt},
      {"every night", 3, {2, 1, 0}, std::nullopt},
      {"every month", 62, {31, 0}, std::nullopt},
      {"forty days are borne", 40, {0}, std::nullopt},
      {"more are not", 41, {0}, 0},
      {"years ahead tonight", 2000, {2, 1, 0}, 2},
      {"tonight's runs are there already", 2000, {2000, 2000, 2, 1}, 2},
      {"ahead for three nights", 2002, {2002, 2001, 2000, 2, 1}, 2},
      {"the seventh day after", 2007, {2007, 2003, 2000, 2, 1}, 2},
      {"then it is believed", 2008, {2008, 2007, 2000, 2, 1}, std::nullopt},
      {"the clock was ahead, and is right again", 4, {3, 2000, 2, 1, 0}, std::nullopt},
      {"ahead once more", 2000, {3, 2000, 2, 1, 0}, 3},
      {"1970 for a night", 3, {-20000, 2, 1}, -20000},
      {"now is 1970", -20000, {3, 2, 1}, std::nullopt},
      {"a jump long ago", 300, {299, 291, 200}, std::nullopt},
  };
  for (const auto& row : rows) {
    size_t asked = 0;
    const std::optional<int64_t> jump = JumpBefore(kMonday + row.now * kDay, [&]() -> std::optional<int64_t> {
      if (asked == row.began.size()) return std::nullopt;
      return kMonday + row.began[asked++] * kDay;
    });
    const std::optional<int64_t> expected =
        row.jump ? std::optional<int64_t>(kMonday + *row.jump * kDay) : std::nullopt;
    EXPECT_EQ(jump, expected) << row.what;
  }
}

}  // namespace
}  // namespace authconform
