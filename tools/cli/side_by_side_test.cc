// Many runs in one process: what they share, and that one costs the others nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
