#include "harness/spec/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/json.h"

namespace authconform {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Key;
using testing::UnorderedElementsAre;

const std::string& EndpointSchema() {
  static const std::string* const kText = [] {
    Result<std::string> text = ReadFile("specs/endpoint.schema.json");
    EXPECT_TRUE(text.ok()) << text.error().ToString();
    return new std::string(text.ok() ? *text : "");
  }();
  return *kText;
}

// A sound endpoint with something of everything.
constexpr char kSpec[] = R"json({
  "endpoint": "acme/login",
  "source": {"document": "acme.md", "title": "Acme", "version": "2",
             "sha256": "00000000000000000000000000000000000000000000000000000000000000ff"},
  "request": {
    "method": "POST",
    "path": "/login",
    "requirement": "request-line",
    "headers": {
      "X-Key": {"value": "{{client.key}}", "requirement": "header", "credential": true},
      "Accept": {"value": "application/json", "requirement": "header"}
    },
    "authorization": "api_key",
    "authorization_requirement": "header",
    "fields": {
      "user": {"value": "{{account.login}}", "required": true, "requirement": "field",
               "format": {"name": "email", "requirement": "field-format"}},
      "password": {
        "value": "{{account.password}}", "required": true, "requirement": "field",
        "min_length": {"length": 6, "requirement": "field-length"},
        "max_length": {"length": 256, "requirement": "field-length"},
        "violation_member": "/errors/*/field"
      },
      "grant": {"value": "password", "required": false, "requirement": "field", "fixed": true, "client": true}
    },
    "exact_fields": {"requirement": "exact", "member": "/errors"}
  },
  "outcomes": {
    "success": {
      "status": 200,
      "status_requirement": "success",
      "content_type": "application/json",
      "content_type_requirement": "success",
      "schema": "success.schema.json",
      "schema_requirement": "success",
      "members": {"/token": "token", "/user/id": "token"},
      "relations": {
        "signed": {"kind": "jwt", "left": {"body": "/token"}, "requirement": "token"},
        "lifetime": {"kind": "within", "left": {"claim": "/exp", "of": "/token"}, "minus": {"now": true},
                     "right": {"literal": 3600}, "tolerance": 1.5, "requirement": "token"},
        "packed": {"kind": "same_text", "left": {"packed": "/token", "separator": ":", "part": -1},
                   "right": {"sent": "account.login"}, "requirement": "token"}
      }
    },
    "invalid_request": {"status": 422, "status_requirement": "refusal", "schema": "invalid_request.schema.json",
                        "schema_requirement": "refusal"}
  },
  "credentials_requirement": "credentials",
  "tokens": ["/token"],
  "requirements": {
    "credentials": {"level": "must", "lines": [1, 1], "text": "tokens for credentials"},
    "request-line": {"level": "must", "lines": [1, 2], "text": "POST to /login"},
    "header": {"level": "must", "lines": [3, 3], "text": "a key"},
    "field": {"level": "must", "lines": [4, 6], "text": "fields"},
    "field-format": {"level": "must", "lines": [4, 4], "text": "an email"},
    "field-length": {"level": "must", "lines": [5, 5], "text": "6 to 256"},
    "exact": {"level": "must", "lines": [6, 6], "text": "no others"},
    "success": {"level": "must", "lines": [7, 7], "text": "200"},
    "token": {"level": "should", "lines": [8, 9], "text": "a token"},
    "refusal": {"level": "must", "lines": [10, 10], "text": "422"},
    "use": {"level": "must", "lines": [11, 11], "text": "its use", "unchecked": "another endpoint's matter"}
  }
})json";

constexpr char kDecisions[] = R"json({
  "decisions": {
    "encoding": {"question": "How?", "answer": "json or form", "reason": "silence", "lines": [4, 6]},
    "method": {"question": "What?", "answer": "POST", "reason": "silence"}
  },
  "spec": {"request": {"encodings": ["json", "form"], "encoding_requirement": "field"}}
})json";

constexpr char kSuccess[] = R"json({
  "type": "object",
  "properties": {"token": {"type": "string"}, "user": {"$ref": "#/definitions/user"}},
  "definitions": {"user": {"properties": {"id": {"type": "integer"}}}}
})json";

