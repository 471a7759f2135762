#include "harness/run/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// A folder with the secrets that the target files below name.
class TargetTest : public ::testing::Test {
 protected:
  TargetTest() {
    const char* given = std::getenv("TEST_TMPDIR");
    std::string pattern = std::string(given != nullptr ? given : "/tmp") + "/target.XXXXXX";
    folder_ = mkdtemp(pattern.data());
    std::filesystem::create_directory(folder_ + "/secrets");
    Put("secrets/newline", "from file\n");
    Put("secrets/windows", "from file\r\n");
    Put("secrets/newlines", "from file\n\n");
    Put("secrets/short", "abc\n");
    Put("secrets/large", std::string(65'537, 'x'));
    Put("secrets/largest", std::string(65'536, 'x'));
    Put("secrets/latin1", "caf\xE9!");
    setenv("PW", "hunter2", 1);
    setenv("PW_2", "correct horse", 1);
    setenv("KEY", "client-key", 1);
    setenv("TOKEN", "header-token", 1);
    setenv("SHORT", "abc", 1);
    setenv("EMPTY", "", 1);
    setenv("BREAK", "two\r\nlines", 1);
    setenv("BLANKS", " blank before", 1);
    unsetenv("UNSET");
    unsetenv("hunter2");
  }
  ~TargetTest() override { std::filesystem::remove_all(folder_); }

  void Put(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << bytes;
  }
  static const Json& SchemaJson() {
    static const Json schema = *ReadJsonFile("harness/run/target.schema.json");
    return schema;
  }
  Result<Target> Parse(const std::string& text) const { return ParseTarget(text, folder_ + "/t.json", SchemaJson()); }
  // The error of a file with this url and these members, with the folder left out; "ok" when there is none.
  std::string ErrorOf(const std::string& text) const {
    const Result<Target> target = Parse(text);
    if (target.ok()) return "ok";
    std::string error = target.error().ToString();
    for (size_t at = error.find(folder_ + "/"); at != std::string::npos; at = error.find(folder_ + "/")) {
      error.erase(at, folder_.size() + 1);
    }
    return error;
  }
  std::string ErrorWith(const std::string& members) const {
    return ErrorOf(R"({"url": "https://a.example", )" + members + "}");
  }

  std::string folder_;
};

TEST_F(TargetTest, ReadsEverySetting) {
  const Result<Target> target = Parse(R"({
    "$schema": "target.schema.json", "url": "https://Staging.example.com:8443/base/", "name": "staging",
    "accounts": {"active": {"login": "jane@example.com", "password": {"env": "PW"}},
                 "inactive": {"login": "joe", "password": {"file": "secrets/newline"}},
                 "unknown": {"login": "nobody@example.com"}},
    "client": {"id": "app", "key": {"env": "KEY"}},
    "headers": {"X-Env": "staging", "X-Token": {"env": "TOKEN"}},
    "tls": {"ca_file": "ca.pem", "certificate_file": "/etc/c.pem", "key_file": "k.pem", "insecure": true},
    "proxy": "http://proxy.example:3128",
    "limits": {"rate_per_second": 0.5, "concurrency": 16, "connect_timeout_ms": 100, "exchange_timeout_ms": 2e2,
               "max_response_bytes": 2048, "wrong_passwords": 3, "wrong_passwords_window_s": 60,
               "success_resets": true}})");
  ASSERT_TRUE(target.ok()) << target.error().ToString();
  EXPECT_EQ(target->file, folder_ + "/t.json");
  EXPECT_EQ(target->name, "staging");
  EXPECT_EQ(target->origin.ToString(), "https://staging.example.com:8443/base");
  EXPECT_EQ(target->defaults.accounts.at("active").login, "jane@example.com");
  EXPECT_EQ(target->defaults.accounts.at("active").password, "hunter2");
  EXPECT_EQ(target->defaults.accounts.at("inactive").password, "from file");
  EXPECT_EQ(target->defaults.accounts.at("unknown").login, "nobody@example.com");
  EXPECT_EQ(target->defaults.accounts.at("unknown").password, "");
  EXPECT_EQ(target->defaults.client_id, "app");
  EXPECT_EQ(target->defaults.client_key, "client-key");
  EXPECT_THAT(target->headers, ElementsAre(Header{"X-Env", "staging"}, Header{"X-Token", "header-token"}));
  EXPECT_THAT(target->secret_headers, ElementsAre("X-Token"));
  EXPECT_EQ(target->tls.ca_file, folder_ + "/ca.pem");
  EXPECT_EQ(target->tls.certificate_file, "/etc/c.pem");
  EXPECT_EQ(target->tls.key_file, folder_ + "/k.pem");
  EXPECT_TRUE(target->tls.insecure);
  EXPECT_EQ(target->proxy, "http://proxy.example:3128");
  EXPECT_EQ(target->limits.rate_per_second, 0.5);
  EXPECT_EQ(target->limits.jobs, 16);
  EXPECT_EQ(target->limits.connect_timeout_ms, 100);
  EXPECT_EQ(target->limits.exchange_timeout_ms, 200);
  EXPECT_EQ(target->limits.max_response_bytes, 2048u);
  EXPECT_EQ(target->limits.wrong_passwords, 3);
  EXPECT_EQ(target->limits.wrong_passwords_window_s, 60);
  EXPECT_TRUE(target->limits.success_resets);
}

TEST_F(TargetTest, AUrlIsEnough) {
  const Result<Target> target = Parse(R"({"url": "http://127.0.0.1:8080"})");
  ASSERT_TRUE(target.ok()) << target.error().ToString();
  EXPECT_EQ(target->name, "http://127.0.0.1:8080");
  EXPECT_EQ(target->limits.jobs, 4);
  EXPECT_FALSE(target->tls.insecure);
  EXPECT_TRUE(target->defaults.accounts.empty());
}

TEST_F(TargetTest, AnEndpointTakesFromItsVendorAndThenFromTheTarget) {
  const Result<Target> target = Parse(R"({
    "url": "https://a.example",
    "accounts": {"active": {"login": "a", "password": {"env": "PW"}}, "inactive": {"login": "i", "password": {"env": "PW"}}},
    "client": {"id": "app", "key": {"env": "KEY"}},
    "endpoints": {
      "duktig/token": {"path": "/v2/token?x=y", "encoding": "json",
                       "accounts": {"active": {"login": "own", "password": {"env": "PW_2"}}}},
      "duktig": {"encoding": "form", "client": {"id": "vendor"}, "accounts": {"unknown": {"login": "u"}}},
      "gooru/token": {"encoding": "query"}}})");
  ASSERT_TRUE(target.ok()) << target.error().ToString();

  const EndpointTarget& own = target->For("duktig/token");
  EXPECT_EQ(own.path, "/v2/token?x=y");
  EXPECT_EQ(own.encoding, Encoding::kJson);
  EXPECT_EQ(own.accounts.at("active").login, "own");
  EXPECT_EQ(own.accounts.at("active").password, "correct horse");
  EXPECT_EQ(own.accounts.at("inactive").login, "i");
  EXPECT_EQ(own.accounts.at("unknown").login, "u");
  EXPECT_EQ(own.client_id, "vendor");
  EXPECT_EQ(own.client_key, "client-key");

  const EndpointTarget& vendor = target->For("duktig/refresh");
  EXPECT_EQ(vendor.path, std::nullopt);
  EXPECT_EQ(vendor.encoding, Encoding::kForm);
  EXPECT_EQ(vendor.accounts.at("active").login, "a");

  EXPECT_EQ(target->For("gooru/token").encoding, Encoding::kQuery);
  EXPECT_EQ(target->For("gooru/token").client_id, "app");
  EXPECT_EQ(&target->For("gooru/other"), &target->defaults);
  EXPECT_EQ(&target->For("dukti/token"), &target->defaults);
}

TEST_F(TargetTest, SaysWhatIsWrongAndWhere) {
  const std::pair<const char*, const char*> rows[] = {
      {R"({"url": "https://a.example",})", "t.json:line 1, column 29: a member name in double quotes is expected here"},
      {R"({})", "t.json:/url: is missing"},
      {R"([])", "t.json: expected an object, found an empty array"},
      {R"({"url": "ftp://a.example"})", "t.json:/url: the URL's scheme must be http or https"},
      {R"({"url": "a.example"})", "t.json:/url: the URL must start with http:// or https://"},
      {R"({"url": "https://jane:hunter2@a.example"})", "t.json:/url: the URL must not hold a user name or password"},
      {R"({"url": "https://a.example?key=hunter2"})", "t.json:/url: the URL must not hold a query"},
      {R"({"url": 1})", "t.json:/url: expected a string, found integer 1"},
  };
  for (const auto& [text, error] : rows) EXPECT_THAT(ErrorOf(text), ::testing::StartsWith(error)) << text;
}

TEST_F(TargetTest, SaysWhichMemberIsWrong) {
  const std::pair<const char*, const char*> rows[] = {
      // Members that do not exist.
      {R"("acounts": {})", R"(t.json:/acounts: unknown member, did you mean "accounts"?)"},
      {R"("zzz": {})", "t.json:/zzz: unknown member"},
      {R"("accounts": {"activ": {}})", R"(t.json:/accounts/activ: unknown member, did you mean "active"?)"},
      {R"("limits": {"jobs": 1})", "t.json:/limits/jobs: unknown member"},
      {R"("limits": {"rate": 1})", R"(t.json:/limits/rate: unknown member, did you mean "rate_per_second"?)"},
      {R"("endpoints": {"a/b": {"paht": "/"}})",
       R"(t.json:/endpoints/a~1b/paht: unknown member, did you mean "path"?)"},
      {R"("client": {"secret": {"env": "KEY"}})", "t.json:/client/secret: unknown member"},
      // Types and ranges.
      {R"("name": "")", "t.json:/name: expected a string of at least 1 character, found an empty string"},
      {R"("limits": {"concurrency": 0})", "t.json:/limits/concurrency: expected at least 1, found integer 0"},
      {R"("limits": {"concurrency": 257})", "t.json:/limits/concurrency: expected at most 256, found integer 257"},
      {R"("limits": {"concurrency": 1.5})", "t.json:/limits/concurrency: expected an integer, found number 1.5"},
      {R"("limits": {"rate_per_second": 0})",
       "t.json:/limits/rate_per_second: expected at least 0.001, found integer 0"},
      {R"("limits": {"rate_per_second": 1e-12})",
       "t.json:/limits/rate_per_second: expected at least 0.001, found number 1e-12"},
      {R"("limits": {"exchange_timeout_ms": 600001})",
       "t.json:/limits/exchange_timeout_ms: expected at most 600000, found integer 600001"},
      {R"("limits": {"max_response_bytes": 1})",
       "t.json:/limits/max_response_bytes: expected at least 1024, found integer 1"},
      {R"("limits": {"wrong_passwords": 0})", "t.json:/limits/wrong_passwords: expected at least 1, found integer 0"},
      {R"("tls": {"insecure": "yes"})", "t.json:/tls/insecure: expected true or false, found a string of 3 characters"},
      {R"("endpoints": {"a": {"encoding": "xml"}})",
       R"(t.json:/endpoints/a/encoding: expected one of "json", "form", "query", found a string of 3 characters)"},
      {R"("accounts": {"active": {"login": "a"}})", "t.json:/accounts/active/password: is missing"},
      {R"("accounts": {"unknown": {}})", "t.json:/accounts/unknown/login: is missing"},
      // What a schema cannot say.
      {R"("tls": {"key_file": "k.pem"})",
       "t.json:/tls: certificate_file and key_file go together: one of them is missing"},
      {R"("proxy": "https://p:1")", R"(t.json:/proxy: must have the form "http://host:port")"},
      {R"("proxy": "http://p/x")", R"(t.json:/proxy: must have the form "http://host:port")"},
      {R"("proxy": "http://joe:hunter2@p:1")", "t.json:/proxy: the URL must not hold a user name or password"},
      {R"("accounts": {"unknown": {"login": "a\r\nb"}})", "t.json:/accounts/unknown/login: holds a line break or NUL"},
      {R"("client": {"id": "a\u0000"})", "t.json:/client/id: holds a line break or NUL"},
      {R"("endpoints": {"a/b/c": {}})",
       R"(t.json:/endpoints/a~1b~1c: takes the name of a vendor or of an endpoint: "vendor" or "vendor/endpoint")"},
      {R"("endpoints": {"a/": {}})",
       R"(t.json:/endpoints/a~1: takes the name of a vendor or of an endpoint: "vendor" or "vendor/endpoint")"},
      {R"("endpoints": {"a": {"path": "token"}})", R"(t.json:/endpoints/a/path: must start with "/")"},
      {R"("endpoints": {"a": {"path": ""}})", R"(t.json:/endpoints/a/path: must start with "/")"},
      {R"("endpoints": {"a": {"path": "/a#b"}})", "t.json:/endpoints/a/path: must not hold a fragment"},
      {R"("endpoints": {"a": {"path": "/a b"}})",
       "t.json:/endpoints/a/path: holds what a path must have percent-encoded"},
      {R"("endpoints": {"a": {"path": "/a\r\nX: y"}})",
       "t.json:/endpoints/a/path: holds what a path must have percent-encoded"},
      {R"("endpoints": {"a": {"path": "/ä"}})",
       "t.json:/endpoints/a/path: holds what a path must have percent-encoded"},
  };
  for (const auto& [members, error] : rows) EXPECT_EQ(ErrorWith(members), error) << members;
}

TEST_F(TargetTest, ASecretIsNamedNeverWrittenOut) {
  const std::string kWrittenOut = R"(: a secret is never written out: give {"env": "NAME"} or {"file": "PATH"})";
  const std::pair<std::string, std::string> rows[] = {
      {R"("hunter2")", kWrittenOut},
      {R"(12345678)", kWrittenOut},
      {R"(null)", kWrittenOut},
      {R"(["hunter2"])", kWrittenOut},
      {R"({})", R"(: takes one of {"env": "NAME"} and {"file": "PATH"})"},
      {R"({"env": "PW", "file": "secrets/newline"})", R"(: takes one of {"env": "NAME"} and {"file": "PATH"})"},
      {R"({"value": "hunter2"})", "/value: unknown member"},
      {R"({"env": "UNSET"})", "/env: the environment variable UNSET is not set"},
      {R"({"env": "hunter2"})", "/env: the environment variable named here is not set"},
      {R"({"env": "SHORT"})",
       "/env: the value of the environment variable SHORT is shorter than 4 bytes, too short to be kept out of "
       "reports"},
      {R"({"env": "EMPTY"})",
       "/env: the value of the environment variable EMPTY is shorter than 4 bytes, too short to be kept out of "
       "reports"},
      {R"({"env": "BREAK"})", "/env: the value of the environment variable BREAK holds a line break or NUL"},
      {R"({"file": "secrets/missing"})", "/file: the file secrets/missing cannot be read: No such file or directory"},
      {R"({"file": "secrets"})", "/file: the file secrets is not a regular file"},
      {R"({"file": "secrets/large"})", "/file: the file secrets/large is larger than the 65536 bytes allowed"},
      {R"({"file": "secrets/newlines"})", "/file: the value in the file secrets/newlines holds a line break or NUL"},
      {R"({"file": "secrets/latin1"})", "/file: the value in the file secrets/latin1 is not UTF-8"},
      {R"({"file": "secrets/short"})",
       "/file: the value in the file secrets/short is shorter than 4 bytes, too short to be kept out of reports"},
      {R"({"file": "secrets/largest"})", "ok"},
      {R"({"file": "secrets/windows"})", "ok"},
      {R"({"env": "PW"})", "ok"},
  };
  for (const auto& [secret, error] : rows) {
    for (const auto& [pointer, members] :
         {std::pair<std::string, std::string>{"/client/key", R"("client": {"key": #})"},
          {"/accounts/active/password", R"("accounts": {"active": {"login": "a", "password": #}})"},
          {"/endpoints/a/client/key", R"("endpoints": {"a": {"client": {"key": #}}})"}}) {
      std::string with = members;
      const std::string actual = ErrorWith(with.replace(with.find('#'), 1, secret));
      EXPECT_EQ(actual, error == "ok" ? "ok" : "t.json:" + pointer + error) << secret;
      EXPECT_THAT(actual, Not(HasSubstr("hunter2")));
    }
  }
}

TEST_F(TargetTest, HeadersAreWhatRfc9110Allows) {
  const char* kName = ": is not a header's name: RFC 9110 5.1 allows letters, digits and some signs";
  const char* kValue = ": the value holds what RFC 9110 5.5 does not allow: control characters, or blanks at an end";
  const std::tuple<std::string, std::string, std::string> rows[] = {
      {"X-A", R"("b")", "ok"},
      {"!#$%&'*+-.^_`|~09azAZ", R"("")", "ok"},
      {"X-A", R"("b c\td \u00e4")", "ok"},
      {"X-A", R"({"env": "TOKEN"})", "ok"},
      {"", R"("b")", kName},
      {"X A", R"("b")", kName},
      {"X:", R"("b")", kName},
      {"X\u00e4", R"("b")", kName},
      {"X-A", R"("b\r\nX-C: d")", kValue},
      {"X-A", R"("b\u0000")", kValue},
      {"X-A", R"("b\u007f")", kValue},
      {"X-A", R"(" b")", kValue},
      {"X-A", R"("b\t")", kValue},
      {"X-A", R"({"env": "BLANKS"})", kValue},
      {"X-A", "1", ": expected a string or an object, found integer 1"},
      {"HOST", R"("b")", ": cannot be set here: it belongs to the connection"},
      {"Content-Length", R"("1")", ": cannot be set here: it belongs to the connection"},
      {"connection", R"("close")", ": cannot be set here: it belongs to the connection"},
      {"Transfer-Encoding", R"("chunked")", ": cannot be set here: it belongs to the connection"},
      {"Content-Type", R"("a/b")", ": cannot be set here: it follows from the endpoint's encoding"},
      {"Authorization", R"({"env": "TOKEN"})",
       ": cannot be set here: it is made from the account or client that the endpoint asks for"},
  };
  for (const auto& [name, value, error] : rows) {
    const std::string json = "\"headers\": {\"" + name + "\": " + value + "}";
    EXPECT_EQ(ErrorWith(json), error == "ok" ? "ok" : "t.json:/headers/" + EscapePointerToken(name) + error) << json;
  }
  EXPECT_EQ(ErrorWith(R"("headers": {"X-A": "b", "x-a": "c"})"),
            "t.json:/headers/x-a: is given twice: letter case makes no difference");
}

TEST_F(TargetTest, SettingsForUnknownEndpointsAreFound) {
  const std::vector<std::string> known = {"duktig/token", "gooru/token"};
  const std::pair<const char*, const char*> rows[] = {
      {"duktig/token", ""},
      {"gooru", ""},
      {"duktig/tokn", "no such endpoint: \"duktig/tokn\", did you mean \"duktig/token\"?"},
      {"guru", "no such endpoint: \"guru\", did you mean \"gooru\"?"},
      {"duktig/login", "no such endpoint: \"duktig/login\", did you mean \"duktig/token\"?"},
      {"nobody/at-all", "no such endpoint: \"nobody/at-all\""},
  };
  for (const auto& [name, message] : rows) {
    const Result<Target> target = Parse(std::string(R"({"url": "http://a", "endpoints": {")") + name + "\": {}}}");
    ASSERT_TRUE(target.ok()) << target.error().ToString();
    const Status status = CheckEndpoints(*target, known);
    EXPECT_EQ(status.ok() ? "" : status.error().message, message);
    if (!status.ok()) {
      EXPECT_EQ(status.error().file, folder_ + "/t.json");
      EXPECT_EQ(status.error().position, "/endpoints/" + EscapePointerToken(name));
    }
  }
}

TEST_F(TargetTest, EverySecretIsRegisteredUnderItsName) {
  const Result<Target> target = Parse(R"({
    "url": "https://a.example", "headers": {"X-Env": "staging", "X-Token": {"env": "TOKEN"}},
    "accounts": {"active": {"login": "jane", "password": {"env": "PW"}}, "unknown": {"login": "nobody"}},
    "client": {"id": "app-id", "key": {"env": "KEY"}},
    "endpoints": {"duktig/token": {"accounts": {"active": {"login": "john", "password": {"env": "PW_2"}}}},
                  "gooru": {"client": {"id": "gooru-id"}}}})");
  ASSERT_TRUE(target.ok()) << target.error().ToString();
  Redactor redactor;
  RegisterSecrets(*target, redactor);
  const std::pair<const char*, const char*> rows[] = {
      {"hunter2", "<secret:account.active.password>"},
      {"Basic amFuZTpodW50ZXIy", "Basic <secret:account.active.basic>"},  // jane:hunter2
      {"client-key", "<secret:client.key>"},
      {"Basic YXBwLWlkOmNsaWVudC1rZXk=", "Basic <secret:client.basic>"},  // app-id:client-key
      {"X-Token: header-token", "X-Token: <secret:header.X-Token>"},
      {"correct+horse", "<secret:duktig.account.active.password>"},
      {"am9objpjb3JyZWN0IGhvcnNl", "<secret:duktig.account.active.basic>"},  // john:correct horse
      {"Z29vcnUtaWQ6Y2xpZW50LWtleQ", "<secret:gooru.client.basic>"},         // gooru-id:client-key
      {"jane john nobody app-id gooru-id staging", "jane john nobody app-id gooru-id staging"},
  };
  for (const auto& [text, redacted] : rows) EXPECT_EQ(redactor.Redact(text), redacted);
}

struct FlagsRow {
  TargetFlags flags;
  std::string error;
};

TEST_F(TargetTest, FlagsMakeATarget) {
  const Result<Target> target = TargetFromFlags({.url = "https://a.example/base",
                                                 .accounts = {"active=jane=doe", "inactive=joe", "unknown=nobody"},
                                                 .password_envs = {"PW", "inactive=PW_2"},
                                                 .client_id = "app",
                                                 .client_key_env = "KEY",
                                                 .insecure = true});
  ASSERT_TRUE(target.ok()) << target.error().ToString();
  EXPECT_EQ(target->name, "https://a.example/base");
  EXPECT_EQ(target->file, "");
  EXPECT_EQ(target->defaults.accounts.at("active").login, "jane=doe");
  EXPECT_EQ(target->defaults.accounts.at("active").password, "hunter2");
  EXPECT_EQ(target->defaults.accounts.at("inactive").password, "correct horse");
  EXPECT_EQ(target->defaults.accounts.at("unknown").password, "");
  EXPECT_EQ(target->defaults.client_id, "app");
  EXPECT_EQ(target->defaults.client_key, "client-key");
  EXPECT_TRUE(target->tls.insecure);
}

TEST_F(TargetTest, FlagsThatDoNotFitAreNamed) {
  const std::string url = "https://a.example";
  const FlagsRow rows[] = {
      {{.url = ""}, "--url: the URL must start with http:// or https://"},
      {{.url = "https://j:hunter2@a"}, "--url: the URL must not hold a user name or password"},
      {{.url = url, .accounts = {"jane"}}, "--account: takes ROLE=LOGIN, such as active=jane@example.com"},
      {{.url = url, .accounts = {"active="}}, "--account: takes ROLE=LOGIN, such as active=jane@example.com"},
      {{.url = url, .accounts = {"inactiv=joe"}}, "--account: no such role: \"inactiv\", did you mean \"inactive\"?"},
      {{.url = url, .accounts = {"active=a\nb"}}, "--account: the login holds a line break or NUL"},
      {{.url = url, .accounts = {"unknown=a", "unknown=b"}}, "--account: unknown is given twice"},
      {{.url = url, .accounts = {"active=a"}},
       "--account: the active account needs a password: give --password-env NAME too"},
      {{.url = url, .accounts = {"inactive=a"}},
       "--account: the inactive account needs a password: give --password-env inactive=NAME too"},
      {{.url = url, .password_envs = {"PW"}},
       "--password-env: is for the active account: give --account active=LOGIN too"},
      {{.url = url, .accounts = {"active=a"}, .password_envs = {"unknown=PW"}},
       "--password-env: is for the unknown account: give --account unknown=LOGIN too"},
      {{.url = url, .accounts = {"active=a"}, .password_envs = {"PW", "active=PW_2"}},
       "--password-env: active is given twice"},
      {{.url = url, .accounts = {"active=a"}, .password_envs = {"UNSET"}},
       "--password-env: the environment variable UNSET is not set"},
      {{.url = url, .accounts = {"active=a"}, .password_envs = {"hunter2"}},
       "--password-env: the environment variable named here is not set"},
      {{.url = url, .accounts = {"active=a"}, .password_envs = {"hunter2="}},
       "--password-env: takes NAME or ROLE=NAME, and a role is active, inactive or unknown"},
      {{.url = url, .accounts = {"active=a"}, .password_envs = {"SHORT"}},
       "--password-env: the value of the environment variable SHORT is shorter than 4 bytes, too short to be kept out "
       "of reports"},
      {{.url = url, .client_id = "a\r\n"}, "--client-id: holds a line break or NUL"},
      {{.url = url, .client_key_env = "UNSET"}, "--client-key-env: the environment variable UNSET is not set"},
  };
  for (const FlagsRow& row : rows) {
    const Result<Target> target = TargetFromFlags(row.flags);
    EXPECT_EQ(target.ok() ? "ok" : target.error().ToString(), row.error);
  }
}

// Collects the pointers of the properties that no description explains, here or where they refer to.
void FindUndescribed(const Json& rule, const Json& root, const std::string& pointer, std::vector<std::string>& found) {
  for (std::string_view group : {"properties", "definitions"}) {
    const Json* members = rule.Find(group);
    if (members == nullptr) continue;
    for (const auto& [name, member] : members->object()) {
      const Json* reference = member.Find("$ref");
      const Json* referred = reference == nullptr ? nullptr : root.At(reference->string().substr(1));
      const std::string below = pointer + "/" + std::string(group) + "/" + name;
      if (group == "properties" && member.Find("description") == nullptr &&
          (referred == nullptr || referred->Find("description") == nullptr)) {
        found.push_back(below);
      }
      FindUndescribed(member, root, below, found);
    }
  }
  if (const Json* others = rule.Find("additionalProperties"); others != nullptr && others->is_object()) {
    FindUndescribed(*others, root, pointer + "/additionalProperties", found);
  }
}

TEST_F(TargetTest, TheSchemaExplainsEveryMember) {
  std::vector<std::string> found;
  FindUndescribed(SchemaJson(), SchemaJson(), "", found);
  EXPECT_THAT(found, ElementsAre());
}

}  // namespace
}  // namespace authconform
