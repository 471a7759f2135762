#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/history/history.h"
#include "reports/history/sqlite_file.h"
#include "reports/history/testing/sample_runs.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kFirst = "duktig/token/valid/v0";
constexpr const char* kSecond = "duktig/token/valid/v1";

KeptChange Change(int64_t run, const std::string& of_case, bool regression = true) {
  return {.run = run,
          .of_case = of_case,
          .from = Verdict::kPass,
          .to = Verdict::kFail,
          .cause = Cause::kTarget,
          .why = "the answer of run " + std::to_string(run) + " is another",
          .regression = regression};
}

// Runs 1, 3, 5, … of acme and 2, 4, 6, … of zeta, one a night.
class KeptChanges : public ::testing::Test {
 protected:
  KeptChanges() {
    Result<std::unique_ptr<History>> opened = History::Open(path_, HistoryMode::kWrite);
    EXPECT_TRUE(opened.ok()) << opened.error().ToString();
    history_ = *std::move(opened);
    for (int night = 0; night < 3; ++night) {
      for (const char* target : {"acme", "zeta"}) {
        EXPECT_TRUE(history_->Add(SampleRun(target, "pf", night), {}).ok());
      }
    }
  }

  void AddNights(int count, int first) {
    for (int night = first; night < first + count; ++night) {
      EXPECT_TRUE(history_->Add(SampleRun("acme", "pf", night), {}).ok());
    }
  }

  void Add(const std::vector<KeptChange>& changes) {
    const Status added = history_->AddChanges(changes);
    EXPECT_TRUE(added.ok()) << added.error().ToString();
  }

  std::vector<KeptChange> Changes(const ChangeFilter& filter = {}) {
    Result<std::vector<KeptChange>> changes = history_->Changes(filter);
    EXPECT_TRUE(changes.ok()) << changes.error().ToString();
    return changes ? *std::move(changes) : std::vector<KeptChange>();
  }

  // "3 duktig/token/valid/v0"
  std::vector<std::string> Told(const ChangeFilter& filter = {}) {
    std::vector<std::string> told;
    for (const KeptChange& each : Changes(filter)) told.push_back(std::to_string(each.run) + " " + each.of_case);
    return told;
  }

  const std::string path_ = EmptyFolder() + "/history.db";
  std::unique_ptr<History> history_;
};

TEST_F(KeptChanges, ComeBackAsTheyWereAdded) {
  const KeptChange added = {.run = 4,
                            .of_case = "duktig/token/valid/new",
                            .from = std::nullopt,
                            .to = Verdict::kInconclusive,
                            .cause = Cause::kEnvironment,
                            .why = "out of reach: \"no route\"",
                            .regression = false};
  Add({Change(3, kFirst), added});
  const std::vector<KeptChange> changes = Changes();
  ASSERT_THAT(changes, SizeIs(2));
  EXPECT_EQ(changes[0].run, 3);
  EXPECT_EQ(changes[0].of_case, kFirst);
  EXPECT_EQ(changes[0].from, Verdict::kPass);
  EXPECT_EQ(changes[0].to, Verdict::kFail);
  EXPECT_EQ(changes[0].cause, Cause::kTarget);
  EXPECT_EQ(changes[0].why, "the answer of run 3 is another");
  EXPECT_TRUE(changes[0].regression);
  EXPECT_EQ(changes[1].from, std::nullopt);
  EXPECT_EQ(changes[1].to, Verdict::kInconclusive);
  EXPECT_EQ(changes[1].cause, Cause::kEnvironment);
  EXPECT_EQ(changes[1].why, added.why);
  EXPECT_FALSE(changes[1].regression);
}

TEST_F(KeptChanges, OfTheSameRunAreReplaced) {
  Add({Change(3, kSecond), Change(3, kFirst), Change(5, kFirst)});
  EXPECT_THAT(Told(), ElementsAre("3 duktig/token/valid/v1", "3 duktig/token/valid/v0", "5 duktig/token/valid/v0"))
      << "in the order in which they were given";
  Add({Change(3, kFirst)});
  EXPECT_THAT(Told(), ElementsAre("3 duktig/token/valid/v0", "5 duktig/token/valid/v0"));
  Add({});
  EXPECT_THAT(Told(), SizeIs(2));
}

// "1 3": the ids of those that a diff looked at.
std::string Compared(History& history) {
  std::string compared;
  const Result<std::vector<KeptRun>> runs = history.Runs({});
  for (const KeptRun& each : *runs) {
    if (each.compared) compared += (compared.empty() ? "" : " ") + std::to_string(each.id);
  }
  return compared;
}

TEST_F(KeptChanges, ARunThatADiffLookedAtIsKnownAlsoWhereItFoundNothing) {
  EXPECT_EQ(Compared(*history_), "");
  Add({Change(3, kFirst)});
  ASSERT_TRUE(history_->AddChanges({}, {2}).ok());
  EXPECT_EQ(Compared(*history_), "2 3");
  EXPECT_THAT(Told(), ElementsAre("3 duktig/token/valid/v0"));
  ASSERT_TRUE(history_->AddChanges({Change(5, kFirst)}, {3}).ok());
  EXPECT_THAT(Told(), ElementsAre("5 duktig/token/valid/v0")) << "nothing is found any more";
  EXPECT_EQ(Compared(*history_), "2 3 5");
  EXPECT_EQ(history_->AddChanges({Change(6, kFirst)}, {99}).error().ToString(), path_ + ": there is no run 99");
  EXPECT_EQ(Compared(*history_), "2 3 5");
}

