#include "harness/run/deviations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace authconform {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kSignIn[] = "a/x/valid/sign-in";
constexpr char kNoStore[] = "a/x/token/no-store";
constexpr char kWrongKey[] = "b/y/client-auth/wrong-key";

Date Day(int year, unsigned month, unsigned day) {
  return Date(std::chrono::year(year), std::chrono::month(month), std::chrono::day(day));
}
const Date kToday = Day(2026, 11, 23);

const std::vector<std::string>& Known() {
  static const std::vector<std::string> known = {kSignIn, kNoStore, kWrongKey};
  return known;
}

Result<Deviations> Read(std::string_view text) {
  static const Json schema = *ReadJsonFile("harness/run/deviations.schema.json");
  return ReadDeviations(text, "list.json", schema);
}

Deviation Listed(const std::string& id, const std::vector<std::string>& findings,
                 std::optional<Date> expires = std::nullopt) {
  return {id, findings, "known since spring", expires};
}

Deviations List(const std::vector<Deviation>& listed) { return {"list.json", "", listed}; }

Finding Found(const std::string& rule, const std::string& pointer = "") {
  return {{rule, "must", "a promise", "a.md:1"}, "schema", pointer, "this", "that"};
}

CaseResult Ended(const std::string& id, Verdict verdict, const std::vector<Finding>& findings = {},
                 const std::string& reason = "") {
  CaseResult result;
  result.id = id;
  result.endpoint = id.substr(0, 3);
  result.verdict = verdict;
  result.findings = findings;
  result.reason = reason;
  result.repetitions[static_cast<size_t>(verdict)] = 1;
  return result;
}

Run RunOf(const std::vector<CaseResult>& cases) {
  Run run;
  run.cases = cases;
  run.cases_planned = static_cast<int64_t>(cases.size());
  for (const CaseResult& result : cases) ++run.totals[static_cast<size_t>(result.verdict)];
  return run;
}

