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
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using FinishedRun = authconform::Run;

constexpr const char* kSpec = "specs/duktig/token/spec.json";
constexpr const char* kCases = "cases/duktig/token.cases.json";

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
  EXPECT_EQ(diff.unchanged.as_before, 1);
  EXPECT_EQ(ExitCodeOf(diff), ExitCode::kDoesNotConform);
  const Diff mended = nights.Compare(nights.Add(Again(Good(), 2)));
  EXPECT_THAT(Told(mended), ElementsAre("sign-in target mended"));
  EXPECT_EQ(ExitCodeOf(mended), ExitCode::kConforms);
}

TEST(Diff, ASpecThatIsEditedIsTheSpec) {
  Nights nights;
  nights.Add(Good());
  const Diff diff = nights.Compare(nights.Ask({.files = WantsStatus201()}));
  EXPECT_THAT(Told(diff), ElementsAre("sign-in spec regression"));
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
  EXPECT_TRUE(lost.lost);
  EXPECT_EQ(lost.lost_cause, Cause::kEnvironment);
  EXPECT_EQ(Regressions(lost), 1);
  const Diff still = nights.Compare(nights.Add(Again({dead, ""}, 1)));
  EXPECT_EQ(Regressions(still), 0) << "it is told once";
  EXPECT_EQ(ExitCodeOf(still), ExitCode::kInconclusive);
  EXPECT_THAT(lost.notes, Contains("run 2 judged nothing: cannot connect to http://127.0.0.1:1: connection refused"));
  EXPECT_EQ(ExitCodeOf(lost), ExitCode::kDoesNotConform);
  AskedRun limited = Again(Good(), 1);
  limited.run.cases[0].verdict = Verdict::kInconclusive;
  limited.run.cases[0].reason = "the target limits the rate of requests (429) and went on doing so";
  const Diff limit = nights.Compare(nights.Add(limited));
  EXPECT_THAT(Told(limit), ElementsAre("sign-in environment lost"));
  EXPECT_EQ(limit.changes[0].kept.why,
            "run 4 could not judge it: the target limits the rate of requests (429) and went on doing so");
  EXPECT_EQ(Regressions(limit), 1) << "all that is lost is one";
  EXPECT_EQ(ExitCodeOf(limit), ExitCode::kDoesNotConform);
  const Diff broken = nights.Compare(nights.Add(Faulty()));
  EXPECT_THAT(Told(broken), ElementsAre("sign-in target regression"));
  EXPECT_EQ(broken.changes[0].before_run, "run 1");
  limited.run.started_us += kDayUs;
  nights.Add(limited);
  EXPECT_THAT(nights.Compare(nights.Add(Again(Faulty(), 3))).changes, IsEmpty()) << "it was told";
}

TEST(Diff, ATargetThatRefusesTheValidRequestIsTheTarget) {
  Nights nights;
  nights.Add(Good());
  AskedRun refused = Again(Good(), 1);
  refused.run.cases[0].verdict = Verdict::kInconclusive;
  refused.run.cases[0].reason = "the control after it failed: the valid request is no longer accepted (500)";
  const Diff diff = nights.Compare(nights.Add(refused));
  EXPECT_THAT(Told(diff), ElementsAre("sign-in target lost"));
  EXPECT_EQ(diff.changes[0].kept.why, "run 2 could not judge it: " + refused.run.cases[0].reason);
  EXPECT_EQ(ExitCodeOf(diff), ExitCode::kDoesNotConform);
  EXPECT_TRUE(IsLost(diff.changes[0].kept));
}

// As if the run had ended before the first case was sent.
AskedRun CutBeforeSignIn(AskedRun asked) {
  asked.run.cases[0].verdict = Verdict::kSkipped;
  asked.run.cases[0].reason = "the run was interrupted before it";
  asked.run.cases[0].mean_us = 0;
  asked.run.cases[0].findings.clear();
  asked.run.interrupted = true;
  return asked;
}

TEST(Diff, WhatATimeLimitCutOffIsTheFaultOfNobodyKnown) {
  Nights nights;
  nights.Add(Good());
  const Diff cut = nights.Compare(nights.Add(Again(CutBeforeSignIn(Good()), 1)));
  EXPECT_THAT(Told(cut), ElementsAre("sign-in unknown lost"));
  EXPECT_EQ(Regressions(cut), 1);
}

