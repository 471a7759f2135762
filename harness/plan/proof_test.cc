#include "harness/plan/proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace authconform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

Spec Endpoint() {
  Spec spec;
  spec.endpoint = "v/e";
  for (const char* id : {"success-status", "success-body", "credentials"}) {
    Requirement requirement;
    requirement.id = id;
    spec.requirements.push_back(requirement);
  }
  return spec;
}

Result<std::optional<Proof>> Load(const std::string& text) {
  return LoadProof({{"cases/v/e.proof.json", text}}, Endpoint());
}

std::string File(const std::string& faults) { return R"({"endpoint": "v/e", "faults": {)" + faults + "}}"; }

TEST(LoadProof, NamesTheFaultsThatACaseTells) {
  const auto proof = Load(File(R"(
      "v-b": {"breaks": "x", "rules": ["success-status", "baseline/allow"], "cases": {"v/e/valid/sign-in": "warn"}},
      "v-a": {"breaks": "x", "rules": ["success-status", "success-status"], "cases": {"v/e/valid/sign-in": "fail"}},
      "v-c": {"breaks": "x", "rules": ["credentials"], "cases": {"v/e/token/a": "skipped", "v/e/token/b": "error"}},
      "v-d": {"breaks": "x", "rules": ["success-body"], "cases": {}})"));
  ASSERT_TRUE(proof.ok()) << proof.error().ToString();
  ASSERT_TRUE(proof->has_value());
  EXPECT_THAT((*proof)->faults_by_rule, ElementsAre(Pair("baseline/allow", ElementsAre("v-b")),
                                                    Pair("success-status", ElementsAre("v-a", "v-b"))));
  EXPECT_TRUE((*proof)->Kills("success-status"));
  EXPECT_FALSE((*proof)->Kills("credentials")) << "skipping or breaking down proves nothing";
  EXPECT_FALSE((*proof)->Kills("success-body")) << "no case tells the fault";
}

TEST(LoadProof, AnEndpointOfOnesOwnHasNone) {
  const auto proof = LoadProof({{"cases/v/other.proof.json", "{"}}, Endpoint());
  ASSERT_TRUE(proof.ok());
  EXPECT_FALSE(proof->has_value());
}

TEST(LoadProof, SaysWhatIsWrongAndWhere) {
  const struct {
    std::string text;
    const char* position;
    const char* message;
  } rows[] = {
      {"{", "line 1", ""},
      {"[]", "/endpoint", "must be v/e"},
      {R"({"endpoint": "v/other", "faults": {}})", "/endpoint", "must be v/e"},
      {R"({"endpoint": "v/e", "faults": []})", "/faults", "must be an object"},
      {File(R"("v-a": [])"), "/faults/v-a/rules", "must be an array"},
      {File(R"("v-a": {"rules": "success-status", "cases": {}})"), "/faults/v-a/rules", "must be an array"},
      {File(R"("v-a": {"rules": [1], "cases": {}})"), "/faults/v-a/rules/0", "must be a string"},
      {File(R"("v-a": {"rules": ["credentials", "succes-body"], "cases": {}})"), "/faults/v-a/rules/1",
       "did you mean \"success-body\"?"},
      {File(R"("v-a": {"rules": []})"), "/faults/v-a/cases", "must be an object"},
      {File(R"("v-a": {"rules": [], "cases": {"v/e/valid/x": "dead"}})"), "/faults/v-a/cases/v~1e~1valid~1x",
       "must be a verdict"},
      {File(R"("v-a": {"rules": [], "cases": {"v/f/valid/x": "fail"}})"), "/faults/v-a/cases/v~1f~1valid~1x",
       "is no case of v/e"},
  };
  for (const auto& row : rows) {
    const auto proof = Load(row.text);
    ASSERT_FALSE(proof.ok()) << row.text;
    EXPECT_EQ(proof.error().file, "cases/v/e.proof.json");
    EXPECT_THAT(proof.error().position, HasSubstr(row.position)) << row.text;
    EXPECT_THAT(proof.error().message, HasSubstr(row.message)) << row.text;
  }
}

}  // namespace
}  // namespace authconform
