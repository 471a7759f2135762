#include "harness/run/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace authconform {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Le;

// Cases to schedule; those whose numbers are in `wrong` send wrong passwords.
class Prepare {
 public:
  Prepare(size_t count, int repetitions, std::vector<size_t> wrong = {}) : cases_(count), prepared_(count) {
    for (size_t i = 0; i < count; ++i) {
      cases_[i].wrong_password = std::find(wrong.begin(), wrong.end(), i) != wrong.end();
      prepared_[i].asked = &cases_[i];
      prepared_[i].main.emplace();
      prepared_[i].repetitions = repetitions;
    }
  }
  std::vector<Prepared>& operator*() { return prepared_; }

 private:
  std::vector<Case> cases_;
  std::vector<Prepared> prepared_;
};

// Takes units as one connection does.
std::vector<Unit> TakeAll(Schedule& schedule) {
  std::vector<Unit> units;
  while (std::optional<Unit> unit = schedule.Next()) {
    schedule.Ended(*unit);
    units.push_back(*unit);
  }
  return units;
}

TEST(ScheduleTest, EveryCaseIsAskedAsOftenAsItMayBe) {
  Prepare prepared(40, 3);
  (*prepared)[4].repetitions = 1;
  (*prepared)[7].main.reset();
  Schedule schedule(*prepared, 3, ControlPolicy::kGrouped, false);
  std::vector<int> times(40, 0);
  for (const Unit& unit : TakeAll(schedule)) {
    for (size_t index : unit.cases) ++times[index];
  }
  for (size_t i = 0; i < times.size(); ++i) EXPECT_EQ(times[i], i == 4 ? 1 : i == 7 ? 0 : 3) << i;
}

TEST(ScheduleTest, FewEnoughUnitsThatControlsAreAQuarterOfTheCasesAtMost) {
  Prepare prepared(57, 1, {20, 22, 30});
  Schedule grouped(*prepared, 1, ControlPolicy::kGrouped, true);
  EXPECT_LE(TakeAll(grouped).size(), 57u / 4);
  Schedule each(*prepared, 1, ControlPolicy::kEach, true);
  std::vector<size_t> sizes;
  for (const Unit& unit : TakeAll(each)) sizes.push_back(unit.cases.size());
  EXPECT_EQ(sizes.size(), 57u);
  EXPECT_THAT(sizes, Each(Le(1u)));
}

TEST(ScheduleTest, AUnitHoldsCasesOfOneEndpoint) {
  Prepare prepared(4, 1);
  (*prepared)[2].endpoint = (*prepared)[3].endpoint = 1;
  Schedule schedule(*prepared, 1, ControlPolicy::kGrouped, false);
  const std::vector<Unit> units = TakeAll(schedule);
  ASSERT_EQ(units.size(), 2u);
  EXPECT_THAT(units[0].cases, ElementsAre(0, 1));
  EXPECT_THAT(units[1].cases, ElementsAre(2, 3));
  EXPECT_EQ(units[1].endpoint, 1u);
}

TEST(ScheduleTest, OneUnitOfWrongPasswordsAtATime) {
  Prepare prepared(12, 2, {0, 1, 2});
  Schedule schedule(*prepared, 2, ControlPolicy::kEach, true);
  const std::optional<Unit> first = schedule.Next();
  ASSERT_TRUE(first && first->lane);
  std::vector<Unit> meanwhile;
  while (std::optional<Unit> unit = schedule.Next()) meanwhile.push_back(*unit);
  EXPECT_EQ(meanwhile.size(), 18u);
  for (const Unit& unit : meanwhile) EXPECT_FALSE(unit.lane);
  schedule.Ended(*first);
  EXPECT_EQ(TakeAll(schedule).size(), 5u);
}

}  // namespace
}  // namespace authconform
