#include "harness/spec/acme_files.h"

#include <gtest/gtest.h>

namespace authconform {
namespace {

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

}  // namespace

FileSet Acme() {
  return {{"specs/endpoint.schema.json", EndpointSchema()},
          {"specs/acme/login/spec.json", kSpec},
          {"specs/acme/login/decisions.json", kDecisions},
          {"specs/acme/login/success.schema.json", kSuccess},
          {"specs/acme/login/invalid_request.schema.json", kInvalidRequest}};
}

void Replace(FileSet& files, const std::string& name, const std::string& before, const std::string& after) {
  std::string& text = files.at("specs/acme/login/" + name);
  const size_t at = text.find(before);
  ASSERT_NE(at, text.npos) << name << " has no " << before;
  ASSERT_EQ(text.find(before, at + 1), text.npos) << name << " has twice " << before;
  text.replace(at, before.size(), after);
}

}  // namespace authconform