TEST(DateOf, IsTheDayInUtc) {
  EXPECT_EQ(DateOf(0), Day(1970, 1, 1));
  EXPECT_EQ(DateOf(1'764'028'799'999'999), Day(2025, 11, 24));
  EXPECT_EQ(DateOf(1'764'028'800'000'000), Day(2025, 11, 25));
}

TEST(ReadDeviations, ReadsWhatIsThere) {
  const Result<Deviations> read = Read(R"({"$schema": "deviations.schema.json", "deviations": {
    "a/x/valid/sign-in": {"findings": ["rule", "body /a b"], "reason": "old clients", "expires": "2027-01-31"},
    "b/y/valid/sign-in": {"findings": ["baseline/no-store"], "reason": "a proxy"}}})");
  ASSERT_TRUE(read) << read.error().ToString();
  ASSERT_EQ(read->listed.size(), 2u);
  EXPECT_EQ(read->schema, "deviations.schema.json");
  EXPECT_EQ(read->listed[0].id, "a/x/valid/sign-in");
  EXPECT_THAT(read->listed[0].findings, ElementsAre("rule", "body /a b"));
  EXPECT_EQ(read->listed[0].reason, "old clients");
  EXPECT_EQ(read->listed[0].expires, Day(2027, 1, 31));
  EXPECT_EQ(read->listed[1].expires, std::nullopt);
}

TEST(ReadDeviations, RefusesEveryOtherFormAndNamesThePlace) {
  const struct {
    const char* text;
    const char* error;
  } rows[] = {
      // clang-format off
      {"", "list.json:line 1, column 1: "},
      {"[]", "list.json: expected an object, found "},
      {"{}", "list.json:/deviations: is missing"},
      {R"({"deviatons": {}})", "list.json:/deviatons: unknown member, did you mean \"deviations\"?"},
      {R"({"deviations": {}, "deviation": {}})", "list.json:/deviation: unknown member, did you mean \"deviations\"?"},
      {R"({"deviations": []})", "list.json:/deviations: expected an object"},
      {R"({"deviations": {"a/b": 1}})", "list.json:/deviations/a~1b: expected an object"},
      {R"({"deviations": {"a": {"reason": "r"}}})", "list.json:/deviations/a/findings: is missing"},
      {R"({"deviations": {"a": {"findings": ["f"]}}})", "list.json:/deviations/a/reason: is missing"},
      {R"({"deviations": {"a": {"findings": ["f"], "reason": "r", "expire": "2027-01-31"}}})",
       "list.json:/deviations/a/expire: unknown member, did you mean \"expires\"?"},
      {R"({"deviations": {"a": {"findings": [], "reason": "r"}}})", "list.json:/deviations/a/findings: expected "},
      {R"({"deviations": {"a": {"findings": "f", "reason": "r"}}})", "list.json:/deviations/a/findings: expected an array"},
      {R"({"deviations": {"a": {"findings": ["f", "f"], "reason": "r"}}})", "list.json:/deviations/a/findings"},
      {R"({"deviations": {"a": {"findings": [""], "reason": "r"}}})", "list.json:/deviations/a/findings/0: expected "},
      {R"({"deviations": {"a": {"findings": [" /x"], "reason": "r"}}})", "list.json:/deviations/a/findings/0: expected "},
      {R"({"deviations": {"a": {"findings": ["f"], "reason": " "}}})", "list.json:/deviations/a/reason: expected "},
      {R"({"deviations": {"a": {"findings": ["f"], "reason": "r", "expires": "2027-02-30"}}})",
       "list.json:/deviations/a/expires: expected "},
      {R"({"deviations": {"a": {"findings": ["f"], "reason": "r", "expires": "soon"}}})",
       "list.json:/deviations/a/expires: expected "},
      {R"({"deviations": {"a": {"findings": ["f"], "reason": "r"}, "a": {"findings": ["f"], "reason": "r"}}})",
       "list.json:line 1, column "},
      // clang-format on
  };
  for (const auto& row : rows) {
    const Result<Deviations> read = Read(row.text);
    ASSERT_FALSE(read) << row.text;
    EXPECT_THAT(read.error().ToString(), testing::StartsWith(row.error)) << row.text;
  }
}

struct Applied {
  const char* name;
  Deviation listed;
  CaseResult result;
  bool strict;
  bool excused;
  const char* error;  // all of it, after the case's id; "" for none
};

TEST(ApplyDeviations, ExcusesAFailureThatIsExactlyTheListedOneAndNothingElse) {
  const Date yesterday = Day(2026, 11, 22);
  const std::vector<Finding> ab = {Found("a", "/p"), Found("b")};
  const Applied rows[] = {
      // clang-format off
      {"as listed", Listed(kSignIn, {"a", "b"}), Ended(kSignIn, Verdict::kFail, ab), false, true, ""},
      {"in any order", Listed(kSignIn, {"b", "a"}), Ended(kSignIn, Verdict::kFail, ab), false, true, ""},
      {"with its place", Listed(kSignIn, {"a /p", "b"}), Ended(kSignIn, Verdict::kFail, ab), false, true, ""},
      {"one rule at two places", Listed(kSignIn, {"a"}), Ended(kSignIn, Verdict::kFail, {Found("a", "/p"), Found("a", "/q")}), false, true, ""},
      {"on its last day", Listed(kSignIn, {"a", "b"}, kToday), Ended(kSignIn, Verdict::kFail, ab), false, true, ""},
      {"strict warning", Listed(kNoStore, {"b"}), Ended(kNoStore, Verdict::kWarn, {Found("b")}), true, true, ""},
      {"a warning that fails nothing", Listed(kNoStore, {"b"}), Ended(kNoStore, Verdict::kWarn, {Found("b")}), false, false, ""},
      {"a warning of another rule", Listed(kNoStore, {"b"}), Ended(kNoStore, Verdict::kWarn, {Found("c")}), false, false,
       " is listed as a deviation for b and breaks c instead"},
      {"another place", Listed(kSignIn, {"a /q", "b"}), Ended(kSignIn, Verdict::kFail, ab), false, false,
       " is listed as a deviation for a /q, b and breaks a /p, b instead"},
      {"one finding more", Listed(kSignIn, {"a"}), Ended(kSignIn, Verdict::kFail, ab), false, false,
       " is listed as a deviation for a and breaks a /p, b instead"},
      {"one finding less", Listed(kSignIn, {"a", "b", "c"}), Ended(kSignIn, Verdict::kFail, ab), false, false,
       " is listed as a deviation for a, b, c and breaks a /p, b instead"},
      {"mended", Listed(kSignIn, {"a", "b"}), Ended(kSignIn, Verdict::kPass), false, false,
       " is listed as a deviation (a, b) and passes now"},
      {"skipped", Listed(kSignIn, {"a"}), Ended(kSignIn, Verdict::kSkipped, {}, "no account"), false, false,
       " is listed as a deviation and was skipped: no account"},
      {"inconclusive", Listed(kSignIn, {"a"}), Ended(kSignIn, Verdict::kInconclusive, {}, "429"), false, false,
       " is listed as a deviation and is inconclusive: 429"},
      {"error", Listed(kSignIn, {"a"}), Ended(kSignIn, Verdict::kError, {}, "reset"), false, false,
       " is listed as a deviation and ended in an error: reset"},
      {"expired", Listed(kSignIn, {"a", "b"}, yesterday), Ended(kSignIn, Verdict::kFail, ab), false, false,
       " was listed as a deviation until 2026-11-22 and still fails"},
      {"expired and mended", Listed(kSignIn, {"a"}, yesterday), Ended(kSignIn, Verdict::kPass), false, false,
       " is listed as a deviation (a) and passes now"},
      {"not listed", Listed(kWrongKey, {"a", "b"}), Ended(kSignIn, Verdict::kFail, ab), false, false, ""},
      // clang-format on
  };
  for (const Applied& row : rows) {
    authconform::Run run = RunOf({row.result});
    run.strict = row.strict;
    for (int times = 0; times < 2; ++times) {
      ApplyDeviations(List({row.listed}), Known(), kToday, false, run);
      EXPECT_EQ(run.cases[0].deviation, row.excused ? "known since spring" : "") << row.name;
      EXPECT_EQ(run.cases[0].verdict, row.result.verdict) << row.name;
      EXPECT_EQ(run.deviations, row.excused ? 1 : 0) << row.name;
      if (*row.error == '\0') {
        EXPECT_THAT(run.deviation_errors, IsEmpty()) << row.name;
      } else {
        EXPECT_THAT(run.deviation_errors, ElementsAre(row.result.id + row.error)) << row.name;
      }
    }
  }
}

TEST(ApplyDeviations, TheExitCodeFollows) {
  const CaseResult fails = Ended(kSignIn, Verdict::kFail, {Found("a")});
  const struct {
    std::vector<CaseResult> cases;
    ExitCode before;
    ExitCode after;
  } rows[] = {
      {{fails, Ended(kNoStore, Verdict::kPass)}, ExitCode::kDoesNotConform, ExitCode::kConforms},
      {{fails, Ended(kNoStore, Verdict::kFail, {Found("a")})}, ExitCode::kDoesNotConform, ExitCode::kDoesNotConform},
      {{Ended(kSignIn, Verdict::kPass)}, ExitCode::kConforms, ExitCode::kDoesNotConform},
      {{fails}, ExitCode::kHarnessError, ExitCode::kHarnessError},
  };
  for (const auto& row : rows) {
    authconform::Run run = RunOf(row.cases);
    run.exit_code = row.before;
    ApplyDeviations(List({Listed(kSignIn, {"a"})}), Known(), kToday, false, run);
    EXPECT_EQ(run.exit_code, row.after);
  }
}

TEST(ApplyDeviations, ACaseThatIsNotThereFailsTheRunAndOneNotChosenOnlyAWholeRun) {
  authconform::Run run = RunOf({Ended(kSignIn, Verdict::kPass)});
  const Deviations list = List({Listed("a/x/valid/sign-out", {"a"}), Listed(kNoStore, {"a"})});
  const std::string gone =
      "a/x/valid/sign-out is listed as a deviation and there is no such case, did you mean \"a/x/valid/sign-in\"?";
  ApplyDeviations(list, Known(), kToday, false, run);
  EXPECT_THAT(run.deviation_errors, ElementsAre(gone));
  ApplyDeviations(list, Known(), kToday, true, run);
  EXPECT_THAT(run.deviation_errors,
              ElementsAre(gone, std::string(kNoStore) + " is listed as a deviation and was not asked"));
}

TEST(ApplyDeviations, WhatAnInterruptedRunDidNotComeToIsNoError) {
  authconform::Run run = RunOf({Ended(kSignIn, Verdict::kSkipped), Ended(kNoStore, Verdict::kPass)});
  run.interrupted = true;
  ApplyDeviations(List({Listed(kSignIn, {"a"}), Listed(kNoStore, {"a"}), Listed(kWrongKey, {"a"})}), Known(), kToday,
                  true, run);
  EXPECT_THAT(run.deviation_errors, ElementsAre(HasSubstr("no-store is listed as a deviation (a) and passes now")));
}

TEST(ApplyDeviations, AnotherListTakesTheFirstOnesPlace) {
  authconform::Run run = RunOf({Ended(kSignIn, Verdict::kFail, {Found("a")})});
  ApplyDeviations(List({Listed(kSignIn, {"a"})}), Known(), kToday, false, run);
  ASSERT_TRUE(run.cases[0].Excused());
  ApplyDeviations(List({}), Known(), kToday, false, run);
  EXPECT_FALSE(run.cases[0].Excused());
  EXPECT_EQ(run.deviations, 0);
}

TEST(ApplyDeviations, WhereNothingWasJudgedThereIsNothingToSay) {
  authconform::Run run;
  run.preflight_error = "the target refuses the active account";
  ApplyDeviations(List({Listed(kSignIn, {"a"}), Listed("gone", {"a"})}), Known(), kToday, true, run);
  EXPECT_THAT(run.deviation_errors, IsEmpty());
}

TEST(FixDeviations, KeepsWhatHoldsAddsWhatFailsRemovesTheRest) {
  const Deviations old = {
      "list.json",
      "form.json",
      {Listed(kWrongKey, {"a"}, Day(2026, 1, 1)), Listed("a/x/gone", {"a"}), Listed(kNoStore, {"b"}),
       Listed("a/x/valid/other", {"b"}), Listed("a/x/valid/warned", {"w"})}};
  std::vector<std::string> known = Known();
  known.insert(known.end(), {"a/x/valid/other", "a/x/valid/warned"});
  const authconform::Run run = RunOf(
      {Ended(kSignIn, Verdict::kFail, {Found("a", "/p"), Found("b"), Found("b")}), Ended(kNoStore, Verdict::kPass),
       Ended("a/x/valid/other", Verdict::kFail, {Found("c")}), Ended("a/x/valid/warned", Verdict::kWarn, {Found("w")}),
       Ended("a/x/valid/warns", Verdict::kWarn, {Found("w")}), Ended(kWrongKey, Verdict::kFail, {Found("a", "/q")})});
  const Result<FixedDeviations> fixed = FixDeviations(run, old, known, kToday);
  ASSERT_TRUE(fixed) << fixed.error().ToString();
  EXPECT_EQ(fixed->text, R"json({
  "$schema": "form.json",
  "deviations": {
    "a/x/valid/sign-in": {
      "findings": [
        "a /p",
        "b"
      ],
      "reason": "not yet explained (added by --fix on 2026-11-23)"
    },
    "a/x/valid/other": {
      "findings": [
        "c"
      ],
      "reason": "not yet explained (added by --fix on 2026-11-23)"
    },
    "a/x/valid/warned": {
      "findings": [
        "w"
      ],
      "reason": "known since spring"
    },
    "b/y/client-auth/wrong-key": {
      "findings": [
        "a"
      ],
      "reason": "known since spring",
      "expires": "2026-01-01"
    }
  }
}
)json");
  EXPECT_THAT(fixed->notes, ElementsAre("a/x/valid/sign-in is added: give its reason",
                                        "a/x/valid/other breaks something else than listed: give a new reason",
                                        "b/y/client-auth/wrong-key stays, and expired on 2026-01-01",
                                        "a/x/gone is removed: there is no such case",
                                        "a/x/token/no-store is removed: it does not fail"));
}

TEST(FixDeviations, ItsListHoldsForTheSameRun) {
  authconform::Run run =
      RunOf({Ended(kSignIn, Verdict::kFail, {Found("a", "/p~1 \xC3\xA9\n"), Found("a", "/q")}),
             Ended(kNoStore, Verdict::kWarn, {Found("b", "header:Cache-Control")}),
             Ended(kWrongKey, Verdict::kFail,
                   {Found("c", "/<secret:access_token:1>"), Found("c", "/" + std::string(5'000, 'x'))})});
  run.strict = true;
  const Result<FixedDeviations> fixed = FixDeviations(run, List({}), Known(), kToday);
  ASSERT_TRUE(fixed) << fixed.error().ToString();
  const Result<Deviations> read = Read(fixed->text);
  ASSERT_TRUE(read) << read.error().ToString();
  ASSERT_THAT(Unexplained(*read), ElementsAre(kSignIn, kNoStore, kWrongKey));
  EXPECT_THAT(read->listed[2].findings, ElementsAre("c")) << "what a target chose as a member's name is not kept";
  ApplyDeviations(*read, Known(), kToday, true, run);
  EXPECT_THAT(run.deviation_errors, IsEmpty());
  EXPECT_EQ(run.deviations, 3);
  const Result<FixedDeviations> again = FixDeviations(run, *read, Known(), kToday);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->text, fixed->text);
  EXPECT_THAT(again->notes, IsEmpty());
}

TEST(FixDeviations, RefusesARunThatDoesNotTellAll) {
  const authconform::Run whole = RunOf({Ended(kSignIn, Verdict::kFail, {Found("a")}), Ended(kNoStore, Verdict::kPass)});
  ASSERT_TRUE(FixDeviations(whole, List({}), Known(), kToday));
  const struct {
    void (*spoil)(authconform::Run&);
    const char* why;
  } rows[] = {
      // clang-format off
      {[](authconform::Run& run) { run.partial = "--only left cases out"; }, "the run is partial: --only left cases out"},
      {[](authconform::Run& run) { ++run.cases_planned; }, "the run is partial: it left cases out"},
      {[](authconform::Run& run) { run.interrupted = true; }, "the run was interrupted"},
      {[](authconform::Run& run) { run.preflight_error = "no route"; }, "nothing was judged: no route"},
      {[](authconform::Run& run) { run.cases.clear(); run.cases_planned = 0; }, "nothing was judged"},
      {[](authconform::Run& run) { run.cases[1].verdict = Verdict::kInconclusive; run.cases[1].reason = "429"; },
       "a/x/token/no-store ended in inconclusive: 429"},
      {[](authconform::Run& run) { run.cases[1].verdict = Verdict::kError; }, "a/x/token/no-store ended in error"},
      {[](authconform::Run& run) { run.cases[0].repetitions[static_cast<size_t>(Verdict::kInconclusive)] = 1; },
       "a/x/valid/sign-in ended in inconclusive"},
      {[](authconform::Run& run) { run.cases[0].findings.clear(); }, "a/x/valid/sign-in fails without a finding"},
      // clang-format on
  };
  for (const auto& row : rows) {
    authconform::Run run = whole;
    row.spoil(run);
    const Result<FixedDeviations> fixed = FixDeviations(run, List({}), Known(), kToday);
    ASSERT_FALSE(fixed) << row.why;
    EXPECT_EQ(fixed.error().ToString(), std::string("list.json: is left as it was: ") + row.why);
  }
  const Result<FixedDeviations> elsewhere = FixDeviations(whole, List({Listed(kWrongKey, {"a"})}), Known(), kToday);
  ASSERT_FALSE(elsewhere);
  EXPECT_THAT(elsewhere.error().message, HasSubstr("the list speaks of b/y, which the run did not ask"));
}

// The specs and cases of this workspace.
FileSet OwnFiles() {
  FileSet files = *ReadFolder(".", "specs");
  files.merge(*ReadFolder(".", "cases"));
  return files;
}

TEST(LintDeviations, NamesTheCaseAndTheRuleThatThereIsNot) {
  const FileSet files = OwnFiles();
  const std::string known = KnownCases(files)->front();
  const std::string endpoint = known.substr(0, known.find('/', known.find('/') + 1));
  EXPECT_THAT(LintDeviations(List({Listed(known, {"baseline/no-store"})}), files), IsEmpty());

  Deviation unexplained = Listed(known, {"baseline/no-stor /x"});
  unexplained.reason = "not yet explained (added by --fix on 2026-11-23)";
  const std::vector<Error> errors =
      LintDeviations(List({Listed("duktig/token/valid/sign-inn", {"baseline/no-store"}), unexplained}), files);
  std::vector<std::string> sentences;
  for (const Error& error : errors) sentences.push_back(error.ToString());
  const std::string at = "list.json:/deviations/" + EscapePointerToken(known);
  EXPECT_THAT(sentences,
              ElementsAre("list.json:/deviations/duktig~1token~1valid~1sign-inn: there is no such case, did you mean "
                          "\"duktig/token/valid/sign-in\"?",
                          at + "/findings/0: " + endpoint +
                              " has no rule \"baseline/no-stor\", did you mean \"baseline/no-store\"?",
                          at + "/reason: is still the one that --fix gave it: say why it is so"));
}

TEST(KnownCases, AreThoseOfEveryEndpointInPlanOrder) {
  const Result<std::vector<std::string>> known = KnownCases(OwnFiles());
  ASSERT_TRUE(known) << known.error().ToString();
  for (const char* id : {"backoffice/auth/valid/sign-in", "duktig/token/valid/sign-in", "gooru/token/valid/sign-in"}) {
    EXPECT_THAT(*known, testing::Contains(id));
  }
  FileSet broken = OwnFiles();
  broken["specs/duktig/token/spec.json"] = "{";
  ASSERT_FALSE(KnownCases(broken));
  EXPECT_THAT(KnownCases(broken).error().ToString(), AllOf(HasSubstr("specs/duktig/token/spec.json")));
}

}  // namespace
}  // namespace authconform
