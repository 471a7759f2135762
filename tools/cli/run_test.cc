// `authconform run` against backends that misbehave: the verdicts, the exit code, and what people are told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>

#include "tools/cli/testing/child_process.h"
#include "tools/cli/testing/finished_run.h"
#include "tools/cli/testing/scripted_backend.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr const char* kNoStore = "no-store";

TEST(Run, SaysThatABackendConforms) {
  const ScriptedBackend backend(KeepTheDocument);
  const FinishedRun outcome = RunAgainst(backend);
  EXPECT_EQ(outcome.ended.code, 0) << outcome.ended.err;
  EXPECT_THAT(outcome.ended.out, HasSubstr("\nscripted conforms to its documents.\n"));
  EXPECT_EQ(outcome.ended.err,
            "Reports in " + outcome.folder + ": report.html junit.xml report.md run.json transcript.ndjson\n");
  EXPECT_THAT(FilesIn(outcome.folder),
              ElementsAre("junit.xml", "report.html", "report.md", "run.json", "transcript.ndjson"));
  EXPECT_EQ(outcome.run.Total(Verdict::kPass), static_cast<int64_t>(outcome.run.cases.size()));
  EXPECT_EQ(outcome.run.requests, backend.requests());
  EXPECT_EQ(outcome.run.partial, "");
}

TEST(Run, SaysInItsOwnWordsWhyATargetCannotBeJudged) {
  const ScriptedBackend http(KeepTheDocument);
  const ScriptedBackend tls(KeepTheDocument, true);
  std::atomic<bool> over = false;
  const ScriptedBackend slow([&](const Asked& asked) {
    while (!over) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return KeepTheDocument(asked);
  });
  const ScriptedBackend refuses([](const Asked&) { return Answer{401, R"({"message": "no"})", {}}; });
  const ScriptedBackend forbids([](const Asked&) { return Answer{403, R"({"message": "no"})", {}}; });
  const ScriptedBackend limits([](const Asked&) { return Answer{429, "", {{"Retry-After", "0"}}}; });
  const std::string dead = "http://127.0.0.1:" + std::to_string(DeadPort());
  const std::string https = "https" + http.url().substr(4);
  const struct {
    std::string name;
    std::string url;
    std::string error;  // a regular expression
  } rows[] = {
      {"dead", dead, "cannot connect to " + dead + ": .*Connection refused"},
      {"no_such_host", "http://no.such.host.invalid", "the host of http://no.such.host.invalid cannot be found: .*"},
      {"no_tls", https, "no TLS with " + https + ": the server does not speak TLS there.*"},
      {"self_signed", tls.url(), "no TLS with " + tls.url() + ": .*certificate.*"},
      {"slow", slow.url(), slow.url() + " does not answer: .*"},
      {"refuses", refuses.url(),
       "backoffice/auth: the target refuses the active account \\(401\\): check its login, password and client in the "
       "target file"},
      {"forbids", forbids.url(),
       "backoffice/auth: the target refuses the active account \\(403\\): check its login, password and client in the "
       "target file"},
      {"limits", limits.url(), "backoffice/auth: the target limits the rate of requests \\(429\\)"},
  };
  for (const auto& row : rows) {
    const std::string folder = FreshFolder("preflight_" + row.name);
    WriteText(folder + "/pw", kPassword);
    WriteText(folder + "/target.json",
              R"({"url": ")" + row.url + R"(", "accounts": {"active": {"login": "ann", "password": {"file": "pw"}}},)" +
                  R"("limits": {"exchange_timeout_ms": 2000}, "endpoints": {"backoffice": {}}})");
    const FinishedRun outcome = RunTarget(folder + "/target.json");
    EXPECT_EQ(outcome.ended.code, 3) << row.name;
    EXPECT_THAT(outcome.ended.err, MatchesRegex("Reports in .*\nauthconform: nothing was judged: " + row.error + "\n"))
        << row.name;
    EXPECT_THAT(outcome.run.cases, IsEmpty()) << row.name;
    EXPECT_THAT(outcome.run.preflight_error, MatchesRegex(row.error)) << row.name;
    EXPECT_THAT(outcome.ended.out, Not(HasSubstr("conforms"))) << row.name;
  }
  over = true;
}

