// The commands beside run: plan, show, lint, report, reference and demo, by what they print and how they end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "harness/base/json.h"
#include "tools/cli/testing/child_process.h"
#include "tools/embed/embedded.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

// A folder with the specs and cases that the binary carries, for tests to break.
std::string CopyOfOwn(const std::string& name) {
  const std::string folder = FreshFolder(name);
  for (const auto& [path, bytes] : EmbeddedFiles()) WriteText(folder + "/" + path, bytes);
  return folder;
}

void Replace(const std::string& file, const std::string& what, const std::string& with) {
  std::string text = ReadText(file);
  const size_t at = text.find(what);
  ASSERT_NE(at, std::string::npos) << what;
  WriteText(file, text.replace(at, what.size(), with));
}

TEST(Plan, IsTheCasesFileAsJsonAndATableForPeople) {
  const Ended json = RunAuthconform({"plan", "duktig", "--json"});
  EXPECT_EQ(json.code, 0);
  EXPECT_EQ(json.err, "");
  EXPECT_EQ(json.out, EmbeddedFiles().at("cases/duktig/token.cases.json"));
  const Ended table = RunAuthconform({"plan", "duktig"});
  EXPECT_THAT(table.out, HasSubstr("\nduktig/token/bad-credentials/wrong-password"));
  EXPECT_THAT(table.out, HasSubstr(" the password is wrong → bad_credentials\n"));
}

