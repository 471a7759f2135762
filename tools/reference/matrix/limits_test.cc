// Whole runs against reference backends that lock accounts, limit the rate and hash slowly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tools/demo/demo_target.h"
#include "tools/embed/embedded.h"
#include "tools/reference/matrix/trial.h"

namespace authconform {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

const std::vector<Questions>& AllQuestions() {
  static const auto questions = LoadQuestions(EmbeddedFiles());
  EXPECT_TRUE(questions.ok()) << questions.error().ToString();
  return *questions;
}

Run RunAll(const Questions& questions, const ReferenceOptions& options) {
  auto run = RunReference(questions, options);
  EXPECT_TRUE(run.ok()) << questions.spec.endpoint << ": " << run.error().ToString();
  return std::move(run->run);
}

// "fail duktig/token/valid/sign-in" of every case that neither passed nor was skipped.
std::vector<std::string> Troubled(const Run& run) {
  std::vector<std::string> cases;
  for (const CaseResult& result : run.cases) {
    if (result.verdict == Verdict::kPass || result.verdict == Verdict::kSkipped) continue;
    cases.push_back(std::string(VerdictName(result.verdict)) + " " + result.id + ": " + result.reason);
  }
  return cases;
}

// The statuses of all answers, of all requests that are recorded.
std::set<int> Statuses(const Run& run) {
  std::set<int> statuses;
  for (const CaseResult& result : run.cases) {
    for (const RecordedExchange& exchange : result.exchanges) statuses.insert(exchange.status);
  }
  return statuses;
}

// Whether the backend said that an account is locked: to a case, or to the control around one.
bool SawLock(const Run& run) {
  return Statuses(run).contains(423) || std::any_of(run.cases.begin(), run.cases.end(), [](const CaseResult& result) {
           return result.reason.find("(423)") != std::string::npos;
         });
}

TEST(LockOut, ABackendThatLocksIsAskedAllThatItsLimitAllowsAndNeverLocks) {
  for (const Questions& questions : AllQuestions()) {
    for (const int lock_after : {2, 4, 6}) {
      const auto run = RunAll(questions, {.lock_after = lock_after, .lock_for_s = 3600});
      EXPECT_THAT(Troubled(run), IsEmpty()) << questions.spec.endpoint << ", locks after " << lock_after;
      EXPECT_FALSE(SawLock(run)) << questions.spec.endpoint << ", locks after " << lock_after;
      EXPECT_THAT(run.partial, Not(IsEmpty())) << "cases are left out, and the run says so";
      EXPECT_EQ(run.exit_code, ExitCode::kConforms);
    }
  }
}

// The test above could not tell a lock from none, were it not for this.
TEST(LockOut, ATargetFileThatPromisesTooMuchLocksTheAccount) {
  const Questions& questions = AllQuestions().front();
  const auto server = ReferenceServer::Start({.lock_after = 2, .lock_for_s = 3600});
  ASSERT_TRUE(server.ok());
  const auto run = RunTarget(questions, *DemoTarget((*server)->url()));
  ASSERT_TRUE(run.ok());
  EXPECT_TRUE(SawLock(*run));
}

TEST(RateLimit, ABackendThatLimitsTheRateIsAskedNoFaster) {
  for (const Questions& questions : AllQuestions()) {
    const auto run = RunAll(questions, {.rate_limit = 50});
    EXPECT_THAT(Troubled(run), IsEmpty()) << questions.spec.endpoint;
    EXPECT_FALSE(Statuses(run).contains(429)) << questions.spec.endpoint;
    EXPECT_EQ(run.partial, "");
  }
}

TEST(SlowHash, ABackendThatHashesSlowlyPasses) {
  for (const Questions& questions : AllQuestions()) {
    const auto run = RunAll(questions, {.hash_ms = 30});
    EXPECT_THAT(Troubled(run), IsEmpty()) << questions.spec.endpoint;
    EXPECT_EQ(run.partial, "");
  }
}

}  // namespace
}  // namespace authconform
