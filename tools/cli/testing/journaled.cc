#include "tools/cli/testing/journaled.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "harness/run/replay.h"
#include "harness/run/run_json.h"
#include "tools/choice/choice.h"
#include "tools/cli/testing/finished_run.h"
#include "tools/embed/embedded.h"

namespace authconform::testing {

std::vector<std::string> Verdicts(const Run& run) {
  auto without_numbers = [](std::string text) {
    for (size_t at = text.find("<secret:"); at != std::string::npos; at = text.find("<secret:", at + 1)) {
      const size_t end = text.find('>', at);
      const size_t colon = text.rfind(':', end);
      if (end != std::string::npos && colon > at + 7) text.erase(colon, end - colon);
    }
    return text;
  };
  std::vector<std::string> verdicts;
  for (const CaseResult& result : run.cases) {
    std::string line = result.id + " " + std::string(VerdictName(result.verdict)) + " " + result.reason;
    for (const Finding& finding : result.findings) {
      line += "\n  " + finding.rule.id + " " + finding.pointer + " " + without_numbers(finding.expected) + " " +
              without_numbers(finding.actual);
    }
    for (const std::string& name : result.unfired) line += "\n  unfired " + name;
    verdicts.push_back(line);
  }
  return verdicts;
}

std::vector<std::string> JournaledWords(const std::string& endpoint, const std::string& target,
                                        const std::string& folder) {
  return {std::filesystem::absolute("tools/cli/journaled_run").string(), endpoint, target, folder};
}

Run FinishJournaled(const std::string& endpoint, const std::string& target, const std::string& folder) {
  const Ended ended = ChildProcess(JournaledWords(endpoint, target, folder)).Wait();
  EXPECT_EQ(ended.code, 0) << ended.err;
  return ReadRunJson(folder);
}

void ExpectReplays(const std::string& endpoint, const std::string& folder) {
  const Result<Selection> plans = SelectCases(EmbeddedFiles(), {endpoint}, {});
  ASSERT_TRUE(plans) << plans.error().ToString();
  const Result<Run> replayed = Replay(plans->selected, ReadText(folder + "/transcript.ndjson"), "transcript.ndjson");
  ASSERT_TRUE(replayed) << replayed.error().ToString();
  EXPECT_EQ(WriteRun(*replayed), ReadText(folder + "/run.json"));
}

void Killer::Load(int after) {
  process_ = nullptr;
  left_ = after;
}

void Killer::Heard() {
  if (--left_ != 0) return;
  while (process_ == nullptr) std::this_thread::yield();
  process_.load()->Signal(SIGKILL);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));  // nothing is read by who is dead by then
}

int FinishThroughKills(const std::string& endpoint, const std::string& target, const std::string& folder, int after,
                       Killer& killer) {
  constexpr int kMost = 1'000;
  for (int kills = 0; kills < kMost; ++kills) {
    killer.Load(after);
    ChildProcess process(JournaledWords(endpoint, target, folder));
    killer.Point(process);
    if (process.Wait().code == 0) return kills;
  }
  ADD_FAILURE() << "it never comes to its end";
  return kMost;
}

}  // namespace authconform::testing
