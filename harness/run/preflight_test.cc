#include "harness/run/preflight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <functional>
#include <mutex>
#include <thread>

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

using Script = std::function<void(const httplib::Request&, httplib::Response&)>;

// A backend on a free port that remembers what it was asked: "/token application/json".
class Backend {
 public:
  explicit Backend(Script script) {
    const auto handle = [this, script](const httplib::Request& request, httplib::Response& response) {
      {
        std::lock_guard lock(mutex_);
        asked_.push_back(request.target + " " + request.get_header_value("Content-Type"));
      }
      script(request, response);
    };
    server_.Post(".*", handle);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~Backend() {
    server_.stop();
    thread_.join();
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::vector<std::string> asked() const {
    std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  httplib::Server server_;
  mutable std::mutex mutex_;
  std::vector<std::string> asked_;
  int port_ = 0;
  std::thread thread_;
};

Spec TestSpec() {
  Spec spec;
  spec.endpoint = "acme/token";
  spec.request.method = "POST";
  spec.request.path = "/token";
  spec.request.encodings = {Encoding::kJson, Encoding::kForm};
  FieldSpec user;
  user.name = "user";
  user.value = "{{account.login}}";
  spec.request.fields = {user};
  spec.tokens = {"/token"};
  for (const char* name : {"success", "bad_credentials", "inactive_account", "bad_client", "invalid_request"})
    spec.outcomes[name].name = name;
  spec.outcomes["bad_client"].documented = true;
  spec.outcomes["bad_client"].status = 418;
  return spec;
}

Target TestTarget(const std::string& url) {
  Target target;
  target.origin = *ParseOrigin(url);
  target.defaults.accounts["active"] = {"ann", "the-Password"};
  target.limits.connect_timeout_ms = target.limits.exchange_timeout_ms = 5'000;
  return target;
}

SignIn SignInAt(const Target& target, bool stop = false) {
  const std::atomic<bool> stopped = stop;
  std::atomic<int64_t> requests = 0;
  Rate rate(0);
  Result<Sender> sender = Sender::Make(target, {{{&rate}}, stopped, requests});
  EXPECT_TRUE(sender.ok());
  return Preflight(TestSpec(), target, *sender);
}

bool IsJson(const httplib::Request& request) { return request.get_header_value("Content-Type") == "application/json"; }

constexpr const char* kToken = R"({"token": "t"})";

TEST(PreflightTest, FindsTheReadingThatTheTargetTakes) {
  const auto refused = [](auto& response, int status) { response.status = status; };
  const auto says = [](auto& response, const char* body) { response.set_content(body, "application/json"); };
  const std::string both[] = {"/token application/json", "/token application/x-www-form-urlencoded"};
  const struct {
    const char* name;
    Script script;
    Encoding encoding;
    bool accepted;
    std::string error;
    std::vector<std::string> asked;
  } kRows[] = {
      {"the first", [&](auto&, auto& response) { says(response, kToken); }, Encoding::kJson, true, "", {both[0]}},
      {"the second",
       [&](auto& request, auto& response) { IsJson(request) ? refused(response, 400) : says(response, kToken); },
       Encoding::kForm,
       true,
       "",
       {both[0], both[1]}},
      {"the second after a 401",
       [&](auto& request, auto& response) { IsJson(request) ? refused(response, 401) : says(response, kToken); },
       Encoding::kForm,
       true,
       "",
       {both[0], both[1]}},
      {"the one that brings a token",
       [&](auto& request, auto& response) { says(response, IsJson(request) ? R"({"error": "x"})" : kToken); },
       Encoding::kForm,
       true,
       "",
       {both[0], both[1]}},
      {"the first of two without a token",
       [&](auto&, auto& response) { says(response, "{}"); },
       Encoding::kJson,
       true,
       "",
       {both[0], both[1]}},
      {"none", [&](auto&, auto& response) { refused(response, 404); }, Encoding::kJson, false, "", {both[0], both[1]}},
      {"a server that fails",
       [&](auto&, auto& response) { refused(response, 500); },
       Encoding::kJson,
       false,
       "",
       {both[0], both[1]}},
      {"an account refused",
       [&](auto&, auto& response) { refused(response, 401); },
       Encoding::kJson,
       false,
       "acme/token: the target refuses the active account (401): check its login, password and client in the target "
       "file",
       {both[0], both[1]}},
      {"a refusal as documented",
       [&](auto& request, auto& response) { refused(response, IsJson(request) ? 400 : 418); },
       Encoding::kForm,
       false,
       "acme/token: the target refuses the active account (418): check its login, password and client in the target "
       "file",
       {both[0], both[1]}},
      {"a rate limit",
       [&](auto&, auto& response) { refused(response, 429); },
       Encoding::kJson,
       false,
       "acme/token: the target limits the rate of requests (429)",
       {both[0]}},
  };
  for (const auto& row : kRows) {
    const Backend backend(row.script);
    const SignIn sign_in = SignInAt(TestTarget(backend.url()));
    EXPECT_EQ(sign_in.encoding, row.encoding) << row.name;
    EXPECT_EQ(sign_in.accepted, row.accepted) << row.name;
    EXPECT_EQ(sign_in.error, row.error) << row.name;
    EXPECT_FALSE(sign_in.unreachable) << row.name;
    EXPECT_EQ(backend.asked(), row.asked) << row.name;
  }
}

TEST(PreflightTest, KeepsToTheReadingAndThePathOfTheTargetFile) {
  const Backend backend([](auto&, auto& response) { response.status = 404; });
  Target target = TestTarget(backend.url() + "/base");
  target.defaults.encoding = Encoding::kQuery;
  target.defaults.path = "/other?x=1";
  SignInAt(target);
  EXPECT_THAT(backend.asked(), ElementsAre("/base/other?x=1&user=ann "));
}

TEST(PreflightTest, TellsAnUnreachableTargetFromOneThatRefuses) {
  std::string url;
  {
    const Backend gone([](auto&, auto&) {});
    url = gone.url();
  }
  const SignIn dead = SignInAt(TestTarget(url));
  EXPECT_TRUE(dead.unreachable);
  EXPECT_THAT(dead.error, MatchesRegex("cannot connect to " + url + ": .*refused.*"));

  Target target = TestTarget(url);
  target.origin.tls = true;
  target.defaults.accounts.clear();
  const SignIn nobody = SignInAt(target);
  EXPECT_FALSE(nobody.unreachable);
  EXPECT_EQ(nobody.error, "acme/token: the target has no active account, and signing in takes one");
}

TEST(PreflightTest, SendsNothingOnceStopped) {
  const Backend backend([](auto&, auto&) {});
  const SignIn sign_in = SignInAt(TestTarget(backend.url()), true);
  EXPECT_TRUE(sign_in.stopped);
  EXPECT_EQ(sign_in.error, "");
  EXPECT_THAT(backend.asked(), ElementsAre());
}

}  // namespace
}  // namespace authconform
