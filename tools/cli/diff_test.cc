// diff from outside, on runs of the reference backend as run leaves them: folders, bundles and a history.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/base/json.h"
#include "tools/cli/testing/child_process.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kSignIn = "duktig/token/valid/sign-in";

// Three nights of one target: good, with a fault, and with nobody listening.
class DiffCommand : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = FreshFolder("diff");
    ASSERT_EQ(RunAuthconform({"keygen", folder_ + "/key"}).code, 0);
    {
      ChildProcess reference({AuthconformPath(), "reference", "--write-target", folder_});
      reference.AwaitError("Ctrl-C ends it.");
      ASSERT_EQ(RunInto("good"), 0);
    }
    {
      ChildProcess reference(
          {AuthconformPath(), "reference", "--write-target", folder_, "--fault", "duktig-wrong-status"});
      reference.AwaitError("Ctrl-C ends it.");
      ASSERT_EQ(RunInto("faulty"), 1);
    }
    ASSERT_EQ(RunInto("dead"), 3);
  }

  static int RunInto(const std::string& name) {
    std::vector<std::string> arguments = {"run", "duktig", "--only", "*/valid/*", "--target", folder_ + "/target.json"};
    for (const std::string& each :
         std::vector<std::string>{"--out", folder_ + "/" + name, "--history", At("past.db")}) {
      arguments.push_back(each);
    }
    const bool bundled = name != "dead";
    if (bundled) {
      for (const std::string& each : std::vector<std::string>{"--bundle", At(name + ".acb"), "--sign-key", At("key")}) {
        arguments.push_back(each);
      }
    }
    const Ended ended = RunAuthconform(arguments);
    EXPECT_TRUE(ended.code >= 0 && ended.code <= 3) << ended.err;
    return ended.code;
  }

  static std::string At(const std::string& name) { return folder_ + "/" + name; }

  static Ended Compare(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "diff");
    return RunAuthconform(arguments);
  }

  // A folder of the faulty run with this transcript.
  static std::string WithTranscript(const std::string& name, const std::string& transcript) {
    std::filesystem::create_directories(At(name));
    WriteText(At(name + "/run.json"), ReadText(At("faulty/run.json")));
    WriteText(At(name + "/transcript.ndjson"), transcript);
    return At(name);
  }

  // Words alone, with one blank between them: lines are broken where a path's length wants it.
  static std::string Unwrapped(const std::string& text) {
    std::string words;
    for (const char each : text) {
      const char plain = each == '\n' ? ' ' : each;
      if (plain != ' ' || !words.ends_with(' ')) words += plain;
    }
    return words;
  }

  static inline std::string folder_;
};

TEST_F(DiffCommand, TellsARegressionItsCauseAndItsFinding) {
  const Ended ended = Compare({At("past.db#2")});
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_EQ(ended.err, "");
  EXPECT_THAT(ended.out, StartsWith("run 1  reference backend, http://127.0.0.1:"));
  EXPECT_THAT(ended.out, HasSubstr("\n✗ regression  duktig/token/valid/sign-in  pass → fail\n"
                                   "  cause       the target changed\n"
                                   "  why         by the spec and cases of either run the answers of run 1 come to\n"
                                   "              pass and those of run 2 to fail\n"
                                   "  rule        success is 200 — duktig.md:40 (must)\n"
                                   "    expected    200\n"
                                   "    actual      201 Created\n"));
  EXPECT_THAT(ended.out, HasSubstr("\n1 regression; 2 cases as before\n"));
  EXPECT_THAT(ended.out, Not(HasSubstr("\x1b[")));
}

TEST_F(DiffCommand, TakesARunInAnyForm) {
  for (const char* before : {"good", "good/run.json", "good.acb", "past.db#1"}) {
    for (const char* now : {"faulty", "faulty/run.json", "faulty.acb", "past.db#2"}) {
      const Ended worse = Compare({At(before), At(now)});
      EXPECT_EQ(worse.code, 1) << before << ' ' << now << '\n' << worse.err;
      EXPECT_THAT(worse.out, HasSubstr("✗ regression  duktig/token/valid/sign-in  pass → fail\n"
                                       "  cause       the target changed\n"));
      const Ended better = Compare({At(now), At(before)});
      EXPECT_EQ(better.code, 0) << before << ' ' << now << '\n' << better.err;
      EXPECT_THAT(better.out, AllOf(HasSubstr("✓ mended  duktig/token/valid/sign-in  fail → pass\n"),
                                    HasSubstr("\nno regression, 1 mended; 2 cases as before\n")));
    }
  }
  const Ended same = Compare({At("good"), At("good.acb")});
  EXPECT_EQ(same.code, 0) << same.err;
  EXPECT_THAT(same.out, HasSubstr("no regression; 3 cases as before\n"));
}

