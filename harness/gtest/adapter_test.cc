// What `bazel test` shows of a run: the adapter is started as Bazel starts it, and its test.xml and exit code are read.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "harness/gtest/reference_process.h"

namespace authconform {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Names = std::set<std::string>;
using Environment = std::map<std::string, std::string>;

// One test of test.xml.
struct Told {
  std::string result;  // "pass", "fail", "skip"
  std::string message;
  std::map<std::string, std::string> properties;
  std::string place;
};

struct Ran {
  int exit_code = -1;
  std::string output;
  std::map<std::string, Told> tests;  // those that ran
  fs::path reports;

  Names Which(const std::string& result) const {
    Names names;
    for (const auto& [name, told] : tests) {
      if (told.result == result) names.insert(name);
    }
    return names;
  }
  std::vector<std::string> Messages() const {
    std::vector<std::string> messages;
    for (const auto& [name, told] : tests) messages.push_back(told.message);
    return messages;
  }
  Json Report() const {
    const Result<std::string> text = ReadFile((reports / "run.json").string());
    Result<Json> report = text ? ParseJson(*text) : Result<Json>(text.error());
    return report ? *report : Json();
  }
};

std::map<std::string, Told> ReadTests(const fs::path& file) {
  std::map<std::string, Told> tests;
  pugi::xml_document document;
  if (!document.load_file(file.c_str())) return tests;
  for (const pugi::xml_node suite : document.child("testsuites").children("testsuite")) {
    for (const pugi::xml_node test : suite.children("testcase")) {
      if (std::string_view(test.attribute("status").value()) != "run") continue;
      Told& told = tests[std::string(suite.attribute("name").value()) + "." + test.attribute("name").value()];
      const pugi::xml_node failure = test.child("failure");
      const pugi::xml_node skipped = test.child("skipped");
      told.result = failure ? "fail" : skipped ? "skip" : "pass";
      told.message = std::string(failure.attribute("message").value()) + skipped.attribute("message").value();
      told.place = std::string(test.attribute("file").value()) + ":" + test.attribute("line").value();
      for (const pugi::xml_node property : test.child("properties").children()) {
        told.properties[property.attribute("name").value()] = property.attribute("value").value();
      }
    }
  }
  return tests;
}

// Runs a test made by auth_conformance_test, from this package or by its path, with the environment Bazel gives it and
// `environment` over that.
Ran RunTest(const std::string& name, const Environment& environment = {},
            const std::vector<std::string>& arguments = {}) {
  static int runs = 0;
  const fs::path folder = fs::path(std::getenv("TEST_TMPDIR")) / ("run" + std::to_string(runs++));
  Ran ran;
  ran.reports = folder / "outputs";
  fs::create_directories(ran.reports);
  Environment all = {{"PATH", "/usr/bin:/bin"},
                     {"TEST_SRCDIR", std::getenv("TEST_SRCDIR")},
                     {"TEST_TMPDIR", folder.string()},
                     {"TEST_TARGET", "//harness/gtest:" + name},
                     {"TEST_UNDECLARED_OUTPUTS_DIR", ran.reports.string()},
                     {"XML_OUTPUT_FILE", (folder / "test.xml").string()}};
  for (const auto& [variable, value] : environment) all[variable] = value;
  std::string command = "exec env -i";
  for (const auto& [variable, value] : all) command += " '" + variable + "=" + value + "'";
  command += (name.find('/') == std::string::npos ? " harness/gtest/" : " ") + name;
  for (const std::string& argument : arguments) command += " '" + argument + "'";
  command += " > " + (folder / "output").string() + " 2>&1";
  const int status = std::system(command.c_str());
  ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  ran.output = *ReadFile((folder / "output").string());
  ran.tests = ReadTests(folder / "test.xml");
  return ran;
}

// The cases there are, as test.xml calls them.
Names AllTests() {
  static const Names all = [] {
    const Ran listed = RunTest("duktig", {}, {"--gtest_list_tests"});
    Names names;
    std::string suite;
    for (size_t at = 0; at < listed.output.size();) {
      const size_t end = std::min(listed.output.find('\n', at), listed.output.size());
      const std::string line = listed.output.substr(at, end - at);
      at = end + 1;
      if (!line.starts_with("  ")) suite = line;
      if (line.starts_with("  ")) names.insert(suite + line.substr(2));
    }
    return names;
  }();
  return all;
}

// One reference server for the tests that name a target.
class NamedTarget : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    Result<std::unique_ptr<ReferenceProcess>> started =
        ReferenceProcess::Start("tools/cli/authconform", {}, std::string(std::getenv("TEST_TMPDIR")) + "/reference");
    ASSERT_TRUE(started) << started.error().ToString();
    server_ = started->release();
  }
  static void TearDownTestSuite() { delete server_; }

  static std::string Secret(const std::string& file) {
    const Result<std::string> text = ReadFile(fs::path(server_->target_file()).parent_path() / file);
    return text ? text->substr(0, text->find('\n')) : "";
  }

  // duktig's settings in the server's target file.
  static Json Duktig() { return *ParseJson(*ReadFile(server_->target_file()))->At("/endpoints/duktig"); }

  // The same target as variables.
  static Environment AsUrl(const std::string& url) {
    return {{"AUTHCONFORM_TARGET", url},
            {"AUTHCONFORM_ACTIVE_LOGIN", Duktig().At("/accounts/active/login")->string()},
            {"AUTHCONFORM_ACTIVE_PASSWORD", Secret("duktig.active.password")},
            {"AUTHCONFORM_INACTIVE_LOGIN", Duktig().At("/accounts/inactive/login")->string()},
            {"AUTHCONFORM_INACTIVE_PASSWORD", Secret("duktig.inactive.password")},
            {"AUTHCONFORM_CLIENT_KEY", Secret("duktig.client.key")}};
  }

  static ReferenceProcess* server_;
};
ReferenceProcess* NamedTarget::server_ = nullptr;

