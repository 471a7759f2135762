#include "harness/spec/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "harness/spec/acme_files.h"

namespace authconform {
namespace {

using testing::ElementsAre;
using testing::Key;
using testing::UnorderedElementsAre;

Spec Load(const FileSet& files, const std::string& endpoint) {
  Result<Spec> spec = LoadSpec(files, endpoint);
  EXPECT_TRUE(spec.ok()) << spec.error().ToString();
  return spec.ok() ? *spec : Spec();
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
  EXPECT_EQ(success.schema, *ParseJson(Acme().at("specs/acme/login/success.schema.json")));
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
