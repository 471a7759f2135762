// A bundle's run held against what its transcript is worth, with a judge that says what a row wants.
#include "tools/bundle/rejudge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/plan/case.h"
#include "harness/run/run_json.h"
#include "harness/run/runner.h"
#include "harness/spec/load.h"
#include "tools/embed/embedded.h"

namespace authconform {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// In a test, Run is a member of its base class.
using FinishedRun = Run;

constexpr const char* kEndpoint = "duktig/token";

// Two of the endpoint's cases asked; not the first two, and not in plan order.
Run Recorded() {
  Run run;
  run.authconform = kVersion;
  run.cases_planned = 57;
  run.target = "staging";
  EndpointResult endpoint;
  endpoint.endpoint = kEndpoint;
  run.endpoints = {endpoint};
  for (const char* id : {"duktig/token/bad-credentials/wrong-password", "duktig/token/valid/sign-in"}) {
    CaseResult result;
    result.id = id;
    result.endpoint = kEndpoint;
    result.verdict = Verdict::kPass;
    run.cases.push_back(result);
  }
  return run;
}

OpenedBundle BundleOf(std::string run_json, const std::string& version = kVersion) {
  return {.files = BundleFiles(EmbeddedFiles(), {kEndpoint}, std::move(run_json), "the transcript"),
          .authconform = version,
          .created = "2025-11-24T16:00:00Z",
          .key = PrivateKey::Generate().Public()};
}

// Finds the transcript worth that run, whatever it holds.
JudgesTranscript WorthRun(const Run& run) {
  return [run](const std::vector<Selected>&, std::string_view, const std::string&) { return Result<FinishedRun>(run); };
}

std::string ErrorOf(const OpenedBundle& bundle, const JudgesTranscript& judge) {
  const Result<FinishedRun> run = Rejudge(bundle, EmbeddedFiles(), judge, "b");
  return run ? "reproduced" : run.error().ToString();
}

TEST(Rejudge, JudgesByTheBundlesOwnSpecsAndOurForms) {
  OpenedBundle bundle = BundleOf(WriteRun(Recorded()));
  std::string& spec_text = bundle.files.at("specs/duktig/token/spec.json");
  const size_t at = spec_text.find("\"version\": \"");
  ASSERT_NE(at, std::string::npos);
  spec_text.insert(at + 12, "bundled ");
  bundle.files["specs/endpoint.schema.json"] = "not even JSON";
  bundle.files["cases/case.schema.json"] = "{}";
  const JudgesTranscript judge = [&](const std::vector<Selected>& plans, std::string_view transcript,
                                     const std::string& file) {
    EXPECT_EQ(plans.size(), 1u);
    EXPECT_THAT(plans.at(0).spec->source.version, StartsWith("bundled "));
    EXPECT_EQ(plans.at(0).cases, *LoadCases(EmbeddedFiles(), *plans.at(0).spec));
    EXPECT_EQ(transcript, "the transcript");
    EXPECT_EQ(file, "transcript.ndjson");
    return Result<FinishedRun>(Recorded());
  };
  EXPECT_EQ(ErrorOf(bundle, judge), "reproduced");
  // A form that lets everything pass does not let it in.
  bundle.files["specs/endpoint.schema.json"] = "{}";
  bundle.files["specs/duktig/token/spec.json"] = "[]";
  EXPECT_THAT(ErrorOf(bundle, judge), StartsWith("b: specs/duktig/token/spec.json: "));
}

TEST(Rejudge, AppliesTheDeviationsListed) {
  FinishedRun failed = Recorded();
  failed.started_us = 1'764'000'000'000'000;  // 2025-11-24
  failed.cases[1].verdict = Verdict::kFail;
  Finding finding;
  finding.rule.id = "baseline/http";
  failed.cases[1].findings = {finding};
  failed.totals[static_cast<size_t>(Verdict::kFail)] = 1;
  failed.exit_code = ExitCode::kDoesNotConform;
  FinishedRun excused = failed;
  excused.cases[1].deviation = "a proxy";
  excused.deviations = 1;
  excused.exit_code = ExitCode::kConforms;
  const auto listing = [&](const std::string& id, const std::string& more) {
    OpenedBundle bundle = BundleOf(WriteRun(excused));
    bundle.files["deviations.json"] =
        "{\"deviations\": {\"" + id + "\": {\"findings\": [\"baseline/http\"], \"reason\": \"a proxy\"" + more + "}}}";
    return ErrorOf(bundle, WorthRun(failed));
  };
  EXPECT_EQ(listing("duktig/token/valid/sign-in", ""), "reproduced");
  // What had not expired then counts, whatever day it is now.
  EXPECT_EQ(listing("duktig/token/valid/sign-in", ", \"expires\": \"2025-11-24\""), "reproduced");
  EXPECT_THAT(listing("duktig/token/valid/sign-in", ", \"expires\": \"2025-11-23\""),
              HasSubstr("/exit_code is 0, judged again 1"));
  EXPECT_THAT(listing("duktig/token/valid/sign-out", ""), HasSubstr("/exit_code is 0, judged again 1"));
  EXPECT_THAT(listing("duktig/token/valid/sign-in", ", \"until\": 1"), StartsWith("b: deviations.json:/deviations/"));
  EXPECT_THAT(ErrorOf(BundleOf(WriteRun(excused)), WorthRun(failed)), HasSubstr("/exit_code is 0, judged again 1"));
}

TEST(Rejudge, KnowsAWholeRun) {
  FinishedRun run = Recorded();
  const FileSet files = BundleOf("").files;
  run.cases_planned = 2;
  EXPECT_TRUE(IsWhole(run, files));
  EXPECT_FALSE(IsWhole(run, EmbeddedFiles()));
  run.cases_planned = 3;
  EXPECT_FALSE(IsWhole(run, files));
}

TEST(Rejudge, NamesWhereTheRunIsNotWhatItsTranscriptIsWorth) {
  const std::string sound = WriteRun(Recorded());
  FinishedRun failed = Recorded();
  failed.cases[1].verdict = Verdict::kFail;
  failed.exit_code = ExitCode::kDoesNotConform;
  FinishedRun shorter = Recorded();
  shorter.cases.pop_back();
  const struct {
    std::string run_json;
    FinishedRun judged;
    std::string error;
  } rows[] = {
      {sound, Recorded(), "reproduced"},
      {sound, failed, "b: run.json is not what its transcript is worth: /exit_code is 0, judged again 1"},
      {WriteRun(failed), Recorded(),
       "b: run.json is not what its transcript is worth: /exit_code is 1, judged again 0"},
      {sound, shorter,
       "b: run.json is not what its transcript is worth: /cases/1 is an object of 17 members, judged again absent"},
      {sound + "\n", Recorded(),
       "b: run.json is not what its transcript is worth: it is not written as authconform writes it"},
  };
  for (const auto& row : rows) EXPECT_EQ(ErrorOf(BundleOf(row.run_json), WorthRun(row.judged)), row.error);
}

TEST(Rejudge, TellsThatAnotherVersionMayJudgeOtherwise) {
  FinishedRun older = Recorded();
  older.authconform = "0.0.9";
  // This judge signs with its own version: that alone is no difference.
  EXPECT_EQ(ErrorOf(BundleOf(WriteRun(older), "0.0.9"), WorthRun(Recorded())), "reproduced");
  FinishedRun failed = Recorded();
  failed.cases[0].verdict = Verdict::kFail;
  EXPECT_EQ(ErrorOf(BundleOf(WriteRun(older), "0.0.9"), WorthRun(failed)),
            std::string("b: run.json is not what its transcript is worth: /cases/0/verdict is \"pass\", judged again "
                        "\"fail\"; authconform 0.0.9 made the bundle and this is ") +
                kVersion + ", which may judge otherwise");
  EXPECT_EQ(ErrorOf(BundleOf(WriteRun(older)), WorthRun(Recorded())),
            "b: run.json and manifest.json name two versions of authconform");
}

TEST(Rejudge, SaysWhichFileInsideCannotBeRead) {
  const JudgesTranscript sound = WorthRun(Recorded());
  EXPECT_THAT(ErrorOf(BundleOf("{"), sound), StartsWith("b: run.json:line 1, column 2: "));
  EXPECT_THAT(ErrorOf(BundleOf("[]"), sound), StartsWith("b: run.json: "));

  OpenedBundle bundle = BundleOf(WriteRun(Recorded()));
  bundle.files.erase("specs/duktig/token/decisions.json");
  EXPECT_EQ(ErrorOf(bundle, sound), "b: specs/duktig/token/decisions.json: the file is missing");

  bundle = BundleOf(WriteRun(Recorded()));
  bundle.files["cases/duktig/token.cases.json"] = "{";
  EXPECT_THAT(ErrorOf(bundle, sound), StartsWith("b: cases/duktig/token.cases.json:line 1, column 2: "));

  const JudgesTranscript lost = [](const auto&, auto, const std::string& file) {
    return Result<FinishedRun>(Error{file, "line 3", "a case that nobody asked"});
  };
  EXPECT_EQ(ErrorOf(BundleOf(WriteRun(Recorded())), lost), "b: transcript.ndjson:line 3: a case that nobody asked");
}

}  // namespace
}  // namespace authconform
