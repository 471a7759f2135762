#include "harness/plan/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "harness/base/files.h"
#include "harness/spec/load.h"

namespace authconform {
namespace {

FileSet Workspace() {
  FileSet files;
  for (const char* folder : {"specs", "cases"}) {
    Result<FileSet> read = ReadFolder(".", folder);
    EXPECT_TRUE(read.ok()) << read.error().ToString();
    files.merge(*read);
  }
  return files;
}

Spec Load(const FileSet& files, const std::string& endpoint) {
  Result<Spec> spec = LoadSpec(files, endpoint);
  EXPECT_TRUE(spec.ok()) << spec.error().ToString();
  return *std::move(spec);
}

class EveryEndpoint : public testing::TestWithParam<std::string> {
 protected:
  const FileSet files_ = Workspace();
  const Spec spec_ = Load(files_, GetParam());
  const std::vector<Case> cases_ = Plan(spec_);
};

TEST_P(EveryEndpoint, CommittedCasesAreWhatIsPlannedToday) {
  const std::string path = "cases/" + GetParam() + ".cases.json";
  const auto committed = files_.find(path);
  ASSERT_TRUE(committed != files_.end()) << path << " is missing";
  EXPECT_TRUE(committed->second == WriteCases(GetParam(), cases_))
      << path << " is stale. Refresh it from the workspace's root with\n"
      << "  tools/bazel run //:authconform -- --specs $PWD plan " << GetParam() << " --write $PWD/cases";
}

TEST_P(EveryEndpoint, CasesReadBackAsTheyWereWritten) {
  Result<std::vector<Case>> read = LoadCases(files_, spec_);
  ASSERT_TRUE(read.ok()) << read.error().ToString();
  EXPECT_TRUE(std::equal(cases_.begin(), cases_.end(), read->begin()));
}

TEST_P(EveryEndpoint, TheFourFamiliesOfTheMissionAreThere) {
  std::set<std::string> families;
  for (const Case& each : cases_) families.insert(each.Family());
  for (const char* family : {"valid", "missing-fields", "bad-credentials", "inactive-account"}) {
    EXPECT_TRUE(families.contains(family)) << family;
  }
}

TEST_P(EveryEndpoint, IdsAreUniqueAndNamedAfterTheirFamily) {
  std::set<std::string> ids;
  const std::set<std::string> known(std::begin(kFamilies), std::end(kFamilies));
  for (const Case& each : cases_) {
    EXPECT_TRUE(ids.insert(each.id).second) << each.id;
    EXPECT_TRUE(known.contains(each.Family())) << each.id;
    EXPECT_THAT(each.id, testing::MatchesRegex("[a-z0-9-]+/[a-z0-9-]+/[a-z-]+/[a-z0-9-]+"));
  }
}

// A requirement that nothing checks must say why; one that says why must not be claimed by a case.
TEST_P(EveryEndpoint, EachRequirementIsCheckedOrSaysWhyNot) {
  std::set<std::string> checked;
  for (const Case& each : cases_) checked.insert(each.requirements.begin(), each.requirements.end());
  for (const Requirement& each : spec_.requirements) {
    EXPECT_NE(checked.contains(each.id), !each.unchecked.empty()) << each.id;
  }
}

// That other credentials are given no token shows nothing of valid ones.
TEST_P(EveryEndpoint, TheSignInLooksForTheTokenThatValidCredentialsAreGiven) {
  ASSERT_FALSE(spec_.credentials_requirement.empty());
  const Case& sign_in = cases_.front();
  EXPECT_EQ(sign_in.id, GetParam() + "/valid/sign-in");
  EXPECT_THAT(sign_in.requirements, testing::Contains(spec_.credentials_requirement));
  EXPECT_THAT(sign_in.checks, testing::Contains(Check::kToken));
}

TEST(PlanTest, WhereNoTokenIsDocumentedNoneIsLookedFor) {
  const FileSet files = Workspace();
  Spec spec = Load(files, "duktig/token");
  spec.tokens.clear();
  EXPECT_THAT(Plan(spec).front().checks, testing::Not(testing::Contains(Check::kToken)));
  EXPECT_THAT(Plan(spec).front().requirements, testing::Not(testing::Contains(spec.credentials_requirement)));
}

TEST_P(EveryEndpoint, EachRelationOfTheSuccessHasACaseOfItsOwn) {
  std::set<std::string> subjects;
  for (const Case& each : cases_) {
    if (each.Family() == "token") subjects.insert(each.subject);
  }
  for (const Relation& relation : spec_.outcomes.at("success").relations) {
    EXPECT_TRUE(subjects.contains(relation.id)) << relation.id;
  }
}

INSTANTIATE_TEST_SUITE_P(Specs, EveryEndpoint, testing::ValuesIn(Endpoints(Workspace())), [](const auto& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
});

TEST(PlanTest, DocumentedLimitsBecomeCases) {
  const FileSet files = Workspace();
  const std::vector<Case> cases = Plan(Load(files, "duktig/token"));
  const struct {
    const char* id;
    std::vector<std::string> expect;
    const char* subject;
    bool wrong_password;
  } kRows[] = {
      {"duktig/token/missing-fields/email-absent", {"invalid_request"}, "/email", false},
      {"duktig/token/malformed-request/password-too-short", {"invalid_request"}, "/password", true},
      {"duktig/token/malformed-request/password-too-long", {"invalid_request"}, "/password", true},
      {"duktig/token/malformed-request/extra-field", {"invalid_request"}, "/account", false},
      {"duktig/token/inactive-account/sign-in", {"inactive_account"}, "", false},
      {"duktig/token/client-auth/x-auth-key-wrong", {"bad_client"}, "", false},
  };
  for (const auto& row : kRows) {
    const auto found = std::find_if(cases.begin(), cases.end(), [&](const Case& each) { return each.id == row.id; });
    ASSERT_TRUE(found != cases.end()) << row.id;
    EXPECT_EQ(found->expect, row.expect) << row.id;
    EXPECT_EQ(found->subject, row.subject) << row.id;
    EXPECT_EQ(found->wrong_password, row.wrong_password) << row.id;
  }
}

// What an outcome does not tell is not looked at: a check that can never find anything would only look like one.
TEST_P(EveryEndpoint, ChecksOfTheAnswerAreThoseThatAnOutcomeTellsSomethingFor) {
  const struct {
    Check check;
    bool (*tells)(const Outcome& outcome);
  } kRows[] = {
      {Check::kStatus, [](const Outcome& outcome) { return outcome.documented; }},
      {Check::kContentType, [](const Outcome& outcome) { return !outcome.content_type.empty(); }},
      {Check::kSchema, [](const Outcome& outcome) { return !outcome.schema_file.empty(); }},
      {Check::kRelations, [](const Outcome& outcome) { return !outcome.relations.empty(); }},
  };
  for (const Case& each : cases_) {
    for (const auto& row : kRows) {
      if (std::find(each.checks.begin(), each.checks.end(), row.check) == each.checks.end()) continue;
      const bool told = std::any_of(each.expect.begin(), each.expect.end(),
                                    [&](const std::string& name) { return row.tells(spec_.outcomes.at(name)); });
      EXPECT_TRUE(told) << each.id << " " << CheckName(row.check);
    }
  }
}

TEST_P(EveryEndpoint, EnumerationComparesWhatTellsWhetherAnAccountExists) {
  struct Row {
    const char* variant;
    Mutation mutation;
    Mutation twin;
    Check check;
    size_t requests;
  };
  using Op = Mutation::Op;
  const Row kRows[] = {
      {"unknown-login", {Op::kLogin, "unknown", {}}, {Op::kPassword, "wrong", {}}, Check::kLookAlike, 2},
      {"inactive-account", {Op::kLogin, "inactive", {}}, {Op::kLogin, "unknown", {}}, Check::kLookAlike, 2},
      {"timing", {Op::kLogin, "unknown", {}}, {Op::kPassword, "wrong", {}}, Check::kLookAlikeTime, 35},
  };
  for (const Row& row : kRows) {
    const std::string id = GetParam() + "/enumeration/" + row.variant;
    const auto found = std::find_if(cases_.begin(), cases_.end(), [&](const Case& each) { return each.id == id; });
    ASSERT_TRUE(found != cases_.end()) << id;
    EXPECT_EQ(found->mutation, row.mutation) << id;
    EXPECT_THAT(found->twin, testing::ElementsAre(row.twin)) << id;
    EXPECT_THAT(found->checks, testing::ElementsAre(row.check)) << id;
    EXPECT_EQ(found->Turns().size(), row.requests) << id;
    EXPECT_TRUE(found->wrong_password) << id;
  }
}

// "t": the twin's turn, "-": the case's own.
TEST(CaseTest, TwinsComeFirstAndAreSpreadEvenly) {
  const struct {
    bool twin;
    int twin_samples;
    int samples;
    const char* turns;
  } kRows[] = {
      {false, 0, 0, "-"},
      {false, 0, 3, "---"},
      {true, 0, 0, "t-"},
      {true, 1, 1, "t-"},
      {true, 2, 2, "t-t-"},
      {true, 3, 3, "t-t-t-"},
      {true, 1, 3, "-t--"},
      {true, 3, 1, "tt-t"},
      {true, 2, 6, "-t---t--"},
      {true, 2, 4, "-t--t-"},
      {true, 1, 2, "-t-"},
      {true, 2, 1, "t-t"},
      {true, 4, 26, "---t-------t------t-------t---"},
      {true, 5, 30, "---t------t------t------t------t---"},
  };
  for (const auto& row : kRows) {
    Case asked;
    if (row.twin) asked.twin = {{Mutation::Op::kPassword, "wrong", {}}};
    asked.twin_samples = row.twin_samples;
    asked.samples = row.samples;
    std::string turns;
    for (const bool twin : asked.Turns()) turns += twin ? 't' : '-';
    EXPECT_EQ(turns, row.turns);
  }
}

TEST(CasesFileTest, MistakesAreNamedWithTheirPlace) {
  const FileSet good = Workspace();
  const Spec spec = Load(good, "backoffice/auth");
  const std::string path = "cases/backoffice/auth.cases.json";
  auto with = [](const std::string& id, const std::string& more) {
    return R"({"endpoint":"backoffice/auth","cases":{")" + id +
           R"(":{"title":"t","mutation":{"op":"none"},"expect":["success"],"checks":["status"],"requirements":[])" +
           more + "}}}";
  };
  auto one = [](const std::string& mutation, const std::string& check, const std::string& more) {
    return R"({"endpoint":"backoffice/auth","cases":{"backoffice/auth/valid/x":{"title":"t","mutation":)" + mutation +
           R"(,"expect":["success"],"checks":[")" + check + R"("],"requirements":[])" + more + "}}}";
  };
  const struct {
    std::string text;
    const char* error;
  } kRows[] = {
      {"{", "cases/backoffice/auth.cases.json:line 1, column 2"},
      {with("gooru/token/valid/x", ""), "is not an id of backoffice/auth"},
      {R"({"endpoint":"backoffice/auth","cases":{"backoffice/auth/valid/x":{"title":"t","mutation":{"op":"wave"},"expect":["success"],"checks":["status"],"requirements":[]}}})",
       "/cases/backoffice~1auth~1valid~1x/mutation/op"},
      {R"({"endpoint":"backoffice/auth","cases":{"backoffice/auth/valid/x":{"title":"t","mutation":{"op":"none"},"expect":["success"],"checks":["status"],"requirements":["nope"]}}})",
       "names the requirement nope, which the spec does not have"},
      {with("backoffice/auth/x", ""), "is not an id of backoffice/auth"},
      {one(R"({"op":"login","name":"unknwon"})", "status", ""),
       R"(/mutation/name: there is no kind of login "unknwon", did you mean "unknown"?)"},
      {one(R"({"op":"remove_field","name":"usr"})", "status", ""),
       R"(/mutation/name: there is no field "usr", did you mean "user"?)"},
      {one(R"({"op":"account","name":"retired"})", "status", ""),
       R"(/mutation/name: there is no account role "retired")"},
      {one(R"({"op":"body"})", "status", ""), "/mutation/value: must be a string"},
      {one(R"({"op":"set_header","name":"A","value":1})", "status", ""), "/mutation/value: must be a string"},
      {one(R"({"op":"none"})", "look_alike", ""), "/twin: is missing: look_alike compares with it"},
      {one(R"({"op":"none"})", "look_alike_time", R"(,"samples":9,"twin_samples":9)"),
       "/twin: is missing: look_alike_time compares with it"},
      {one(R"({"op":"none"})", "look_alike_time", R"(,"twin":{"op":"none"},"twin_samples":9)"),
       "/samples: is missing: look_alike_time needs several"},
      {one(R"({"op":"none"})", "look_alike_time", R"(,"twin":{"op":"none"},"samples":9)"),
       "/twin_samples: is missing: look_alike_time needs several"},
      {R"({"endpoint":"backoffice/auth","cases":{"backoffice/auth/valid/x":{"title":"t","mutation":{"op":"none"},"expect":["success","bad_credentials"],"checks":["token"],"requirements":[]}}})",
       "/checks: names token, which is for cases that expect success alone"},
      {one(R"({"op":"none"})", "status", R"(,"samples":2)"), "/samples: is for look_alike_time only"},
      {one(R"({"op":"none"})", "status", R"(,"samples":33)"), "/samples: must be"},
      {one(R"({"op":"none"})", "status", R"(,"samples":0)"), "/samples: must be"},
      {one(R"({"op":"none"})", "status", R"(,"samples":1.5)"), "/samples: must be"},
      {one(R"({"op":"none"})", "relation", R"(,"subject":"token-is-jwd")"),
       R"(/subject: there is no relation "token-is-jwd", did you mean "token-is-jwt"?)"},
      {one(R"({"op":"none"})", "member", R"(,"subject":"token")"), "/subject: must be the JSON Pointer of a member"},
      {with("backoffice/auth/valid/x", R"(,"colour":"red")"), "/cases/backoffice~1auth~1valid~1x"},
  };
  for (const auto& row : kRows) {
    FileSet files = good;
    files[path] = row.text;
    Result<std::vector<Case>> cases = LoadCases(files, spec);
    ASSERT_FALSE(cases.ok()) << row.text;
    EXPECT_THAT(cases.error().ToString(), testing::HasSubstr(row.error));
    EXPECT_EQ(cases.error().file, path);
  }
}

TEST(CasesFileTest, ATokenIsLookedForOnlyWhereTheDocumentHasOne) {
  const FileSet files = Workspace();
  Spec spec = Load(files, "backoffice/auth");
  EXPECT_TRUE(LoadCases(files, spec).ok());
  spec.tokens.clear();
  const Result<std::vector<Case>> cases = LoadCases(files, spec);
  ASSERT_FALSE(cases.ok());
  EXPECT_THAT(cases.error().ToString(), testing::HasSubstr("/checks: names token, and the spec has no tokens"));
}

}  // namespace
}  // namespace authconform
