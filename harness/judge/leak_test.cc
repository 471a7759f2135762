#include "harness/judge/leak.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

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

TEST(LeakTest, FindsThePasswordInWhateverFormItComesBack) {
  constexpr const char* kPassword = R"(a"b\c&d%e+ü)";
  const struct {
    const char* name;
    Response response;
    const char* where;  // nullptr: nowhere
  } kRows[] = {
      {"a member", Of(R"({"a":[{"b":"was a\"b\\c&d%e+\u00fc"}]})"), "/a/0/b"},
      {"JSON within a member", Of(R"({"sent":"{\"password\":\"a\\\"b\\\\c&d%e+ü\"}"})"), "/sent"},
      {"the name of a member", Of(R"({"a\"b\\c&d%e+ü":1})"), ""},
      {"base64 in a member", Of(R"({"x":"YSJiXGMmZCVlK8O8"})"), "/x"},
      {"a page", Of("<p>a&quot;b\\c&amp;d%e+&#252;</p>"), ""},
      {"JSON with a mistake in it", Of(R"({"p":"a\"b\\c&d%e+\u00fc","p":1})"), ""},
      {"a header", Of("", {{"X-P", "p=a\"b\\c&d%e+ü"}}), "header:X-P"},
      {"JSON in a header", Of("", {{"X-P", R"({"p":"a\"b\\c&d%e+\u00fc"})"}}), "header:X-P"},
      {"a URL in a header", Of("", {{"Location", "/login?p=a%22b%5Cc%26d%25e%2B%C3%BC"}}), "header:Location"},
      {"the body comes first", Of(R"({"p":"a\"b\\c&d%e+ü"})", {{"X-P", "a\"b\\c&d%e+ü"}}), "/p"},
      {"half of it", Of("{}", {{"X-P", "a\"b\\c&d"}}), nullptr},
      {"another", Of(R"({"p":"a\"b/c&d%e+ü"})"), nullptr},
  };
  for (const auto& row : kRows) {
    const Result<Json> body = ParseJson(row.response.body);
    const auto found = FindPassword(kPassword, row.response, body ? &*body : nullptr);
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

// Each as "kind=value".
std::vector<std::string> IssuedIn(const Response& response) {
  Spec spec;
  spec.tokens = {"/model/key"};
  spec.outcomes["success"].members = {{"/id", "success-id"}};
  const Result<Json> body = ParseJson(response.body);
  std::vector<std::string> issued;
  for (const IssuedSecret& secret : IssuedSecrets(spec, response, body ? &*body : nullptr)) {
    issued.push_back(secret.kind + "=" + secret.value);
  }
  return issued;
}

Response Success(const std::string& body, std::vector<Header> headers = {}) {
  return {200, "", std::move(headers), body};
}

TEST(LeakTest, IssuedSecretsHaveTheNameTheyStandUnder) {
  const std::string jwt = kToken;
  const struct {
    const char* name;
    Response response;
    std::vector<std::string> secrets;
  } kRows[] = {
      {"documented place", Success(R"({"model":{"key":"opaque"}})"), {"key=opaque"}},
      {"JWT by name", Success(R"({"accessToken":")" + jwt + R"("})"), {"accessToken=" + jwt}},
      {"JWT in a text", Of(R"({"debug":"it was )" + jwt + R"( and )" + jwt + R"("})"), {"jwt=" + jwt, "jwt=" + jwt}},
      {"JWT in a page", Of("<p>" + jwt + "</p>"), {"jwt=" + jwt}},
      {"member", Of(R"({"session_token":"abc-defg8"})"), {"session_token=abc-defg8"}},
      {"member with a scheme", Of(R"({"authorization":"Bearer opaque12"})"), {"authorization=opaque12"}},
      {"member jwt", Of(R"({"jwt":"opaque12"})"), {"jwt=opaque12"}},
      {"a word in a success", Success(R"({"session":"abcdefgh"})"), {"session=abcdefgh"}},
      {"header", Of("", {{"X-Access-Token", "opaque12"}}), {"x-access-token=opaque12"}},
      {"header with a scheme", Of("", {{"Authorization", "Bearer opaque12"}}), {"authorization=opaque12"}},
      {"fragment", Of("", {{"Location", "/#access_token=opaque12&x=1"}}), {"access_token=opaque12"}},
      {"escaped in a URL", Of("", {{"Location", "/?token=opa%2Fque1%3d"}}), {"token=opa/que1="}},
      {"authorization code", Of("", {{"Location", "/cb?code=SplxlOBeZQQYbYS6&z=1"}}), {"code=SplxlOBeZQQYbYS6"}},
      {"JSON with a mistake", Of(R"({"refresh_token":"opaque12","a":1,"a":2})"), {"refresh_token=opaque12"}},
      {"cookie", Of("", {{"Set-Cookie", "sid=abcdef123; Path=/"}}), {"cookie.sid=abcdef123"}},
      {"quoted cookie", Of("", {{"set-cookie", "a=\"1%2F2-xyz\""}}), {"cookie.a=1/2-xyz"}},
      {"cookie of letters", Of("", {{"Set-Cookie", "PHPSESSID=abcdefghij"}}), {"cookie.PHPSESSID=abcdefghij"}},
      {"random, where the document shows nothing",
       Success(R"({"bearer":["q8Zr2LmT9vXw4KpB"]})"),
       {"bearer=q8Zr2LmT9vXw4KpB"}},
      {"random, in a refusal", Of(R"({"trace":"q8Zr2LmT9vXw4KpB"})"), {}},
      {"random, in a documented place", Success(R"({"id":"q8Zr2LmT9vXw4KpB"})"), {}},
      {"one-time password", Of(R"({"otp":493021})"), {"otp=493021"}},
      {"one-time password as text", Of(R"({"mfa_code":"493021"})"), {"mfa_code=493021"}},
      {"codes in a list",
       Of(R"({"recovery_codes":["ab12-x","cd34-y"]})"),
       {"recovery_codes=ab12-x", "recovery_codes=cd34-y"}},
      {"nonce", Of(R"({"nonce":"n-0S6_WzA2Mj"})"), {"nonce=n-0S6_WzA2Mj"}},
      {"a password made for somebody", Of(R"({"temporary_password":"Xk2!pq"})"), {"temporary_password=Xk2!pq"}},
  };
  for (const auto& row : kRows) EXPECT_EQ(IssuedIn(row.response), row.secrets) << row.name;
}

// They would be masked wherever they stand: "code": 401 in every answer.
TEST(LeakTest, OrdinaryTextIsNoIssuedSecret) {
  const struct {
    const char* name;
    Response response;
  } kRows[] = {
      {"status", Of(R"({"code":401,"status":401})")},
      {"long number", Of(R"({"code":40100000000000001})")},
      {"word", Of(R"({"code":"unauthorized","token":"expired"})")},
      {"message key", Of(R"({"code":"AUTH.invalid_credentials.401"})")},
      {"key of a message in the token's place", Of(R"({"model":{"key":"authentication_failed"}})")},
      {"sentence", Of(R"({"token":"it has expired","jwt":"must not be empty"})")},
      {"literals", Success(R"({"token":true,"session":null,"sid":"none"})")},
      {"password repeated", Of(R"({"password":"wr0ng-passw0rd"})")},
      {"small number", Of(R"({"otp":6,"pin":"2024"})")},
      {"flag cookies", Of("", {{"Set-Cookie", "logged_in=false"}, {"Set-Cookie", "lang=en-US"}})},
      {"no cookie", Of("", {{"Set-Cookie", "abcdef123"}})},
      {"URL of an error", Of("", {{"Location", "/login?code=invalid_credentials&state=failed"}})},
      {"words of a page", Of("<p>token: required, session_id=missing</p>")},
      {"token_type", Success(R"({"token_type":"Bearer"})")},
  };
  for (const auto& row : kRows) EXPECT_THAT(IssuedIn(row.response), ::testing::IsEmpty()) << row.name;
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

TEST(LookAlikeTest, AnEmptyMediaTypeIsNamed) {
  const Response empty = {401, "", {{"Content-Type", ""}}, "{}"};
  const Response json = {401, "", {{"Content-Type", "application/json"}}, "{}"};
  const auto found = FindDifference(empty, "", json, "");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->expected, "empty");
  EXPECT_EQ(found->actual, "application/json");
}

TEST(LookAlikeTest, TheLoginMayStandInABodyAMillionTimes) {
  std::string body = "no ";
  for (int i = 0; i < 500'000; ++i) body += "al";
  const Response first = {401, "", {}, body + " here"};
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(FindDifference(first, "al", {401, "", {}, "no  here"}, "").has_value());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
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