TEST(Hermetic, EveryCaseIsATestAndPasses) {
  const Ran ran = RunTest("duktig");
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  EXPECT_EQ(ran.Which("pass"), AllTests());
  EXPECT_THAT(ran.tests, SizeIs(testing::Gt(20u)));
  EXPECT_EQ(ran.Report().At("/cases")->array().size(), ran.tests.size());
}

TEST(Hermetic, NoEndpointHasSoMuchAsAWarning) {
  for (const char* name :
       {"backoffice_auth", "duktig_token", "gooru_token", "microting_token", "recoveryconnect_auth"}) {
    const Ran ran = RunTest(std::string("cases/") + name, {}, {"--strict"});
    EXPECT_EQ(ran.exit_code, 0) << ran.output;
    EXPECT_THAT(ran.Which("pass"), SizeIs(testing::Gt(20u))) << name;
    EXPECT_EQ(ran.Which("pass").size(), ran.tests.size()) << name;
  }
}

TEST(Hermetic, ATestTellsItsCase) {
  const Ran ran = RunTest("duktig", {{"TESTBRIDGE_TEST_ONLY", "duktig/token/missing_fields.email_absent"}});
  ASSERT_THAT(ran.tests, SizeIs(1)) << ran.output;
  const Told& told = ran.tests.begin()->second;
  EXPECT_EQ(told.properties.at("case"), "duktig/token/missing-fields/email-absent");
  EXPECT_EQ(told.properties.at("verdict"), "pass");
  EXPECT_THAT(told.properties.at("sent"), HasSubstr("email"));
  EXPECT_THAT(told.properties.at("requirements"), Not(IsEmpty()));
  EXPECT_THAT(told.place, testing::MatchesRegex("cases/duktig/token.cases.json:[1-9][0-9]*"));
}

TEST(Hermetic, ReportsAreTheUndeclaredOutputs) {
  const Ran ran = RunTest("duktig");
  for (const char* file : {"run.json", "report.html", "junit.xml", "transcript.ndjson"}) {
    EXPECT_TRUE(fs::exists(ran.reports / file)) << file;
  }
}