constexpr char kInvalidRequest[] = R"json({
  "properties": {"errors": {"items": {"properties": {"field": {"type": "string"}}}}}
})json";

FileSet Acme() {
  return {{"specs/endpoint.schema.json", EndpointSchema()},
          {"specs/acme/login/spec.json", kSpec},
          {"specs/acme/login/decisions.json", kDecisions},
          {"specs/acme/login/success.schema.json", kSuccess},
          {"specs/acme/login/invalid_request.schema.json", kInvalidRequest}};
}

// `before`, which stands in the file once, becomes `after`.
void Replace(FileSet& files, const std::string& name, const std::string& before, const std::string& after) {
  std::string& text = files.at("specs/acme/login/" + name);
  const size_t at = text.find(before);
  ASSERT_NE(at, text.npos) << name << " has no " << before;
  ASSERT_EQ(text.find(before, at + 1), text.npos) << name << " has twice " << before;
  text.replace(at, before.size(), after);
}

// The mistakes, each without the folder that all of them name.
std::vector<std::string> Lint(const FileSet& files) {
  std::vector<std::string> sentences;
  for (const Error& error : LintSpec(files, "acme/login")) {
    const std::string text = error.ToString();
    const std::string folder = "specs/acme/login/";
    sentences.push_back(text.starts_with(folder) ? text.substr(folder.size()) : text);
  }
  return sentences;
}

Spec Load(const FileSet& files, const std::string& endpoint) {
  Result<Spec> spec = LoadSpec(files, endpoint);
  EXPECT_TRUE(spec.ok()) << spec.error().ToString();
  return spec.ok() ? *spec : Spec();
}

struct Row {
  const char* file;
  const char* before;
  const char* after;
  std::vector<std::string> mistakes;
};

void ExpectMistakes(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    FileSet files = Acme();
    Replace(files, row.file, row.before, row.after);
    EXPECT_EQ(Lint(files), row.mistakes) << row.before << " becomes " << row.after;
    const Result<Spec> spec = LoadSpec(files, "acme/login");
    ASSERT_FALSE(spec.ok()) << row.before << " becomes " << row.after;
    EXPECT_EQ(spec.error(), LintSpec(files, "acme/login").front());
  }
}

// clang-format off
TEST(LintSpecTest, FindsNothingInSoundFiles) { EXPECT_THAT(Lint(Acme()), IsEmpty()); }

TEST(LintSpecTest, FindsNamesThatNameNothing) {
  ExpectMistakes({
      {"spec.json", R"("requirement": "request-line")", R"("requirement": "request-lien")",
       {"spec.json:/request/requirement: no requirement is called request-lien, did you mean \"request-line\"?",
        "spec.json:/requirements/request-line: nothing refers to this requirement; say in unchecked why no case checks it"}},
      {"decisions.json", R"("encoding_requirement": "field")", R"("encoding_requirement": "nowhere-at-all")",
       {"decisions.json:/spec/request/encoding_requirement: no requirement is called nowhere-at-all"}},
      {"spec.json", R"("/user/id": "token")", R"("/user/id": "tokens")",
       {"spec.json:/outcomes/success/members/~1user~1id: no requirement is called tokens, did you mean \"token\"?"}},
      {"spec.json", "{{account.login}}", "{{account.name}}",
       {"spec.json:/request/fields/user/value: {{account.name}} is no binding; known are {{account.login}}, {{account.password}}, {{client.id}} and {{client.key}}"}},
      {"spec.json", "{{client.key}}", "a {{client.key}} {{client.id",
       {"spec.json:/request/headers/X-Key/value: {{client.id is no binding; known are {{account.login}}, {{account.password}}, {{client.id}} and {{client.key}}"}},
      {"spec.json", R"("/user/id": "token")", R"("/user/name": "token")",
       {"spec.json:/outcomes/success/members/~1user~1name: the schema of success tells of no member /user/name"}},
      {"spec.json", R"("left": {"body": "/token"})", R"("left": {"body": "/tokens"})",
       {"spec.json:/outcomes/success/relations/signed/left/body: the schema of success tells of no member /tokens"}},
      {"spec.json", R"("of": "/token")", R"("of": "/jwt")",
       {"spec.json:/outcomes/success/relations/lifetime/left/of: the schema of success tells of no member /jwt"}},
      {"spec.json", R"("packed": "/token")", R"("packed": "/jwt")",
       {"spec.json:/outcomes/success/relations/packed/left/packed: the schema of success tells of no member /jwt"}},
      {"spec.json", R"("tokens": ["/token"])", R"("tokens": ["/token", "/refresh"])",
       {"spec.json:/tokens/1: the schema of success tells of no member /refresh"}},
      {"spec.json", "/errors/*/field", "/errors/*/name",
       {"spec.json:/request/fields/password/violation_member: the schema of invalid_request tells of no member /errors/*/name"}},
      {"spec.json", R"("schema": "invalid_request.schema.json",)", R"("content_type": "text/plain", "content_type_requirement": "refusal", "schema": "gone.schema.json",)",
       {"spec.json:/outcomes/invalid_request/schema: the file specs/acme/login/gone.schema.json is missing",
        "invalid_request.schema.json: nothing in spec.json names this file"}},
  });
}