TEST(Plan, WritesEveryEndpointAndChangesNothingThatIsUpToDate) {
  const std::string folder = CopyOfOwn("plan");
  const Ended ended = RunAuthconform({"--specs", folder, "plan", "--write", folder + "/cases"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out, "");
  for (const auto& [path, bytes] : EmbeddedFiles()) {
    if (!path.starts_with("cases/")) continue;
    EXPECT_EQ(ReadText(folder + "/" + path), bytes) << path << " is stale: authconform --specs . plan --write cases";
  }
}

TEST(Plan, WritesNothingWhenOneSpecIsBad) {
  const std::string folder = CopyOfOwn("plan_bad");
  WriteText(folder + "/specs/recoveryconnect/auth/spec.json", "{");
  const Ended ended = RunAuthconform({"--specs", folder, "plan", "--write", folder + "/new"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, StartsWith("authconform: specs/recoveryconnect/auth/spec.json:line 1, column 2: "));
  EXPECT_FALSE(std::filesystem::exists(folder + "/new"));
}

TEST(Show, ListsRequirementsLinesCasesAndDecisions) {
  const Ended text = RunAuthconform({"show", "duktig"});
  EXPECT_EQ(text.code, 0);
  EXPECT_EQ(text.err, "");
  EXPECT_THAT(text.out, StartsWith("duktig/token  POST /auth/token\n"));
  EXPECT_THAT(text.out, HasSubstr("\nsuccess-expires-in  must  stated  duktig.md:"));
  EXPECT_THAT(text.out, HasSubstr("\n  ← duktig/token/valid/sign-in\n"));
  EXPECT_THAT(text.out, HasSubstr("\n  proved by fault duktig-expires-in-relative\n"));
  EXPECT_THAT(text.out, HasSubstr("valid/sign-in\n  no fault proves it: not scored\n")) << "request-line, for one";
  EXPECT_THAT(text.out, HasSubstr("\nDecided where the document is silent or ambiguous:\n"));
}

TEST(Show, JsonHasEveryRequirementOfEveryEndpointWithItsCasesOrTheReasonForNone) {
  const Ended ended = RunAuthconform({"show", "--json"});
  EXPECT_EQ(ended.code, 0);
  const Result<Json> all = ParseJson(ended.out);
  ASSERT_TRUE(all.ok()) << all.error().ToString();
  ASSERT_EQ(all->array().size(), 5u);
  for (const Json& endpoint : all->array()) {
    EXPECT_GT(endpoint.Find("requirements")->array().size(), 10u);
    for (const Json& requirement : endpoint.Find("requirements")->array()) {
      const bool checked = !requirement.Find("cases")->array().empty();
      EXPECT_NE(checked, requirement.Find("unchecked") != nullptr)
          << endpoint.Find("endpoint")->string() << ' ' << requirement.Find("id")->string();
      EXPECT_TRUE(requirement.Find("faults")->is_array());
      EXPECT_TRUE(checked || requirement.Find("faults")->array().empty()) << requirement.Find("id")->string();
      EXPECT_THAT(requirement.Find("confidence")->string(), AnyOf("stated", "shown", "assumed"));
      EXPECT_THAT(requirement.Find("source")->string(), MatchesRegex("[a-z]+\\.[a-z]+:[0-9]+(-[0-9]+)?"));
    }
  }
}

TEST(Lint, FindsNoMistakeInItsOwn) {
  const std::string folder = CopyOfOwn("lint_good");
  const struct {
    std::vector<std::string> paths;
    int checked;
  } rows[] = {
      {{}, 5},
      {{folder}, 5},
      {{folder + "/specs"}, 5},
      {{folder + "/cases/"}, 5},
      {{folder + "/specs/duktig"}, 1},
      {{folder + "/specs/duktig/token"}, 1},
      {{folder + "/specs/duktig/token/spec.json"}, 1},
      {{folder + "/specs/duktig/token/success.schema.json", folder + "/cases/gooru/token.cases.json"}, 2},
  };
  for (const auto& row : rows) {
    std::vector<std::string> arguments = {"lint"};
    arguments.insert(arguments.end(), row.paths.begin(), row.paths.end());
    const Ended ended = RunAuthconform(arguments);
    EXPECT_EQ(ended.code, 0) << ended.out;
    EXPECT_EQ(ended.out, std::to_string(row.checked) + " checked, no mistakes\n");
    EXPECT_EQ(ended.err, "");
  }
}

TEST(Lint, NamesFilePointerAndMistake) {
  const struct {
    const char* name;
    const char* file;
    const char* what;
    const char* with;
    const char* mistake;  // a regular expression, after the folder; the first line
  } rows[] = {
      {"not_json", "specs/duktig/token/spec.json", "{", "{,", "/specs/duktig/token/spec.json:line 1, column 2: .*"},
      {"no_such_requirement", "specs/duktig/token/spec.json", "\"requirement\": \"header-x-auth-key\"",
       "\"requirement\": \"header-x-auth-kay\"",
       "/specs/duktig/token/spec.json:/request/headers/X-Auth-Key/requirement: .*header-x-auth-kay.*did you mean "
       "\"header-x-auth-key\".*"},
      {"wrong_type", "specs/gooru/token/spec.json", "\"method\": \"POST\"", "\"method\": 7",
       "/specs/gooru/token/spec.json:/request/method: .*"},
      {"bad_schema", "specs/gooru/token/success.schema.json", "\"type\": \"object\"", "\"type\": \"objekt\"",
       "/specs/gooru/token/success.schema.json:/type: .*"},
      {"stale_cases", "cases/gooru/token.cases.json", "\"title\": \"", "\"title\": \"Never ",
       "/cases/gooru/token.cases.json: is not what the spec plans today: refresh it with `authconform --specs . plan "
       "gooru/token --write cases`"},
  };
  for (const auto& row : rows) {
    const std::string folder = CopyOfOwn(std::string("lint_") + row.name);
    Replace(folder + "/" + row.file, row.what, row.with);
    const Ended ended = RunAuthconform({"lint", folder});
    EXPECT_EQ(ended.code, 2) << row.name;
    EXPECT_THAT(ended.out.substr(0, ended.out.find('\n')), MatchesRegex(folder + row.mistake)) << row.name;
    EXPECT_THAT(ended.err, MatchesRegex("authconform: [0-9]+ mistakes?\n")) << row.name;

    const Ended run = RunAuthconform({"--specs", folder, "run", "--url", "http://x", "--dry-run"});
    if (std::string(row.name) != "stale_cases") {
      EXPECT_EQ(run.code, 2) << row.name;
    }
  }
}

TEST(Lint, FindsCasesThatBelongToNoEndpoint) {
  const std::string folder = CopyOfOwn("lint_orphan");
  WriteText(folder + "/cases/acme/token.cases.json", "{}");
  const Ended ended = RunAuthconform({"lint", folder});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.out, folder + "/cases/acme/token.cases.json: belongs to no endpoint in specs/\n");
  EXPECT_EQ(ended.err, "authconform: 1 mistake\n");
}

TEST(Lint, SaysWhatItCannotFind) {
  const std::string folder = CopyOfOwn("lint_none");
  const struct {
    std::string path;
    std::string mistake;
  } rows[] = {
      {folder + "/none.json", folder + "/none.json: cannot be read: there is no such file\n"},
      {folder + "/specs/duktg", folder + "/specs/duktg: cannot be read: there is no such file\n"},
      {folder + "/harness", folder + "/harness: holds no specs/, and is no part of such a folder\n"},
  };
  for (const auto& row : rows) {
    const Ended ended = RunAuthconform({"lint", row.path});
    EXPECT_EQ(ended.code, 2) << row.path;
    EXPECT_EQ(ended.out, row.mistake);
  }
}

TEST(Lint, ReadsListsOfDeviations) {
  const std::string folder = FreshFolder("lint_deviations");
  const std::string file = folder + "/known.json";
  const struct {
    std::string id;
    std::string entry;
    std::string mistake;  // after the file's name; "" for none
  } rows[] = {
      {"duktig/token/valid/sign-in", R"({"findings": ["baseline/http"], "reason": "a proxy"})", ""},
      {"duktig/token/valid/sign-inn", R"({"findings": ["baseline/http"], "reason": "a proxy"})",
       ":/deviations/duktig~1token~1valid~1sign-inn: there is no such case, did you mean "
       "\"duktig/token/valid/sign-in\"?\n"},
      {"duktig/token/valid/sign-in", R"({"findings": ["baseline/htp"], "reason": "a proxy"})",
       ":/deviations/duktig~1token~1valid~1sign-in/findings/0: duktig/token has no rule \"baseline/htp\", did you mean "
       "\"baseline/http\"?\n"},
      {"duktig/token/valid/sign-in", R"({"findings": ["baseline/http"]})",
       ":/deviations/duktig~1token~1valid~1sign-in/reason: is missing\n"},
      {"duktig/token/valid/sign-in",
       R"x({"findings": ["baseline/http"], "reason": "not yet explained (added by --fix on 2026-11-23)"})x",
       ":/deviations/duktig~1token~1valid~1sign-in/reason: is still the one that --fix gave it: say why it is so\n"},
  };
  for (const auto& row : rows) {
    WriteText(file, "{\"deviations\": {\"" + row.id + "\": " + row.entry + "}}");
    const Ended ended = RunAuthconform({"lint", file});
    EXPECT_EQ(ended.code, row.mistake.empty() ? 0 : 2) << row.entry;
    EXPECT_EQ(ended.out, row.mistake.empty() ? "1 checked, no mistakes\n" : file + row.mistake);
  }
}

TEST(Demo, ShowsAConformingBackendAndAFaultyOne) {
  const std::string folder = FreshFolder("demo");
  const Ended ended = RunAuthconform({"demo"}, {.folder = folder});
  EXPECT_EQ(ended.code, 0) << ended.err;
  const std::string reports = ": report.html junit.xml report.md run.json transcript.ndjson\n";
  EXPECT_EQ(ended.err,
            "The reference backends, which keep the five documents:\n"
            "Reports in authconform-report/good" +
                reports +
                "The same with one fault, duktig-expires-in-relative, to show what a failure looks like:\n"
                "Reports in authconform-report/faulty" +
                reports);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("conforms to its documents.\n"), HasSubstr("duktig/token/valid/sign-in"),
                               HasSubstr("expires_in is a time in unix seconds")));
  EXPECT_TRUE(std::filesystem::exists(folder + "/authconform-report/good/report.html"));
}

