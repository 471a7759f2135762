#include "harness/judge/leak.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/judge/jwt.h"
#include "harness/judge/look_alike.h"
#include "harness/judge/media_type.h"

namespace authconform {
namespace {

constexpr char kToken[] = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjEwMH0.c2ln";

Response Of(const std::string& body, std::vector<Header> headers = {}) { return {401, "", std::move(headers), body}; }

TEST(LeakTest, FindsTokensWhereverTheyStand) {
  const std::string jwt = kToken;
  const struct {
    const char* name;
    Response response;
    const char* where;  // nullptr: nowhere
  } kRows[] = {
      {"documented place", Of(R"({"model":{"key":"0123456789abcdef"}})"), "/model/key"},
      {"by name", Of(R"({"a":[{"refreshToken":"0123456789abcdef"}]})"), "/a/0/refreshToken"},
      {"JWT inside a text", Of(R"({"debug":"issued )" + jwt + R"( now"})"), "/debug"},
      {"JWT in a page", Of("<p>" + jwt + "</p>"), ""},
      {"JWT in a header", Of("", {{"Authorization", "Bearer " + jwt}}), "header:Authorization"},
      {"opaque token where JSON has a mistake", Of(R"({"access_token":"0pafque-secret-token","access_token":1})"), ""},
      {"a code", Of(R"({"token":"authentication_failed"})"), nullptr},
      {"codes in a list", Of(R"({"errors":{"token":["validation.required.token.0123"]}})"), nullptr},
      {"a signed cookie is no JWT", Of("", {{"Set-Cookie", "session=eyJjc3JmIjoiYSJ9.ZzzAbc.c2ln"}}), nullptr},
      {"a word", Of(R"({"token":"expired"})"), nullptr},
      {"a sentence", Of(R"({"token":"the token has been revoked"})"), nullptr},
      {"three dotted words", Of(R"({"message":"see docs.example.com"})"), nullptr},
      {"eyJ that is no JWT", Of(R"({"message":"eyJabc.eyJdef.ghi"})"), nullptr},
  };
  for (const auto& row : kRows) {
    const Result<Json> body = ParseJson(row.response.body);
    const auto found = FindToken({"/model/key"}, row.response, body ? &*body : nullptr);
    EXPECT_EQ(found.value_or("nowhere"), row.where == nullptr ? "nowhere" : row.where) << row.name;
  }
}

TEST(LeakTest, FindsStackTraces) {
  const struct {
    const char* text;
    const char* what;
  } kRows[] = {
      {"Traceback (most recent call last):", "a Python stack trace"},
      {"\tat org.acme.A$b.c(A.java:12)", "a Java stack trace"},
      {"   at Acme.Api.Login(String x) in /src/Login.cs:line 12", "a .NET stack trace"},
      {"#0 /var/www/html/index.php(23): login()", "a PHP stack trace"},
      {"    at Object.login (/srv/app/login.js:10:5)", "a JavaScript stack trace"},
      {"goroutine 1 [running]:", "a Go stack trace"},
      {"app/models/user.rb:10:in `login'", "a Ruby stack trace"},
      {"SQLSTATE[42S02]: Base table or view not found", "a database error"},
      {R"({"message":"These credentials do not match"})", ""},
      {"look at the manual (page 3)", ""},
  };
  for (const auto& row : kRows) EXPECT_EQ(FindStackTrace(row.text).value_or(""), row.what) << row.text;
}

TEST(LeakTest, IssuedSecretsAreTokensAndCookies) {
  Spec spec;
  spec.tokens = {"/token"};
  const Response response = {
      200, "", {{"Set-Cookie", "sid=abcdef123; Path=/"}}, std::string(R"({"token":"opaque","x":")") + kToken + R"("})"};
  const Json body = *ParseJson(response.body);
  EXPECT_THAT(IssuedSecrets(spec, response, &body), ::testing::UnorderedElementsAre("opaque", kToken, "abcdef123"));
}

TEST(LeakTest, MasksMoreThanItFindsFaultWith) {
  const struct {
    const char* name;
    Response response;
    const char* secret;
  } kRows[] = {
      {"member", Of(R"({"session_token":"abcdefgh"})"), "abcdefgh"},
      {"member jwt", Of(R"({"jwt":"opaque12"})"), "opaque12"},
      {"header", Of("", {{"X-Access-Token", "opaque12"}}), "opaque12"},
      {"header with a scheme", Of("", {{"Authorization", "Bearer opaque12"}}), "opaque12"},
      {"fragment", Of("", {{"Location", "/home#access_token=opaque12&x=1"}}), "opaque12"},
      {"JSON with a mistake", Of(R"({"refresh_token":"opaque12","a":1,"a":2})"), "opaque12"},
  };
  for (const auto& row : kRows) {
    const Result<Json> body = ParseJson(row.response.body);
    EXPECT_THAT(IssuedSecrets(Spec(), row.response, body ? &*body : nullptr), ::testing::ElementsAre(row.secret))
        << row.name;
  }
}

TEST(JwtTest, RefusesWhatIsNotWellFormed) {
  const struct {
    const char* token;
    const char* error;  // empty: well-formed
  } kRows[] = {
      {kToken, ""},
      {"a.b", "it does not have three parts"},
      {"a.b.c.d", "it does not have three parts"},
      {"!!.eyJleHAiOjEwMH0.c2ln", "its header is not base64url"},
      {"eyJhbGciOiJIUzI1NiJ9.e30=.c2ln", "its payload is not base64url"},
      {"W10.e30.c2ln", "its header is not a JSON object"},
      {"e30.e30.c2ln", "its header names no alg"},
      {"eyJhbGciOiJOb25lIn0.e30.c2ln", "its alg is none"},
      {"eyJhbGciOiJIUzI1NiJ9.e30.", "it has no signature"},
      {"eyJhbGciOiJIUzI1NiJ9.eyJleHAiOiIxIn0.c2ln", "its claim exp is not a number"},
  };
  for (const auto& row : kRows) {
    Result<Jwt> jwt = ReadJwt(row.token);
    EXPECT_EQ(jwt ? "" : jwt.error().message, row.error) << row.token;
  }
}

TEST(LookAlikeTest, ShapesAndTextsCountAndIdentifiersDoNot) {
  const struct {
    const char* name;
    Response first;
    Response second;
    const char* pointer;  // nullptr: alike
  } kRows[] = {
      {"same", Of(R"({"m":"no"})"), Of(R"({"m":"no"})"), nullptr},
      {"dates differ", Of(R"({"m":"Sun, 22 Nov 2026 10:00:00 GMT"})"), Of(R"({"m":"Sun, 22 Nov 2026 10:00:09 GMT"})"),
       nullptr},
      {"ids differ", Of(R"({"m":"no","id":"a-1","t":1})"), Of(R"({"m":"no","id":"b-2","t":2})"), nullptr},
      {"text", Of(R"({"m":"no user"})"), Of(R"({"m":"no password"})"), "/m"},
      {"member", Of(R"({"m":"no"})"), Of(R"({"m":"no","n":1})"), "/n"},
      {"type", Of(R"({"m":null})"), Of(R"({"m":"no"})"), "/m"},
      {"items", Of(R"({"m":[1]})"), Of(R"({"m":[1,2]})"), "/m"},
      {"flag", Of(R"({"m":true})"), Of(R"({"m":false})"), "/m"},
      {"header", Of("{}", {{"X-Account", "locked"}}), Of("{}"), "header:x-account"},
      {"hop headers", Of("{}", {{"Connection", "close"}}), Of("{}"), nullptr},
      {"page with a nonce", Of("<p>no <i n3>"), Of("<p>no <i n4>"), nullptr},
      {"page with other words", Of("<p>no user"), Of("<p>no password"), ""},
  };
  for (const auto& row : kRows) {
    const auto found = FindDifference(row.first, "", row.second, "");
    EXPECT_EQ(found ? found->pointer : "alike", row.pointer == nullptr ? "alike" : row.pointer) << row.name;
  }
}

TEST(MediaTypeTest, IgnoresCaseSpaceAndParameters) {
  EXPECT_EQ(MediaType(" Application/JSON ; charset=utf-8"), "application/json");
  EXPECT_TRUE(HasDirective("private, No-Store", "no-store"));
  EXPECT_TRUE(HasDirective("no-store=\"x\"", "no-store"));
  EXPECT_FALSE(HasDirective("no-storex", "no-store"));
}

}  // namespace
}  // namespace authconform
