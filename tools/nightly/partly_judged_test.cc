// Nights in which one case of a target cannot be judged, from the request to the exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "tools/nightly/testing/nightly_folder.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::SizeIs;

// Keeps the document, and while it is `slow` answers DELETE later than anybody waits.
class PartlySlow {
 public:
  PartlySlow() : http_([this](const Asked& asked) { return AnswerTo(asked); }) {}
  std::atomic<bool> slow = false;

  NightlyFolder Nights(const std::string& name) const {
    NightlyFolder nights(name);
    http_.WriteTarget(nights.folder(), R"("limits": {"exchange_timeout_ms": 2000})");
    nights.AddFile("acme", "target.json");
    nights.Write();
    return nights;
  }

 private:
  Answer AnswerTo(const Asked& asked) const {
    if (slow && asked.method == "DELETE") std::this_thread::sleep_for(std::chrono::seconds(4));
    return KeepTheDocument(asked);
  }

  ScriptedBackend http_;
};

TEST(PartlyJudged, ACaseThatIsLostIsARegressionOnceAndLeavesTheNightOpenUntilItIsBack) {
  PartlySlow backend;
  const NightlyFolder nights = backend.Nights("lost-case");
  EXPECT_EQ(nights.Run().exit_code, ExitCode::kConforms);
  backend.slow = true;
  const NightResult lost = nights.Run();
  EXPECT_EQ(lost.exit_code, ExitCode::kDoesNotConform);
  EXPECT_TRUE(Of(lost, "acme").judged);
  EXPECT_THAT(Of(lost, "acme").NewlyLost(), SizeIs(1));
  EXPECT_EQ(lost.Regressions(), 1u);
  const NightResult still = nights.Run();
  EXPECT_EQ(still.exit_code, ExitCode::kInconclusive);
  EXPECT_EQ(Of(still, "acme").lost_cases, 1);
  EXPECT_EQ(still.Regressions(), 0u);
  backend.slow = false;
  EXPECT_EQ(nights.Run().exit_code, ExitCode::kConforms);
}

TEST(PartlyJudged, ACaseThatCouldNeverBeJudgedLeavesTheFirstNightOpenAlone) {
  PartlySlow backend;
  backend.slow = true;
  const NightlyFolder nights = backend.Nights("never-judged");
  EXPECT_EQ(nights.Run().exit_code, ExitCode::kInconclusive);
  const NightResult second = nights.Run();
  EXPECT_EQ(second.exit_code, ExitCode::kConforms);
  EXPECT_EQ(Of(second, "acme").lost_cases, 0);
  NightOptions options;
  options.fail_on = FailOn::kFailures;
  EXPECT_EQ(nights.Run(options).exit_code, ExitCode::kInconclusive);
}

}  // namespace
}  // namespace authconform
