// Canaries: values that nothing else is made of, sent and issued every way there is, and looked for in all that is
// written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <thread>

#include "harness/base/base64.h"
#include "harness/base/json.h"
#include "tools/cli/testing/child_process.h"
#include "tools/cli/testing/raw_backend.h"
#include "tools/cli/testing/scripted_backend.h"
#include "tools/cli/testing/secret_forms.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::HasSubstr;

constexpr const char* kApiKey = "api/key+canary=0123";

std::string Numbered(const std::string& name, int number) {
  return name + "-canary-" + std::to_string(number) + "_Zz9";
}

// A run with a report in every format on disk, on pipes and on a terminal.
Written RunInEveryFormat(const std::string& target, const std::vector<std::string>& more = {}) {
  const std::string folder = FreshFolder("canaries");
  std::vector<std::string> arguments = {"run", "--target", target, "--out", folder + "/report"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const ChildOptions environment = {.environment = {{"API_KEY", kApiKey}, {"CLIENT_KEY", "client:key/canary?45"}}};
  Written written = AllWritten(folder, RunAuthconform(arguments, environment));
  for (const char* format : {"html", "junit", "md", "json", "terminal", "earl", "har", "github", "gitlab"}) {
    for (auto output : {ChildOptions::Output::kPipes, ChildOptions::Output::kTerminal}) {
      if (!std::filesystem::exists(folder + "/report/run.json")) continue;
      const Ended report =
          RunAuthconform({"report", folder + "/report/run.json", "--format", format}, {.output = output});
      written.emplace_back(std::string("report --format ") + format, report.out + report.err);
    }
  }
  arguments[4] = folder + "/terminal";
  const Ended shown =
      RunAuthconform(arguments, {.environment = environment.environment, .output = ChildOptions::Output::kTerminal});
  written.emplace_back("the terminal", shown.out + shown.err);
  return written;
}

// What is no secret is there, so that a search looks where secrets would be.
void ExpectEverywhere(const Written& written, const std::string& text, size_t at_least) {
  size_t places = 0;
  for (const auto& [where, bytes] : written) places += bytes.find(text) != std::string::npos ? 1 : 0;
  EXPECT_GE(places, at_least) << text;
}

struct Canary {
  std::string what;
  std::string value;
};

std::vector<Canary> IssuedAt(int number) {
  return {{"token", "eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiJjYW5hcnki" + std::to_string(100'000 + number) +
                        "In0.c2lnbmF0dXJlLWNhbmFyeS0x"},
          {"refresh_token", Numbered("refresh", number)},
          {"otp", Numbered("otp", number)},
          {"cookie", Numbered("cookie", number)},
          {"header", Numbered("header", number)}};
}

Answer Issue(Answer answer, int number, Json::Object echo) {
  const std::vector<Canary> issued = IssuedAt(number);
  Json::Object body = {{"token", issued[0].value},
                       {"refresh_token", issued[1].value},
                       {"otp", issued[2].value},
                       {"message", "canary-in-plain-sight"}};
  body.insert(body.end(), echo.begin(), echo.end());
  answer.body = WriteJson(body);
  answer.headers.emplace_back("Set-Cookie", "session=" + issued[3].value + "; HttpOnly");
  answer.headers.emplace_back("X-Session-Token", issued[4].value);
  return answer;
}

TEST(Canaries, InEveryFormUnderNeutralNamesAndInLaterAnswersAreMasked) {
  // Answers tell in one form after another what was sent and what was issued by the answer before.
  const ScriptedBackend backend([](const Asked& asked) {
    Json::Object echo;
    std::vector<Canary> known = {
        {"password", kPassword}, {"joined", std::string(kLogin) + ":" + kPassword}, {"key", kApiKey}};
    if (asked.number > 1) {
      for (Canary& canary : IssuedAt(asked.number - 1)) known.push_back(std::move(canary));
    }
    Answer answer = KeepTheDocument(asked);
    for (size_t i = 0; i < known.size(); ++i) {
      const std::vector<std::string> forms = EncodedForms(known[i].value);
      const std::string& form = forms[static_cast<size_t>(asked.number) % forms.size()];
      echo.emplace_back("note" + std::to_string(i), "before" + form + "behind");
      echo.emplace_back("note of " + form, Json::Array{form});
      answer.headers.emplace_back("X-Note-" + std::to_string(i), "=" + Percent(form, false, true));
    }
    return Issue(std::move(answer), asked.number, std::move(echo));
  });
  const std::string target = backend.WriteTarget(
      FreshFolder("secrets"), R"("headers": {"X-Api-Key": {"env": "API_KEY"}}, "limits": {"concurrency": 1})");
  const Written written = RunInEveryFormat(target);
  ASSERT_GT(backend.requests(), 30);
  ExpectEverywhere(written, "canary-in-plain-sight", 5);
  ExpectEverywhere(written, "secret:refresh_token:", 5);
  ExpectNowhere(written, "password", kPassword);
  ExpectNowhere(written, "Basic", std::string(kLogin) + ":" + kPassword);
  ExpectNowhere(written, "API key", kApiKey);
  for (int number = 1; number <= backend.requests(); number += 7) {
    for (const Canary& canary : IssuedAt(number)) ExpectNowhere(written, canary.what, canary.value);
  }
}

TEST(Canaries, ToldBeforeTheyAreIssuedAreMasked) {
  const ScriptedBackend backend([](const Asked& asked) {
    Json::Object echo;
    for (const Canary& canary : IssuedAt(asked.number + 1)) echo.emplace_back("hint " + canary.what, canary.value);
    return Issue(KeepTheDocument(asked), asked.number, std::move(echo));
  });
  const Written written =
      RunInEveryFormat(backend.WriteTarget(FreshFolder("secrets"), R"("limits": {"concurrency": 1})"));
  ExpectEverywhere(written, "canary-in-plain-sight", 5);
  // What the last answer tells is never issued.
  for (int number = 1; number < backend.requests(); number += 5) {
    for (const Canary& canary : IssuedAt(number)) ExpectNowhere(written, canary.what, canary.value);
  }
}

std::string WriteTarget(const std::string& url, const std::string& endpoint, const std::string& client = "") {
  const std::string folder = FreshFolder("raw_secrets");
  WriteText(folder + "/active", kPassword);
  WriteText(folder + "/inactive", kInactivePassword);
  WriteText(folder + "/target.json", R"({"url": ")" + url + R"(", "endpoints": {")" + endpoint + R"(": {)" + client +
                                         R"("accounts": {"active": {"login": "ann", "password": {"file": "active"}},
                                          "inactive": {"login": "bob", "password": {"file": "inactive"}}}}}})");
  return folder + "/target.json";
}