TEST(LintSpecTest, FindsPromisesThatNothingChecks) {
  ExpectMistakes({
      {"spec.json", R"(, "unchecked": "another endpoint's matter")", "",
       {"spec.json:/requirements/use: nothing refers to this requirement; say in unchecked why no case checks it"}},
      {"spec.json", R"("text": "422")", R"("text": "422", "unchecked": "no reason")",
       {"spec.json:/requirements/refusal/unchecked: a requirement that /outcomes/invalid_request/status_requirement refers to is checked"}},
  });
}

TEST(LintSpecTest, FindsValuesThatContradictEachOther) {
  ExpectMistakes({
      {"spec.json", R"("endpoint": "acme/login")", R"("endpoint": "acme/logon")", {"spec.json:/endpoint: is acme/logon, but the folder is acme/login"}},
      {"spec.json", R"("lines": [8, 9])", R"("lines": [9, 8])", {"spec.json:/requirements/token/lines: the last line is before the first"}},
      {"decisions.json", R"("lines": [4, 6])", R"("lines": [6, 4])", {"decisions.json:/decisions/encoding/lines: the last line is before the first"}},
      {"spec.json", R"("length": 256)", R"("length": 5)", {"spec.json:/request/fields/password/max_length/length: is below the length of min_length"}},
      {"spec.json", R"(, "credential": true)", "", {"spec.json:/request/authorization: api_key needs a header marked credential"}},
      {"spec.json", R"("api_key")", R"("none")", {"spec.json:/request/authorization: a header is marked credential, so this must be api_key"}},
      {"spec.json", R"("authorization_requirement": "header",)", "", {"spec.json:/request/authorization: api_key needs an authorization_requirement"}},
      {"spec.json", R"("Accept":)", R"("x-key":)", {"spec.json:/request/headers/x-key: the header stands twice; letter case makes no difference"}},
      {"spec.json", R"("Accept":)", R"("AUTHORIZATION":)", {"spec.json:/request/headers/AUTHORIZATION: Authorization is told by authorization: basic, not here"}},
      {"spec.json", R"("value": "password")", R"("value": "{{client.id}}")", {"spec.json:/request/fields/grant/fixed: a field with a binding has no fixed value"}},
      {"spec.json", R"("left": {"body": "/token"})", R"("left": {"now": true})", {"spec.json:/outcomes/success/relations/signed/left: jwt speaks of a member of the body"}},
      {"spec.json", R"("left": {"body": "/token"})", R"("left": {"body": "/token"}, "right": {"now": true})", {"spec.json:/outcomes/success/relations/signed/right: jwt takes no right"}},
      {"spec.json", R"("right": {"sent": "account.login"},)", "", {"spec.json:/outcomes/success/relations/packed: same_text needs a right"}},
      {"spec.json", R"("kind": "same_text")", R"("minus": {"now": true}, "kind": "same_text")", {"spec.json:/outcomes/success/relations/packed/minus: same_text takes no minus"}},
      {"spec.json", R"("within")", R"("later")", {"spec.json:/outcomes/success/relations/lifetime/tolerance: later takes no tolerance"}},
      {"spec.json", R"({"literal": 3600})", R"({})", {"spec.json:/outcomes/success/relations/lifetime/right: an operand is exactly one of body, claim, packed, sent, literal and now, not none"}},
      {"spec.json", R"({"literal": 3600})", R"({"literal": 3600, "now": true})", {"spec.json:/outcomes/success/relations/lifetime/right: an operand is exactly one of body, claim, packed, sent, literal and now, not several"}},
  });
}