TEST(Run, TakesAnyCertificateWhenToldTo) {
  const ScriptedBackend backend(KeepTheDocument, true);
  const FinishedRun outcome = RunAgainst(backend, R"("tls": {"insecure": true})");
  EXPECT_EQ(outcome.ended.code, 0) << outcome.ended.err;
}

TEST(Run, FailsTheValidCaseWhenTheAccountIsAnsweredInAnUndocumentedWay) {
  for (int status : {500, 404, 302}) {
    const ScriptedBackend backend([status](const Asked&) { return Answer{status, "", {}, "text/plain"}; });
    const FinishedRun outcome = RunAgainst(backend);
    EXPECT_EQ(outcome.ended.code, 1) << status;
    EXPECT_EQ(outcome.run.preflight_error, "") << status;
    EXPECT_THAT(outcome.Cases(Verdict::kFail), ElementsAre("valid/sign-in")) << status;
    EXPECT_THAT(outcome.Cases(Verdict::kWarn), IsEmpty()) << status;
    EXPECT_THAT(outcome.Reasons(Verdict::kInconclusive),
                ElementsAre("the control failed: the valid request was not accepted"))
        << status;
    EXPECT_EQ(outcome.run.Total(Verdict::kPass), 0) << status;
  }
}

TEST(Run, SkipsTheInactiveAccountThatATargetDoesNotHaveAndSaysSo) {
  const ScriptedBackend backend(KeepTheDocument);
  const FinishedRun outcome = RunTarget(backend.WriteTarget(FreshFolder(TestName()), "", false));
  EXPECT_EQ(outcome.ended.code, 0);
  EXPECT_THAT(outcome.Cases(Verdict::kSkipped),
              ElementsAre("inactive-account/sign-in", "enumeration/inactive-account"));
  EXPECT_THAT(outcome.Reasons(Verdict::kSkipped), ElementsAre("the target has no inactive account"));
  EXPECT_EQ(outcome.run.partial, "the target has no inactive account");
  EXPECT_THAT(outcome.ended.out,
              HasSubstr("scripted conforms to its documents, as far as it was judged: the run is partial.\n"));
}

TEST(Run, NeverSendsMoreWrongPasswordsThanTheTargetAllows) {
  for (int allowed : {1, 2}) {
    std::atomic<int> wrong = 0;
    const ScriptedBackend backend([&](const Asked& asked) {
      const Answer answer = KeepTheDocument(asked);
      if (asked.HasLogin(kLogin) && answer.status == 401) ++wrong;
      return answer;
    });
    const FinishedRun outcome =
        RunAgainst(backend, "\"limits\": {\"wrong_passwords\": " + std::to_string(allowed) + "}", {"--repeat", "2"});
    EXPECT_EQ(outcome.ended.code, 0) << outcome.ended.err;
    EXPECT_EQ(wrong, allowed);
    EXPECT_EQ(outcome.run.partial,
              "limits.wrong_passwords is " + std::to_string(allowed) +
                  " for one account, and this run needs 16: raise it where the target locks nobody for so many, or say "
                  "success_resets where a sign-in clears them");
    EXPECT_THAT(outcome.Cases(Verdict::kSkipped),
                ElementsAre("bad-credentials/password-other-case", "enumeration/unknown-login", "enumeration/timing"));
  }
}

// The reason's number, and no less, makes the run whole.
TEST(Run, LeavesNoCaseOutWithAsManyWrongPasswordsAsItSaysItNeeds) {
  for (const auto& [allowed, partial] : {std::pair<const char*, bool>{"8", false}, {"7", true}}) {
    const ScriptedBackend backend(KeepTheDocument);
    const FinishedRun outcome =
        RunAgainst(backend, R"("limits": {"wrong_passwords": 1})", {"--wrong-passwords", allowed});
    EXPECT_EQ(outcome.ended.code, 0) << outcome.ended.err;
    EXPECT_EQ(!outcome.run.partial.empty(), partial) << outcome.run.partial;
    EXPECT_THAT(outcome.run.partial, HasSubstr(partial ? "is 7 for one account, and this run needs 8: " : ""));
  }
}