TEST(Faults, FailTheirTestAndNoOther) {
  const std::vector<std::string> none;
  const std::vector<std::string> given = {"--fault=duktig-wrong-status"};
  for (const auto& [name, arguments] : {std::pair{"duktig_wrong_status", none}, {"duktig", given}}) {
    const Ran ran = RunTest(name, {}, arguments);
    EXPECT_NE(ran.exit_code, 0);
    EXPECT_THAT(ran.Which("fail"), ElementsAre("duktig/token/valid.sign_in")) << ran.output;
    EXPECT_EQ(ran.Which("pass").size() + 1, AllTests().size());
    const Told& told = ran.tests.at("duktig/token/valid.sign_in");
    EXPECT_THAT(told.message,
                AllOf(HasSubstr("fail  duktig/token/valid/sign-in"), HasSubstr("201"), HasSubstr("curl")));
    EXPECT_EQ(told.properties.at("verdict"), "fail");
  }
}

TEST(Faults, AMisspeltOneFailsEveryTestInItsOwnWords) {
  const Ran ran = RunTest("duktig", {}, {"--fault=duktig-wrong-statu"});
  EXPECT_EQ(ran.Which("fail"), AllTests());
  EXPECT_THAT(ran.Messages(), Each(HasSubstr("did you mean \"duktig-wrong-status\"")));
}

TEST(Strict, AWarningPassesWithoutAndFailsWithIt) {
  const std::vector<std::string> fault = {"--fault=duktig-no-cache-control"};
  const Ran lenient = RunTest("duktig", {}, fault);
  EXPECT_EQ(lenient.exit_code, 0) << lenient.output;
  EXPECT_EQ(lenient.Which("pass"), AllTests());
  EXPECT_EQ(lenient.tests.at("duktig/token/token.no_store").properties.at("verdict"), "warn");
  EXPECT_THAT(lenient.output, HasSubstr("warn  duktig/token/token/no-store"));

  const Ran strict = RunTest("duktig_strict", {}, fault);
  EXPECT_NE(strict.exit_code, 0);
  EXPECT_THAT(strict.Which("fail"), ElementsAre("duktig/token/token.no_store"));
}

TEST(Deviations, AListedFailureIsSkippedWithItsReason) {
  const Ran ran = RunTest("duktig_deviations", {}, {"--fault=duktig-wrong-status"});
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  ASSERT_THAT(ran.Which("skip"), ElementsAre("duktig/token/valid.sign_in"));
  EXPECT_EQ(ran.Which("pass").size() + 1, AllTests().size());
  const Told& told = ran.tests.at("duktig/token/valid.sign_in");
  EXPECT_THAT(told.message, HasSubstr("deviation: the gateway answers 201 until its release in spring"));
  EXPECT_EQ(told.properties.at("verdict"), "fail");
  EXPECT_EQ(told.properties.at("deviation"), "the gateway answers 201 until its release in spring");
  EXPECT_THAT(ran.output, HasSubstr("conforms to its documents but for 1 listed deviation."));
  EXPECT_EQ(ran.Report().At("/deviations")->AsInt64(), 1);
}

TEST(Deviations, AListThatDoesNotHoldFailsTheTest) {
  const Ran mended = RunTest("duktig_deviations");
  EXPECT_NE(mended.exit_code, 0);
  EXPECT_EQ(mended.Which("pass"), AllTests()) << mended.output;
  EXPECT_THAT(mended.output,
              HasSubstr("duktig/token/valid/sign-in is listed as a deviation (success-status) and passes now"));

  const Ran otherwise = RunTest("duktig_deviations", {}, {"--fault=duktig-expires-in-relative"});
  EXPECT_NE(otherwise.exit_code, 0);
  EXPECT_THAT(otherwise.Which("fail"), testing::Contains("duktig/token/valid.sign_in"));
  EXPECT_THAT(otherwise.output,
              HasSubstr("is listed as a deviation for success-status and breaks success-expires-in "));
}

TEST(Deviations, ACaseThatTheFilterLeavesOutIsNotMissed) {
  const Ran ran = RunTest("duktig_deviations", {{"TESTBRIDGE_TEST_ONLY", "*.password_absent"}});
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
}

TEST(Deviations, AListWithAMistakeFailsEveryTestInItsOwnWords) {
  const std::string file = std::string(std::getenv("TEST_TMPDIR")) + "/mistaken.json";
  ASSERT_TRUE(WriteFileWhole(file, R"({"deviations": {"duktig/token/valid/sign-in": {"findings": ["x"]}}})"));
  const Ran ran = RunTest("duktig", {}, {"--deviations=" + file});
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_EQ(ran.Which("fail"), AllTests());
  EXPECT_THAT(ran.Messages(), Each(HasSubstr("/deviations/duktig~1token~1valid~1sign-in/reason: is missing")));
}

