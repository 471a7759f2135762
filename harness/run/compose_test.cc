#include "harness/run/compose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/run/curl.h"

namespace authconform {
namespace {

using Op = Mutation::Op;
using ::testing::HasSubstr;
using ::testing::Not;

FieldSpec Field(const std::string& name, const char* value) {
  FieldSpec field;
  field.name = name;
  field.value = value;
  return field;
}

// Two fields, a key in a header; the password is 6 to 8 characters long.
Spec JsonSpec() {
  Spec spec;
  spec.endpoint = "acme/token";
  spec.request.method = "POST";
  spec.request.path = "/token";
  spec.request.headers = {{"X-Key", "{{client.key}}", "", true}, {"Content-Type", "application/json", "", false}};
  spec.request.fields = {Field("user", "{{account.login}}"), Field("pass", "{{account.password}}")};
  spec.request.fields[1].min_length = FieldSpec::Bound{6, ""};
  spec.request.fields[1].max_length = FieldSpec::Bound{8, ""};
  return spec;
}

Target TestTarget() {
  Target target;
  target.origin = *ParseOrigin("http://localhost:8080/base");
  target.headers = {{"X-Env", "staging"}};
  EndpointTarget& values = target.endpoints["acme"];
  values.accounts["active"] = {"Ann@x.org", "p&\"Word"};
  values.accounts["inactive"] = {"Bob@x.org", "0ther-Word"};
  values.client_key = "k3y-k3y";
  return target;
}

std::string Show(const Request& request) {
  std::string text = request.method + " " + request.path + "\n";
  for (const Header& header : request.headers) text += header.name + ": " + header.value + "\n";
  return text + request.body;
}

std::string Composed(const Spec& spec, Encoding encoding, const Mutation& mutation) {
  const Target target = TestTarget();
  const EndpointTarget& values = target.For(spec.endpoint);
  const auto bound = Bind(spec, values, mutation);
  if (const auto* reason = std::get_if<NotPossible>(&bound)) return "not possible: " + reason->reason;
  return Show(Compose(spec, target, values, encoding, mutation, std::get<Sent>(bound)));
}

TEST(ComposeTest, EachMutationChangesOneThing) {
  const std::string head = "POST /base/token\n";
  const std::string headers = "X-Key: k3y-k3y\nContent-Type: application/json\nX-Env: staging\n";
  const std::string valid = head + headers;
  const std::string body = R"({"user":"Ann@x.org","pass":"p&\"Word"})";
  const struct {
    const char* name;
    Mutation mutation;
    std::string expected;
  } kRows[] = {
      {"none", {}, valid + body},
      {"unknown login",
       {Op::kLogin, "unknown", {}},
       valid + R"({"user":"authconform-nobody@x.org","pass":"p&\"Word"})"},
      {"login in other case", {Op::kLogin, "other-case", {}}, valid + R"({"user":"aNN@X.ORG","pass":"p&\"Word"})"},
      {"another account's login", {Op::kLogin, "inactive", {}}, valid + R"({"user":"Bob@x.org","pass":"p&\"Word"})"},
      {"padded login", {Op::kLogin, "padded", {}}, valid + R"({"user":" Ann@x.org ","pass":"p&\"Word"})"},
      {"empty login", {Op::kLogin, "empty", {}}, valid + R"({"user":"","pass":"p&\"Word"})"},
      {"wrong password", {Op::kPassword, "wrong", {}}, valid + R"({"user":"Ann@x.org","pass":"Wr0ng-Passw0rd!"})"},
      {"password in other case",
       {Op::kPassword, "other-case", {}},
       valid + R"({"user":"Ann@x.org","pass":"P&\"wORD"})"},
      {"too short", {Op::kPassword, "too-short", {}}, valid + R"({"user":"Ann@x.org","pass":"Wr0ng"})"},
      {"too long", {Op::kPassword, "too-long", {}}, valid + R"({"user":"Ann@x.org","pass":"Wr0ng!Wr0"})"},
      {"wrong key",
       {Op::kClientKey, "wrong", {}},
       head + "X-Key: authconform-wrong\nContent-Type: application/json\nX-Env: staging\n" + body},
      {"field removed", {Op::kRemoveField, "pass", {}}, valid + R"({"user":"Ann@x.org"})"},
      {"all fields removed", {Op::kRemoveAllFields, "", {}}, valid + "{}"},
      {"field null", {Op::kSetField, "pass", nullptr}, valid + R"({"user":"Ann@x.org","pass":null})"},
      {"field added", {Op::kAddField, "more", "x"}, valid + R"({"user":"Ann@x.org","pass":"p&\"Word","more":"x"})"},
      {"field twice",
       {Op::kDuplicateField, "user", {}},
       valid + R"({"user":"Ann@x.org","pass":"p&\"Word","user":"Ann@x.org"})"},
      {"header removed",
       {Op::kRemoveHeader, "x-key", {}},
       head + "Content-Type: application/json\nX-Env: staging\n" + body},
      {"header set",
       {Op::kSetHeader, "Content-Type", "text/plain"},
       head + "X-Key: k3y-k3y\nContent-Type: text/plain\nX-Env: staging\n" + body},
      {"header names",
       {Op::kLowerCaseHeaders, "", {}},
       head + "x-key: k3y-k3y\ncontent-type: application/json\nx-env: staging\n" + body},
      {"method without body", {Op::kMethod, "GET", {}}, "GET /base/token\nX-Key: k3y-k3y\nX-Env: staging\n"},
      {"method with body", {Op::kMethod, "PUT", {}}, "PUT /base/token\n" + headers + body},
      {"body", {Op::kBody, "", "[]"}, valid + "[]"},
      {"body cut", {Op::kTruncatedBody, "", {}}, valid + body.substr(0, body.size() - 1)},
      {"no such account", {Op::kAccount, "unknown", {}}, "not possible: the target has no unknown account"},
  };
  for (const auto& row : kRows)
    EXPECT_EQ(Composed(JsonSpec(), Encoding::kJson, row.mutation), row.expected) << row.name;
}

