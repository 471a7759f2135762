#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/spec/acme_files.h"
#include "harness/spec/load.h"

namespace authconform {
namespace {

using testing::IsEmpty;

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

TEST(LintSpecTest, FindsMistakesInTheSchemasOfDecisions) {
  ExpectMistakes({
      {"decisions.json", R"("spec": {"request": {)", R"("schemas": {"sucess.schema.json": {}}, "spec": {"request": {)",
       {"decisions.json:/schemas/sucess.schema.json: no outcome's schema is called so"}},
      {"decisions.json", R"("spec": {"request": {)",
       R"("schemas": {"success.schema.json": {"required": 7}}, "spec": {"request": {)",
       {"decisions.json:/schemas/success.schema.json/required: expected an array, not integer 7"}},
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
      {"", "specs/acme/login/strength.json", {}},
  };
  for (const auto& row : kRows) {
    FileSet files = Acme();
    files.erase(row.gone);
    if (*row.added != '\0') files[row.added] = "{}";
    EXPECT_EQ(Lint(files), row.mistakes) << row.gone << row.added;
  }
}

}  // namespace
}  // namespace authconform
