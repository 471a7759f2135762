// Why verdicts change, on real runs of the reference backend whose answers, specs or records are changed one at a time.
#include "tools/diff/diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/history/testing/sample_runs.h"
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

}  // namespace
}  // namespace authconform