TEST_F(KeptChanges, AreAddedAllOrNone) {
  Add({Change(3, kFirst)});
  const Status no_run = history_->AddChanges({Change(3, kSecond), Change(99, kFirst)});
  ASSERT_FALSE(no_run.ok());
  EXPECT_EQ(no_run.error().ToString(), path_ + ": there is no run 99");
  EXPECT_FALSE(history_->AddChanges({Change(3, kSecond), Change(3, kSecond)}).ok()) << "one case twice";
  EXPECT_THAT(Told(), ElementsAre("3 duktig/token/valid/v0"));
}

TEST_F(KeptChanges, FilterByTargetRunTimeKindAndNumber) {
  Add({Change(2, kFirst), Change(3, kFirst, false), Change(3, kSecond), Change(6, kFirst, false), Change(6, kSecond)});
  const struct {
    ChangeFilter filter;
    std::vector<std::string> told;
  } rows[] = {
      {{.target = "acme"}, {"3 duktig/token/valid/v0", "3 duktig/token/valid/v1"}},
      {{.target = "nobody"}, {}},
      {{.since_run = 4}, {"6 duktig/token/valid/v0", "6 duktig/token/valid/v1"}},
      {{.target = "zeta", .since_run = 3}, {"6 duktig/token/valid/v0", "6 duktig/token/valid/v1"}},
      {{.since_us = kFirstNightUs + 2 * kDayUs}, {"6 duktig/token/valid/v0", "6 duktig/token/valid/v1"}},
      {{.only_regressions = true}, {"2 duktig/token/valid/v0", "3 duktig/token/valid/v1", "6 duktig/token/valid/v1"}},
      {{.last = 2}, {"6 duktig/token/valid/v0", "6 duktig/token/valid/v1"}},
      {{.target = "zeta", .only_regressions = true, .last = 1}, {"6 duktig/token/valid/v1"}},
  };
  for (const auto& row : rows) EXPECT_EQ(Told(row.filter), row.told);
}

TEST_F(KeptChanges, GoWithTheirRun) {
  AddNights(14, 3);
  Add({Change(1, kFirst), Change(3, kFirst), Change(20, kFirst)});
  const Retention retention = {.every_run = 1, .one_a_week = 1, .one_a_month = 1, .records = 1};
  ASSERT_TRUE(history_->Prune(retention, kFirstNightUs + 17 * kDayUs).ok());
  EXPECT_THAT(Told(), ElementsAre("20 duktig/token/valid/v0"));
}

