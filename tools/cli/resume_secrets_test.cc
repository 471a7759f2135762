// Runs whose target says secrets where nobody expects them, killed and resumed: what is judged, and what is written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cctype>
#include <functional>
#include <string>
#include <vector>

#include "harness/base/base64.h"
#include "harness/base/json.h"
#include "tools/cli/testing/finished_run.h"
#include "tools/cli/testing/journaled.h"
#include "tools/cli/testing/scripted_backend.h"

namespace authconform {
namespace {

using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ReadText;
using testing::ScriptedBackend;

constexpr const char* kEndpoint = "backoffice/auth";
constexpr const char* kOneConnection = R"("limits": {"concurrency": 1, "wrong_passwords": 1000})";
// All that some form escapes.
constexpr const char* kPassword = "It's a \"50%\" \\off\\ <sale> & m\xC3\xB6re+";

std::string PasswordIn(const std::string& body) {
  const Result<Json> json = ParseJson(body);
  const Json* password = json ? json->Find("password") : nullptr;
  return password != nullptr && password->is_string() ? password->string() : "";
}

std::string Escaped(const std::string& text, const std::function<std::string(unsigned char)>& escape) {
  std::string escaped;
  for (unsigned char c : text) escaped += std::isalnum(c) != 0 ? std::string(1, static_cast<char>(c)) : escape(c);
  return escaped;
}

std::string Percent(const std::string& text) {
  return Escaped(text, [](unsigned char c) {
    const char digits[] = "0123456789ABCDEF";
    return std::string{'%', digits[c >> 4], digits[c & 15]};
  });
}

std::string Html(const std::string& text) {
  return Escaped(text, [](unsigned char c) {
    return c < 0x80 ? "&#" + std::to_string(c) + ";" : std::string(1, static_cast<char>(c));
  });
}

std::string Hex(const std::string& text) {
  std::string hex;
  for (unsigned char c : text) hex += {"0123456789abcdef"[c >> 4], "0123456789abcdef"[c & 15]};
  return hex;
}

// Refuses what it should, and says in one way or another, by what it is asked, which password it was sent.
testing::Answer Echo(const testing::Asked& asked) {
  testing::Answer answer = testing::KeepTheDocument(asked);
  const std::string password = PasswordIn(asked.body);
  if (asked.HasLogin(testing::kLogin) && password == kPassword && answer.status == 401) {
    return {200, WriteJson(Json::Object{{"token", testing::kToken}}), {{"Cache-Control", "no-store"}}};
  }
  if (password.empty()) return answer;
  switch (asked.body.size() % 8) {
    case 0:
      answer.headers.emplace_back("X-Sent", WriteJson(Json::Object{{"password", password}}));
      break;
    case 1:
      answer.headers.emplace_back("Content-Location", "/login?password=" + Percent(password));
      break;
    case 2:
      answer.headers.emplace_back("X-Sent", EncodeBase64("ann:" + password));
      break;
    case 3:
      answer.content_type = "text/html";
      answer.body = "<p title=\"" + Html(password) + "\">No.</p>";
      break;
    case 4:
      answer.body = WriteJson(Json::Object{{"message", Json::Array{"no", Json::Object{{"sent", asked.body}}}}});
      break;
    case 5:
      answer.body = asked.body + ",";  // no JSON
      break;
    case 6:
      answer.body = R"({"message": "wrong: )" + password + "\"}";  // masked, it would be JSON
      break;
    default:
      answer.headers.emplace_back("X-Sent", Hex(password));
  }
  return answer;
}

// How many findings tell of the password.
int Repeated(const authconform::Run& run) {
  int repeated = 0;
  for (const CaseResult& result : run.cases) {
    for (const Finding& finding : result.findings) repeated += finding.rule.id == "baseline/no-password" ? 1 : 0;
  }
  return repeated;
}

TEST(ResumeSecrets, APasswordThatComesBackInWhateverFormIsJudgedAlikeAfterAKill) {
  testing::Killer killer;
  const ScriptedBackend backend([&](const testing::Asked& asked) {
    killer.Heard();
    return Echo(asked);
  });
  const std::string whole = testing::FreshFolder("whole");
  const std::string target = backend.WriteTarget(whole, kOneConnection);
  testing::WriteText(whole + "/active", kPassword);
  const authconform::Run expected = testing::FinishJournaled(kEndpoint, target, whole);
  EXPECT_GE(Repeated(expected), 10);
  testing::ExpectReplays(kEndpoint, whole);

  const std::string killed = testing::FreshFolder("killed");
  EXPECT_GE(testing::FinishThroughKills(kEndpoint, target, killed, 6, killer), 5);
  EXPECT_THAT(testing::Verdicts(testing::ReadRunJson(killed)), ElementsAreArray(testing::Verdicts(expected)));
  testing::ExpectReplays(kEndpoint, killed);
  for (const char* file : {"/journal.ndjson", "/transcript.ndjson", "/run.json"}) {
    const std::string text = ReadText(killed + file);
    EXPECT_THAT(text, Not(HasSubstr(Percent(kPassword)))) << file;
    EXPECT_THAT(text, Not(HasSubstr(Hex(kPassword)))) << file;
    EXPECT_THAT(text, Not(HasSubstr("\\\\off\\\\"))) << file;
  }
}

TEST(ResumeSecrets, WhatWasIssuedBeforeAKillIsMaskedWhereItIsSaidAfterIt) {
  constexpr const char* kSession = "zX81kQ0wq9vTzL2mN7";
  testing::Killer killer;
  std::atomic<bool> first = true;  // only the first sign-in is given it
  const ScriptedBackend backend([&](const testing::Asked& asked) {
    killer.Heard();
    testing::Answer answer = testing::KeepTheDocument(asked);
    if (answer.status == 200) {
      const std::string session = first.exchange(false) ? kSession : "aB3" + std::to_string(10'000'000 + asked.number);
      answer.body = WriteJson(Json::Object{{"token", testing::kToken}, {"session", session}});
    } else {
      answer.body = WriteJson(Json::Object{{"message", "no"}, {"last", kSession}});
    }
    return answer;
  });
  const std::string folder = testing::FreshFolder("said");
  const std::string target = backend.WriteTarget(folder, kOneConnection);
  EXPECT_GE(testing::FinishThroughKills(kEndpoint, target, folder, 9, killer), 3);
  for (const char* file : {"/journal.ndjson", "/transcript.ndjson", "/run.json"}) {
    const std::string text = ReadText(folder + file);
    EXPECT_THAT(text, Not(HasSubstr(kSession))) << file;
    EXPECT_THAT(text, HasSubstr(R"(\"last\":\"<secret:session:1>\")")) << file;
  }
  testing::ExpectReplays(kEndpoint, folder);
}

}  // namespace
}  // namespace authconform
