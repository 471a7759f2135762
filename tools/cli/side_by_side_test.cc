// Many runs in one process: what they share, and that one costs the others nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "harness/run/runner.h"
#include "tools/choice/choice.h"
#include "tools/cli/testing/child_process.h"
#include "tools/cli/testing/scripted_backend.h"
#include "tools/embed/embedded.h"

namespace authconform {
namespace {

using testing::ScriptedBackend;
using Clock = std::chrono::steady_clock;

constexpr const char* kTwoConnections = R"("limits": {"concurrency": 2, "wrong_passwords": 1000})";

// Specs that all runs of the test share, and targets.
class SideBySide : public ::testing::Test {
 protected:
  SideBySide() : selection_(SelectCases(EmbeddedFiles(), {"backoffice/auth"}, {})) {}

  Target TargetOf(const ScriptedBackend& backend, const std::string& name) {
    const std::string file = backend.WriteTarget(testing::FreshFolder(name), kTwoConnections);
    Result<Target> target = LoadTargetFile(EmbeddedFiles(), file, Secrets::kRead);
    EXPECT_TRUE(target) << target.error().ToString();
    return *std::move(target);
  }
  Result<authconform::Run> Conduct(const Target& target, const RunOptions& options) {
    return RunCases(selection_->selected, target, options);
  }

  const Result<Selection> selection_;
};

TEST_F(SideBySide, ARateThatRunsShareHoldsOverAllOfThem) {
  constexpr double kRate = 100;
  const ScriptedBackend backend(testing::KeepTheDocument);
  const Target target = TargetOf(backend, "shared");
  Rate rate(kRate);
  RunOptions options;
  options.also_rate = &rate;
  std::vector<std::thread> threads;
  const Clock::time_point begin = Clock::now();
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] { EXPECT_TRUE(Conduct(target, options)); });
  }
  for (std::thread& thread : threads) thread.join();
  // The nth request has its turn n intervals after the first at the least, whatever the machine is busy with.
  const std::vector<Clock::time_point> arrivals = backend.arrivals();
  ASSERT_GT(arrivals.size(), 200u);
  for (size_t n = 0; n < arrivals.size(); ++n) {
    EXPECT_GE(arrivals[n] - begin, std::chrono::duration<double>(static_cast<double>(n) / kRate)) << n;
  }
}

