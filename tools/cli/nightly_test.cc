// authconform nightly from outside: killed, stopped, doubled, and told what ends in which exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <random>
#include <sstream>
#include <thread>

#include "harness/base/json.h"
#include "tools/cli/testing/child_process.h"
#include "tools/cli/testing/secret_forms.h"
#include "tools/nightly/testing/nightly_folder.h"

namespace authconform::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kOneConnection = R"("limits": {"wrong_passwords": 100, "concurrency": 1})";

Ended Nightly(const std::string& file, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments = {"nightly", file};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return RunAuthconform(arguments);
}

// Three targets of one connection each.
NightlyFolder ThreeTargets(const std::string& name, const ScriptedBackend& backend) {
  NightlyFolder nights(name);
  for (const char* target : {"acme", "globex", "initech"}) {
    backend.WriteTarget(nights.folder() + "/" + target, kOneConnection);
    nights.AddFile(target, std::string(target) + "/target.json");
  }
  nights.Write(R"("site": "site")");
  return nights;
}

TEST(NightlyCommand, KilledAtAnyMomentAndResumedItComesToTheSameAndRepeatsNothing) {
  ScriptedBackend backend([](const Asked& asked) {
    Answer answer = KeepTheDocument(asked);
    if (asked.IsSignIn()) answer.body = R"({"tokens": "none"})";
    return answer;
  });
  const NightlyFolder whole = ThreeTargets("whole", backend);
  ASSERT_EQ(Nightly(whole.folder() + "/nightly.json").code, 0);
  const int requests = backend.requests();
  const std::vector<std::string> found = Found(whole.history());
  ASSERT_THAT(found, Not(IsEmpty()));

  const unsigned seed = std::random_device()();
  std::mt19937 random(seed);
  for (int point = 0; point < 20; ++point) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", point " + std::to_string(point));
    const NightlyFolder nights = ThreeTargets("killed", backend);
    const std::string file = nights.folder() + "/nightly.json";
    const int before = backend.requests();
    // One in four comes after the last answer: while reports, history and site are written.
    const bool late = point % 4 == 3;
    const int at = late ? requests : std::uniform_int_distribution(1, requests)(random);
    ChildProcess child({AuthconformPath(), "nightly", file, "--quiet"});
    while (backend.requests() - before < at) std::this_thread::sleep_for(std::chrono::microseconds(200));
    if (late) std::this_thread::sleep_for(std::chrono::milliseconds(std::uniform_int_distribution(0, 400)(random)));
    child.Signal(SIGKILL);
    if (child.Wait().code == 128 + SIGKILL) {
      // Nothing is left to resume where the kill came between the night's end and the process's.
      const Ended resumed = Nightly(file, {"--resume-if-any"});
      EXPECT_EQ(resumed.code, 0) << resumed.err << resumed.out;
    }
    EXPECT_EQ(Found(nights.history()), found);
    // Of each connection at most the one request that was under way.
    EXPECT_LE(backend.requests() - before, requests + 3);
    EXPECT_GE(backend.requests() - before, requests);
    EXPECT_TRUE(std::filesystem::exists(nights.folder() + "/site/index.html"));
    EXPECT_EQ(Nightly(file, {"--resume"}).code, 2);
  }
}

TEST(NightlyCommand, ASecondNightlyOfTheSameFolderSaysSo) {
  const HangingBackend hanging;
  NightlyFolder nights("double");
  nights.AddUrl("hanging", hanging.url());
  const std::string file = nights.Write();
  ChildProcess first({AuthconformPath(), "nightly", file, "--events", nights.folder() + "/events"});
  while (!std::filesystem::exists(nights.folder() + "/nights/") || !std::filesystem::exists(nights.history())) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const Ended second = Nightly(file);
  EXPECT_EQ(second.code, 2);
  EXPECT_THAT(second.err, HasSubstr("is being written by another nightly"));
  EXPECT_EQ(first.Wait().code, 3);
}

TEST(NightlyCommand, CtrlCStopsSoonAndSaysHowToGoOn) {
  const ScriptedBackend slow([](const Asked& asked) {
    std::this_thread::sleep_for(std::chrono::milliseconds(asked.number > 6 ? 20 : 0));
    return KeepTheDocument(asked);
  });
  const NightlyFolder nights = ThreeTargets("stopped", slow);
  const std::string file = nights.folder() + "/nightly.json";
  ChildProcess child({AuthconformPath(), "nightly", file});
  while (slow.requests() < 10) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  child.Signal(SIGINT);
  const Ended ended = child.Wait();
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.out, HasSubstr("It is not finished, and nothing is lost: the same command with --resume goes on"));
  const Ended resumed = Nightly(file, {"--resume"});
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("Going on with the night "));
}

