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
      {"ci/github-nightly.yml", "/jobs/nightly/steps/3/uses", "actions/cache/restore@"},
      {"ci/github-nightly.yml", "/jobs/nightly/steps/5/if", "!cancelled()"},
      {"ci/github-nightly.yml", "/jobs/nightly/steps/7/uses", "actions/cache/save@"},
      {"ci/github-nightly.yml", "/jobs/nightly/steps/7/if", "always()"},
      {"ci/gitlab-ci.yml", "/nightly/script/1", "authconform nightly nightly.json"},
      {"ci/gitlab-ci.yml", "/nightly/artifacts/when", "always"},
      {"ci/gitlab-ci.yml", "/nightly/cache/when", "always"},
      {"ci/gitlab-ci.yml", "/pages/rules/0/when", "always"},
      {"ci/gitlab-ci.yml", "/pages/artifacts/paths/0", "public"},
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

// One script of a job as its runner starts it, beside an authconform that ends as it is told.
class Job {
 public:
  explicit Job(const std::string& name) : folder_(FreshFolder(name)) {
    WriteText(folder_ + "/bin/authconform",
              "#!/bin/sh\n"
              "case \"$*\" in *--resume*) exit \"$RESUME_ENDS_IN\" ;; esac\n"
              "mkdir -p past/site\n"
              "echo page >past/site/index.html\n"
              "printf '```\\n# said by a target\\n'\n"
              "exit \"$NIGHT_ENDS_IN\"\n");
    std::filesystem::permissions(folder_ + "/bin/authconform", std::filesystem::perms::owner_all);
  }

  int Run(const std::string& script, int resume_ends_in, int night_ends_in) const {
    ChildProcess shell({"/bin/bash", "-eo", "pipefail", "-c", script},
                       {.environment = {{"PATH", folder_ + "/bin:/usr/bin:/bin"},
                                        {"GITHUB_STEP_SUMMARY", folder_ + "/summary.md"},
                                        {"RESUME_ENDS_IN", std::to_string(resume_ends_in)},
                                        {"NIGHT_ENDS_IN", std::to_string(night_ends_in)}},
                        .folder = folder_});
    return shell.Wait().code;
  }

  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

Json Workflow(const std::string& file) {
  Result<LocatedJson> read = ReadYaml(ReadText(kFolder + file));
  EXPECT_TRUE(read.ok());
  return read ? std::move(read->value) : Json();
}

TEST(Schedules, GitLabPublishesTheSiteOfANightThatFails) {
  std::string script;
  const Json workflow = Workflow("ci/gitlab-ci.yml");
  ASSERT_NE(workflow.At("/nightly/script"), nullptr);
  for (const Json& line : workflow.At("/nightly/script")->array()) script += line.string() + "\n";
  const struct {
    int resume;
    int night;
    int job;
  } kRows[] = {{0, 0, 0}, {0, 1, 1}, {0, 3, 3}, {0, 4, 4}, {1, 0, 1}, {3, 0, 3}, {1, 3, 1}};
  for (const auto& row : kRows) {
    SCOPED_TRACE(std::to_string(row.resume) + " " + std::to_string(row.night));
    const Job job("gitlab");
    EXPECT_EQ(job.Run(script, row.resume, row.night), row.job);
    EXPECT_EQ(ReadText(job.folder() + "/public/index.html"), "page\n");
  }
}

TEST(Schedules, GitHubFailsAsTheNightlyDoesAndTellsItAsCode) {
  const Json workflow = Workflow("ci/github-nightly.yml");
  const auto step = [&](int number) {
    const Json* run = workflow.At("/jobs/nightly/steps/" + std::to_string(number) + "/run");
    return run != nullptr ? run->string() : "";
  };
  for (const int ends_in : {0, 1, 2, 3, 4}) {
    SCOPED_TRACE(ends_in);
    const Job job("github");
    EXPECT_EQ(job.Run(step(4), ends_in, 0), ends_in);
    EXPECT_EQ(job.Run(step(5), 0, ends_in), ends_in);
    EXPECT_EQ(job.Run(step(6), 0, 0), 0);
    EXPECT_EQ(ReadText(job.folder() + "/summary.md"), "    ```\n    # said by a target\n");
  }
}

TEST(Schedules, AMachinesUserFoldersAndSecretsAreMadeAsTheReadmeTells) {
  const std::string readme = ReadText(std::string(kFolder) + "README.md");
  const std::string service = ReadText(std::string(kFolder) + "systemd/authconform-nightly.service");
  const Result<LocatedJson> target = ReadYaml(ReadText(std::string(kFolder) + "acme.json"));
  ASSERT_TRUE(target.ok());
  for (const char* secret : {"/accounts/active/password/file", "/client/key/file"}) {
    const Json* file = target->value.At(secret);
    ASSERT_NE(file, nullptr) << secret;
    EXPECT_THAT(readme, HasSubstr("/dev/stdin /etc/authconform/" + file->string() + "\n"));
  }
  EXPECT_THAT(service, HasSubstr("\nUser=authconform\nStateDirectory=authconform\n"));
  EXPECT_THAT(ReadText(std::string(kFolder) + "cron"), HasSubstr("* * *  authconform  /"));
  for (const char* made :
       {"useradd --system --user-group", " authconform\n", "-o authconform -g authconform /var/lib/authconform\n",
        "-m 750 -g authconform /etc/authconform/secrets\n"}) {
    EXPECT_THAT(readme, HasSubstr(made));
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
