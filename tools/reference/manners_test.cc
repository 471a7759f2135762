// What standards ask of every endpoint where its document is silent, asked of all five.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>

#include "tools/reference/http.h"
#include "tools/reference/testing/sign_in.h"

namespace authconform::reference {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class MannersTest : public testing::TestWithParam<std::string> {
 protected:
  Received Post(const SentRequest& request) const { return Send(server_->port(), request); }

  const std::string vendor_ = GetParam();
  const SentRequest valid_ = ValidRequest(vendor_);
  const DemoAccount active_ = AccountOf(vendor_, "active");
  const DemoAccount inactive_ = AccountOf(vendor_, "inactive");
  const std::unique_ptr<ReferenceServer> server_ = StartReference();
};

INSTANTIATE_TEST_SUITE_P(Vendors, MannersTest, testing::ValuesIn(VendorNames()),
                         [](const auto& row) { return row.param; });

void ExpectPolite(const Received& received, const std::string& what) {
  EXPECT_EQ(received.Header("cache-control"), "no-store") << what;
  EXPECT_EQ(received.Header("pragma"), "no-cache") << what;
  EXPECT_THAT(received.Header("date"), testing::EndsWith(" GMT")) << what;
  if (received.status != 200) {
    EXPECT_THAT(received.body, Not(HasSubstr("eyJ"))) << what;
    EXPECT_THAT(received.body, Not(HasSubstr("access_token"))) << what;
  }
  if (received.status == 401) {
    EXPECT_THAT(received.Header("www-authenticate"), HasSubstr(" realm=\"")) << what;
  }
}

auto WithoutDate(std::vector<std::pair<std::string, std::string>> headers) {
  std::erase_if(headers, [](const auto& header) { return header.first == "date"; });
  return headers;
}

TEST_P(MannersTest, TheSameMediaTypeInOtherWordsIsAccepted) {
  for (const char* type : {"application/json; charset=utf-8", "application/json;charset=UTF-8", "APPLICATION/JSON",
                           R"(Application/Json ; Charset="Utf-8")", "application/json; x=y"}) {
    SentRequest request = valid_;
    request.content_type = type;
    EXPECT_EQ(Post(request).status, 200) << type;
  }
}

TEST_P(MannersTest, HeaderNamesInAnyCaseAreAccepted) {
  SentRequest request = valid_;
  for (auto& header : request.headers) {
    for (char& c : header.first) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  request.headers.emplace_back("CONTENT-TYPE", request.content_type);
  request.content_type.clear();
  EXPECT_EQ(Post(request).status, 200);
}

TEST_P(MannersTest, OtherMediaTypesAreRefused) {
  for (const char* type :
       {"text/plain", "application/xml", "application/jsonp", "json", "application/json; charset=latin1",
        "application/json; charset", "multipart/form-data; boundary=x", "multipart/form-data", ""}) {
    SentRequest request = valid_;
    request.content_type = type;
    const Received received = Post(request);
    EXPECT_EQ(received.status, 415) << type;
    ExpectPolite(received, type);
  }
  const Received compressed = Post(WithHeader(valid_, "Content-Encoding", "gzip"));
  EXPECT_EQ(compressed.status, 415);
  EXPECT_EQ(compressed.Header("accept-encoding"), "identity");
}

TEST_P(MannersTest, BodiesThatAreNoJsonObjectAreRefused) {
  const std::string deep(100'000, '[');
  const std::string big = R"({"a":")" + std::string(900'000, 'x');
  for (const std::string& body :
       {std::string(), std::string(" "), std::string("{"), valid_.body + "x", valid_.body + valid_.body,
        std::string("[]"), "[" + valid_.body + "]", std::string("null"), std::string("\"x\""), std::string("17"),
        std::string("\xFF\xFE{}"), "\xEF\xBB\xBF" + valid_.body, deep, big, std::string("a=b&c=d"),
        std::string("<x/>")}) {
    SentRequest request = valid_;
    request.body = body;
    const Received received = Post(request);
    EXPECT_EQ(received.status, 400) << body.substr(0, 40);
    EXPECT_TRUE(received.json().IsObject()) << received.body;
    ExpectPolite(received, body.substr(0, 40));
  }
}

TEST_P(MannersTest, DuplicateNamesAreRefused) {
  SentRequest request = valid_;
  const std::string name = ParseJson(request.body)->Members()[0].first;
  request.body.insert(1, "\"" + name + "\":\"x\",");
  EXPECT_EQ(Post(request).status, 400);
}

TEST_P(MannersTest, FieldsThatAreMissingNullEmptyOrNoTextAreRefused) {
  const Json body = *ParseJson(valid_.body);
  for (const auto& [name, value] : body.Members()) {
    const struct {
      const char* what;
      SentRequest request;
    } rows[] = {
        {"missing", WithoutMember(valid_, name)},
        {"null", WithMember(valid_, name, nullptr)},
        {"empty", WithMember(valid_, name, "")},
        {"number", WithMember(valid_, name, 17)},
        {"truth", WithMember(valid_, name, true)},
        {"array", WithMember(valid_, name, JsonArray{value})},
        {"object", WithMember(valid_, name, JsonObject{{"x", value}})},
    };
    for (const auto& row : rows) {
      const Received received = Post(row.request);
      const bool client = name.starts_with("client_");  // Gooru's: 401 where it is not there (RFC 6749, 5.2)
      if (vendor_ == "duktig") {
        EXPECT_EQ(received.status, 422) << name << " " << row.what;
      } else if (client) {
        EXPECT_THAT(received.status, testing::AnyOf(400, 401)) << name << " " << row.what;
      } else {
        EXPECT_EQ(received.status, 400) << name << " " << row.what;
      }
      ExpectPolite(received, name + " " + row.what);
    }
  }
}

TEST_P(MannersTest, WrongCredentialsAreRefusedAlike) {
  const std::string login = active_.login;
  const std::string other_case = [&] {
    std::string text = login;
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
  }();
  const Received wrong = Post(SignInRequest(vendor_, login, active_.password + "x"));
  EXPECT_EQ(wrong.status, 401);
  ExpectPolite(wrong, "wrong password");
  const struct {
    const char* what;
    std::string login;
    std::string password;
  } rows[] = {
      {"unknown login", "un" + login, active_.password},
      {"other case", other_case, active_.password},
      {"password in other case", login, LowerCase(active_.password)},
      {"padded password", login, " " + active_.password},
      {"the other account's password", login, inactive_.password},
      {"the inactive account's wrong password", inactive_.login, active_.password},
  };
  for (const auto& row : rows) {
    const Received received = Post(SignInRequest(vendor_, row.login, row.password));
    EXPECT_EQ(received.status, 401) << row.what;
    EXPECT_EQ(received.body, wrong.body) << row.what;
    EXPECT_EQ(WithoutDate(received.headers), WithoutDate(wrong.headers)) << row.what;
  }
}

TEST_P(MannersTest, PaddedOrStrangeLoginsAreRefused) {
  for (const std::string& login : {" " + active_.login, active_.login + " ", "\t" + active_.login,
                                   active_.login + "\xC3\xA9", active_.login + std::string(1, '\0'),
                                   active_.login + "' OR '1'='1", std::string("%"), std::string(5'000, 'a')}) {
    const Received received = Post(SignInRequest(vendor_, login, active_.password));
    // Duktig documents an answer for what is no e-mail address.
    EXPECT_EQ(received.status, vendor_ == "duktig" ? 422 : 401) << login.substr(0, 40);
    ExpectPolite(received, login.substr(0, 40));
  }
}

TEST_P(MannersTest, AnInactiveAccountGetsNoToken) {
  const Received received = Post(SignInRequest(vendor_, inactive_.login, inactive_.password));
  const Received wrong = Post(SignInRequest(vendor_, active_.login, active_.password + "x"));
  EXPECT_EQ(received.status, vendor_ == "duktig" ? 403 : 401);
  if (vendor_ != "duktig") {
    EXPECT_EQ(received.body, wrong.body);
  }
  ExpectPolite(received, "inactive");
}

TEST_P(MannersTest, OtherMethodsAreRefusedWithAllow) {
  for (const char* method : {"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}) {
    SentRequest request = valid_;
    request.method = method;
    const Received received = Post(request);
    EXPECT_EQ(received.status, 405) << method;
    EXPECT_EQ(received.Header("allow"), "POST") << method;
    EXPECT_EQ(received.body.empty(), request.method == "HEAD") << method;
    ExpectPolite(received, method);
  }
}

TEST_P(MannersTest, AnOverlongBodyIsRefused) {
  SentRequest request = valid_;
  for (const std::size_t size : {std::size_t{1024 * 1024 + 1}, std::size_t{6 * 1024 * 1024}}) {
    request.body = std::string(size, ' ');
    const Received received = Post(request);
    EXPECT_EQ(received.status, 413) << size;
    ExpectPolite(received, "over-long");
  }
}

TEST_P(MannersTest, ALongBodyBelowTheLimitIsRead) {
  SentRequest request = valid_;
  request.body += std::string(1000 * 1000, ' ');
  EXPECT_EQ(Post(request).status, 200);
}

TEST_P(MannersTest, OtherPathsAreNotFound) {
  for (const std::string& path : {valid_.path + "/", valid_.path + "x", std::string("/"), "/" + valid_.path,
                                  std::string("/") + std::string(7'000, 'a')}) {
    SentRequest request = valid_;
    request.path = path;
    const Received received = Post(request);
    EXPECT_EQ(received.status, 404) << path.substr(0, 40);
    EXPECT_TRUE(received.json().IsObject());
    ExpectPolite(received, path.substr(0, 40));
  }
}

TEST_P(MannersTest, TheAnswerIsNotCompressedNorCutByARange) {
  const Received received = Post(WithHeader(WithHeader(valid_, "Accept-Encoding", "gzip"), "Range", "bytes=0-3"));
  EXPECT_EQ(received.status, 200);
  EXPECT_THAT(received.Header("content-encoding"), IsEmpty());
  EXPECT_THAT(received.body, StartsWith("{"));
  EXPECT_TRUE(received.json().IsObject());
}

}  // namespace
}  // namespace authconform::reference