TEST_F(SideBySide, ARunSaysHowLongItWaitedForTheSharedRateAndNotForItsOwn) {
  const ScriptedBackend backend(testing::KeepTheDocument);
  Target target = TargetOf(backend, "waited");
  Rate rate(0.001);
  std::atomic<bool> stop = false;
  RateWait waited;
  RunOptions options;
  options.also_rate = &rate;
  options.waited = &waited;
  options.stop = &stop;
  std::thread running([&] { EXPECT_TRUE(Conduct(target, options)); });
  const Clock::time_point start = Clock::now();
  while (!waited.now() && Clock::now() - start < std::chrono::seconds(20)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_TRUE(waited.now());
  stop = true;
  running.join();
  EXPECT_FALSE(waited.now());
  EXPECT_GT(waited.total(), Clock::duration::zero());

  target.limits.rate_per_second = 300;
  RateWait free;
  Rate unlimited(0);
  options.also_rate = &unlimited;
  options.waited = &free;
  options.stop = nullptr;
  EXPECT_TRUE(Conduct(target, options));
  EXPECT_EQ(free.total(), Clock::duration::zero());
}

TEST_F(SideBySide, AStopEndsTheRunThatItIsOfThoughItWaitsForTheSharedRate) {
  const ScriptedBackend backend(testing::KeepTheDocument);
  const Target target = TargetOf(backend, "stopped");
  Rate rate(0.5);
  std::atomic<bool> stop = false;
  RunOptions options;
  options.also_rate = &rate;
  options.stop = &stop;
  std::thread stopping([&] {
    while (backend.requests() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    stop = true;
  });
  const Result<authconform::Run> run = Conduct(target, options);
  stopping.join();
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_TRUE(run->interrupted);
  EXPECT_LE(backend.requests(), 3);
}

TEST_F(SideBySide, AStopEndsWhatIsUnderWayAndWhoResumesAsksItAgain) {
  const ScriptedBackend good(testing::KeepTheDocument);
  const Result<authconform::Run> whole = Conduct(TargetOf(good, "whole"), {});
  ASSERT_TRUE(whole);
  for (const bool limits_rate : {false, true}) {
    SCOPED_TRACE(limits_rate ? "the wait that a 429 asks for" : "an exchange without an answer");
    std::atomic<bool> holds = true;
    std::atomic<bool> reached = false;
    const ScriptedBackend backend([&](const testing::Asked& asked) {
      if (asked.number < 40 || !holds) return testing::KeepTheDocument(asked);
      reached = true;
      if (limits_rate) return testing::Answer{429, "{}", {{"Retry-After", "50"}}};
      while (holds) std::this_thread::sleep_for(std::chrono::milliseconds(20));
      return testing::KeepTheDocument(asked);
    });
    Target target = TargetOf(backend, "held");
    target.limits.exchange_timeout_ms = 600'000;
    std::atomic<bool> stop = false;
    Clock::time_point stopped;
    RunOptions options;
    options.stop = &stop;
    options.journal = testing::FreshFolder("held_journal") + "/journal.ndjson";
    std::thread stopping([&] {
      while (!reached) std::this_thread::sleep_for(std::chrono::milliseconds(5));
      stopped = Clock::now();
      stop = true;
    });
    const Result<authconform::Run> cut = Conduct(target, options);
    stopping.join();
    const Clock::duration took = Clock::now() - stopped;
    holds = false;
    EXPECT_LT(took, std::chrono::seconds(10)) << "and not what the exchange may take";
    ASSERT_TRUE(cut) << cut.error().ToString();
    EXPECT_TRUE(cut->interrupted);
    EXPECT_EQ(cut->Total(Verdict::kError), 0) << "what was cut is no answer, and no error either";
    EXPECT_EQ(cut->Total(Verdict::kFail), 0);

    stop = false;
    options.resume = true;
    const Result<authconform::Run> resumed = Conduct(target, options);
    ASSERT_TRUE(resumed) << resumed.error().ToString();
    EXPECT_FALSE(resumed->interrupted);
    EXPECT_EQ(resumed->totals, whole->totals);
  }
}

// One process has so many files, whichever of its runs opens them.
TEST_F(SideBySide, WhatThisMachineRunsOutOfIsNoVerdictOfTheTarget) {
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none = {0, before.rlim_max};
  const ScriptedBackend backend([&](const testing::Asked& asked) {
    if (asked.number == 40) setrlimit(RLIMIT_NOFILE, &none);
    testing::Answer answer = testing::KeepTheDocument(asked);
    answer.headers.emplace_back("Connection", "close");  // so that each request takes a file
    return answer;
  });
  Target target = TargetOf(backend, "short");
  target.limits.jobs = 1;  // the backend is of this process: it could not take what another one has just opened
  const Result<authconform::Run> run = Conduct(target, {});
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_EQ(run->Total(Verdict::kFail), 0);
  EXPECT_GT(run->Total(Verdict::kInconclusive) + run->Total(Verdict::kError), 0);
  EXPECT_EQ(run->exit_code, ExitCode::kInconclusive);
  EXPECT_EQ(run->partial, "too many open files here, on authconform's side");
  for (const CaseResult& result : run->cases) {
    if (result.verdict != Verdict::kInconclusive && result.verdict != Verdict::kError) continue;
    EXPECT_THAT(result.reason, ::testing::HasSubstr("too many open files here")) << result.id;
  }
}

TEST_F(SideBySide, ARunThatCannotOpenASocketSaysThatTheTargetWasNotAsked) {
  const ScriptedBackend backend(testing::KeepTheDocument);
  const Target target = TargetOf(backend, "never");
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none = {0, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  const Result<authconform::Run> run = Conduct(target, {});
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_EQ(run->preflight_error, backend.url() + " was not asked: too many open files here, on authconform's side");
  EXPECT_EQ(run->exit_code, ExitCode::kInconclusive);
}

TEST_F(SideBySide, JudgesThatRunsShareJudgeAsTheirOwnDo) {
  std::atomic<int> good = 0;
  const ScriptedBackend backend(testing::KeepTheDocument);
  const ScriptedBackend bad([](const testing::Asked& asked) {
    testing::Answer answer = testing::KeepTheDocument(asked);
    if (answer.status == 200) answer.body = R"({"token": 5})";
    return answer;
  });
  const Target targets[] = {TargetOf(backend, "good"), TargetOf(bad, "bad")};
  std::vector<std::array<int64_t, kVerdicts>> own;
  for (const Target& target : targets) own.push_back(Conduct(target, {})->totals);
  ASSERT_NE(own[0], own[1]);
  JudgeShelf shelf;
  RunOptions options;
  options.judges = &shelf;
  std::vector<std::thread> threads;
  for (size_t i = 0; i < 12; ++i) {
    threads.emplace_back([&, i] {
      const Result<authconform::Run> run = Conduct(targets[i % 2], options);
      good += run && run->totals == own[i % 2] ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 12);
}

}  // namespace
}  // namespace authconform
