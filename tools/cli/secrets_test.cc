// Secrets, supplied and issued, are in nothing that the program writes, in whatever form they were sent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/base/base64.h"
#include "harness/base/json.h"
#include "tools/cli/testing/child_process.h"
#include "tools/cli/testing/scripted_backend.h"
#include "tools/cli/testing/secret_forms.h"
#include "tools/reference/demo_accounts.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string Token(char which, int number) {
  return "eyJhbGciOiJIUzI1NiJ9." +
         EncodeBase64Url("{\"sub\":\"ann\",\"canary\":\"" + std::string(1, which) + std::to_string(number) + "\"}") +
         ".c2lnbmF0dXJlLWNhbmFyeS0" + std::string(1, which) + std::to_string(number);
}

TEST(Secrets, AreNotInWhatARunWritesEvenWhenTheTargetRepeatsThem) {
  // Repeats all it was sent in all places, in several forms, and issues tokens and cookies in refusals too.
  const ScriptedBackend backend([](const Asked& asked) {
    Answer answer = KeepTheDocument(asked);
    const std::string token = Token('t', asked.number);
    if (asked.IsSignIn()) answer.body = WriteJson(Json::Object{{"token", token}, {"you_sent", asked.body}});
    if (answer.status == 401) {
      answer.body = WriteJson(Json::Object{{"message", "These credentials do not match our records."},
                                           {"token", token},
                                           {"debug", asked.body},
                                           {"encoded", EncodeBase64(asked.body)},
                                           {"login", "login=ann&password=" + Percent(kPassword, false, true)}});
    }
    answer.headers.emplace_back("Set-Cookie", "session=cookie-canary-" + std::to_string(asked.number) + "; HttpOnly");
    answer.headers.emplace_back("X-Visible", "no secret: canary-in-plain-sight");
    answer.headers.emplace_back("X-Echo", Percent(asked.body, false, false));
    answer.headers.emplace_back("X-Password", EncodeBase64("ann:" + std::string(kPassword)));
    return answer;
  });
  const std::string folder = FreshFolder("run");
  const std::string secrets = FreshFolder("run_secrets");
  const std::string target =
      backend.WriteTarget(secrets, R"("headers": {"X-Api-Key": {"env": "API_KEY"}}, "limits": {"concurrency": 1})");
  const std::string api_key = "api/key+canary=0123";
  const Ended ended = RunAuthconform({"run", "--target", target, "--out", folder + "/report", "--repeat", "2"},
                                     {.environment = {{"API_KEY", api_key}}});
  EXPECT_EQ(ended.code, 1) << ended.err;  // tokens in refusals

  auto written = AllWritten(folder, ended);
  for (const char* format : {"html", "junit", "md", "json", "terminal", "earl", "har", "github", "gitlab"}) {
    const Ended report = RunAuthconform({"report", folder + "/report/run.json", "--format", format});
    EXPECT_EQ(report.code, 0);
    written.emplace_back(std::string("report --format ") + format, report.out);
  }
  ASSERT_EQ(written.size(), 2u + 5u + 9u);
  // What is no secret is there, so the search below looks where secrets would be.
  for (const char* file : {"/report/run.json", "/report/transcript.ndjson", "/report/report.html"}) {
    EXPECT_THAT(ReadText(folder + file),
                AllOf(HasSubstr("canary-in-plain-sight"), HasSubstr("secret:backoffice.account.active.password")))
        << file;
  }
  ExpectNowhere(written, "password", kPassword);
  ExpectNowhere(written, "password in the other case", "aNN'S \"PASS\\WORD\" 50%+é");
  ExpectNowhere(written, "inactive password", kInactivePassword);
  ExpectNowhere(written, "Basic", std::string(kLogin) + ":" + kPassword);
  ExpectNowhere(written, "API key", api_key);
  for (int number = 1; number <= backend.requests(); ++number) {
    for (const auto& [where, text] : written) {
      EXPECT_EQ(text.find(Token('t', number)), std::string::npos) << where;
      EXPECT_EQ(text.find("c2lnbmF0dXJlLWNhbmFyeS0t" + std::to_string(number) + "\""), std::string::npos) << where;
      EXPECT_EQ(text.find("cookie-canary-" + std::to_string(number) + ";"), std::string::npos) << where;
    }
  }
}

// A transcript's lines but those that tell what stands in for a secret (harness/run/stand_in.h).
std::string WithoutStandIns(const std::string& text) {
  std::istringstream lines(text);
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("{\"secret\":")) kept += line + "\n";
  }
  return kept;
}

TEST(Secrets, AreNotInWhatARunAgainstEveryReferenceBackendWrites) {
  const std::string folder = FreshFolder("reference");
  const std::string target = FreshFolder("reference_target");
  ChildProcess reference({AuthconformPath(), "reference", "--write-target", target, "--fault", "gooru-token-in-refusal",
                          "--fault", "duktig-token-in-refusal"});
  reference.AwaitError("Ctrl-C ends it.");
  const Ended ended = RunAuthconform({"run", "--target", target + "/target.json", "--out", folder + "/report"});
  EXPECT_EQ(ended.code, 1) << ended.err;
  const auto written = AllWritten(folder, ended);
  ASSERT_EQ(written.size(), 2u + 5u);
  for (const DemoAccount& account : DemoAccounts()) {
    ExpectNowhere(written, account.vendor + " " + account.role, account.password);
    ExpectNowhere(written, account.vendor + " " + account.role + " Basic", account.login + ":" + account.password);
  }
  for (const char* vendor : {"duktig", "gooru"}) ExpectNowhere(written, vendor, DemoClient(vendor).key);
  // All tokens but Gooru's are JWTs, and Gooru's begin with a packed login. What stands in for one when the transcript
  // is judged again has its claims and none of its signature.
  for (const auto& [where, text] : written) {
    EXPECT_EQ(WithoutStandIns(text).find("eyJ"), std::string::npos) << where;
  }
}

TEST(Secrets, AreNotInErrors) {
  const std::string folder = FreshFolder("errors");
  const std::string canary = "canary-hunter2-secret";
  const struct {
    std::vector<std::string> arguments;
    std::string target;
  } rows[] = {
      {{"run", "--target", folder + "/t.json"},
       R"({"url": "http://x", "accounts": {"active": {"login": "a", "password": ")" + canary + R"("}}})"},
      {{"lint", folder + "/t.json"},
       R"({"url": "http://x", "accounts": {"active": {"login": "a", "password": ")" + canary + R"("}}})"},
      {{"run", "--target", folder + "/t.json"},
       R"({"url": "http://x", "accounts": {"active": {"login": "a", "password": {"env": ")" + canary + R"("}}}})"},
      {{"run", "--target", folder + "/t.json"}, R"({"url": "http://a:)" + canary + R"(@x"})"},
      {{"run", "--target", folder + "/t.json"},
       R"({"url": "http://x", "client": {"key": {"value": ")" + canary + R"("}}})"},
      {{"run", "--url", "http://a:" + canary + "@x"}, ""},
      {{"run", "--url", "http://x", "--account", "active=ann", "--password-env", canary}, ""},
      {{"run", "--url", "http://x", "--password=" + canary}, ""},
  };
  for (const auto& row : rows) {
    WriteText(folder + "/t.json", row.target);
    const Ended ended = RunAuthconform(row.arguments);
    EXPECT_NE(ended.code, 0);
    EXPECT_NE(ended.out + ended.err, "");
    EXPECT_EQ((ended.out + ended.err).find(canary), std::string::npos) << ended.out << ended.err;
  }
}

}  // namespace
}  // namespace authconform
