// Why verdicts change, on real runs of the reference backend whose answers, specs or records are changed one at a time.
#include "tools/diff/diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "reports/history/testing/sample_runs.h"
#include "tools/diff/diff_text.h"
#include "tools/diff/testing/nights.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using FinishedRun = authconform::Run;

constexpr const char* kSpec = "specs/duktig/token/spec.json";
constexpr const char* kCases = "cases/duktig/token.cases.json";

const AskedRun& Good() {
  static const AskedRun good = Ask({});
  return good;
}
const AskedRun& Faulty() {
  static const AskedRun faulty = Ask({.faults = {"duktig-wrong-status"}});
  return faulty;
}

// The same run on another day: a history takes no run twice.
AskedRun Again(AskedRun asked, int days) {
  asked.run.started_us += days * kDayUs;
  return asked;
}

// "sign-in target regression"
std::vector<std::string> Told(const Diff& diff) {
  std::vector<std::string> told;
  for (const Change& each : diff.changes) {
    const std::string& id = each.kept.of_case;
    told.push_back(id.substr(id.rfind('/') + 1) + " " + std::string(CauseName(each.kept.cause)) +
                   (each.kept.regression ? " regression" : "") + (each.mended ? " mended" : ""));
  }
  return told;
}

FileSet WantsStatus201() { return Edited(kSpec, "\"status\": 200,", "\"status\": 201,"); }

TEST(Diff, ATargetThatBreaksIsTheTarget) {
  Nights nights;
  nights.Add(Good());
  const int64_t broken = nights.Add(Faulty());
  const Diff diff = nights.Compare(broken);
  EXPECT_THAT(Told(diff), ElementsAre("sign-in target regression"));
  EXPECT_EQ(diff.changes[0].kept.why,
            "by the spec and cases of either run the answers of run 1 come to pass and those of run 2 to fail");
  EXPECT_EQ(diff.changes[0].kept.run, broken);
  EXPECT_EQ(diff.changes[0].before_run, "run 1");
  ASSERT_THAT(diff.changes[0].findings, SizeIs(1));
  EXPECT_EQ(diff.changes[0].findings[0].rule.id, "success-status");
  EXPECT_EQ(diff.same, 1);
  EXPECT_EQ(ExitCodeOf(diff), ExitCode::kDoesNotConform);
  const Diff mended = nights.Compare(nights.Add(Again(Good(), 2)));
  EXPECT_THAT(Told(mended), ElementsAre("sign-in target mended"));
  EXPECT_EQ(ExitCodeOf(mended), ExitCode::kConforms);
}

TEST(Diff, ASpecThatIsEditedIsThePlan) {
  Nights nights;
  nights.Add(Good());
  const Diff diff = nights.Compare(nights.Ask({.files = WantsStatus201()}));
  EXPECT_THAT(Told(diff), ElementsAre("sign-in plan regression"));
  EXPECT_EQ(
      diff.changes[0].kept.why,
      "the answers of run 1, judged by the spec and cases of run 2, come to fail too, and those of run 2, by what "
      "run 1 was judged by, to pass");
}

TEST(Diff, SpecAndTargetAtOnceAreMixed) {
  Nights nights;
  nights.Add(Good());
  const Diff diff = nights.Compare(nights.Ask({.faults = {"duktig-no-message"}, .files = WantsStatus201()}));
  EXPECT_THAT(Told(diff), ElementsAre("sign-in mixed regression"));
  EXPECT_THAT(diff.changes[0].kept.why, HasSubstr("each alone would do"));
  // The spec asks for what the target has come to do: nothing changed that anybody would see.
  EXPECT_THAT(Told(nights.Compare(nights.Ask({.faults = {"duktig-wrong-status"}, .files = WantsStatus201()}))),
              ElementsAre("sign-in target mended"));
}