TEST(Run, WaitsOnceForATargetThatLimitsTheRate) {
  std::atomic<int> limited = 0;
  const ScriptedBackend backend([&](const Asked& asked) {
    if (asked.number % 7 != 3) return KeepTheDocument(asked);
    ++limited;
    return Answer{429, "", {{"Retry-After", "0"}}};
  });
  const FinishedRun outcome = RunAgainst(backend, "", {"--jobs", "1"});
  EXPECT_EQ(outcome.ended.code, 0) << outcome.ended.out;
  EXPECT_GT(limited, 5);
  EXPECT_EQ(outcome.run.requests, backend.requests());
}

TEST(Run, IsInconclusiveWhereTheTargetGoesOnLimitingTheRate) {
  for (const char* retry_after : {"0", "", "3600", "soon"}) {
    std::atomic<int> limited = 0;
    const ScriptedBackend backend([&](const Asked& asked) {
      if (asked.HasLogin(kInactiveLogin)) {
        ++limited;
        return Answer{429, "", {{"Retry-After", retry_after}}};
      }
      return KeepTheDocument(asked);
    });
    const FinishedRun outcome = RunAgainst(backend);
    EXPECT_EQ(outcome.ended.code, 3) << retry_after;
    EXPECT_EQ(limited, std::string(retry_after) == "0" ? 4 : 2) << retry_after;
    EXPECT_THAT(outcome.Cases(Verdict::kInconclusive),
                ElementsAre("inactive-account/sign-in", "enumeration/inactive-account"))
        << retry_after;
    EXPECT_THAT(outcome.Reasons(Verdict::kInconclusive),
                ElementsAre("the target limits the rate of requests (429) and went on doing so"));
  }
}

TEST(Run, IsInconclusiveAboutABackendThatLocksTheAccountOut) {
  std::atomic<int> wrong = 0;
  const ScriptedBackend backend([&](const Asked& asked) {
    if (asked.HasLogin(kLogin) && wrong >= 2) return Answer{423, R"({"message": "locked"})", {}};
    const Answer answer = KeepTheDocument(asked);
    if (asked.HasLogin(kLogin) && answer.status == 401) ++wrong;
    return answer;
  });
  const FinishedRun outcome = RunAgainst(backend, "", {"--only", "*/bad-credentials/*"});
  EXPECT_EQ(outcome.ended.code, 3);
  EXPECT_EQ(outcome.Cases(Verdict::kInconclusive).size(), outcome.run.cases.size());
  EXPECT_THAT(outcome.Reasons(Verdict::kInconclusive),
              ElementsAre("the control after it failed: the valid request is no longer accepted (423)"));
  EXPECT_THAT(outcome.Cases(Verdict::kFail), IsEmpty());
}

// The preflight's sign-in is the first request. What fails then is the backend, not the account.
TEST(Run, FailsABackendWhoseSignInBreaksAfterThePreflight) {
  const ScriptedBackend backend([](const Asked& asked) {
    return asked.number == 1 ? KeepTheDocument(asked) : Answer{500, R"({"message": "broken"})", {}};
  });
  const FinishedRun outcome =
      RunAgainst(backend, "", {"--only", "*/valid/*", "--only", "*/bad-credentials/wrong-password"});
  EXPECT_EQ(outcome.ended.code, 1);
  EXPECT_THAT(outcome.Cases(Verdict::kFail), ElementsAre("valid/sign-in"));
  EXPECT_EQ(outcome.Cases(Verdict::kInconclusive).size(), outcome.run.cases.size() - 1);
}

TEST(Run, WarningsFailAStrictRunOnly) {
  const ScriptedBackend backend([](const Asked& asked) {
    Answer answer = KeepTheDocument(asked);
    std::erase_if(answer.headers, [](const auto& header) { return header.second == kNoStore; });
    return answer;
  });
  const FinishedRun lenient = RunAgainst(backend);
  EXPECT_EQ(lenient.ended.code, 0);
  EXPECT_THAT(lenient.Cases(Verdict::kWarn), ElementsAre("token/no-store"));
  EXPECT_EQ(RunAgainst(backend, "", {"--strict"}).ended.code, 1);
}

TEST(Run, TellsWhatWasSentAndExpectedAndHowToSendItAgain) {
  const ScriptedBackend backend([](const Asked& asked) {
    return asked.HasLogin(kInactiveLogin)
               ? Answer{200, std::string("{\"token\": \"") + kToken + "\"}", {{"Cache-Control", kNoStore}}}
               : KeepTheDocument(asked);
  });
  const FinishedRun outcome = RunAgainst(backend, "", {"--strict"});
  EXPECT_EQ(outcome.ended.code, 1);
  EXPECT_THAT(outcome.ended.out, AllOf(HasSubstr("backoffice/auth/inactive-account/sign-in"),
                                       HasSubstr("curl -sS -i -X POST"), HasSubstr("$AUTHCONFORM_INACTIVE_PASSWORD")));
}

