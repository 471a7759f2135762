// The examples of schedules: they are read by those that they are for, and say to authconform what it understands.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "tools/cli/app.h"
#include "tools/cli/command_line.h"
#include "tools/cli/testing/child_process.h"
#include "tools/derive/text/yaml.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::HasSubstr;

constexpr const char* kFolder = "examples/schedule/";

std::vector<std::string> Examples() {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           kFolder, std::filesystem::directory_options::follow_directory_symlink)) {
    if (entry.is_regular_file()) paths.push_back(entry.path().string());
  }
  return paths;
}

// The words after each "authconform" that is a command's beginning, up to where the shell takes over.
std::vector<std::vector<std::string>> CallsIn(const std::string& text) {
  std::vector<std::vector<std::string>> calls;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::string name = "authconform ";
    for (size_t at = line.find(name); at != std::string::npos; at = line.find(name, at + 1)) {
      const std::string rest = line.substr(at + name.size());
      if (rest.empty() || rest.front() < 'a' || rest.front() > 'z') continue;
      std::istringstream words(rest.substr(0, rest.find_first_of("|>&;")));
      calls.emplace_back();
      for (std::string word; words >> word;) calls.back().push_back(word);
    }
  }
  return calls;
}

TEST(Schedules, SayWhatAuthconformUnderstands) {
  Invocation invocation;
  const auto app = MakeApp(invocation);
  const CommandLine line = CommandLineOf(*app, {});
  int calls = 0;
  for (const std::string& path : Examples()) {
    if (path.ends_with(".md")) continue;
    for (const std::vector<std::string>& words : CallsIn(ReadText(path))) {
      SCOPED_TRACE(path + ": " + ::testing::PrintToString(words));
      ++calls;
      const auto command = std::find_if(line.commands.begin(), line.commands.end(),
                                        [&](const CommandWords& each) { return each.name == words.front(); });
      ASSERT_NE(command, line.commands.end());
      for (size_t i = 1; i < words.size(); ++i) {
        if (!words[i].starts_with("--")) continue;
        const auto option = std::find_if(command->options.begin(), command->options.end(),
                                         [&](const OptionWords& each) { return each.names.front() == words[i]; });
        ASSERT_NE(option, command->options.end()) << words[i];
        if (option->choices.empty()) continue;
        ASSERT_LT(i + 1, words.size());
        EXPECT_THAT(option->choices, ::testing::Contains(words[i + 1]));
      }
    }
  }
  EXPECT_GE(calls, 8);
}

TEST(Schedules, WorkflowsAreYamlWithTheStepsThatMatter) {
  const struct {
    const char* file;
    const char* pointer;
    const char* text;
  } kRows[] = {
      {"ci/github-nightly.yml", "/on/schedule/0/cron", "17 2 * * *"},
      {"ci/github-nightly.yml", "/jobs/nightly/steps/4/run", "authconform nightly nightly.json"},
      {"ci/github-run.yml", "/jobs/run/steps/3/run", "authconform run --target staging.json"},
      {"ci/github-run.yml", "/jobs/run/steps/4/run", "--format github\n"},
      {"ci/gitlab-ci.yml", "/conformance/artifacts/reports/junit", "reports/junit.xml"},
      {"ci/gitlab-ci.yml", "/conformance/artifacts/reports/codequality", "gl-code-quality-report.json"},
      {"ci/gitlab-ci.yml", "/pages/script/0", "authconform nightly nightly.json"},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(std::string(row.file) + row.pointer);
    const Result<LocatedJson> read = ReadYaml(ReadText(std::string(kFolder) + row.file));
    ASSERT_TRUE(read.ok()) << read.error().ToString();
    const Json* value = read->value.At(row.pointer);
    ASSERT_NE(value, nullptr);
    EXPECT_THAT(value->string(), HasSubstr(row.text));
  }
}

TEST(Schedules, TheNightlyFileAndItsTargetAreWellFormed) {
  for (const char* file : {"nightly.json", "acme.json"}) {
    const Ended ended = RunAuthconform({"lint", std::string(kFolder) + file});
    EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  }
}

}  // namespace
}  // namespace authconform