TEST(Diff, AVerdictThatThisAuthconformNoLongerGivesIsAuthconform) {
  Nights nights;
  AskedRun lenient = Faulty();
  lenient.run.authconform = "0.0.9";
  lenient.run.cases[0].verdict = Verdict::kPass;
  lenient.run.cases[0].findings.clear();
  ASSERT_EQ(lenient.run.cases[0].id, kSignIn);
  nights.Add(lenient);
  const Diff diff = nights.Compare(nights.Add(Again(Faulty(), 1)));
  EXPECT_THAT(Told(diff), ElementsAre("sign-in authconform regression"));
  EXPECT_EQ(diff.changes[0].kept.why,
            "the answers of run 1, judged by its own spec and cases, come to fail with this authconform, and came to "
            "pass with the one that ran");
  EXPECT_THAT(diff.notes, Contains("authconform 0.0.9 asked before, 0.1.0 now"));
}

TEST(Diff, OtherFindingsOfTheSameVerdictAreToldApart) {
  Nights nights;
  nights.Add(Faulty());
  const Diff worse = nights.Compare(nights.Ask({.faults = {"duktig-no-message"}}));
  EXPECT_THAT(Told(worse), ElementsAre("sign-in target regression")) << "another requirement is broken";
  EXPECT_EQ(worse.changes[0].kept.why,
            "by the spec and cases of either run the answers of run 1 come to what run 1 found and those of run 2 to "
            "what run 2 found");
  nights.Ask({.faults = {"duktig-no-message", "duktig-wrong-status"}});
  const Diff better = nights.Compare(nights.Ask({.faults = {"duktig-wrong-status"}}));
  EXPECT_THAT(Told(better), ElementsAre("sign-in target")) << "it still fails, by less";
  EXPECT_EQ(ExitCodeOf(better), ExitCode::kConforms);
}

// A run that could judge nothing neither hides what it did not see nor lets it be told twice.
TEST(Diff, ANightThatToldNothingHidesNothing) {
  Nights nights;
  nights.Add(Good());
  FinishedRun dead;
  dead.target = "acme";
  dead.authconform = Good().run.authconform;
  dead.preflight_error = "cannot connect to http://127.0.0.1:1: connection refused";
  dead.exit_code = ExitCode::kInconclusive;
  const Diff lost = nights.Compare(nights.Add({dead, ""}));
  EXPECT_THAT(lost.changes, IsEmpty());
  EXPECT_THAT(lost.notes, Contains("run 2 judged nothing: cannot connect to http://127.0.0.1:1: connection refused"));
  EXPECT_EQ(ExitCodeOf(lost), ExitCode::kInconclusive);
  AskedRun limited = Again(Good(), 1);
  limited.run.cases[0].verdict = Verdict::kInconclusive;
  limited.run.cases[0].reason = "the target limits the rate of requests (429) and went on doing so";
  const Diff limit = nights.Compare(nights.Add(limited));
  EXPECT_THAT(Told(limit), ElementsAre("sign-in environment"));
  EXPECT_EQ(limit.changes[0].kept.why,
            "run 3 could not judge it: the target limits the rate of requests (429) and went on doing so");
  EXPECT_EQ(ExitCodeOf(limit), ExitCode::kInconclusive);
  const Diff broken = nights.Compare(nights.Add(Faulty()));
  EXPECT_THAT(Told(broken), ElementsAre("sign-in target regression"));
  EXPECT_EQ(broken.changes[0].before_run, "run 1");
  limited.run.started_us += kDayUs;
  nights.Add(limited);
  EXPECT_THAT(nights.Compare(nights.Add(Again(Faulty(), 3))).changes, IsEmpty()) << "it was told";
}