TEST(ComposeTest, AnotherAccountsLoginNeverGoesWithItsOwnPassword) {
  EndpointTarget values = TestTarget().For("acme/token");
  values.accounts["inactive"].password = values.accounts["active"].password;
  const auto bound = Bind(JsonSpec(), values, {Op::kLogin, "inactive", {}});
  ASSERT_TRUE(std::holds_alternative<Sent>(bound));
  EXPECT_EQ(std::get<Sent>(bound).login, "Bob@x.org");
  EXPECT_EQ(std::get<Sent>(bound).password, "Wr0ng-Passw0rd!");
  values.accounts.erase("inactive");
  EXPECT_TRUE(std::holds_alternative<NotPossible>(Bind(JsonSpec(), values, {Op::kLogin, "inactive", {}})));
}

TEST(ComposeTest, EncodingsCarryTheSameFields) {
  EXPECT_EQ(Composed(JsonSpec(), Encoding::kForm, {}),
            "POST /base/token\nX-Key: k3y-k3y\nContent-Type: application/x-www-form-urlencoded\nX-Env: staging\n"
            "user=Ann%40x.org&pass=p%26%22Word");
  EXPECT_EQ(Composed(JsonSpec(), Encoding::kQuery, {}),
            "POST /base/token?user=Ann%40x.org&pass=p%26%22Word\nX-Key: k3y-k3y\nX-Env: staging\n");
}

TEST(ComposeTest, BasicCredentialsStandInTheHeader) {
  Spec spec = JsonSpec();
  spec.request.authorization = Authorization::kBasic;
  spec.request.fields = {Field("kind", "credential")};
  EXPECT_THAT(Composed(spec, Encoding::kJson, {}), HasSubstr("\nAuthorization: Basic QW5uQHgub3JnOnAmIldvcmQ=\n"));
  EXPECT_THAT(Composed(spec, Encoding::kJson, {Op::kPassword, "empty", {}}),
              HasSubstr("\nAuthorization: Basic QW5uQHgub3JnOg==\n"));
  EXPECT_THAT(Composed(spec, Encoding::kJson, {Op::kAuthorization, "", nullptr}), Not(HasSubstr("Authorization")));
  EXPECT_THAT(Composed(spec, Encoding::kJson, {Op::kAuthorization, "", "Basic %%%"}),
              HasSubstr("\nAuthorization: Basic %%%\n"));
}