// What a machine's start may say every time.
TEST(NightlyCommand, ResumeIfAnyGoesOnWithTheLastNightAndOtherwiseDoesNothing) {
  const ScriptedBackend slow([](const Asked& asked) {
    std::this_thread::sleep_for(std::chrono::milliseconds(asked.number > 6 && asked.number < 30 ? 20 : 0));
    return KeepTheDocument(asked);
  });
  const NightlyFolder nights = ThreeTargets("if-any", slow);
  const std::string file = nights.folder() + "/nightly.json";
  EXPECT_EQ(Nightly(file, {"--resume-if-any"}).code, 0) << "there was no night yet";
  EXPECT_EQ(slow.requests(), 0);
  ChildProcess child({AuthconformPath(), "nightly", file});
  while (slow.requests() < 10) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  child.Signal(SIGKILL);
  child.Wait();
  const Ended resumed = Nightly(file, {"--resume-if-any"});
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("Going on with the night "));
  const int requests = slow.requests();
  const Ended nothing = Nightly(file, {"--resume-if-any"});
  EXPECT_EQ(nothing.code, 0);
  EXPECT_EQ(nothing.err, "The last night is finished: there is nothing to resume.\n");
  EXPECT_EQ(Nightly(file, {"--resume-if-any", "--quiet"}).err, "");
  EXPECT_EQ(slow.requests(), requests);
  EXPECT_EQ(Nightly(nights.folder() + "/nowhere.json", {"--resume-if-any"}).code, 2);
  EXPECT_EQ(Nightly(file, {"--resume-if-any", "--resume"}).code, 2);
}

TEST(NightlyCommand, TheFlagWinsOverTheFilesPolicy) {
  FaultyBackend backend;
  backend.faulty = true;
  NightlyFolder nights("policy");
  nights.Add("acme", backend);
  const struct {
    const char* member;
    std::vector<std::string> flags;
    int code;
  } rows[] = {
      {"", {}, 0},
      {R"("fail_on": "failures")", {}, 1},
      {R"("fail_on": "failures")", {"--fail-on", "never"}, 0},
      {R"("fail_on": "never")", {"--fail-on", "failures"}, 1},
      {R"("fail_on": "never")", {"--fail-on", "regressions"}, 0},
  };
  for (const auto& row : rows) EXPECT_EQ(Nightly(nights.Write(row.member), row.flags).code, row.code) << row.member;
}

TEST(NightlyCommand, EventsGoWhereTheyAreWantedAndTheSummaryAside) {
  FaultyBackend backend;
  NightlyFolder nights("events");
  nights.Add("acme", backend);
  const Ended ended = Nightly(nights.Write(), {"--events", "-", "--quiet"});
  EXPECT_EQ(ended.code, 0);
  std::istringstream lines(ended.out);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const Result<Json> json = ParseJson(line);
    ASSERT_TRUE(json.ok()) << line;
    EXPECT_NE(json->Find("event"), nullptr);
    EXPECT_NE(json->Find("time"), nullptr);
  }
  EXPECT_GE(count, 4);
  EXPECT_THAT(ended.err, HasSubstr("1 of 1 target conforms, 0 regressions"));
}

TEST(NightlyCommand, ADryRunSendsNothingAndNamesWhatIsBroken) {
  FaultyBackend backend;
  NightlyFolder nights("dry");
  nights.Add("acme", backend, R"("endpoints": ["backoffice"], "repeat": 2)");
  nights.AddFile("missing", "nowhere.json");
  const std::string file = nights.Write();
  const Ended both = Nightly(file, {"--dry-run"});
  EXPECT_EQ(both.code, 3);
  EXPECT_THAT(both.out, AllOf(HasSubstr("acme  http://127.0.0.1:"), HasSubstr("cases: backoffice/auth\n"),
                              HasSubstr("missing  error: ")));
  EXPECT_EQ(Nightly(file, {"--dry-run", "--only-target", "ac*"}).code, 0);
  EXPECT_EQ(backend.http().requests(), 0);
  EXPECT_FALSE(std::filesystem::exists(nights.folder() + "/nights"));
}

