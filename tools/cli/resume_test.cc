// Runs with a journal that are killed, and what comes of them when they are resumed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "harness/base/json.h"
#include "harness/run/judge_shelf.h"
#include "harness/run/run_json.h"
#include "harness/run/runner.h"
#include "harness/run/transcript.h"
#include "tools/choice/choice.h"
#include "tools/cli/testing/child_process.h"
#include "tools/cli/testing/finished_run.h"
#include "tools/cli/testing/journaled.h"
#include "tools/cli/testing/scripted_backend.h"
#include "tools/embed/embedded.h"
#include "tools/reference/demo_accounts.h"
#include "tools/reference/reference.h"

namespace authconform {
namespace {

using testing::ChildProcess;
using ::testing::ElementsAreArray;
using testing::ExpectReplays;
using ::testing::HasSubstr;
using testing::Killer;
using testing::ReadText;
using testing::ScriptedBackend;
using testing::Verdicts;
using testing::WriteText;

constexpr const char* kEndpoint = "backoffice/auth";
constexpr const char* kOneConnection = R"("limits": {"concurrency": 1, "wrong_passwords": 1000})";

// Good but for a few things, each with another finding; every sign-in gives another token.
testing::Answer BreakSome(const testing::Asked& asked) {
  testing::Answer answer = testing::KeepTheDocument(asked);
  if (answer.status == 200) {
    std::string token = testing::kToken;
    const std::string number = std::to_string(100'000 + asked.number);
    token.replace(token.size() - number.size(), number.size(), number);
    answer.body = R"({"token": ")" + token + R"(", "session": "S)" + number + R"(xYz81Kq"})";
    answer.headers = {{"X-Trace", "t" + number}};  // Cache-Control is missing
  } else if (answer.status == 401) {
    answer.body = R"({"message": "no", "you_sent": ")" + std::to_string(asked.body.size()) + R"("})";
  } else if (answer.status == 400) {
    answer.status = 500;
    const Result<Json> body = ParseJson(asked.body);
    const Json* password = body ? body->Find("password") : nullptr;
    answer.body = WriteJson(Json::Object{{"password", password != nullptr ? *password : Json()}});  // it comes back
  }
  return answer;
}

struct Manner {
  const char* name;
  testing::Script script;
  int after;  // the request that is not answered any more
};
const Manner kManners[] = {{"good", testing::KeepTheDocument, 6}, {"bad", BreakSome, 2}};

TEST(Resume, AProcessKilledInEveryRequestGivesTheSameRunAndRepeatsOnlyWhatWasUnderWay) {
  for (const Manner& manner : kManners) {
    SCOPED_TRACE(manner.name);
    Killer killer;
    const ScriptedBackend backend([&](const testing::Asked& asked) {
      killer.Heard();
      return manner.script(asked);
    });
    const std::string whole = testing::FreshFolder(std::string("whole-") + manner.name);
    const std::string target = backend.WriteTarget(whole, kOneConnection);
    const authconform::Run expected = testing::FinishJournaled(kEndpoint, target, whole);
    const int requests = backend.requests();
    ASSERT_EQ(expected.requests, requests);

    const std::string folder = testing::FreshFolder(std::string("killed-") + manner.name);
    const int kills = testing::FinishThroughKills(kEndpoint, target, folder, manner.after, killer);
    EXPECT_GE(kills, requests / (2 * (manner.after - 1)));
    EXPECT_EQ(backend.requests() - requests, requests + kills);
    const authconform::Run resumed = testing::ReadRunJson(folder);
    EXPECT_THAT(Verdicts(resumed), ElementsAreArray(Verdicts(expected)));
    EXPECT_EQ(resumed.partial, expected.partial);
    EXPECT_EQ(resumed.controls, expected.controls);
    EXPECT_GE(resumed.requests, expected.requests);
    ExpectReplays(kEndpoint, folder);

    const int before = backend.requests();
    const std::string first = ReadText(folder + "/run.json");
    testing::FinishJournaled(kEndpoint, target, folder);
    EXPECT_EQ(ReadText(folder + "/run.json"), first);
    EXPECT_EQ(backend.requests(), before) << "a run that is whole asks nothing";
    ExpectReplays(kEndpoint, folder);
  }
}

// A target file for the reference backends' account of a vendor.
std::string WriteReferenceTarget(const std::string& folder, const std::string& url, const std::string& vendor) {
  Json::Object accounts;
  for (const DemoAccount& account : DemoAccounts()) {
    if (account.vendor != vendor) continue;
    WriteText(folder + "/" + account.role, account.password);
    accounts.emplace_back(account.role,
                          Json::Object{{"login", account.login}, {"password", Json::Object{{"file", account.role}}}});
  }
  Json::Object target = {
      {"url", url}, {"accounts", accounts}, {"limits", Json::Object{{"concurrency", 4}, {"wrong_passwords", 1000}}}};
  if (const DemoClientKey client = DemoClient(vendor); !client.key.empty()) {
    WriteText(folder + "/key", client.key);
    Json::Object shown;
    if (!client.id.empty()) shown.emplace_back("id", client.id);
    shown.emplace_back("key", Json::Object{{"file", "key"}});
    target.emplace_back("client", shown);
  }
  WriteText(folder + "/target.json", WriteJson(target));
  return folder + "/target.json";
}

struct Backend {
  const char* endpoint;
  std::vector<std::string> faults;
};
const Backend kBackends[] = {
    {"duktig/token", {"duktig-no-cache-control", "duktig-wrong-content-type"}},
    {"gooru/token", {"gooru-no-allow"}},
    {"microting/token", {}},
    {"recoveryconnect/auth", {"recoveryconnect-enumeration"}},
};

TEST(Resume, AProcessKilledAtAnyMomentGivesTheSameRun) {
  std::minstd_rand random(20261123);
  for (const Backend& each : kBackends) {
    SCOPED_TRACE(each.endpoint);
    ReferenceOptions options;
    const std::vector<std::string>& faults = each.faults;
    options.faults = faults;
    const Result<std::unique_ptr<ReferenceServer>> server = ReferenceServer::Start(options);
    ASSERT_TRUE(server) << server.error().ToString();
    const std::string vendor = std::string(each.endpoint).substr(0, std::string(each.endpoint).find('/'));
    const std::string whole = testing::FreshFolder("whole-" + vendor);
    const std::string target = WriteReferenceTarget(whole, (*server)->url(), vendor);
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<std::string> expected = Verdicts(testing::FinishJournaled(each.endpoint, target, whole));
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
    std::uniform_int_distribution<int64_t> moment(0, took.count());
    for (int round = 0; round < 4; ++round) {
      SCOPED_TRACE(round);
      const std::string folder = testing::FreshFolder("killed-" + vendor + std::to_string(round));
      for (int kill = 0; kill < 2; ++kill) {
        ChildProcess process(testing::JournaledWords(each.endpoint, target, folder));
        std::this_thread::sleep_for(std::chrono::microseconds(moment(random)));
        process.Signal(SIGKILL);
        process.Wait();
      }
      EXPECT_THAT(Verdicts(testing::FinishJournaled(each.endpoint, target, folder)), ElementsAreArray(expected));
      ExpectReplays(each.endpoint, folder);
    }
  }
}

// A run of this process, with its journal in `folder`. Specs are read and compiled once for all of them.
Result<authconform::Run> RunHere(const std::string& target_file, const std::string& folder, RunOptions options = {}) {
  static const Result<Selection> kSelection = SelectCases(EmbeddedFiles(), {kEndpoint}, {});
  static JudgeShelf judges;
  if (!kSelection) return kSelection.error();
  const Result<Target> target = LoadTargetFile(EmbeddedFiles(), target_file, Secrets::kRead);
  if (!target) return target.error();
  options.journal = folder + "/journal.ndjson";
  options.resume = true;
  options.judges = &judges;
  return RunCases(kSelection->selected, *target, options);
}

TEST(Resume, AJournalCutAnywhereIsResumedAndAsksForWhatIsNotInItAndNoMore) {
  const ScriptedBackend backend(BreakSome);
  const std::string whole = testing::FreshFolder("whole");
  const std::string target = backend.WriteTarget(whole, kOneConnection);
  const Result<authconform::Run> expected = RunHere(target, whole);
  ASSERT_TRUE(expected) << expected.error().ToString();
  const std::string journal = ReadText(whole + "/journal.ndjson");
  // In the midst of a line, before its end, just after it, and in the next one: each in turn.
  std::vector<size_t> cuts = {0, 1, journal.size()};
  size_t line = 0;
  size_t begin = 0;
  for (size_t end = journal.find('\n'); end != std::string::npos; end = journal.find('\n', end + 1)) {
    const size_t places[] = {(begin + end) / 2, end, end + 1, end + 2};
    if (line % 3 == 0) cuts.push_back(places[line / 3 % 4]);
    begin = end + 1;
    ++line;
  }
  for (size_t cut : cuts) {
    SCOPED_TRACE(cut);
    const std::string folder = testing::FreshFolder("cut");
    const std::string left = journal.substr(0, cut);
    WriteText(folder + "/journal.ndjson", left);
    int answered = 0;
    for (size_t at = left.find("{\"answer\":"); at != std::string::npos; at = left.find("{\"answer\":", at + 1)) {
      answered += left.find('\n', at) != std::string::npos ? 1 : 0;
    }
    const int before = backend.requests();
    const Result<authconform::Run> resumed = RunHere(target, folder);
    ASSERT_TRUE(resumed) << resumed.error().ToString();
    EXPECT_EQ(backend.requests() - before, expected->requests - answered);
    EXPECT_THAT(Verdicts(*resumed), ElementsAreArray(Verdicts(*expected)));
    EXPECT_EQ(resumed->controls, expected->controls);
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(Resume, AJournalOfOtherOptionsSpecsOrCasesIsRefusedAndNothingIsSent) {
  const ScriptedBackend backend(testing::KeepTheDocument);
  const std::string folder = testing::FreshFolder("other");
  const std::string target_file = backend.WriteTarget(folder, kOneConnection);
  const Result<Target> target = LoadTargetFile(EmbeddedFiles(), target_file, Secrets::kRead);
  ASSERT_TRUE(target) << target.error().ToString();
  const Result<Selection> selection = SelectCases(EmbeddedFiles(), {kEndpoint}, {"*/valid/*", "*/method/*"});
  ASSERT_TRUE(selection) << selection.error().ToString();
  RunOptions options;
  options.journal = folder + "/journal.ndjson";
  ASSERT_TRUE(RunCases(selection->selected, *target, options));
  const int sent = backend.requests();

  RunOptions again = options;
  again.resume = true;
  std::vector<Selected> fewer = selection->selected;
  fewer.front().cases.pop_back();
  Spec other_spec = *selection->selected.front().spec;
  other_spec.outcomes.at("success").status = 201;
  std::vector<Selected> other = selection->selected;
  other.front().spec = &other_spec;
  Target other_target = *target;
  other_target.endpoints.at("backoffice").accounts.at("active").login = "anna";
  Target new_password = *target;
  new_password.endpoints.at("backoffice").accounts.at("active").password = "another-1234";
  RunOptions twice = again;
  twice.repeat = 2;
  RunOptions strict = again;
  strict.strict = true;
  RunOptions each = again;
  each.controls = ControlPolicy::kEach;
  const struct {
    const std::vector<Selected>& selected;
    const Target& target;
    const RunOptions& options;
    const char* error;
  } kRows[] = {
      {selection->selected, *target, options, "is there already"},
      {selection->selected, *target, twice, "its repeat is \"1\", and this run's is \"2\""},
      {selection->selected, *target, strict, "its strict is \"false\", and this run's is \"true\""},
      {selection->selected, *target, each, "its controls is \"grouped\", and this run's is \"each\""},
      {fewer, *target, again, "the cases of backoffice/auth changed since it was begun"},
      {other, *target, again, "the spec of backoffice/auth changed since it was begun"},
      {selection->selected, other_target, again, "the target's settings changed since it was begun"},
      {selection->selected, new_password, again, "the target's secrets (passwords, keys) changed since it was begun"},
  };
  for (const auto& row : kRows) {
    const Result<authconform::Run> run = RunCases(row.selected, row.target, row.options);
    ASSERT_FALSE(run) << row.error;
    EXPECT_THAT(run.error().ToString(), HasSubstr(row.error));
  }
  EXPECT_EQ(backend.requests(), sent);
}

bool IsWrongPassword(const testing::Asked& asked) {
  return asked.HasLogin(testing::kLogin) && !asked.IsSignIn() && asked.body.find("\"password\"") != std::string::npos &&
         testing::KeepTheDocument(asked).status == 401;
}

TEST(Resume, WrongPasswordsThatWereUnderWayCountSoThatTheLimitIsNeverPassed) {
  constexpr int kLimit = 3;
  Killer killer;
  std::atomic<int> wrong = 0;
  std::atomic<bool> armed = true;
  const ScriptedBackend backend([&](const testing::Asked& asked) {
    if (IsWrongPassword(asked)) {
      ++wrong;
      if (armed) killer.Heard();
    }
    return testing::KeepTheDocument(asked);
  });
  const std::string folder = testing::FreshFolder("limit");
  const std::string target =
      backend.WriteTarget(folder, R"("limits": {"concurrency": 1, "wrong_passwords": 3})", /*inactive=*/false);
  testing::FinishJournaled(kEndpoint, target, testing::FreshFolder("whole"));
  ASSERT_EQ(wrong, kLimit) << "the cases of the endpoint send as many as they may";
  for (int in_flight = 1; in_flight <= kLimit; ++in_flight) {
    SCOPED_TRACE(in_flight);
    wrong = 0;
    const std::string killed = testing::FreshFolder("killed");
    for (int kill = 0; kill < in_flight; ++kill) {
      killer.Load(1);
      ChildProcess process(testing::JournaledWords(kEndpoint, target, killed));
      killer.Point(process);
      ASSERT_NE(process.Wait().code, 0);
    }
    killer.Load(0);
    const authconform::Run run = testing::FinishJournaled(kEndpoint, target, killed);
    EXPECT_EQ(wrong, kLimit);
    EXPECT_THAT(run.partial, HasSubstr("limits.wrong_passwords is 3"));
    EXPECT_THAT(run.partial, HasSubstr("the answers of " + std::to_string(in_flight) + " of them were lost"));
    ExpectReplays(kEndpoint, killed);
  }
}

TEST(Resume, ARunWhoseDiskIsFullSaysSoAndGoesOnOnceThereIsRoom) {
  const ScriptedBackend backend(BreakSome);
  const std::string whole = testing::FreshFolder("whole");
  const std::string target = backend.WriteTarget(whole, kOneConnection);
  const authconform::Run expected = testing::FinishJournaled(kEndpoint, target, whole);
  const std::string folder = testing::FreshFolder("full");
  const int before = backend.requests();
  const std::vector<std::string> words = testing::JournaledWords(kEndpoint, target, folder);
  // Files may have 12 KiB, and who writes more is told so (setrlimit(2)).
  const testing::Ended ended = ChildProcess({"/bin/bash", "-c", "ulimit -f 12; trap '' XFSZ; exec \"$@\"", "run",
                                             words[0], words[1], words[2], words[3]})
                                   .Wait();
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("journal.ndjson: cannot be written: File too large"));
  const int sent = backend.requests() - before;
  EXPECT_LT(sent, expected.requests);
  EXPECT_THAT(Verdicts(testing::FinishJournaled(kEndpoint, target, folder)), ElementsAreArray(Verdicts(expected)));
  // The answer that found no room was asked for again.
  EXPECT_EQ(backend.requests() - before, expected.requests + 1);
}

TEST(Resume, ARunWhoseJournalIsFullIsPartialAndGoesOnWhereThereIsRoom) {
  const ScriptedBackend backend(BreakSome);
  const std::string whole = testing::FreshFolder("whole");
  const std::string target = backend.WriteTarget(whole, kOneConnection);
  const Result<authconform::Run> expected = RunHere(target, whole);
  ASSERT_TRUE(expected) << expected.error().ToString();
  const size_t bytes = ReadText(whole + "/journal.ndjson").size();
  const std::string folder = testing::FreshFolder("full");
  int sent = backend.requests();
  for (size_t most : {bytes / 3, bytes / 3, bytes / 3 * 2}) {
    RunOptions options;
    options.most_journal_bytes = most;
    options.transcript = folder + "/transcript.ndjson";
    const Result<authconform::Run> run = RunHere(target, folder, options);
    ASSERT_TRUE(run) << run.error().ToString();
    EXPECT_EQ(run->partial, "the journal is full at " + SizeText(most));
    EXPECT_TRUE(run->interrupted);
    EXPECT_EQ(run->exit_code, ExitCode::kInconclusive);
    EXPECT_LE(ReadText(folder + "/journal.ndjson").size(), most);
    WriteText(folder + "/run.json", WriteRun(*run));
    ExpectReplays(kEndpoint, folder);
  }
  const Result<authconform::Run> resumed = RunHere(target, folder);
  ASSERT_TRUE(resumed) << resumed.error().ToString();
  EXPECT_THAT(Verdicts(*resumed), ElementsAreArray(Verdicts(*expected)));
  EXPECT_EQ(resumed->partial, expected->partial);
  sent = backend.requests() - sent;
  EXPECT_LE(sent, expected->requests + 3) << "of each process, the answer that found no room was asked for again";
}

TEST(Resume, ARunWhoseTranscriptIsFullIsPartialAndJudgedAgainAlike) {
  const ScriptedBackend backend(BreakSome);
  for (const char* limits : {kOneConnection, R"("limits": {"concurrency": 4, "wrong_passwords": 1000})"}) {
    const std::string folder = testing::FreshFolder("full");
    const std::string target = backend.WriteTarget(folder, limits);
    RunOptions options;
    options.transcript = folder + "/transcript.ndjson";
    const Result<authconform::Run> whole = RunHere(target, folder, options);
    ASSERT_TRUE(whole) << whole.error().ToString();
    const std::string text = ReadText(options.transcript);
    const size_t asked = text.find("{\"control\":");  // the cases come before
    for (size_t percent : {10, 30, 50, 70, 90}) {
      SCOPED_TRACE(percent);
      options.most_transcript_bytes = asked + (text.size() - asked) * percent / 100;
      const std::string cut = testing::FreshFolder("cut");
      options.transcript = cut + "/transcript.ndjson";
      const Result<authconform::Run> run = RunHere(target, cut, options);
      ASSERT_TRUE(run) << run.error().ToString();
      EXPECT_EQ(run->partial, "the transcript is full at " + SizeText(options.most_transcript_bytes));
      EXPECT_EQ(run->exit_code, ExitCode::kInconclusive);
      EXPECT_LE(ReadText(options.transcript).size(), options.most_transcript_bytes);
      WriteText(cut + "/run.json", WriteRun(*run));
      ExpectReplays(kEndpoint, cut);
    }
  }
}

}  // namespace
}  // namespace authconform