TEST_F(DiffCommand, NobodyListeningIsARegressionWhereSomebodyDid) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{At("good"), At("dead")},
                                                    {At("past.db")},
                                                    {At("past.db"), "--target", "reference backend"}}) {
    const Ended ended = Compare(arguments);
    EXPECT_EQ(ended.code, 1) << ended.err;
    EXPECT_THAT(Unwrapped(ended.out), HasSubstr(" judged nothing: cannot connect to http://127.0.0.1:"));
    EXPECT_THAT(ended.out, AllOf(HasSubstr("\n✗ lost  "), HasSubstr(" judged nothing\n  cause       the environment, "),
                                 HasSubstr("\n1 regression; ")));
  }
  const Ended from_dead = Compare({At("dead"), At("good")});
  EXPECT_EQ(from_dead.code, 3) << from_dead.err;
  EXPECT_THAT(from_dead.out, HasSubstr("\nnothing can be compared: "));
  EXPECT_THAT(from_dead.out, Not(HasSubstr(" as before")));
}

TEST_F(DiffCommand, ASpecThatWasEditedIsThePlan) {
  const std::string specs = FreshFolder("diff_specs");
  const char* const source = std::getenv("TEST_SRCDIR");
  ASSERT_NE(source, nullptr);
  for (const char* each : {"specs", "cases"}) {
    std::filesystem::copy(std::string(source) + "/authconform/" + each, specs + "/" + each,
                          std::filesystem::copy_options::recursive);
  }
  const std::string file = specs + "/specs/duktig/token/spec.json";
  std::string text = ReadText(file);
  const size_t at = text.find("\"status\": 200,");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 14, "\"status\": 201,");
  std::filesystem::remove(file);
  WriteText(file, text);
  std::string target;
  {
    ChildProcess reference({AuthconformPath(), "reference", "--write-target", specs});
    reference.AwaitError("Ctrl-C ends it.");
    ASSERT_EQ(RunAuthconform({"--specs", specs, "run", "duktig", "--only", "*/valid/*", "--target",
                              specs + "/target.json", "--out", specs + "/out"})
                  .code,
              1);
  }
  const Ended known = Compare({At("good.acb"), specs + "/out", "--specs", specs});
  EXPECT_EQ(known.code, 1) << known.err;
  EXPECT_THAT(known.out, HasSubstr("  cause       the spec or the cases changed\n"));
  EXPECT_THAT(known.out, HasSubstr("the target was asked at http://"));
  // Without the specs of either: by today's both come to the same.
  const Ended unknown = Compare({At("good"), specs + "/out"});
  EXPECT_THAT(unknown.out, HasSubstr("  cause       the spec or the cases changed\n"));
  EXPECT_THAT(unknown.out, HasSubstr("not the answers changed"));
}

TEST_F(DiffCommand, JsonTellsAll) {
  const Ended ended = Compare({At("past.db#1"), At("past.db#2"), "--json"});
  EXPECT_EQ(ended.code, 1) << ended.err;
  const Result<Json> told = ParseJson(ended.out);
  ASSERT_TRUE(told.ok()) << told.error().ToString();
  const struct {
    const char* pointer;
    Json value;
  } rows[] = {
      {"/before/target", "reference backend"},
      {"/before/name", "run 1"},
      {"/now/exit_code", 1},
      {"/now/verdict", "does not conform"},
      {"/regressions", 1},
      {"/lost", false},
      {"/lost_cause", nullptr},
      {"/same_as_earlier", 0},
      {"/first_judged", 0},
      {"/changes/0/lost", false},
      {"/same", 2},
      {"/exit_code", 1},
      {"/changes/0/case", kSignIn},
      {"/changes/0/from", "pass"},
      {"/changes/0/to", "fail"},
      {"/changes/0/before", "run 1"},
      {"/changes/0/regression", true},
      {"/changes/0/mended", false},
      {"/changes/0/cause", "target"},
      {"/changes/0/findings/0/rule/id", "success-status"},
      {"/changes/0/findings/0/actual", "201 Created"},
  };
  for (const auto& row : rows) {
    const Json* value = told->At(row.pointer);
    ASSERT_NE(value, nullptr) << row.pointer;
    EXPECT_EQ(WriteJson(*value), WriteJson(row.value)) << row.pointer;
  }
}