TEST(NightlyCommand, BadInputEndsInTwoWithItsPlace) {
  const std::string folder = FreshFolder("bad");
  const std::string file = folder + "/n.json";
  WriteText(folder + "/a.json", R"({"url": "http://a"})");
  const struct {
    const char* text;
    std::vector<std::string> flags;
    const char* error;
  } rows[] = {
      {R"({"targets": []})", {}, "n.json:/targets: expected an array of at least 1 item"},
      {R"({"targets": [{"target": "a.json", "rate": 1}]})", {}, "n.json:/targets/0/rate: unknown member"},
      {R"({"targets": [{"target": "a.json"}, {"target": "a.json"}]})", {}, "n.json:/targets/1: is named as /targets/0"},
      {R"({"targets": [{"target": "a.json"}]})", {"--resume"}, "holds no unfinished night"},
      {R"({"targets": [{"target": "a.json"}]})", {"--only-target", "b"}, "no target is named \"b\""},
      {R"({"targets": [{"target": "a.json"}]})", {"--fail-on", "regression"}, "--fail-on"},
  };
  for (const auto& row : rows) {
    WriteText(file, row.text);
    const Ended ended = Nightly(file, row.flags);
    EXPECT_EQ(ended.code, 2) << row.text;
    EXPECT_THAT(ended.err, HasSubstr(row.error)) << row.text;
  }
  EXPECT_EQ(Nightly(folder + "/nowhere.json").code, 2);
}

TEST(NightlyCommand, LintKnowsANightlyFileAndAllThatItNames) {
  FaultyBackend backend;
  NightlyFolder nights("lint");
  nights.Add("acme", backend);
  const Ended sound = RunAuthconform({"lint", nights.Write()});
  EXPECT_EQ(sound.code, 0) << sound.out;
  EXPECT_EQ(sound.out, "2 checked, no mistakes\n");
  const Ended telling =
      RunAuthconform({"lint", nights.Write(R"("site": "site", "title": )" + WriteJson(Json(kPassword)))});
  EXPECT_EQ(telling.code, 2);
  EXPECT_THAT(telling.out, HasSubstr("nightly.json:/title: holds a secret of the target file of /targets/0"));
  nights.Add("misled", backend, R"("endpoints": ["dutkig"])");
  nights.AddFile("missing", "nowhere.json");
  const Ended broken = RunAuthconform({"lint", nights.Write()});
  EXPECT_EQ(broken.code, 2);
  EXPECT_THAT(broken.out, AllOf(HasSubstr("nightly.json:/targets/1/endpoints: there is no endpoint"),
                                HasSubstr("nowhere.json: cannot be read")));
  const Ended malformed = RunAuthconform({"lint", nights.Write(R"("fail_one": "never")")});
  EXPECT_THAT(malformed.out, HasSubstr("nightly.json:/fail_one: unknown member, did you mean \"fail_on\"?"));
  const std::string twice = RunAuthconform({"lint", nights.Write(R"("fail_one": "never", "side_by_side": 0)")}).out;
  EXPECT_THAT(twice, AllOf(HasSubstr("nightly.json:/fail_one: "), HasSubstr("nightly.json:/side_by_side: ")));
}

TEST(NightlyCommand, WritesNoSecret) {
  const ScriptedBackend telltale([](const Asked& asked) {
    Answer answer = KeepTheDocument(asked);
    if (!asked.IsSignIn()) answer.body = R"({"message": "no )" + std::string(kToken) + "\"}";
    return answer;
  });
  const std::string targets = FreshFolder("secrets");
  telltale.WriteTarget(targets);
  NightlyFolder nights("written");
  nights.AddFile("acme", targets + "/target.json");
  const std::string file = nights.Write(R"("site": "site")");
  const Ended ended = Nightly(file, {"--events", nights.folder() + "/events.ndjson"});
  const Written written = AllWritten(nights.folder(), ended);
  ASSERT_THAT(written, Not(SizeIs(::testing::Le(5))));
  ExpectNowhere(written, "password", kPassword);
  ExpectNowhere(written, "inactive password", kInactivePassword);
  ExpectNowhere(written, "token", kToken);
}

}  // namespace
}  // namespace authconform::testing