TEST(LintSpecTest, FindsWhatIsNotOfTheForm) {
  ExpectMistakes({
      {"spec.json", R"("method": "POST")", R"("method": 7)",
       {"spec.json:/request/method: expected a string, found integer 7"}},
      {"spec.json", R"("method": "POST",)", "",
       {"spec.json:/request/method: expected the member method, found nothing"}},
      {"spec.json", R"("path": "/login")", R"("path": "login")",
       {"spec.json:/request/path: expected a string that matches ^/[^?# ]*$, found \"login\""}},
      {"spec.json", R"("path": "/login")", R"("path": "/login/{tenant}")",
       {"spec.json:/request/path: \"/login/{tenant}\" holds a parameter: say in spec of decisions.json which path to call"}},
      {"decisions.json", R"("spec": {"request": {)", R"("spec": {"request": {"path": "/:tenant/login",)",
       {"decisions.json:/spec/request/path: \"/:tenant/login\" holds a parameter: say in spec of decisions.json which path to call"}},
      {"spec.json", R"("level": "should")", R"("confidence": "guessed", "level": "should")",
       {"spec.json:/requirements/token/confidence: expected one of \"stated\", \"shown\", \"assumed\", found \"guessed\""}},
      {"decisions.json", R"("spec": {"request": {)", R"("schemas": {"success.schema.json": true}, "spec": {"request": {)",
       {"decisions.json:/schemas/success.schema.json: expected an object, found boolean true"}},
      {"spec.json", R"("exact_fields":)", R"("exact":)",
       {"spec.json:/request/exact: expected no other members than method, path, requirement, headers, authorization, authorization_requirement, encodings, encoding_requirement, fields, exact_fields, found the member exact"}},
      {"spec.json", R"("invalid_request": {)", R"("invalid": {)",
       {"spec.json:/outcomes/invalid: expected no other members than success, invalid_request, malformed_request, bad_credentials, inactive_account, bad_client, found the member invalid"}},
      {"spec.json", R"("api_key")", R"("key")",
       {"spec.json:/request/authorization: expected one of \"none\", \"basic\", \"api_key\", found \"key\""}},
      {"spec.json", R"("within")", R"("about")",
       {"spec.json:/outcomes/success/relations/lifetime/kind: expected one of \"equal\", \"same_text\", \"later\", \"within\", \"jwt\", \"distinct\", found \"about\""}},
      {"spec.json", R"("sent": "account.login")", R"("sent": "account.password")",
       {"spec.json:/outcomes/success/relations/packed/right/sent: expected one of \"account.login\", \"client.id\", \"client.key\", found \"account.password\""}},
      {"spec.json", R"("of": "/token")", R"("off": "/token")",
       {"spec.json:/outcomes/success/relations/lifetime/left/off: expected no other members than body, claim, of, packed, separator, part, sent, literal, now, found the member off",
        "spec.json:/outcomes/success/relations/lifetime/left/of: expected the member of, for there is claim, found nothing"}},
      {"spec.json", R"(, "part": -1)", "",
       {"spec.json:/outcomes/success/relations/packed/left/part: expected the member part, for there is packed, found nothing"}},
      {"spec.json", R"({"now": true})", R"({"now": 1})",
       {"spec.json:/outcomes/success/relations/lifetime/minus/now: expected true, found integer 1"}},
      {"spec.json", R"("lines": [8, 9])", R"("lines": [8])",
       {"spec.json:/requirements/token/lines: expected an array of at least 2 items, found an array of 1 item"}},
      {"spec.json", R"("lines": [8, 9])", R"("lines": [0, 9])",
       {"spec.json:/requirements/token/lines/0: expected at least 1, found integer 0"}},
      {"spec.json", R"("level": "should")", R"("level": "may")",
       {"spec.json:/requirements/token/level: expected one of \"must\", \"should\", found \"may\""}},
      {"spec.json", R"("/user/id": "token")", R"("user": "token")",
       {"spec.json:/outcomes/success/members/user: expected a member's name that is a string that matches ^(/([^~/]|~[01])*)+$, found the member user"}},
      {"spec.json", R"("status": 200,)", "",
       {"spec.json:/outcomes/success/status: expected the member status, found nothing"}},
      {"spec.json", R"("schema_requirement": "success",)", "",
       {"spec.json:/outcomes/success/schema_requirement: expected the member schema_requirement, for there is schema, found nothing"}},
      {"spec.json", "00000000ff", "00000000FF",
       {"spec.json:/source/sha256: expected a string that matches ^[0-9a-f]{64}$, found a string of 64 characters"}},
      {"decisions.json", R"(["json", "form"])", R"(["json", "xml"])",
       {"decisions.json:/spec/request/encodings/1: expected one of \"json\", \"form\", \"query\", found \"xml\""}},
      {"decisions.json", R"(["json", "form"])", R"([])",
       {"decisions.json:/spec/request/encodings: expected an array of at least 1 item, found an empty array"}},
      {"decisions.json", R"({"request": {)", R"({"requests": {}, "request": {)",
       {"decisions.json:/spec/requests: expected no other members than endpoint, source, request, outcomes, credentials_requirement, tokens, requirements, found the member requests"}},
      {"decisions.json", R"({"request": {)", R"({"tokens": null, "request": {)",
       {"decisions.json:/spec/tokens: expected the member tokens, found nothing"}},
      {"decisions.json", R"("reason": "silence"})", R"("because": "silence"})",
       {"decisions.json:/decisions/method/because: expected no other members than question, answer, reason, lines, found the member because",
        "decisions.json:/decisions/method/reason: expected the member reason, found nothing"}},
      {"decisions.json", R"("method":)", R"("The Method":)",
       {"decisions.json:/decisions/The Method: expected a member's name that is a string that matches ^[a-z0-9]+(-[a-z0-9]+)*$, found the member \"The Method\""}},
  });
}

