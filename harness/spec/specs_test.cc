// What //specs holds, read as a run reads it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/spec/load.h"

namespace authconform {
namespace {

const FileSet& Specs() {
  static const FileSet* const kFiles = [] {
    Result<FileSet> files = ReadFolder(".", "specs");
    EXPECT_TRUE(files.ok()) << files.error().ToString();
    return new FileSet(files.ok() ? *files : FileSet());
  }();
  return *kFiles;
}

TEST(SpecsTest, AreTheFiveEndpoints) {
  EXPECT_THAT(Endpoints(Specs()), testing::ElementsAre("backoffice/auth", "duktig/token", "gooru/token",
                                                       "microting/token", "recoveryconnect/auth"));
}

TEST(SpecsTest, AllLoadAndSayWhatTheirDocumentsSay) {
  const struct {
    const char* endpoint;
    const char* path;
    Authorization authorization;
    std::vector<Encoding> encodings;
    std::vector<std::string> fields;
    std::vector<std::string> tokens;
    std::vector<std::string> documented;
  } kRows[] = {
      {"backoffice/auth",
       "/v1/backoffice/auth",
       Authorization::kNone,
       {Encoding::kJson},
       {"user", "password"},
       {"/token"},
       {"bad_credentials 401", "success 200"}},
      {"duktig/token",
       "/auth/token",
       Authorization::kApiKey,
       {Encoding::kJson},
       {"email", "password"},
       {"/access_token", "/refresh_token"},
       {"bad_credentials 401", "inactive_account 403", "invalid_request 422", "success 200"}},
      {"gooru/token",
       "/token",
       Authorization::kBasic,
       {Encoding::kJson},
       {"client_key", "client_id", "grant_type"},
       {"/access_token"},
       {"success 200"}},
      {"microting/token",
       "/api/auth/token",
       Authorization::kNone,
       {Encoding::kJson, Encoding::kForm},
       {"Username", "Password"},
       {"/model/access_token"},
       {"success 200"}},
      {"recoveryconnect/auth",
       "/api/v140/auth",
       Authorization::kNone,
       {Encoding::kJson},
       {"username", "password"},
       {"/access_token", "/refresh_token"},
       {"success 200"}},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.endpoint);
    for (const Error& mistake : LintSpec(Specs(), row.endpoint)) ADD_FAILURE() << mistake.ToString();
    const Result<Spec> loaded = LoadSpec(Specs(), row.endpoint);
    ASSERT_TRUE(loaded.ok());
    const Spec& spec = *loaded;
    EXPECT_EQ(spec.endpoint, row.endpoint);
    EXPECT_EQ(spec.request.method, "POST");
    EXPECT_EQ(spec.request.path, row.path);
    EXPECT_EQ(spec.request.authorization, row.authorization);
    EXPECT_EQ(spec.request.encodings, row.encodings);
    std::vector<std::string> fields;
    for (const FieldSpec& field : spec.request.fields) {
      fields.push_back(field.name);
      EXPECT_TRUE(field.required) << field.name;
    }
    EXPECT_EQ(fields, row.fields);
    EXPECT_EQ(spec.tokens, row.tokens);
    std::vector<std::string> documented;
    for (const auto& [name, outcome] : spec.outcomes) {
      if (outcome.documented) documented.push_back(name + " " + std::to_string(outcome.status));
    }
    EXPECT_EQ(documented, row.documented);
    EXPECT_FALSE(spec.decisions.empty());
  }
}

}  // namespace
}  // namespace authconform