// In a reason phrase, in a header's name, cut, and without any JSON around.
TEST(Canaries, InEveryPartOfAnAnswerAreMasked) {
  const std::string client_key = "client:key/canary?45";
  const std::string cut = std::string(kPassword).substr(0, 16);
  const RawBackend backend([&, asked = 0](const std::string&) mutable {
    const std::string forms[] = {kPassword, client_key, Percent(client_key, true, true), EncodeBase64(client_key)};
    const std::string& form = forms[asked++ % 4];
    return RawAnswer("200 No " + form, "X-" + EncodeBase64Url(client_key) + ": " + form + "\r\nX-Cut: " + cut + "\r\n",
                     "<p>canary-in-plain-sight " + form + "</p> " + cut);
  });
  const Written written = RunInEveryFormat(
      WriteTarget(backend.url(), "duktig", R"("client": {"key": {"env": "CLIENT_KEY"}},)"), {"duktig"});
  ExpectEverywhere(written, "canary-in-plain-sight", 3);
  ExpectNowhere(written, "password", kPassword);
  ExpectNowhere(written, "password cut", cut);
  ExpectNowhere(written, "client key", client_key);
}

TEST(Canaries, InARefusalOfTheAccountAreMasked) {
  const std::pair<const char*, std::string> rows[] = {
      {"refused", RawAnswer("401 Not " + std::string(kPassword), "", "{\"error\":\"" + JsonEscaped(kPassword) + "\"}")},
      {"broken", "HTTP/1.1 " + std::string(kPassword) + "\r\n\r\n"},
      {"broken header", "HTTP/1.1 200 OK\r\n" + std::string(kPassword) + "\r\n\r\n"},
      {"redirect", RawAnswer("302 Found", "Location: http://" + Percent(kPassword, true, true) + "/\r\n", "")},
      {"length", "HTTP/1.1 200 OK\r\nContent-Length: " + std::string(kPassword) + "\r\n\r\n"},
      {"chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(kPassword) + "\r\n"},
  };
  for (const auto& [name, answer] : rows) {
    const RawBackend backend([&answer = answer](const std::string&) { return answer; });
    const Written written = RunInEveryFormat(WriteTarget(backend.url(), "backoffice"));
    EXPECT_GT(written[1].second.size() + written[0].second.size(), 0u) << name;
    ExpectNowhere(written, name, kPassword);
    ExpectNowhere(written, std::string(name) + ", key", kApiKey);
  }
}

// What `bazel test` shows of a run: the log, test.xml and the reports beside it.
TEST(Canaries, InABazelTestAreMasked) {
  const ScriptedBackend backend([](const Asked& asked) {
    Answer answer = KeepTheDocument(asked);
    answer.status = answer.status == 401 ? 400 : answer.status;       // fails, and tells why
    answer.content_type = "text/" + IssuedAt(asked.number)[1].value;  // which a finding quotes
    return Issue(std::move(answer), asked.number,
                 {{"note", asked.body}, {"packed", EncodeBase64(asked.body)}, {kPassword, JsonEscaped(kPassword)}});
  });
  const std::string target = backend.WriteTarget(FreshFolder("secrets"), R"("limits": {"concurrency": 1})");
  const std::string folder = FreshFolder("adapter");
  ChildOptions options;
  options.environment = {{"AUTHCONFORM_TARGET", target},
                         {"TEST_TMPDIR", std::getenv("TEST_TMPDIR")},
                         {"TEST_UNDECLARED_OUTPUTS_DIR", folder}};
  ChildProcess adapter(
      {std::filesystem::absolute("harness/gtest/conformance_test_main").string(), "--endpoint=backoffice/auth",
       "--formats=.", "--specs=.", "--gtest_output=xml:" + folder + "/test.xml"},
      options);
  const Ended ended = adapter.Wait();
  EXPECT_EQ(ended.code, 1) << ended.out << ended.err;
  const Written written = AllWritten(folder, ended);
  EXPECT_THAT(ReadText(folder + "/test.xml"), HasSubstr("secret:refresh_token:"));
  ExpectEverywhere(written, "secret:backoffice.account.active.password", 3);
  ExpectNowhere(written, "password", kPassword);
  for (int number = 1; number <= backend.requests(); number += 7) {
    for (const Canary& canary : IssuedAt(number)) ExpectNowhere(written, canary.what, canary.value);
  }
}

// Killed in the middle: no core file, and what is on disk by then is as clean as what is there at the end.
TEST(Canaries, InACrashAreNotLeftBehind) {
  const ScriptedBackend backend([](const Asked& asked) {
    if (asked.number > 12) std::this_thread::sleep_for(std::chrono::milliseconds(500));
    std::string page;  // long, so that a part of the transcript is on disk early
    while (page.size() < 200'000) page += "canary-in-plain-sight ";
    return Issue(KeepTheDocument(asked), asked.number, {{"note", asked.body}, {"page", page}});
  });
  const std::string target = backend.WriteTarget(FreshFolder("secrets"), R"("limits": {"concurrency": 1})");
  rlimit core = {};
  getrlimit(RLIMIT_CORE, &core);
  const rlimit wanted = {core.rlim_max, core.rlim_max};
  setrlimit(RLIMIT_CORE, &wanted);
  for (int signal : {SIGABRT, SIGSEGV}) {
    const std::string folder = FreshFolder("crash");
    const int before = backend.requests();
    ChildProcess run({AuthconformPath(), "run", "--target", target, "--out", folder + "/report"}, {.folder = folder});
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (backend.requests() < before + 14 && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    run.Signal(signal);
    const Ended ended = run.Wait();
    EXPECT_EQ(ended.code, 128 + signal);
    const Written written = AllWritten(folder, ended);
    for (const auto& [where, bytes] : written) EXPECT_EQ(where.find("core"), std::string::npos) << where;
    ExpectEverywhere(written, "canary-in-plain-sight", 1);
    ExpectNowhere(written, "password", kPassword);
    for (const Canary& canary : IssuedAt(before + 2)) ExpectNowhere(written, canary.what, canary.value);
  }
  setrlimit(RLIMIT_CORE, &core);
}

}  // namespace
}  // namespace authconform