TEST(LintSpecTest, FindsFilesThatCannotBeRead) {
  ExpectMistakes({
      {"spec.json", R"("endpoint": "acme/login",)", R"("endpoint": "acme/login")",
       {"spec.json:line 3, column 3: a comma or } is expected here"}},
      {"spec.json", R"("path": "/login",)", R"("path": "/login", "path": "/logon",)",
       {"spec.json:line 7, column 23: the object has two members named \"path\""}},
      {"decisions.json", R"("spec": {)", R"("spec": {{)",
       {"decisions.json:line 6, column 12: a member name in double quotes is expected here"}},
      {"success.schema.json", R"("type": "integer")", R"("type": integer)",
       {"success.schema.json:line 4, column 58: a JSON value is expected here"}},
      {"success.schema.json", R"("type": "integer")", R"("type": "whole")",
       {"success.schema.json:/definitions/user/properties/id/type: expected one of \"null\", \"boolean\", \"integer\", \"number\", \"string\", \"array\", \"object\", not a string of 5 characters"}},
      {"success.schema.json", "#/definitions/user", "#/definitions/person",
       {"success.schema.json:/properties/user/$ref: there is no definition person"}},
      {"invalid_request.schema.json", R"("items")", R"("item")",
       {"invalid_request.schema.json:/properties/errors/item: the keyword item is unknown or not supported, did you mean \"items\"?"}},
  });
}
// clang-format on