TEST(Report, RendersEveryFormatOfARun) {
  const std::string folder = FreshFolder("report");
  ASSERT_EQ(RunAuthconform({"demo", "--out", folder}).code, 0);
  const std::string run = folder + "/faulty/run.json";
  const struct {
    const char* format;
    const char* file;
    const char* start;
  } rows[] = {
      {"html", "report.html", "<!DOCTYPE html>"},
      {"junit", "junit.xml", "<?xml version=\"1.0\""},
      {"md", "report.md", "#"},
      {"json", "run.json", "{\n"},
      {"terminal", nullptr, " "},
  };
  for (const auto& row : rows) {
    const Ended ended = RunAuthconform({"report", run, "--format", row.format});
    EXPECT_EQ(ended.code, 0) << row.format;
    EXPECT_EQ(ended.err, "") << row.format;
    EXPECT_THAT(ended.out, StartsWith(row.start)) << row.format;
    if (row.file != nullptr) {
      EXPECT_EQ(ended.out, ReadText(folder + "/faulty/" + row.file)) << row.format;
    }
    const Ended written = RunAuthconform({"report", run, "--format", row.format, "--out", folder + "/out"});
    EXPECT_EQ(written.code, 0) << row.format;
    EXPECT_EQ(written.out, "") << row.format;
    EXPECT_EQ(ReadText(folder + "/out"), ended.out) << row.format;
  }
  EXPECT_EQ(RunAuthconform({"report", run, "--out", folder + "/good"}).code, 2);
  EXPECT_EQ(RunAuthconform({"report", run, "--out", "/proc/none/out"}).code, 2);
  WriteText(folder + "/other.json", "{\"version\": 1}");
  const Ended other = RunAuthconform({"report", folder + "/other.json"});
  EXPECT_EQ(other.code, 2);
  EXPECT_THAT(other.err, StartsWith("authconform: " + folder + "/other.json:/"));
}