TEST(Diff, AFlipOfAFlakyCaseIsNoRegressionByItself) {
  Nights nights;
  int64_t last = 0;
  for (int day = 0; day < 4; ++day) last = nights.Add(Again(day % 2 == 0 ? Good() : Faulty(), day));
  const Diff diff = nights.Compare(last);
  EXPECT_THAT(Told(diff), ElementsAre("sign-in flaky"));
  EXPECT_EQ(
      diff.changes[0].kept.why,
      "it is flaky: it changed its verdict 3 times in 4 runs while spec, cases and authconform stayed the same, so "
      "that this one is no regression by itself");
  EXPECT_EQ(ExitCodeOf(diff), ExitCode::kConforms);
  EXPECT_THAT(Told(nights.Compare(last - 2)), ElementsAre("sign-in target regression")) << "what was known that night";
  nights.Add(Again(Good(), 4));
  EXPECT_THAT(Told(nights.Compare(nights.Ask({.files = WantsStatus201()}))), ElementsAre("sign-in plan regression"))
      << "a change of the spec is told of a flaky case too";
}

TEST(Diff, RepetitionsThatDisagreeAreFlaky) {
  Nights nights;
  nights.Add(Good());
  AskedRun unsteady = Faulty();
  unsteady.run.cases[0].repetitions[static_cast<size_t>(Verdict::kPass)] = 2;
  const Diff diff = nights.Compare(nights.Add(unsteady));
  EXPECT_THAT(Told(diff), ElementsAre("sign-in flaky"));
  EXPECT_THAT(diff.changes[0].kept.why, StartsWith("its repetitions within run 2 came to several verdicts"));
}

// As if half of the repetitions of the first case had passed.
AskedRun Unsteady(AskedRun asked, int days) {
  asked.run.cases[0].repetitions[static_cast<size_t>(Verdict::kPass)] = 1;
  return Again(std::move(asked), days);
}

TEST(Diff, AFlakyCaseThatFailsInAllRepetitionsIsARegression) {
  const AskedRun good = Ask({.repeat = 2});
  const AskedRun faulty = Ask({.faults = {"duktig-wrong-status"}, .repeat = 2});
  Nights nights;
  nights.Add(good);
  EXPECT_THAT(Told(nights.Compare(nights.Add(Unsteady(faulty, 1)))), ElementsAre("sign-in flaky"));
  EXPECT_THAT(Told(nights.Compare(nights.Add(Again(good, 2)))), ElementsAre("sign-in flaky mended"));
  const Diff steady = nights.Compare(nights.Add(Again(faulty, 3)));
  ASSERT_THAT(Told(steady), ElementsAre("sign-in target regression"));
  EXPECT_EQ(steady.changes[0].kept.why,
            "by the spec and cases of either run the answers of run 3 come to pass and those of run 4 to fail; it is "
            "flaky: it changed its verdict 3 times in 4 runs while spec, cases and authconform stayed the same, and "
            "now all of its 2 repetitions fail");
  EXPECT_THAT(nights.Compare(nights.Add(Again(faulty, 4))).changes, IsEmpty()) << "it was told";
}

