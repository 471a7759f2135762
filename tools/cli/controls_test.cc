// Controls and attempt budgets of `authconform run`, against backends that stop taking the valid request.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>

#include "tools/cli/testing/child_process.h"
#include "tools/cli/testing/finished_run.h"
#include "tools/cli/testing/scripted_backend.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// The reasons of inconclusive cases are about controls.
constexpr const char* kAfter = "the control after it failed: the valid request is no longer accepted (";
constexpr const char* kBefore = "the control before it failed: the valid request is no longer accepted (";

bool Negative(const CaseResult& result) { return result.expected.find("(success)") == std::string::npos; }

TEST(Controls, ABackendThatRefusesEverythingPassesNoCase) {
  for (int status : {400, 401, 403, 404, 422, 500}) {
    const ScriptedBackend backend([status](const Asked&) { return Answer{status, R"({"message": "no"})", {}}; });
    const FinishedRun outcome = RunAgainst(backend);
    EXPECT_NE(outcome.ended.code, 0) << status;
    EXPECT_EQ(outcome.run.Total(Verdict::kPass), 0) << status;
  }
}

// It takes so many requests as it should, and refuses all that come later.
TEST(Controls, ABackendThatEndsUpRefusingEverythingPassesNoNegativeCaseFromThenOn) {
  for (int taken : {1, 2, 5, 11, 23}) {
    const ScriptedBackend backend([taken](const Asked& asked) {
      return asked.number <= taken ? KeepTheDocument(asked) : Answer{401, R"({"message": "no"})", {}};
    });
    const FinishedRun outcome = RunAgainst(backend, "", {"--jobs", "1"});
    EXPECT_EQ(outcome.ended.code, 3) << taken;
    EXPECT_THAT(outcome.Cases(Verdict::kFail), IsEmpty()) << taken;
    int64_t passed = 0;
    for (const CaseResult& result : outcome.run.cases) {
      if (Negative(result)) passed += result.verdict == Verdict::kPass ? 1 : 0;
    }
    // Those whose control after them still came through.
    EXPECT_LE(passed, taken) << taken;
    for (const std::string& reason : outcome.Reasons(Verdict::kInconclusive)) {
      EXPECT_THAT(reason, ::testing::AnyOf(StartsWith(kAfter), StartsWith(kBefore))) << taken;
    }
  }
}

TEST(Controls, AreAQuarterOfTheCasesAtMostAndOneAroundEachWhenToldTo) {
  const ScriptedBackend backend(KeepTheDocument);
  const FinishedRun grouped = RunAgainst(backend);
  EXPECT_EQ(grouped.ended.code, 0) << grouped.ended.err;
  EXPECT_EQ(grouped.run.cases_planned, static_cast<int64_t>(grouped.run.cases.size()));
  EXPECT_LE(grouped.run.controls * 4, grouped.run.cases_planned);
  const FinishedRun each = RunAgainst(backend, "", {"--controls", "each"});
  EXPECT_EQ(each.ended.code, 0) << each.ended.err;
  EXPECT_EQ(each.run.controls, each.run.cases_planned);
  EXPECT_THAT(RunAuthconform({"run", "--url", backend.url(), "--controls", "some"}).err, HasSubstr("--controls"));
}

TEST(Controls, AnEndpointIsGivenUpAfterThreeThatFail) {
  const ScriptedBackend backend([](const Asked& asked) {
    return asked.number == 1 ? KeepTheDocument(asked) : Answer{423, "{}", {}};
  });
  const FinishedRun outcome = RunAgainst(backend, "", {"--jobs", "1"});
  EXPECT_EQ(outcome.ended.code, 3);
  EXPECT_LE(outcome.run.controls, 3);
  EXPECT_LE(backend.requests(), 1 + 8 + 3);
}

// Counts wrong passwords of the active account as a backend that locks accounts does.
class Lockout {
 public:
  // Forgets at a sign-in, or after a while.
  Lockout(int limit, bool success_resets, std::chrono::milliseconds window)
      : limit_(limit), success_resets_(success_resets), window_(window) {}

