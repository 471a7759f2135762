#include "tools/derive/text/vocabulary.h"

#include <gtest/gtest.h>

namespace authconform {
namespace {

TEST(TypeOfWord, KnowsHowPagesNameTypes) {
  struct Row {
    const char* word;
    ValueType type;
  };
  const Row rows[] = {
      {"string", ValueType::kString},
      {"String", ValueType::kString},
      {"`str`", ValueType::kString},
      {"email", ValueType::kString},
      {"string(40)", ValueType::kString},
      {"String|null", ValueType::kString},
      {"int", ValueType::kInteger},
      {"int32", ValueType::kInteger},
      {"Integer (seconds)", ValueType::kInteger},
      {"number", ValueType::kNumber},
      {"float", ValueType::kNumber},
      {"bool", ValueType::kBoolean},
      {"object", ValueType::kObject},
      {"array of strings", ValueType::kArray},
      {"[String]", ValueType::kArray},
      {"string[]", ValueType::kArray},
      {"strings", ValueType::kString},
      {"entero", ValueType::kInteger},
      {"file", ValueType::kUnknown},
      {"interval", ValueType::kUnknown},
      {"", ValueType::kUnknown},
      {"textual", ValueType::kUnknown},
  };
  for (const Row& row : rows) EXPECT_EQ(TypeOfWord(row.word), row.type) << row.word;
}

TEST(RequiredOfWord, KnowsYesAndNo) {
  struct Row {
    const char* word;
    std::optional<bool> required;
  };
  const Row rows[] = {
      {"Yes", true},
      {"✅ Yes", true},
      {"required", true},
      {"**Required**", true},
      {"Mandatory", true},
      {"M", true},
      {"*", true},
      {"✅", true},
      {"是", true},
      {"obrigatório", true},
      {"No", false},
      {"optional", false},
      {"❌", false},
      {"not required", false},
      {"false", false},
      {"Optional (1)", false},
      {"maybe", std::nullopt},
      {"", std::nullopt},
      {"the name", std::nullopt},
  };
  for (const Row& row : rows) EXPECT_EQ(RequiredOfWord(row.word), row.required) << row.word;
}

TEST(StatusOfText, FindsAStatusThatStandsAlone) {
  struct Row {
    const char* text;
    int status;
  };
  const Row rows[] = {
      {"200", 200},
      {"200 OK", 200},
      {"HTTP/1.1 401 Unauthorized", 401},
      {"Code: 422", 422},
      {"(403)", 403},
      {"BAD REQUEST", 400},
      {"`OK`", 200},
      {"Unprocessable Entity", 422},
      {"Not Found.", 404},
      {"OK then", 0},
      {"1200", 0},
      {"v200", 0},
      {"2.200", 0},
      {"600", 0},
      {"", 0},
      {"200ms", 0},
      {"error_404", 0},
      {"3 of 200 items", 200},
  };
  for (const Row& row : rows) EXPECT_EQ(StatusOfText(row.text), row.status) << row.text;
}

TEST(MethodOfWord, TakesTheMethodsOfRfc9110) {
  EXPECT_EQ(MethodOfWord("`post`"), "POST");
  EXPECT_EQ(MethodOfWord("**DELETE**"), "DELETE");
  EXPECT_EQ(MethodOfWord("UPDATE"), "");
  EXPECT_EQ(MethodOfWord("POST it"), "");
}

TEST(Names, TellWhatAFieldIsFor) {
  for (const char* name : {"email", "userName", "user_login", "Usuario", "e-mail"}) {
    EXPECT_EQ(NamesLogin(name), std::string_view(name) != "user_login" || NamesLogin("userlogin")) << name;
  }
  for (const char* name : {"password", "Pass", "pwd", "clave"}) EXPECT_TRUE(NamesPassword(name)) << name;
  for (const char* name : {"password_confirmation", "new_password", "passport"})
    EXPECT_FALSE(NamesPassword(name)) << name;
  for (const char* name : {"token", "access_token", "refreshToken", "JWT", "access_token_jwt"})
    EXPECT_TRUE(NamesToken(name)) << name;
  for (const char* name : {"token_type", "tokenExpires", "device_token", "message"})
    EXPECT_FALSE(NamesToken(name)) << name;
  EXPECT_TRUE(NamesClientId("client_id"));
  EXPECT_TRUE(NamesClientKey("X-Api-Key"));
  EXPECT_TRUE(NamesCredentialHeader("Access-Token"));
  EXPECT_FALSE(NamesCredentialHeader("X-XSRF-TOKEN"));
  EXPECT_FALSE(NamesCredentialHeader("Accept"));
}

TEST(CleanName, UndoesMarkup) {
  EXPECT_EQ(CleanName("access\\_token"), "access_token");
  EXPECT_EQ(CleanName("**`email`**:"), "email");
  EXPECT_EQ(CleanName(" \"name\", "), "name");
  EXPECT_EQ(CleanName("__v"), "__v");
}

}  // namespace
}  // namespace authconform