// A case that fails as before in one run may be a regression all the same: of a run that was flaky, or of a night that
// nobody was told of.
TEST_F(KeptChanges, ThatAreRegressionsKeepTheirRunLikeAVerdictThatChanged) {
  AddNights(20, 3);
  Add({Change(9, kFirst, true), Change(10, kFirst, false)});
  const Retention retention = {.every_run = 1, .one_a_week = 1, .one_a_month = 1'000, .records = 1};
  ASSERT_TRUE(history_->Prune(retention, kFirstNightUs + 23 * kDayUs).ok());
  EXPECT_THAT(Told(), ElementsAre("9 duktig/token/valid/v0"));
}

// By id, whether each run of acme is overtaken.
std::vector<std::string> Overtaken(History& history) {
  std::vector<std::string> overtaken;
  const Result<std::vector<KeptRun>> runs = history.Runs({.target = "acme"});
  for (const KeptRun& each : *runs) {
    if (each.overtaken) overtaken.push_back(std::to_string(each.id));
  }
  return overtaken;
}

TEST_F(KeptChanges, OfARunThatNobodyWasToldOfAreThoseOfTheRunThatOvertakesIt) {
  const auto add = [&](const char* target, int night, bool untold) {
    const Result<int64_t> id = history_->Add(SampleRun(target, "ff", night), {.untold = untold});
    EXPECT_TRUE(id.ok());
    EXPECT_TRUE(history_->AddChanges({Change(*id, kFirst)}).ok());
    return *id;
  };
  ASSERT_EQ(add("acme", 10, true), 7);
  EXPECT_THAT(Told(), ElementsAre("7 duktig/token/valid/v0")) << "until it is overtaken";
  add("zeta", 10, true);
  EXPECT_THAT(Overtaken(*history_), SizeIs(0)) << "another target's run overtakes nothing";
  add("acme", 11, false);
  EXPECT_THAT(Overtaken(*history_), SizeIs(0)) << "one that somebody sees who asked for it does not";
  ASSERT_EQ(add("acme", 12, true), 10);
  EXPECT_THAT(Overtaken(*history_), ElementsAre("7"));
  EXPECT_THAT(Told({.target = "acme"}), ElementsAre("9 duktig/token/valid/v0", "10 duktig/token/valid/v0"));
  EXPECT_THAT(Told({.target = "acme", .only_regressions = true, .last = 3}), SizeIs(2));

  // The night that was overtaken comes to its end all the same: what it had found was told.
  ASSERT_TRUE(history_->SetTold({7, 10, 99}).ok());
  add("acme", 13, true);
  EXPECT_THAT(Overtaken(*history_), ElementsAre("7")) << "the tenth was told";
  const Retention retention = {.every_run = 1, .one_a_week = 1, .one_a_month = 1, .records = 1};
  AddNights(14, 14);
  ASSERT_TRUE(history_->Prune(retention, kFirstNightUs + 28 * kDayUs).ok());
  EXPECT_THAT(Overtaken(*history_), SizeIs(0)) << "it goes with its run";
}

TEST_F(KeptChanges, OfTheSameRunAddedAgainStayUntold) {
  const auto run = SampleRun("acme", "ff", 10);
  ASSERT_TRUE(history_->Add(run, {.untold = true}).ok());
  ASSERT_TRUE(history_->Add(run, {.untold = true}).ok());
  EXPECT_THAT(Overtaken(*history_), SizeIs(0));
  ASSERT_TRUE(history_->Add(SampleRun("acme", "ff", 11), {.untold = true}).ok());
  EXPECT_THAT(Overtaken(*history_), ElementsAre("7"));
}

// The ids of acme's runs, in their order; at most so many.
std::vector<int64_t> OrderOf(History& history, int64_t last = 0) {
  std::vector<int64_t> ids;
  const Result<std::vector<KeptRun>> runs = history.Runs({.target = "acme", .last = last});
  for (const KeptRun& each : *runs) ids.push_back(each.id);
  return ids;
}

TEST_F(KeptChanges, OfARunThatComesLateAreThoseOfTheRunsThatWereAddedSince) {
  const auto add = [&](int night, std::optional<int64_t> begun_after) {
    const Result<int64_t> id =
        history_->Add(SampleRun("acme", "ff", night), {.untold = true, .begun_after = begun_after});
    EXPECT_TRUE(id.ok()) << id.error().ToString();
    return *id;
  };
  ASSERT_EQ(*history_->LastAdded(), 6);
  ASSERT_EQ(add(10, 6), 7);
  EXPECT_FALSE(*history_->IsOvertaken(7)) << "no run of acme was added since, and zeta's are not in its way";
  ASSERT_EQ(add(12, std::nullopt), 8);
  EXPECT_TRUE(*history_->IsOvertaken(7));
  ASSERT_TRUE(history_->SetTold({8}).ok());

  ASSERT_EQ(add(11, 7), 9);
  ASSERT_EQ(add(11, 7), 9) << "the same again";
  EXPECT_THAT(OrderOf(*history_), ElementsAre(1, 3, 5, 7, 9, 8));
  EXPECT_THAT(OrderOf(*history_, 2), ElementsAre(9, 8));
  EXPECT_THAT(OrderOf(*history_, 1), ElementsAre(8));
  EXPECT_TRUE(*history_->IsOvertaken(9));
  EXPECT_FALSE(*history_->IsOvertaken(8)) << "by what came late";
  EXPECT_EQ(history_->Targets()->front().last_run, 8);
  const Result<std::vector<KeptRun>> runs = history_->Runs({.target = "acme"});
  for (const KeptRun& each : *runs) EXPECT_FALSE(each.clock_back) << each.id;
  ASSERT_TRUE(history_->AddChanges({Change(9, kFirst)}).ok());
  EXPECT_THAT(Told(), IsEmpty());

  ASSERT_EQ(add(13, std::nullopt), 10);
  EXPECT_THAT(OrderOf(*history_), ElementsAre(1, 3, 5, 7, 9, 8, 10));
  EXPECT_FALSE(*history_->IsOvertaken(8));
}

TEST_F(KeptChanges, ARunThatComesLateMayStandBeforeAllOthers) {
  const Result<int64_t> id = history_->Add(SampleRun("acme", "ff", -1), {.begun_after = 0});
  ASSERT_TRUE(id.ok()) << id.error().ToString();
  EXPECT_THAT(OrderOf(*history_), ElementsAre(7, 1, 3, 5));
  EXPECT_FALSE(history_->Runs({.target = "acme"})->at(1).clock_back);
}

TEST_F(KeptChanges, ThatAreDamagedAreToldSo) {
  Add({Change(3, kFirst)});
  for (const char* damage : {"cause = 'weather'", "from_verdict = 'good'", "to_verdict = 'bad'"}) {
    {
      const auto file = SqliteFile::Open(path_, SqliteFile::Mode::kWrite, std::chrono::seconds(5));
      ASSERT_TRUE((*file)->Execute(std::string("UPDATE changes SET ") + damage).ok());
    }
    const Result<std::vector<KeptChange>> changes = history_->Changes({});
    ASSERT_FALSE(changes.ok()) << damage;
    EXPECT_EQ(changes.error().ToString(), path_ + ": is damaged and was left as it is: a change is none");
    Add({Change(3, kFirst)});
  }
}

}  // namespace
}  // namespace authconform