TEST(Diff, AFlakyCasesFailureThatHoldsIsARegressionOnce) {
  const struct {
    const char* nights;  // g good, f faulty, u with repetitions that disagree, i could not be judged; all asked once
    int64_t told;        // the run in which it is told as a regression, beside the first flip; 0: in none
    int64_t since;       // the run since which it fails, and the one before that
    int64_t before;
  } rows[] = {
      {"gfgfff", 5, 4, 3}, {"guff", 3, 2, 1},  {"guuff", 4, 2, 1},    {"gfgfiff", 6, 4, 3},
      {"guuu", 0, 0, 0},   {"gffff", 0, 0, 0}, {"gfgfgfgf", 0, 0, 0}, {"gufuff", 3, 2, 1},
  };
  AskedRun lost = Good();
  lost.run.cases[0].verdict = Verdict::kInconclusive;
  for (const auto& row : rows) {
    Nights nights;
    for (int night = 0; row.nights[night] != 0; ++night) {
      const char letter = row.nights[night];
      const AskedRun& asked = letter == 'g' ? Good() : letter == 'i' ? lost : Faulty();
      const int64_t run = nights.Add(letter == 'u' ? Unsteady(asked, night) : Again(asked, night));
      const Result<std::vector<KeptChange>> kept = ChangesOf(nights.history(), "acme", run);
      ASSERT_TRUE(kept.ok()) << kept.error().ToString();
      const auto regressions =
          std::count_if(kept->begin(), kept->end(), [](const KeptChange& each) { return each.regression; });
      const bool first = run == 2 && letter == 'f';
      EXPECT_EQ(regressions, run == row.told || first ? 1 : 0) << row.nights << " run " << run;
      if (run != row.told) continue;
      const Diff diff = nights.Compare(run);
      ASSERT_THAT(Told(diff), ElementsAre("sign-in target regression")) << row.nights;
      EXPECT_THAT(diff.changes[0].kept.why, StartsWith("it has failed since run " + std::to_string(row.since) +
                                                       ", which alone may have been chance; by the spec and cases"));
      EXPECT_EQ(diff.changes[0].before_run, "run " + std::to_string(row.before));
      EXPECT_EQ(diff.changes[0].kept.from, Verdict::kPass);
      ASSERT_THAT(diff.changes[0].findings, SizeIs(1));
    }
  }
}

TEST(FlakyIn, HasNoCaseWhoseLastVerdictHeld) {
  Nights nights;
  nights.Add(Good());
  const auto flaky = [&] { return FlakyIn(*nights.history().Runs({.target = "acme"})).size(); };
  EXPECT_EQ(flaky(), 0u);
  nights.Add(Unsteady(Faulty(), 1));
  EXPECT_EQ(flaky(), 1u);
  nights.Add(Again(Faulty(), 2));
  EXPECT_EQ(flaky(), 0u) << "a diff of the first and the third run tells a regression";
  nights.Add(Again(Good(), 3));
  EXPECT_EQ(flaky(), 1u);
}

TEST(Diff, AFailureThatWasToldWhenItCameIsNotToldAgain) {
  Nights nights;
  nights.Add(Ask({.repeat = 2}));
  nights.Add(Unsteady(Ask({.faults = {"duktig-wrong-status"}, .repeat = 2}), 1));
  nights.Add(Again(Good(), 2));
  // By a change of the spec, which flakiness does not explain.
  EXPECT_THAT(Told(nights.Compare(nights.Ask({.files = WantsStatus201()}))), ElementsAre("sign-in plan regression"));
  EXPECT_THAT(nights.Compare(nights.Ask({.files = WantsStatus201()})).changes, IsEmpty());
}

TEST(Diff, WhatAFlakyCaseBreaksBesideIsARegression) {
  Nights nights;
  nights.Add(Good());
  nights.Add(Unsteady(Faulty(), 1));
  const AskedRun worse = Unsteady(Ask({.faults = {"duktig-wrong-status", "duktig-no-message"}}), 2);
  EXPECT_THAT(Told(nights.Compare(nights.Add(worse))), ElementsAre("sign-in target regression"));
}

TEST(Diff, CasesSkippedUnsentMakeNothingFlaky) {
  AskedRun skipped = Good();
  skipped.run.cases[0].verdict = Verdict::kSkipped;
  skipped.run.cases[0].reason = "the limit of wrong passwords leaves none";
  skipped.run.cases[0].mean_us = 0;
  Nights nights;
  for (int night = 0; night < 5; ++night) nights.Add(Again(night % 2 == 0 ? Good() : skipped, night));
  EXPECT_THAT(Told(nights.Compare(nights.Add(Again(Faulty(), 5)))), ElementsAre("sign-in target regression"));
}