TEST(Run, ErrorsOfTheNetworkAreNotTheBackendsFailures) {
  std::atomic<bool> over = false;
  const ScriptedBackend backend([&](const Asked& asked) {
    while (asked.method == "PUT" && !over) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return KeepTheDocument(asked);
  });
  const FinishedRun outcome =
      RunAgainst(backend, R"("limits": {"exchange_timeout_ms": 2000})", {"--only", "*/method/*"});
  over = true;
  EXPECT_EQ(outcome.ended.code, 3);
  EXPECT_THAT(outcome.Cases(Verdict::kError), ElementsAre("method/put"));
  EXPECT_THAT(outcome.Cases(Verdict::kFail), IsEmpty());
}

TEST(Run, RepeatsEveryCase) {
  const ScriptedBackend backend(KeepTheDocument);
  const FinishedRun outcome = RunAgainst(backend, "", {"--only", "*/valid/*", "--repeat", "25"});
  EXPECT_EQ(outcome.ended.code, 0);
  EXPECT_EQ(outcome.run.partial, "--only left cases out");
  ASSERT_EQ(outcome.run.cases.size(), 3u);
  for (const CaseResult& result : outcome.run.cases) EXPECT_EQ(result.repetitions[0], 25) << result.id;
  EXPECT_EQ(outcome.run.requests, backend.requests());
  EXPECT_GT(backend.requests(), 3 * 25);
}

TEST(Run, AFlakyAnswerIsTheWorstOfItsRepetitions) {
  const ScriptedBackend backend([](const Asked& asked) {
    return asked.number == 6 ? Answer{500, "{}", {}} : KeepTheDocument(asked);
  });
  const FinishedRun outcome = RunAgainst(backend, "", {"--only", "*/valid/sign-in", "--repeat", "10", "--jobs", "1"});
  EXPECT_EQ(outcome.ended.code, 1);
  ASSERT_EQ(outcome.run.cases.size(), 1u);
  EXPECT_EQ(outcome.run.cases[0].repetitions[static_cast<size_t>(Verdict::kPass)], 9);
  EXPECT_EQ(outcome.run.cases[0].repetitions[static_cast<size_t>(Verdict::kFail)], 1);
  EXPECT_EQ(outcome.run.cases[0].exchanges[0].status, 500);
}

TEST(Run, UsesAsManyConnectionsAsToldAndNoMore) {
  constexpr int kJobs = 3;
  std::mutex mutex;
  std::condition_variable change;
  int inside = 0;
  int most = 0;
  const ScriptedBackend backend([&](const Asked& asked) {
    std::unique_lock lock(mutex);
    most = std::max(most, ++inside);
    change.notify_all();
    // The first to come wait for company; the limit is only for a program that never sends it.
    if (asked.number > 1 && most < kJobs) change.wait_for(lock, std::chrono::seconds(5), [&] { return most >= kJobs; });
    --inside;
    return KeepTheDocument(asked);
  });
  const FinishedRun outcome = RunAgainst(backend, "", {"--jobs", std::to_string(kJobs)});
  EXPECT_EQ(outcome.ended.code, 0);
  const std::lock_guard lock(mutex);
  EXPECT_EQ(most, kJobs);
}

TEST(Run, HoldsTheRateOverAllConnections) {
  const ScriptedBackend backend(KeepTheDocument);
  const auto start = std::chrono::steady_clock::now();
  const FinishedRun outcome = RunAgainst(backend, "", {"--rate", "100", "--jobs", "8"});
  EXPECT_EQ(outcome.ended.code, 0);
  const auto arrivals = backend.arrivals();
  // The nth request has its turn n intervals after the first at the earliest, however slow the machine is.
  for (size_t n = 0; n < arrivals.size(); ++n) {
    EXPECT_GE(arrivals[n] - start, std::chrono::milliseconds(10) * n) << n;
  }
  EXPECT_GT(arrivals.size(), 40u);
}

}  // namespace
}  // namespace authconform