TEST(LintSpecTest, FindsFilesThatAreMissingOrNamedByNothing) {
  const struct {
    const char* gone;
    const char* added;
    std::vector<std::string> mistakes;
  } kRows[] = {
      {"specs/acme/login/spec.json", "", {"spec.json: the file is missing"}},
      {"specs/acme/login/decisions.json", "", {"decisions.json: the file is missing"}},
      {"specs/endpoint.schema.json", "", {"specs/endpoint.schema.json: the file is missing"}},
      {"specs/acme/login/success.schema.json",
       "",
       {"spec.json:/outcomes/success/schema: the file specs/acme/login/success.schema.json is missing"}},
      {"", "specs/acme/login/old.schema.json", {"old.schema.json: nothing in spec.json names this file"}},
      {"", "specs/acme/login/more/notes.json", {"more/notes.json: nothing in spec.json names this file"}},
      {"", "specs/acme/login2/notes.json", {}},
  };
  for (const auto& row : kRows) {
    FileSet files = Acme();
    files.erase(row.gone);
    if (*row.added != '\0') files[row.added] = "{}";
    EXPECT_EQ(Lint(files), row.mistakes) << row.gone << row.added;
  }
}

TEST(EndpointsTest, AreTheFoldersThatHoldASpec) {
  EXPECT_THAT(Endpoints({{"specs/spec.json", ""},
                         {"specs/a/spec.json", ""},
                         {"specs/a/b/c/spec.json", ""},
                         {"specs/b-c/d/spec.json", ""},
                         {"specs/b/d/spec.json", ""},
                         {"specs/b/e/decisions.json", ""},
                         {"cases/b/f/spec.json", ""}}),
              ElementsAre("b-c/d", "b/d"));
}