TEST(Diff, ATargetThatRefusesTheValidRequestIsTheTarget) {
  Nights nights;
  nights.Add(Good());
  AskedRun refused = Again(Good(), 1);
  refused.run.cases[0].verdict = Verdict::kInconclusive;
  refused.run.cases[0].reason = "the control after it failed: the valid request is no longer accepted (500)";
  const Diff diff = nights.Compare(nights.Add(refused));
  EXPECT_THAT(Told(diff), ElementsAre("sign-in target"));
  EXPECT_EQ(diff.changes[0].kept.why, "run 2 could not judge it: " + refused.run.cases[0].reason);
  EXPECT_EQ(ExitCodeOf(diff), ExitCode::kInconclusive);
  EXPECT_TRUE(IsLost(diff.changes[0].kept));
}

TEST(Diff, AnEndpointThatOneRunWasNotToldToAskIsSaidSo) {
  Nights nights;
  nights.Add(Good());
  const int64_t more = nights.Ask({.endpoints = {"duktig/token", "gooru/token"}, .only = {kSignIn, "gooru/*"}});
  const Diff diff = nights.Compare(more);
  size_t cases = 0;
  for (const Change& each : diff.changes) {
    if (each.kept.of_case.starts_with("gooru/")) {
      ++cases;
      EXPECT_EQ(each.not_asked, "gooru/token");
      EXPECT_EQ(each.kept.why, "run 1 was not told to ask gooru/token");
    } else {
      EXPECT_EQ(each.not_asked, "");
    }
  }
  EXPECT_GT(cases, 1u);
  std::ostringstream out;
  WriteDiff(diff, {.colour = false, .width = 100}, out);
  EXPECT_THAT(out.str(), HasSubstr("\n– not compared  gooru/token  " + std::to_string(cases) +
                                   " cases: run 1 was not told to ask gooru/token\n"));
  EXPECT_THAT(out.str(), ::testing::Not(HasSubstr("gooru/token/")));
  EXPECT_THAT(out.str(), HasSubstr(", " + std::to_string(cases) + " cases asked in one run only; "));
}

TEST(Diff, WhatIsNoLongerKeptIsUnknown) {
  Nights nights;
  nights.Add(Again(Good(), -40));
  nights.Add(Again(Good(), -39));
  const int64_t broken = nights.Add(Faulty());
  const Retention retention = {.records = 3};
  ASSERT_TRUE(nights.history().Prune(retention, Faulty().run.started_us).ok());
  const Diff diff = nights.Compare(broken);
  EXPECT_THAT(Told(diff), ElementsAre("sign-in unknown regression"));
  EXPECT_EQ(diff.changes[0].kept.why, "the record of run 2 is no longer kept");
  // The specs are, and the new answers with them tell that nothing but those changed.
  nights.Add(Again(Good(), -38));
  const int64_t edited = nights.Ask({.files = WantsStatus201()});
  ASSERT_TRUE(nights.history().Prune(retention, Faulty().run.started_us).ok());
  EXPECT_THAT(Told(nights.Compare(edited)), ElementsAre("sign-in plan regression"));
}

TEST(Diff, ARunWithoutTranscriptOrWithABrokenOneIsUnknown) {
  const std::string& whole = Good().transcript;
  const struct {
    std::string transcript;
    const char* why;
  } rows[] = {
      {"", "run 1 was added without a transcript"},
      {whole.substr(0, whole.size() / 2), "the transcript of run 1 cannot be judged again: transcript.ndjson:line "},
      {"my diary\n", "the transcript of run 1 cannot be judged again: transcript.ndjson:line 1, "},
  };
  for (const auto& row : rows) {
    Nights nights;
    nights.Add({Good().run, row.transcript});
    const Diff diff = nights.Compare(nights.Add(Faulty()));
    EXPECT_THAT(Told(diff), ElementsAre("sign-in unknown regression"));
    EXPECT_THAT(diff.changes[0].kept.why, StartsWith(row.why));
  }
}