TEST(Filter, OnlySelectedCasesAreAsked) {
  const struct {
    const char* filter;
    Names tests;
  } kRows[] = {
      {"*.password_absent", {"duktig/token/missing_fields.password_absent"}},
      {"duktig/token/valid/sign-in", {"duktig/token/valid.sign_in"}},  // a case id, as reports show it
      {"*/missing-fields/password*:-*null",                            // a glob over case ids, as --only has it
       {"duktig/token/missing_fields.password_absent", "duktig/token/missing_fields.password_empty"}},
      {"duktig/token/valid/sign-in:*.password_absent",
       {"duktig/token/missing_fields.password_absent", "duktig/token/valid.sign_in"}},
      {"*fields.*absent-*all*:*email*", {"duktig/token/missing_fields.password_absent"}},
  };
  for (const auto& row : kRows) {
    const Ran ran = RunTest("duktig", {{"TESTBRIDGE_TEST_ONLY", row.filter}});
    EXPECT_EQ(ran.exit_code, 0) << ran.output;
    EXPECT_EQ(ran.Which("pass"), row.tests) << row.filter;
    EXPECT_EQ(ran.Report().At("/cases")->array().size(), row.tests.size()) << row.filter;
    EXPECT_THAT(ran.Report().At("/partial")->string(), HasSubstr("left cases out"));
  }
}

TEST(Filter, SelectingNothingIsNoSuccess) {
  const Ran ran = RunTest("duktig", {{"TESTBRIDGE_TEST_ONLY", "duktig/token/valid.sign_inn"}});
  EXPECT_EQ(ran.exit_code, 5) << ran.output;
  EXPECT_THAT(ran.output, AllOf(HasSubstr("no case of duktig/token matches the filter duktig/token/valid.sign_inn"),
                                HasSubstr("did you mean \"duktig/token/valid.sign_in\"")));
}

TEST(Shards, EachCaseIsAskedInExactlyOne) {
  Names all;
  size_t tests = 0;
  size_t asked = 0;
  for (const char* shard : {"0", "1", "2"}) {
    const std::string status_file = std::string(std::getenv("TEST_TMPDIR")) + "/shard" + shard;
    const Ran ran =
        RunTest("duktig",
                {{"GTEST_TOTAL_SHARDS", "3"}, {"GTEST_SHARD_INDEX", shard}, {"GTEST_SHARD_STATUS_FILE", status_file}});
    EXPECT_EQ(ran.exit_code, 0) << ran.output;
    EXPECT_TRUE(fs::exists(status_file)) << "without it Bazel takes the test for one that does not shard";
    all.merge(ran.Which("pass"));
    tests += ran.tests.size();
    asked += ran.Report().At("/cases")->array().size();
  }
  EXPECT_EQ(all, AllTests());
  EXPECT_EQ(tests, AllTests().size());
  EXPECT_EQ(asked, AllTests().size());
}

TEST(Shards, AnEmptyOneSaysSo) {
  const Environment shard = {
      {"GTEST_TOTAL_SHARDS", "2"}, {"GTEST_SHARD_INDEX", "1"}, {"TESTBRIDGE_TEST_ONLY", "*.sign_in:-*inactive*"}};
  const Ran ran = RunTest("duktig", shard);
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("this shard checked nothing"));
  Environment nothing = shard;
  nothing["GTEST_SHARD_INDEX"] = "0";
  nothing["TESTBRIDGE_TEST_ONLY"] = "*.no_such_case";
  EXPECT_EQ(RunTest("duktig", nothing).exit_code, 5);
}

TEST_F(NamedTarget, ATargetFileIsAsked) {
  const Ran ran = RunTest("duktig", {{"AUTHCONFORM_TARGET", server_->target_file()}});
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  EXPECT_EQ(ran.Which("pass"), AllTests());
  EXPECT_EQ(ran.Report().At("/url")->string(), server_->url());
}