TEST(Diff, WhatIsJudgedForTheFirstTimeHasNoCause) {
  Nights cut;
  cut.Add(CutBeforeSignIn(Good()));
  const Diff first = cut.Compare(cut.Add(Again(Faulty(), 1)));
  ASSERT_THAT(Told(first), ElementsAre("sign-in unknown regression"));
  EXPECT_EQ(first.changes[0].kept.why,
            "first judged now; nothing was known before: run 1 could not judge it: the run was interrupted before it");
}

TEST(Diff, TellsApartWhatCasesAreHeldAgainst) {
  Nights nights;
  const Diff first = nights.Compare(nights.Add(Good()));
  EXPECT_EQ(first.unchanged.first, 2);
  EXPECT_EQ(ExitCodeOf(first), ExitCode::kConforms);
  nights.Ask({.only = {kSignIn}});
  const Diff back = nights.Compare(nights.Add(Again(Good(), 2)));
  EXPECT_THAT(back.changes, IsEmpty());
  EXPECT_EQ(back.unchanged.as_before, 1);
  EXPECT_EQ(back.unchanged.as_earlier, 1) << "the run before did not ask it";
  std::ostringstream out;
  WriteDiff(back, {.colour = false, .width = 100}, out);
  EXPECT_THAT(out.str(), EndsWith("no regression; 1 case as before, 1 case as in an earlier run\n"));
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
      EXPECT_EQ(each.kept.cause, Cause::kSelection);
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

TEST(Diff, AFailureThatIsNoLongerAskedIsNamed) {
  Nights nights;
  nights.Add(Faulty());
  const Diff diff = nights.Compare(nights.Ask({.endpoints = {"gooru/token"}, .only = {"gooru/*"}}));
  std::ostringstream out;
  WriteDiff(diff, {.colour = false, .width = 100}, out);
  EXPECT_EQ(ExitCodeOf(diff), ExitCode::kInconclusive) << "nothing of the one is held against the other";
  EXPECT_THAT(out.str(), HasSubstr("  duktig/token  2 cases: run 2 was not told to ask duktig/token\n"
                                   "  failed before: duktig/token/valid/sign-in\n"));
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
  EXPECT_THAT(Told(nights.Compare(edited)), ElementsAre("sign-in spec regression"));
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
  EXPECT_THAT(Told(diff), ElementsAre("email-gone cases", "email-absent cases"));
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
  ASSERT_THAT(Told(diff), ElementsAre("email-absent selection"));
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
  EXPECT_EQ(diff.changes[0].kept.cause, Cause::kCases);
  EXPECT_EQ(diff.changes[0].kept.why,
            "the plan changed what is sent: the field email stands twice, and it was: the field email is left out");
}

TEST(Diff, DeviationsAndStrictAreToldApart) {
  Nights nights;
  AskedRun listed = Faulty();
  listed.run.cases[0].deviation = "known since May";
  nights.Add(listed);
  AskedRun expired = Again(Faulty(), 1);
  expired.run.deviation_errors = {std::string(kSignIn) + " was listed as a deviation until 2026-11-01 and still fails"};
  const Diff diff = nights.Compare(nights.Add(expired));
  EXPECT_THAT(Told(diff), ElementsAre("sign-in deviations regression"));
  EXPECT_EQ(diff.changes[0].kept.why, expired.run.deviation_errors[0]);
  listed.run.started_us += 2 * kDayUs;
  const Diff back = nights.Compare(nights.Add(listed));
  EXPECT_THAT(Told(back), ElementsAre("sign-in deviations"));
  EXPECT_EQ(back.changes[0].kept.why, "the owner's list of deviations names it now: known since May");
  const Diff dropped = nights.Compare(nights.Add(Again(Faulty(), 3)));
  EXPECT_EQ(dropped.changes[0].kept.why, "the owner's list of deviations named it in run 3 and no longer does");

  Nights stricter;
  const AskedRun warned = Ask({.faults = {"duktig-wrong-content-type"}});
  stricter.Add(warned);
  AskedRun strict = Again(warned, 1);
  strict.run.strict = true;
  const Diff fails = stricter.Compare(stricter.Add(strict));
  EXPECT_THAT(Told(fails), ElementsAre("sign-in strict regression"));
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