TEST(Diff, ARunAddedWithoutSpecsIsJudgedByTheOthers) {
  Nights nights;
  const Result<int64_t> first = nights.history().Add(Good().run, {.transcript = Good().transcript});
  ASSERT_TRUE(first.ok()) << first.error().ToString();
  const Diff diff = nights.Compare(nights.Add(Faulty()));
  EXPECT_THAT(Told(diff), ElementsAre("sign-in target regression"));
  EXPECT_THAT(diff.changes[0].kept.why, StartsWith("by the same spec and cases"));
}

TEST(Diff, CasesThatOnlyOnePlanHas) {
  Nights nights;
  nights.Add(Good());
  const FileSet renamed = Edited(kCases, "missing-fields/email-absent\"", "missing-fields/email-gone\"");
  const Diff diff =
      nights.Compare(nights.Ask({.files = renamed, .only = {kSignIn, "duktig/token/missing-fields/email-gone"}}));
  EXPECT_THAT(Told(diff), ElementsAre("email-gone plan", "email-absent plan"));
  EXPECT_EQ(diff.changes[0].kept.why, "the cases of run 1 do not have it");
  EXPECT_EQ(diff.changes[0].kept.from, std::nullopt);
  EXPECT_EQ(diff.changes[1].kept.why, "the cases of run 2 do not have it");
  EXPECT_EQ(diff.changes[1].kept.to, std::nullopt);
  EXPECT_EQ(ExitCodeOf(diff), ExitCode::kConforms);
}

TEST(Diff, CasesThatOneRunLeftOutAreNotKept) {
  Nights nights;
  nights.Add(Good());
  const int64_t run = nights.Ask({.only = {kSignIn}});
  const Diff diff = nights.Compare(run);
  ASSERT_THAT(Told(diff), ElementsAre("email-absent plan"));
  EXPECT_TRUE(diff.changes[0].left_out);
  EXPECT_EQ(diff.changes[0].kept.why, "run 2 left it out: cases were left out");
  EXPECT_THAT(*ChangesOf(nights.history(), "acme", run), IsEmpty());
}

TEST(Diff, ACaseThatSendsAnotherRequestIsThePlan) {
  Nights nights;
  nights.Add(Good());
  FileSet files =
      Edited(kCases,
             "\"duktig/token/missing-fields/email-absent\": {\n      \"title\": \"Refused without email\",\n"
             "      \"mutation\": {\n        \"op\": \"remove_field\"",
             "\"duktig/token/missing-fields/email-absent\": {\n      \"title\": \"Refused without email\",\n"
             "      \"mutation\": {\n        \"op\": \"duplicate_field\"");
  const Diff diff = nights.Compare(nights.Ask({.files = files}));
  ASSERT_THAT(diff.changes, SizeIs(1));
  EXPECT_EQ(diff.changes[0].kept.cause, Cause::kPlan);
  EXPECT_EQ(diff.changes[0].kept.why,
            "the plan changed what is sent: the field email stands twice, and it was: the field email is left out");
}

TEST(Diff, DeviationsAndStrictAreThePlan) {
  Nights nights;
  AskedRun listed = Faulty();
  listed.run.cases[0].deviation = "known since May";
  nights.Add(listed);
  AskedRun expired = Again(Faulty(), 1);
  expired.run.deviation_errors = {std::string(kSignIn) + " was listed as a deviation until 2026-11-01 and still fails"};
  const Diff diff = nights.Compare(nights.Add(expired));
  EXPECT_THAT(Told(diff), ElementsAre("sign-in plan regression"));
  EXPECT_EQ(diff.changes[0].kept.why, expired.run.deviation_errors[0]);
  listed.run.started_us += 2 * kDayUs;
  const Diff back = nights.Compare(nights.Add(listed));
  EXPECT_THAT(Told(back), ElementsAre("sign-in plan mended"));
  EXPECT_EQ(back.changes[0].kept.why, "the owner's list of deviations names it now: known since May");
  const Diff dropped = nights.Compare(nights.Add(Again(Faulty(), 3)));
  EXPECT_EQ(dropped.changes[0].kept.why, "the owner's list of deviations named it in run 3 and no longer does");

  Nights stricter;
  const AskedRun warned = Ask({.faults = {"duktig-wrong-content-type"}});
  stricter.Add(warned);
  AskedRun strict = Again(warned, 1);
  strict.run.strict = true;
  const Diff fails = stricter.Compare(stricter.Add(strict));
  EXPECT_THAT(Told(fails), ElementsAre("sign-in plan regression"));
  EXPECT_EQ(fails.changes[0].kept.why, "--strict lets a warning fail run 2, and did not run 1");
  EXPECT_THAT(*ChangesOf(stricter.history(), "acme", 2), SizeIs(1));
}