TEST(ComposeTest, WhatTheTargetDoesNotGiveIsSaid) {
  Target target = TestTarget();
  target.endpoints["acme"].client_key.clear();
  const Spec spec = JsonSpec();
  const auto bound = Bind(spec, target.For(spec.endpoint), {});
  ASSERT_TRUE(std::holds_alternative<NotPossible>(bound));
  EXPECT_EQ(std::get<NotPossible>(bound).reason, "the target has no client key");
}

TEST(ComposeTest, ABindingInAValueIsNotFilledAgain) {
  Target target = TestTarget();
  target.endpoints["acme"].accounts["active"].login = "{{client.key}}";
  const Spec spec = JsonSpec();
  const EndpointTarget& values = target.For(spec.endpoint);
  const Request request = Compose(spec, target, values, Encoding::kJson, {}, std::get<Sent>(Bind(spec, values, {})));
  EXPECT_THAT(request.body, HasSubstr(R"("user":"{{client.key}}")"));
}

std::string Curl(const Spec& spec, Encoding encoding, const Mutation& mutation) {
  const Target target = TestTarget();
  const EndpointTarget& values = target.For(spec.endpoint);
  return CurlLine(spec, target, values, encoding, mutation, std::get<Sent>(Bind(spec, values, mutation)));
}

TEST(CurlTest, SecretsAreVariables) {
  EXPECT_EQ(
      Curl(JsonSpec(), Encoding::kJson, {}),
      R"(curl -sS -i -X POST -H 'X-Key: '"$AUTHCONFORM_CLIENT_KEY"'' -H 'Content-Type: application/json' -H 'X-Env: staging')"
      R"( --data-raw '{"user":"Ann@x.org","pass":"'"$AUTHCONFORM_ACTIVE_PASSWORD"'"}' 'http://localhost:8080/base/token')");
  const struct {
    const char* name;
    Encoding encoding;
    Mutation mutation;
    const char* part;
  } kRows[] = {
      {"made from the password",
       Encoding::kJson,
       {Op::kPassword, "other-case", {}},
       R"("pass":"'"$AUTHCONFORM_MUTATED_PASSWORD"'")"},
      {"a wrong password is no secret", Encoding::kJson, {Op::kPassword, "wrong", {}}, R"("pass":"Wr0ng-Passw0rd!")"},
      {"a wrong key is no secret", Encoding::kJson, {Op::kClientKey, "wrong", {}}, "-H 'X-Key: authconform-wrong'"},
      {"form",
       Encoding::kForm,
       {},
       R"(--data 'user=Ann%40x.org' --data-urlencode 'pass='"$AUTHCONFORM_ACTIVE_PASSWORD"'')"},
      {"header left out", Encoding::kJson, {Op::kRemoveHeader, "Content-Type", {}}, "-H 'Content-Type:'"},
      {"empty header", Encoding::kJson, {Op::kSetHeader, "X-Key", ""}, "-H 'X-Key;'"},
  };
  for (const auto& row : kRows)
    EXPECT_THAT(Curl(JsonSpec(), row.encoding, row.mutation), HasSubstr(row.part)) << row.name;
  Spec basic = JsonSpec();
  basic.request.authorization = Authorization::kBasic;
  basic.request.fields = {Field("kind", "credential")};
  EXPECT_THAT(Curl(basic, Encoding::kJson, {}), HasSubstr(R"(--user 'Ann@x.org:'"$AUTHCONFORM_ACTIVE_PASSWORD"'')"));
}

}  // namespace
}  // namespace authconform