TEST(LoadSpecTest, ReadsEveryMember) {
  const Spec spec = Load(Acme(), "acme/login");
  EXPECT_EQ(spec.endpoint, "acme/login");
  EXPECT_EQ(spec.source.document, "acme.md");
  EXPECT_EQ(spec.source.title, "Acme");
  EXPECT_EQ(spec.source.version, "2");
  EXPECT_EQ(spec.source.sha256, std::string(62, '0') + "ff");

  const RequestSpec& request = spec.request;
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path, "/login");
  EXPECT_EQ(request.requirement, "request-line");
  ASSERT_EQ(request.headers.size(), 2u);
  EXPECT_EQ(request.headers[0].name, "X-Key");
  EXPECT_EQ(request.headers[0].value, "{{client.key}}");
  EXPECT_EQ(request.headers[0].requirement, "header");
  EXPECT_TRUE(request.headers[0].credential);
  EXPECT_FALSE(request.headers[1].credential);
  EXPECT_EQ(request.authorization, Authorization::kApiKey);
  EXPECT_EQ(request.authorization_requirement, "header");
  EXPECT_EQ(request.encoding_requirement, "field");
  ASSERT_EQ(request.fields.size(), 3u);
  const FieldSpec& user = request.fields[0];
  EXPECT_EQ(user.name, "user");
  EXPECT_EQ(user.value, Json("{{account.login}}"));
  EXPECT_TRUE(user.required);
  EXPECT_EQ(user.format, "email");
  EXPECT_EQ(user.format_requirement, "field-format");
  EXPECT_FALSE(user.min_length.has_value());
  const FieldSpec& password = request.fields[1];
  ASSERT_TRUE(password.min_length && password.max_length);
  EXPECT_EQ(password.min_length->length, 6);
  EXPECT_EQ(password.max_length->length, 256);
  EXPECT_EQ(password.max_length->requirement, "field-length");
  EXPECT_EQ(password.violation_member, "/errors/*/field");
  EXPECT_FALSE(password.fixed || password.client);
  const FieldSpec& grant = request.fields[2];
  EXPECT_FALSE(grant.required);
  EXPECT_TRUE(grant.fixed && grant.client);
  EXPECT_TRUE(request.exact_fields);
  EXPECT_EQ(request.exact_fields_requirement, "exact");
  EXPECT_EQ(request.exact_fields_member, "/errors");

  EXPECT_EQ(spec.credentials_requirement, "credentials");
  EXPECT_THAT(spec.tokens, ElementsAre("/token"));
  const Outcome& success = spec.outcomes.at("success");
  EXPECT_EQ(success.name, "success");
  EXPECT_TRUE(success.documented);
  EXPECT_EQ(success.status, 200);
  EXPECT_EQ(success.status_requirement, "success");
  EXPECT_EQ(success.content_type, "application/json");
  EXPECT_EQ(success.content_type_requirement, "success");
  EXPECT_EQ(success.schema_file, "success.schema.json");
  EXPECT_EQ(success.schema_requirement, "success");
  EXPECT_EQ(success.schema, *ParseJson(kSuccess));
  EXPECT_THAT(success.members, UnorderedElementsAre(Key("/token"), Key("/user/id")));
  EXPECT_EQ(success.members.at("/user/id"), "token");
  EXPECT_EQ(spec.outcomes.at("invalid_request").content_type, "");

  ASSERT_EQ(success.relations.size(), 3u);
  const Relation& signed_token = success.relations[0];
  EXPECT_EQ(signed_token.id, "signed");
  EXPECT_EQ(signed_token.kind, Relation::Kind::kJwt);
  EXPECT_EQ(signed_token.left.kind, Operand::Kind::kBody);
  EXPECT_EQ(signed_token.left.pointer, "/token");
  EXPECT_EQ(signed_token.requirement, "token");
  EXPECT_FALSE(signed_token.minus.has_value());
  const Relation& lifetime = success.relations[1];
  EXPECT_EQ(lifetime.kind, Relation::Kind::kWithin);
  EXPECT_EQ(lifetime.left.kind, Operand::Kind::kClaim);
  EXPECT_EQ(lifetime.left.claim, "/exp");
  EXPECT_EQ(lifetime.left.pointer, "/token");
  ASSERT_TRUE(lifetime.minus.has_value());
  EXPECT_EQ(lifetime.minus->kind, Operand::Kind::kNow);
  EXPECT_EQ(lifetime.right.kind, Operand::Kind::kLiteral);
  EXPECT_EQ(lifetime.right.value, Json(3600));
  EXPECT_EQ(lifetime.tolerance, 1.5);
  const Relation& packed = success.relations[2];
  EXPECT_EQ(packed.kind, Relation::Kind::kSameText);
  EXPECT_EQ(packed.left.kind, Operand::Kind::kPacked);
  EXPECT_EQ(packed.left.pointer, "/token");
  EXPECT_EQ(packed.left.separator, ":");
  EXPECT_EQ(packed.left.part, -1);
  EXPECT_EQ(packed.right.kind, Operand::Kind::kRequest);
  EXPECT_EQ(packed.right.binding, "account.login");

  const Requirement* token = spec.FindRequirement("token");
  ASSERT_NE(token, nullptr);
  EXPECT_EQ(token->level, Level::kShould);
  EXPECT_EQ(token->first_line, 8);
  EXPECT_EQ(token->last_line, 9);
  EXPECT_EQ(token->text, "a token");
  EXPECT_EQ(token->unchecked, "");
  EXPECT_EQ(spec.FindRequirement("use")->unchecked, "another endpoint's matter");
  EXPECT_EQ(spec.FindRequirement("tok"), nullptr);
  ASSERT_EQ(spec.decisions.size(), 2u);
  EXPECT_EQ(spec.decisions[0].id, "encoding");
  EXPECT_EQ(spec.decisions[0].question, "How?");
  EXPECT_EQ(spec.decisions[0].answer, "json or form");
  EXPECT_EQ(spec.decisions[0].reason, "silence");
  EXPECT_EQ(spec.decisions[0].first_line, 4);
  EXPECT_EQ(spec.decisions[0].last_line, 6);
  EXPECT_EQ(spec.decisions[1].first_line, 0);
}