  Answer operator()(const Asked& asked) {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    while (window_.count() > 0 && !wrong_.empty() && wrong_.front() + window_ < now) wrong_.pop_front();
    if (asked.HasLogin(kLogin) && locked_) return {423, R"({"message": "locked"})", {}};
    const Answer answer = KeepTheDocument(asked);
    if (answer.status == 200 && success_resets_) wrong_.clear();
    if (asked.HasLogin(kLogin) && answer.status == 401) {
      wrong_.push_back(now);
      ++all_;
    }
    most_ = std::max(most_.load(), wrong_.size());
    locked_ = locked_ || wrong_.size() > static_cast<size_t>(limit_);
    return answer;
  }
  bool locked() const { return locked_; }
  size_t most() const { return most_; }  // that it remembered at a time
  int all() const { return all_; }

 private:
  const int limit_;
  const bool success_resets_;
  const std::chrono::milliseconds window_;
  std::mutex mutex_;
  std::deque<std::chrono::steady_clock::time_point> wrong_;
  std::atomic<bool> locked_ = false;
  std::atomic<size_t> most_ = 0;
  std::atomic<int> all_ = 0;
};

TEST(AttemptBudget, ABackendThatForgetsAtASignInIsTestedWholeAndNeverLocks) {
  for (const char* jobs : {"1", "6"}) {
    Lockout lockout(5, true, {});
    const ScriptedBackend backend([&](const Asked& asked) { return lockout(asked); });
    const FinishedRun outcome =
        RunAgainst(backend, R"("limits": {"wrong_passwords": 5, "success_resets": true})", {"--jobs", jobs});
    EXPECT_FALSE(lockout.locked()) << jobs;
    EXPECT_LE(lockout.most(), 5u) << jobs;
    EXPECT_GT(lockout.all(), 5) << jobs;
    EXPECT_EQ(outcome.ended.code, 0) << outcome.ended.out;
    EXPECT_THAT(outcome.run.partial, Not(HasSubstr("limits.wrong_passwords"))) << jobs;
    EXPECT_THAT(outcome.Cases(Verdict::kInconclusive), IsEmpty()) << jobs;
  }
}

TEST(AttemptBudget, ABackendThatForgetsAfterAWhileIsWaitedFor) {
  Lockout lockout(3, false, std::chrono::milliseconds(1'000));
  const ScriptedBackend backend([&](const Asked& asked) { return lockout(asked); });
  const FinishedRun outcome =
      RunAgainst(backend, R"("limits": {"wrong_passwords": 3, "wrong_passwords_window_s": 1})",
                 {"--only", "*/bad-credentials/*", "--only", "*/enumeration/unknown-login", "--repeat", "2"});
  EXPECT_FALSE(lockout.locked());
  EXPECT_EQ(outcome.ended.code, 0) << outcome.ended.out;
  EXPECT_EQ(outcome.run.partial, "--only left cases out");
}

TEST(AttemptBudget, ThePlanShowsTheCountForEachAccountBeforehand) {
  const std::string folder = FreshFolder(TestName());
  WriteText(folder + "/pw", kPassword);
  const struct {
    const char* limits;
    const char* words;
  } kRows[] = {
      {R"({"wrong_passwords": 2})",
       "account ann: 2 wrong passwords would be sent (at most 2 in the run), and a whole run needs 8\n"},
      {R"({"wrong_passwords": 2, "success_resets": true})",
       " wrong passwords would be sent (at most 2 since its last sign-in), and a whole run needs 5\n"},
      {R"({"wrong_passwords": 2, "wrong_passwords_window_s": 30})",
       " wrong passwords would be sent (at most 2 within 30 s), and a whole run needs 5\n"},
  };
  for (const auto& row : kRows) {
    WriteText(folder + "/target.json",
              std::string(R"({"url": "http://localhost:1", "endpoints": {"backoffice": {}}, "limits": )") + row.limits +
                  R"(, "accounts": {"active": {"login": "ann", "password": {"file": "pw"}}}})");
    const Ended ended = RunAuthconform({"run", "--target", folder + "/target.json", "--dry-run"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.out, AllOf(HasSubstr("account ann: "), HasSubstr(row.words)));
    EXPECT_THAT(ended.out, HasSubstr("skipped: the target has no inactive account"));
  }
}

}  // namespace
}  // namespace authconform
