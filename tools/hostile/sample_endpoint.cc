#include "tools/hostile/sample_endpoint.h"

#include "harness/base/base64.h"
#include "harness/base/files.h"
#include "harness/spec/load.h"
#include "tools/hostile/says.h"

namespace authconform {

Result<Spec> LoadSampleSpec() {
  Result<FileSet> files = ReadFolder("tools/hostile/testdata", "specs");
  if (!files) return files.error();
  Result<std::string> form = ReadFile("specs/endpoint.schema.json");
  if (!form) return form.error();
  files->emplace("specs/endpoint.schema.json", *std::move(form));
  return LoadSpec(*files, "sample/token");
}

std::vector<Case> SampleCases(bool attack_refusal) {
  const std::vector<Check> as_documented = {Check::kStatus, Check::kContentType, Check::kSchema, Check::kRelations};
  const std::vector<Check> refused = {Check::kStatus,  Check::kContentType, Check::kSchema,
                                      Check::kRefused, Check::kNoSecrets,   Check::kNoServerError};
  Case sign_in;
  sign_in.id = "sample/token/valid/sign-in";
  sign_in.title = "An active account signs in";
  sign_in.expect = {"success"};
  sign_in.checks = as_documented;
  sign_in.requirements = {"success", "token"};

  Case wrong = sign_in;
  wrong.id = "sample/token/bad-credentials/wrong-password";
  wrong.title = "A wrong password is refused";
  wrong.mutation = {Mutation::Op::kPassword, "wrong", {}};
  wrong.expect = {"bad_credentials"};
  wrong.checks = refused;
  wrong.requirements = {"refusal"};
  wrong.wrong_password = true;

  Case attacked = attack_refusal ? wrong : sign_in;
  attacked.title = "The request under attack";
  if (attack_refusal) {
    attacked.id = kAttackedRefusal;
    attacked.mutation = {Mutation::Op::kSetField, "password", Json(kAttackMark)};
  } else {
    attacked.id = kAttackedSignIn;
    attacked.mutation = {Mutation::Op::kAddField, "note", Json(kAttackMark)};
  }

  Case again = sign_in;
  again.id = "sample/token/valid/sign-in-again";
  return {sign_in, attacked, wrong, again};
}

std::string SampleToken(const std::string& header, const std::string& payload) {
  return EncodeBase64Url(header) + "." + EncodeBase64Url(payload) + "." + EncodeBase64Url("not checked by anyone");
}

std::string SampleMembers() {
  return R"("token":")" +
         SampleToken(R"({"alg":"HS256","typ":"JWT"})", R"({"sub":"7","iat":1700000000,"exp":1700003600})") +
         R"(","expires_in":3600)";
}

std::string OrdinaryAnswer(const std::string& request) {
  const bool right = request.find(std::string("\"") + kSamplePassword + "\"") != std::string::npos;
  return right ? Answer("200 OK", SampleBody()) : Answer("401 Unauthorized", R"({"error":"wrong credentials"})");
}

}  // namespace authconform