TEST(LoadSpecTest, DecisionsAddReplaceAndRemove) {
  FileSet files = Acme();
  Replace(files, "decisions.json", R"({"request": {)",
          R"({"outcomes": {"success": {"status": 201, "content_type": null, "content_type_requirement": null}},
              "request": {"exact_fields": null, "fields": {"user": {"required": false}},)");
  Replace(files, "spec.json", R"("text": "no others")", R"("text": "no others", "unchecked": "decided otherwise")");
  const Spec spec = Load(files, "acme/login");
  EXPECT_THAT(spec.request.encodings, ElementsAre(Encoding::kJson, Encoding::kForm));
  EXPECT_EQ(spec.outcomes.at("success").status, 201);
  EXPECT_EQ(spec.outcomes.at("success").content_type, "");
  EXPECT_FALSE(spec.request.exact_fields);
  EXPECT_FALSE(spec.request.fields[0].required);
  EXPECT_EQ(spec.request.fields[0].value, Json("{{account.login}}"));
}

TEST(LoadSpecTest, AParameterInThePathIsADecisionsToFill) {
  FileSet files = Acme();
  Replace(files, "spec.json", R"("path": "/login")", R"("path": "/{tenant}/login")");
  Replace(files, "decisions.json", R"("spec": {"request": {)", R"("spec": {"request": {"path": "/acme/login",)");
  EXPECT_EQ(Load(files, "acme/login").request.path, "/acme/login");
}

TEST(LoadSpecTest, APromiseIsStatedUnlessItSaysOtherwise) {
  FileSet files = Acme();
  Replace(files, "spec.json", R"({"level": "should")", R"({"confidence": "shown", "level": "should")");
  Replace(files, "spec.json", R"("lines": [10, 10],)", R"("lines": [10, 10], "confidence": "assumed",)");
  const Spec spec = Load(files, "acme/login");
  EXPECT_EQ(spec.FindRequirement("field")->confidence, Confidence::kStated);
  EXPECT_EQ(spec.FindRequirement("token")->confidence, Confidence::kShown);
  EXPECT_EQ(spec.FindRequirement("refusal")->confidence, Confidence::kAssumed);
  EXPECT_EQ(ConfidenceName(Confidence::kAssumed), "assumed");
}

TEST(LoadSpecTest, DecisionsChangeABodySchemaOrAreTheWholeOfIt) {
  FileSet files = Acme();
  files.erase("specs/acme/login/invalid_request.schema.json");
  Replace(files, "decisions.json", R"("spec": {"request": {)",
          R"("schemas": {
               "success.schema.json": {"type": null, "properties": {"token": {"minLength": 1}}},
               "invalid_request.schema.json": {"properties": {"errors": {"items": {"properties": {"field": {}}}}}}
             },
             "spec": {"request": {)");
  const Spec spec = Load(files, "acme/login");
  const Json& success = spec.outcomes.at("success").schema;
  EXPECT_EQ(success.Find("type"), nullptr);
  EXPECT_EQ(*success.At("/properties/token"), *ParseJson(R"({"type": "string", "minLength": 1})"));
  EXPECT_NE(success.At("/properties/user"), nullptr);
  EXPECT_NE(spec.outcomes.at("invalid_request").schema.At("/properties/errors"), nullptr);
}

TEST(LintSpecTest, FindsMistakesInTheSchemasOfDecisions) {
  ExpectMistakes({
      {"decisions.json", R"("spec": {"request": {)", R"("schemas": {"sucess.schema.json": {}}, "spec": {"request": {)",
       {"decisions.json:/schemas/sucess.schema.json: no outcome's schema is called so"}},
      {"decisions.json", R"("spec": {"request": {)",
       R"("schemas": {"success.schema.json": {"required": 7}}, "spec": {"request": {)",
       {"decisions.json:/schemas/success.schema.json/required: expected an array, not integer 7"}},
  });
}

TEST(LoadSpecTest, UndocumentedOutcomesAreThereAndSaySo) {
  const Spec spec = Load(Acme(), "acme/login");
  std::vector<std::string> undocumented;
  for (const auto& [name, outcome] : spec.outcomes) {
    EXPECT_EQ(outcome.name, name);
    if (!outcome.documented) undocumented.push_back(name);
  }
  EXPECT_THAT(undocumented, ElementsAre("bad_client", "bad_credentials", "inactive_account", "malformed_request"));
}

}  // namespace
}  // namespace authconform