TEST_F(DiffCommand, IsColouredOnATerminal) {
  const Ended ended = RunAuthconform({"diff", At("past.db#2")},
                                     {.environment = {{"TERM", "xterm"}}, .output = ChildOptions::Output::kTerminal});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, HasSubstr("\x1b[31m✗ regression\x1b[0m"));
}

TEST_F(DiffCommand, SaysWhatItCannotRead) {
  const std::string whole = ReadText(At("faulty/transcript.ndjson"));
  WriteText(At("diary"), "my diary");
  WriteText(At("noise"), std::string("\x8f\xe1 noise\0\x93", 11));
  WriteText(At("cut.acb"), ReadText(At("good.acb")).substr(0, 4'000));
  std::filesystem::create_directories(At("empty"));
  std::filesystem::resize_file(WithTranscript("huge", whole) + "/transcript.ndjson", size_t{300} << 20);
  const struct {
    std::vector<std::string> arguments;
    std::string err;
  } rows[] = {
      {{}, "before is required"},
      {{At("none"), At("good")}, At("none") + ": cannot be read: No such file or directory"},
      {{At("good")}, At("good") + ": is no history: name a second run that it is compared with"},
      {{At("good"), At("empty")},
       At("empty") + ": holds no run.json: name a folder that run --out wrote, a bundle or a history"},
      {{At("good"), At("diary")}, At("diary") + ":line 1, column 1: "},
      {{At("good"), At("noise")}, At("noise") + ": is neither a run.json nor a bundle nor a history, or a damaged one"},
      {{At("good"), At("cut.acb")}, At("cut.acb") + ": the archive ends early"},
      {{At("good"), At("past.db#9")}, At("past.db") + ": has no run 9"},
      {{At("good"), At("diary#1")}, At("diary") + ": is not a history"},
      {{At("past.db"), "--target", "reference"},
       At("past.db") + ": has no target \"reference\", did you mean \"reference backend\"?"},
      {{At("good"), WithTranscript("half", whole.substr(0, whole.size() / 2))},
       At("half/transcript.ndjson") + ":line "},
      {{At("good"), WithTranscript("text", "dear diary\n")}, At("text/transcript.ndjson") + ":line 1, line 1, column "},
      {{At("good"), WithTranscript("other", ReadText(At("good/transcript.ndjson")))},
       At("other/transcript.ndjson") + ":line 1: is the transcript of another run than run.json is of"},
      {{At("good"), At("huge")}, At("huge/transcript.ndjson") + ": is larger than "},
      {{At("good"), At("faulty"), "--specs-before", At("empty")}, At("empty") + "/specs: "},
      {{At("good"), At("faulty"), "extra"}, "diff takes no \"extra\""},
  };
  for (const auto& row : rows) {
    const Ended ended = Compare(row.arguments);
    EXPECT_EQ(ended.code, 2) << row.err;
    EXPECT_THAT(ended.err, StartsWith("authconform: " + row.err));
    EXPECT_EQ(ended.out, "");
  }
}

// A folder without a transcript is one that people may have kept; what would tell is not there, and that is said.
TEST_F(DiffCommand, WithoutATranscriptTheCauseIsUnknown) {
  std::filesystem::create_directories(At("bare"));
  WriteText(At("bare/run.json"), ReadText(At("good/run.json")));
  const Ended ended = Compare({At("bare"), At("faulty")});
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_THAT(Unwrapped(ended.out), HasSubstr(" the cause is not known why there is no transcript.ndjson beside " +
                                              At("bare/run.json") + " "));
}

TEST_F(DiffCommand, WhatATargetSaidCannotReachTheTerminal) {
  std::string text = ReadText(At("faulty/run.json"));
  for (size_t at = text.find("\"reference backend\""); at != std::string::npos;
       at = text.find("\"reference backend\"", at + 19)) {
    text.replace(at, 19, "\"\\u001b[31macme\"");
  }
  WriteText(At("hostile.json"), text);
  const Ended ended = Compare({At("good"), At("hostile.json")});
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_THAT(ended.out, AllOf(HasSubstr("\\x1b[31macme"), Not(HasSubstr("\x1b"))));
}

}  // namespace
}  // namespace authconform
