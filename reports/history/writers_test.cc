// Several processes and threads on one history, from its first moment on.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <set>
#include <thread>

#include "reports/history/history.h"
#include "reports/history/testing/sample_runs.h"

namespace authconform {
namespace {

using namespace authconform::testing;

constexpr int kRuns = 40;

// Adds its own runs, and one that every writer adds. The first error; "" when all went well.
std::string Write(const std::string& path, int writer) {
  const auto history = History::Open(path, HistoryMode::kWrite);
  if (!history) return history.error().ToString();
  const std::string target = "writer-" + std::to_string(writer);
  for (int night = 0; night < kRuns; ++night) {
    const std::string verdicts = night % 3 == 0 ? "pfp" : "ppp";
    const Result<int64_t> own = (*history)->Add(SampleRun(target, verdicts, night), {.transcript = target});
    if (!own) return own.error().ToString();
    const Result<int64_t> shared = (*history)->Add(SampleRun("shared", verdicts, night), {});
    if (!shared) return shared.error().ToString();
    if (night % 10 != 9) continue;
    if (const Result<Pruned> pruned = (*history)->Prune({}, kFirstNightUs + night * kDayUs); !pruned) {
      return pruned.error().ToString();
    }
  }
  return "";
}

pid_t StartWriter(const std::string& path, int writer) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  const std::string error = Write(path, writer);
  std::cerr << error << std::flush;
  _exit(error.empty() ? 0 : 1);
}

void ExpectAllRuns(const std::string& path, int writers) {
  const auto history = History::Open(path, HistoryMode::kRead);
  ASSERT_TRUE(history.ok()) << history.error().ToString();
  const Result<std::vector<KeptTarget>> targets = (*history)->Targets();
  ASSERT_TRUE(targets.ok()) << targets.error().ToString();
  EXPECT_EQ(targets->size(), static_cast<size_t>(writers) + 1);
  for (const KeptTarget& each : *targets) {
    EXPECT_EQ(each.runs, kRuns) << each.name;
    const Result<std::vector<KeptRun>> runs = (*history)->Runs({.target = each.name});
    ASSERT_TRUE(runs.ok()) << runs.error().ToString();
    std::set<int64_t> nights;
    for (const KeptRun& run : *runs) {
      nights.insert(run.started_us);
      const bool fails = (run.started_us - kFirstNightUs) / kDayUs % 3 == 0;
      EXPECT_EQ(run.results[1]->verdict, fails ? Verdict::kFail : Verdict::kPass);
    }
    EXPECT_EQ(nights.size(), static_cast<size_t>(kRuns));
  }
}

TEST(HistoryWriters, ProcessesLoseNothingAndAddNothingTwice) {
  const std::string path = EmptyFolder() + "/history.db";
  std::vector<pid_t> writers;
  for (int writer = 0; writer < 4; ++writer) writers.push_back(StartWriter(path, writer));
  for (const pid_t pid : writers) {
    int status = -1;
    ASSERT_EQ(waitpid(pid, &status, 0), pid);
    EXPECT_EQ(status, 0);
  }
  ExpectAllRuns(path, 4);
}

// Each of them may be the one that makes it.
TEST(HistoryWriters, ProcessesMakeANewFileAtOnce) {
  for (int round = 0; round < 25; ++round) {
    const std::string path = EmptyFolder() + "/history.db";
    std::vector<pid_t> makers;
    for (int maker = 0; maker < 6; ++maker) {
      makers.push_back(fork());
      if (makers.back() != 0) continue;
      const auto history = History::Open(path, HistoryMode::kWrite);
      if (!history) std::cerr << history.error().ToString() << std::flush;
      _exit(history ? 0 : 1);
    }
    for (const pid_t pid : makers) {
      int status = -1;
      ASSERT_EQ(waitpid(pid, &status, 0), pid);
      ASSERT_EQ(status, 0);
    }
  }
}

TEST(HistoryWriters, ThreadsWithAHistoryEachDoTheSame) {
  const std::string path = EmptyFolder() + "/history.db";
  std::vector<std::thread> writers;
  std::vector<std::string> errors(3, "has not begun");
  for (size_t writer = 0; writer < errors.size(); ++writer) {
    writers.emplace_back([&, writer] { errors[writer] = Write(path, static_cast<int>(writer)); });
  }
  for (std::thread& each : writers) each.join();
  EXPECT_EQ(errors, std::vector<std::string>(3, ""));
  ExpectAllRuns(path, 3);
}

// What Add has answered is there; what it was at is there whole or not at all.
TEST(HistoryWriters, AKilledWriterLeavesWholeRuns) {
  for (int round = 0; round < 10; ++round) {
    const std::string path = EmptyFolder() + "/history.db";
    int answered[2];
    ASSERT_EQ(pipe(answered), 0);
    const pid_t pid = fork();
    if (pid == 0) {
      const auto history = History::Open(path, HistoryMode::kWrite);
      for (int night = 0; history.ok(); ++night) {
        if (!(*history)->Add(SampleRun("acme", "pfp", night), {.transcript = "t"}).ok()) break;
        if (write(answered[1], "x", 1) != 1) break;
      }
      _exit(1);
    }
    close(answered[1]);
    char ignored = 0;
    ASSERT_EQ(read(answered[0], &ignored, 1), 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(7 * round));
    ASSERT_EQ(kill(pid, SIGKILL), 0);
    ASSERT_EQ(waitpid(pid, nullptr, 0), pid);
    int64_t count = 1;
    while (read(answered[0], &ignored, 1) == 1) ++count;
    close(answered[0]);
    const auto history = History::Open(path, HistoryMode::kWrite);
    ASSERT_TRUE(history.ok()) << history.error().ToString();
    const Result<std::vector<KeptRun>> runs = (*history)->Runs({});
    ASSERT_TRUE(runs.ok()) << runs.error().ToString();
    EXPECT_GE(static_cast<int64_t>(runs->size()), count);
    EXPECT_LE(static_cast<int64_t>(runs->size()), count + 1);
    for (const KeptRun& each : *runs) EXPECT_TRUE((*history)->Record(each.id).ok());
  }
}

}  // namespace
}  // namespace authconform