TEST_F(NamedTarget, ATestsOwnTargetIsAskedUnlessTheEnvironmentNamesOne) {
  const Ran own = RunTest("staging");
  EXPECT_EQ(own.Which("fail"), AllTests());
  EXPECT_THAT(own.Messages(),
              Each(AllOf(HasSubstr("testdata/staging.json"), HasSubstr("STAGING_PASSWORD is not set"))));
  const Ran named = RunTest("staging", {{"AUTHCONFORM_TARGET", server_->target_file()}});
  EXPECT_EQ(named.exit_code, 0) << named.output;
  EXPECT_EQ(named.Report().At("/url")->string(), server_->url());
}

TEST_F(NamedTarget, AUrlIsAskedWithAccountsFromTheEnvironment) {
  const Ran ran = RunTest("duktig", AsUrl(server_->url()));
  EXPECT_THAT(ran.Which("fail"), IsEmpty()) << ran.output;
  EXPECT_EQ(ran.Report().At("/url")->string(), server_->url());
  EXPECT_THAT(ran.output, Not(HasSubstr(Secret("duktig.active.password"))));
}

TEST_F(NamedTarget, WhatIsMissingFailsEveryTestInItsOwnWords) {
  // Bound and not listening: whoever connects is refused.
  const int bound = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(bound, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(getsockname(bound, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const Environment dead = AsUrl("http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)));
  Environment refused = AsUrl(server_->url());
  refused["AUTHCONFORM_ACTIVE_PASSWORD"] = "another-password-1";
  Environment no_password = AsUrl(server_->url());
  no_password.erase("AUTHCONFORM_ACTIVE_PASSWORD");
  Environment no_account = no_password;
  no_account.erase("AUTHCONFORM_ACTIVE_LOGIN");

  const struct {
    Environment environment;
    std::vector<std::string> arguments;
    const char* says;
  } kRows[] = {
      {dead, {}, "nothing was judged: cannot connect to"},
      {refused, {}, "the target refuses the active account"},
      {no_password, {}, "give --test_env=AUTHCONFORM_ACTIVE_PASSWORD too"},
      {no_account, {}, "give --test_env=AUTHCONFORM_ACTIVE_LOGIN"},
      {{{"AUTHCONFORM_TARGET", "staging.json"}}, {}, "give an absolute path: --test_env=AUTHCONFORM_TARGET="},
      {{{"AUTHCONFORM_TARGET", "/no/such/staging.json"}}, {}, "/no/such/staging.json: cannot be read"},
      {{{"AUTHCONFORM_TARGET", "ftp://localhost"}}, {}, "neither an http:// or https:// URL"},
      {{{"AUTHCONFORM_TARGET", server_->target_file()}}, {"--fault=duktig-wrong-status"}, "faults are for"},
  };
  for (const auto& row : kRows) {
    const Ran ran = RunTest("duktig", row.environment, row.arguments);
    EXPECT_NE(ran.exit_code, 0) << row.says;
    EXPECT_EQ(ran.Which("fail"), AllTests()) << row.says;
    EXPECT_THAT(ran.Messages(), Each(HasSubstr(row.says)));
  }
  close(bound);
}

TEST_F(NamedTarget, WithoutAnInactiveAccountItsCaseIsSkipped) {
  Environment without = AsUrl(server_->url());
  without.erase("AUTHCONFORM_INACTIVE_LOGIN");
  const Ran ran = RunTest("duktig", without);
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  EXPECT_THAT(ran.Which("skip"), testing::Contains("duktig/token/inactive_account.sign_in"));
  EXPECT_THAT(ran.tests.at("duktig/token/inactive_account.sign_in").message, HasSubstr("inactive"));

  without["TESTBRIDGE_TEST_ONLY"] = "*inactive_account*";
  const Ran nothing = RunTest("duktig", without);
  EXPECT_NE(nothing.exit_code, 0);
  EXPECT_THAT(nothing.output, HasSubstr("nothing was checked"));
}

TEST(OwnSpecs, TheFoldersCasesAreAsked) {
  const Ran ran = RunTest("own_specs");
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  EXPECT_THAT(ran.Which("pass"), ElementsAre("duktig/token/valid.own_sign_in"));
}

TEST(Arguments, AnUnknownOneEndsTheTest) {
  const Ran ran = RunTest("duktig", {}, {"--stric"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.output, HasSubstr("unknown argument --stric"));
}

}  // namespace
}  // namespace authconform