TEST(Reference, PrintsItsUrlAndEndsOnASignal) {
  for (int signal : {SIGINT, SIGTERM}) {
    const std::string folder = FreshFolder("reference");
    ChildProcess reference(
        {AuthconformPath(), "reference", "--write-target", folder, "--fault", "duktig-wrong-status"});
    reference.AwaitError("Ctrl-C ends it.");
    const Ended run = RunAuthconform(
        {"run", "duktig", "--only", "*/valid/sign-in", "--target", folder + "/target.json", "--out", ""});
    EXPECT_EQ(run.code, 1) << run.err;
    reference.Signal(signal);
    const Ended ended = reference.Wait();
    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.out, StartsWith("http://127.0.0.1:"));
    EXPECT_THAT(ended.out, HasSubstr("\n  duktig  active  fibo@example.com  "));
    EXPECT_THAT(ended.err, ::testing::ContainsRegex("\nduktig-wrong-status changed [0-9]+ answers\n"));
  }
}

TEST(Reference, WritesTheLimitsItKeepsIntoTheTargetFile) {
  const struct {
    std::vector<std::string> options;
    const char* limits;
  } rows[] = {
      {{}, R"({"wrong_passwords":1000000})"},
      {{"--lock-after", "6", "--lock-for", "30", "--rate-limit", "50"},
       R"({"wrong_passwords":5,"wrong_passwords_window_s":30,"success_resets":false,"rate_per_second":50})"},
      {{"--lock-after", "1", "--success-resets", "--hash-ms", "5"},
       R"({"wrong_passwords":1,"wrong_passwords_window_s":600,"success_resets":true})"},
  };
  for (const auto& row : rows) {
    const std::string folder = FreshFolder("reference_limits");
    std::vector<std::string> command = {AuthconformPath(), "reference", "--write-target", folder};
    command.insert(command.end(), row.options.begin(), row.options.end());
    ChildProcess reference(command);
    reference.AwaitError("Ctrl-C ends it.");
    const Result<Json> target = ReadJsonFile(folder + "/target.json");
    ASSERT_TRUE(target.ok()) << target.error().ToString();
    EXPECT_EQ(WriteJson(*target->Find("limits")), row.limits);
    EXPECT_EQ(RunAuthconform({"lint", folder + "/target.json"}).code, 0);
    reference.Signal(SIGTERM);
    EXPECT_EQ(reference.Wait().code, 0);
  }
  EXPECT_EQ(RunAuthconform({"reference", "--lock-for", "5"}).code, 2) << "of what is not locked";
}

TEST(Reference, ListsTheFaultsThereAre) {
  const Ended ended = RunAuthconform({"reference", "--list-faults"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("\nduktig-expires-in-relative  success-expires-in\n"));
  EXPECT_GT(std::count(ended.out.begin(), ended.out.end(), '\n'), 100);
}

}  // namespace
}  // namespace authconform