TEST(Diff, RegressionsComeFirstThenWhatIsMended) {
  Nights nights;
  AskedRun before = Again(Good(), -1);
  before.run.cases[1].verdict = Verdict::kFail;  // which its answers do not bear out
  nights.Add(before);
  const Diff diff = nights.Compare(nights.Add(Faulty()));
  EXPECT_THAT(Told(diff), ElementsAre("sign-in target regression", "email-absent authconform mended"));
}

TEST(ChangesOf, AreWhatAHistoryKeeps) {
  Nights nights;
  const int64_t first = nights.Add(Good());
  EXPECT_THAT(*ChangesOf(nights.history(), "acme", first), IsEmpty()) << "there is none before it";
  const int64_t same = nights.Add(Again(Good(), 1));
  EXPECT_THAT(*ChangesOf(nights.history(), "acme", same), IsEmpty());
  const int64_t broken = nights.Add(Faulty());
  const Result<std::vector<KeptChange>> changes = ChangesOf(nights.history(), "acme", broken);
  ASSERT_TRUE(changes.ok()) << changes.error().ToString();
  ASSERT_THAT(*changes, SizeIs(1));
  ASSERT_TRUE(nights.history().AddChanges(*changes).ok());
  const KeptChange kept = nights.history().Changes({.target = "acme", .only_regressions = true})->at(0);
  EXPECT_EQ(kept.run, broken);
  EXPECT_EQ(kept.of_case, kSignIn);
  EXPECT_EQ(kept.cause, Cause::kTarget);
  // Also when later nights have come, as in a nightly that is resumed.
  nights.Add(Again(Good(), 3));
  EXPECT_EQ(ChangesOf(nights.history(), "acme", broken)->size(), 1u);
  EXPECT_EQ(ChangesOf(nights.history(), "acme", 99).error().message, "there is no run 99 of acme in the history");
  EXPECT_FALSE(ChangesOf(nights.history(), "nobody", broken).ok());
}

TEST(ChangesOf, AreHeldAgainstTheLastRunThatSomebodyWasToldOf) {
  Nights nights;
  const auto add = [&](const AskedRun& asked) {
    return *nights.history().Add(asked.run, {.transcript = asked.transcript, .untold = true});
  };
  nights.Add(Good());
  const int64_t untold = add(Faulty());
  EXPECT_THAT(*ChangesOf(nights.history(), "acme", untold), SizeIs(1));
  const int64_t next = add(Again(Faulty(), 1));
  const Result<std::vector<KeptChange>> changes = ChangesOf(nights.history(), "acme", next);
  ASSERT_THAT(*changes, SizeIs(1));
  EXPECT_EQ(changes->at(0).run, next);
  EXPECT_TRUE(changes->at(0).regression);
  ASSERT_TRUE(nights.history().SetTold({next}).ok());
  EXPECT_THAT(*ChangesOf(nights.history(), "acme", add(Again(Faulty(), 2))), IsEmpty());
  EXPECT_THAT(*ChangesOf(nights.history(), "acme", untold), SizeIs(1)) << "what it was when it came";
}

}  // namespace
}  // namespace authconform
