#include "tools/cli/testing/finished_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "harness/run/run_json.h"

namespace authconform::testing {

std::vector<std::string> FinishedRun::Cases(Verdict verdict) const {
  std::vector<std::string> ids;
  for (const CaseResult& result : run.cases) {
    if (result.verdict == verdict) ids.push_back(result.id.substr(result.endpoint.size() + 1));
  }
  return ids;
}

std::vector<std::string> FinishedRun::Reasons(Verdict verdict) const {
  std::vector<std::string> reasons;
  for (const CaseResult& result : run.cases) {
    if (result.verdict != verdict || std::count(reasons.begin(), reasons.end(), result.reason) > 0) continue;
    reasons.push_back(result.reason);
  }
  return reasons;
}

Run ReadRunJson(const std::string& folder) {
  const std::string file = folder + "/run.json";
  Result<Run> run = ReadRun(ReadText(file), file);
  EXPECT_TRUE(run.ok()) << run.error().ToString();
  return run ? *std::move(run) : Run();
}

FinishedRun RunTarget(const std::string& target, std::vector<std::string> more, const ChildOptions& options) {
  FinishedRun outcome;
  outcome.folder = std::filesystem::path(target).parent_path() / "report";
  more.insert(more.begin(), {"run", "--target", target, "--out", outcome.folder});
  outcome.ended = RunAuthconform(more, options);
  outcome.run = ReadRunJson(outcome.folder);
  EXPECT_EQ(static_cast<int>(outcome.run.exit_code), outcome.ended.code);
  return outcome;
}

std::string TestName() { return ::testing::UnitTest::GetInstance()->current_test_info()->name(); }

FinishedRun RunAgainst(const ScriptedBackend& backend, const std::string& target_members,
                       std::vector<std::string> more) {
  return RunTarget(backend.WriteTarget(FreshFolder(TestName()), target_members), std::move(more));
}

std::vector<std::string> FilesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace authconform::testing
