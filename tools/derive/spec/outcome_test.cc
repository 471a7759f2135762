#include "tools/derive/spec/outcome.h"

#include <gtest/gtest.h>

#include "tools/derive/spec/testing/samples.h"

namespace authconform {
namespace {

// clang-format off
TEST(ClassifyTest, StatusAndWordsTellTheOutcome) {
  const struct { int status; const char* title; const char* body; const char* outcome; Confidence confidence; } kRows[] = {
      {200, "", "", "success", Confidence::kStated},
      {201, "Created", "", "success", Confidence::kStated},
      {401, "Wrong password", "", "bad_credentials", Confidence::kStated},
      {401, "", R"({"error": "Invalid credentials"})", "bad_credentials", Confidence::kShown},
      {401, "Unauthorized", "", "bad_credentials", Confidence::kAssumed},
      {400, "", R"({"error": "invalid_grant"})", "bad_credentials", Confidence::kShown},
      {422, "", R"({"message": "These details do not match our records"})", "bad_credentials", Confidence::kShown},
      {404, "User not found", "", "bad_credentials", Confidence::kStated},
      {404, "", "", "", Confidence::kAssumed},
      {403, "Account suspended", "", "inactive_account", Confidence::kStated},
      {401, "", R"({"detail": "Your email is not verified"})", "inactive_account", Confidence::kShown},
      {423, "Locked", "", "inactive_account", Confidence::kStated},
      {403, "Forbidden", "", "", Confidence::kAssumed},
      {401, "Invalid API key", "", "bad_client", Confidence::kStated},
      {400, "", R"({"error": "invalid_client"})", "bad_client", Confidence::kShown},
      {400, "Malformed JSON", "", "malformed_request", Confidence::kStated},
      {400, "Bad Request", "", "invalid_request", Confidence::kStated},
      {422, "", R"({"errors": {"email": ["The email field is required."]}})", "invalid_request", Confidence::kShown},
      {422, "", "", "invalid_request", Confidence::kAssumed},
      {400, "Credenciales incorrectas", "", "bad_credentials", Confidence::kStated},
      {422, "El campo es obligatorio", "", "invalid_request", Confidence::kStated},
      {403, "Usuário inativo", "", "inactive_account", Confidence::kStated},
      {401, "Senha incorreta", "", "bad_credentials", Confidence::kStated},
      {401, "Mot de passe incorrect", "", "bad_credentials", Confidence::kStated},
      {403, "Konto gesperrt", "", "inactive_account", Confidence::kStated},
      {401, "Kata sandi salah", "", "bad_credentials", Confidence::kStated},
      {422, "Email wajib diisi", "", "invalid_request", Confidence::kStated},
      {500, "Invalid credentials", "", "", Confidence::kAssumed},
      {429, "Too many attempts", "", "", Confidence::kAssumed},
      {302, "", "", "", Confidence::kAssumed},
  };
  for (const auto& row : kRows) {
    const ClassifiedResponse found = Classify(Answer(row.status, row.body, row.title), SignIn());
    EXPECT_EQ(found.outcome, row.outcome) << row.status << row.title << row.body;
    EXPECT_EQ(found.confidence, row.confidence) << row.status << row.title << row.body;
  }
}
// clang-format on

TEST(ClassifyTest, WhoSendsNoPasswordHasNoWrongCredentials) {
  EndpointFact endpoint = SignIn();
  endpoint.fields.pop_back();
  EXPECT_FALSE(SignsIn(endpoint));
  EXPECT_EQ(Classify(Answer(401, "", "Invalid credentials"), endpoint).outcome, "");
  endpoint.auth = FactAuth::kBearer;
  EXPECT_EQ(Classify(Answer(401, "", "Invalid credentials"), endpoint).outcome, "bad_client");
  EXPECT_EQ(Classify(Answer(401, ""), endpoint).outcome, "bad_client");
  endpoint.auth = FactAuth::kBasic;
  EXPECT_EQ(Classify(Answer(401, ""), endpoint).outcome, "bad_credentials");
}

}  // namespace
}  // namespace authconform
