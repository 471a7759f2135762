// `run --bundle` and `verify` over all endpoints, with faults, and against answers made to be judged otherwise again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.h"
#include "harness/spec/load.h"
#include "tools/bundle/bundle.h"
#include "tools/cli/testing/child_process.h"
#include "tools/cli/testing/finished_run.h"
#include "tools/cli/testing/scripted_backend.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::HasSubstr;
using ::testing::Not;

// A key for all tests.
const std::string& Key() {
  static const std::string key = [] {
    const std::string path = FreshFolder("key") + "/k";
    EXPECT_EQ(RunAuthconform({"keygen", path}).code, 0);
    return path;
  }();
  return key;
}

// Runs, bundles and verifies; the run ends with `code`.
void ExpectVerifies(const std::string& target, int code, std::vector<std::string> more = {}) {
  const std::string bundle = FreshFolder(TestName() + "_bundle") + "/b.acb";
  more.insert(more.end(), {"--bundle", bundle, "--sign-key", Key()});
  const FinishedRun run = RunTarget(target, more);
  EXPECT_EQ(run.ended.code, code) << run.ended.err << run.ended.out;
  const Ended verified = RunAuthconform({"verify", bundle, "--key", Key() + ".pub"});
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("byte for byte"));
}

TEST(Bundles, OfEveryReferenceBackendAreJudgedAgainAlike) {
  const struct {
    std::vector<std::string> faults;
    int code;
  } kRows[] = {
      {{}, 0},
      {{"gooru-token-in-refusal", "duktig-expires-in-relative", "microting-token-in-refusal", "backoffice-wrong-status",
        "recoveryconnect-expiry-mismatch"},
       1},
      {{"gooru-token-of-other-user", "duktig-token-in-refusal", "backoffice-token-unsigned",
        "recoveryconnect-wrong-type"},
       1},
  };
  for (const auto& row : kRows) {
    const std::string folder = FreshFolder("bundles_reference");
    std::vector<std::string> arguments = {AuthconformPath(), "reference", "--write-target", folder};
    for (const std::string& fault : row.faults) arguments.insert(arguments.end(), {"--fault", fault});
    ChildProcess reference(arguments);
    reference.AwaitError("Ctrl-C ends it.");
    ExpectVerifies(folder + "/target.json", row.code);
  }
}

// The script's success, with the token and whatever else a row wants.
Script Issuing(const std::string& token, const std::string& more) {
  return [token, more](const Asked& asked) {
    Answer answer = KeepTheDocument(asked);
    if (answer.status == 200) answer.body = "{\"token\": \"" + token + "\"" + more + "}";
    return answer;
  };
}

TEST(Bundles, OfAnswersThatAreHardToJudgeAgain) {
  const std::string jwt = kToken;
  const struct {
    const char* name;
    Script script;
  } kRows[] = {
      {"a mask as token", Issuing("<secret:access_token:1>", "")},
      {"a mask beside the token", Issuing(jwt, R"(, "note": "<secret:token:1> <secret:mark> <secret:")")},
      {"short tokens", Issuing("a1b2", "")},
      {"a token with escapes", Issuing(R"(ab\"\\cd\/ef\u0041gh1234567890)", "")},
      {"a token outside ASCII", Issuing("größe-größe-größe-12345", "")},
      {"no JWT of three parts", Issuing("aaaa.bbbb.cccc1", "")},
      {"a JWT without signature", Issuing("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.", "")},
      {"the login everywhere", Issuing(jwt, R"(, "who": "ann", "ann": "ann:ann")")},
      {"bytes that are no text",
       [](const Asked& asked) {
         Answer answer = KeepTheDocument(asked);
         if (answer.status != 200) answer.body = "\xff\xfe\x80 no";
         return answer;
       }},
      {"the password in other forms",
       [](const Asked& asked) {
         Answer answer = KeepTheDocument(asked);
         if (answer.status == 200) return answer;
         // Its quotes and backslashes are escaped in a header, and not where they should be.
         if (asked.body.size() % 2 == 0) answer.headers.emplace_back("X-Sent", asked.body);
         if (asked.body.size() % 2 == 1) answer.body = R"({"message": "not )" + std::string(kPassword) + "\"}";
         return answer;
       }},
      {"numbers and names twice", Issuing(jwt, R"(, "n": 123456789012345678901234567890, "n": 1e999)")},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.name);
    const ScriptedBackend backend(row.script);
    const std::string bundle = FreshFolder("bundles_hard") + "/b.acb";
    const FinishedRun run =
        RunTarget(backend.WriteTarget(FreshFolder("bundles_target")), {"--bundle", bundle, "--sign-key", Key()});
    EXPECT_NE(run.ended.code, 4) << run.ended.err;
    const Ended verified = RunAuthconform({"verify", bundle});
    EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
  }
}

// A customer is shown what was tested, and none of the vendor's other endpoints.
TEST(Bundles, HoldTheEndpointsOfTheRunAndOfTheListAlone) {
  const std::string folder = FreshFolder(TestName());
  ChildProcess reference({AuthconformPath(), "reference", "--write-target", folder});
  reference.AwaitError("Ctrl-C ends it.");
  const struct {
    const char* listed;  // a case that the list names
    int code;
    std::vector<std::string> endpoints;  // whose specs the bundle holds
  } kRows[] = {
      {"gooru/token/valid/sign-in", 1, {"gooru/token"}},                    // it passes: the list does not hold
      {"duktig/token/valid/sign-in", 0, {"duktig/token", "gooru/token"}},   // of an endpoint that was not asked
      {"duktig/token/valid/sign-inn", 1, {"duktig/token", "gooru/token"}},  // no case; one there is meant
      {"duktg/token/valid/sign-in", 1, {"gooru/token"}},                    // no endpoint
      {"gooru", 1, {"gooru/token"}},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.listed);
    WriteText(folder + "/known.json", std::string(R"({"deviations": {")") + row.listed +
                                          R"(": {"findings": ["success-status"], "reason": "a reason"}}})");
    const std::string bundle = folder + "/b.acb";
    const Ended run = RunAuthconform({"run", "gooru", "--only", "gooru/token/valid/*", "--target",
                                      folder + "/target.json", "--out", folder + "/report", "--deviations",
                                      folder + "/known.json", "--bundle", bundle, "--sign-key", Key()});
    EXPECT_EQ(run.code, row.code) << run.err << run.out;
    EXPECT_THAT(RunAuthconform({"verify", bundle}).out, HasSubstr("byte for byte"));
    const Result<std::string> bytes = ReadFile(bundle);
    ASSERT_TRUE(bytes.ok());
    const Result<OpenedBundle> opened = OpenBundle(*bytes, bundle);
    ASSERT_TRUE(opened.ok()) << opened.error().ToString();
    EXPECT_EQ(Endpoints(opened->files), row.endpoints);
    EXPECT_TRUE(SurplusFiles(opened->files).empty());
  }
}

TEST(Bundles, AListOfDeviationsThatHoldsASecretIsNotTaken) {
  const ScriptedBackend backend(KeepTheDocument);
  const std::string folder = FreshFolder(TestName());
  WriteText(folder + "/known.json",
            R"({"deviations": {"backoffice/auth/valid/sign-in": {"findings": ["success-status"], "reason": "ask for )" +
                std::string(kInactivePassword) + R"("}}})");
  const Ended ended =
      RunAuthconform({"run", "--target", backend.WriteTarget(folder), "--out", folder + "/report", "--deviations",
                      folder + "/known.json", "--bundle", folder + "/b", "--sign-key", Key()});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("known.json: holds a secret of this run"));
  EXPECT_THAT(ended.out + ended.err, Not(HasSubstr(kInactivePassword)));
  EXPECT_EQ(RunAuthconform({"verify", folder + "/b"}).code, 2) << "there is no bundle";
}

TEST(Bundles, WantAKeyThatOnlyItsOwnerCanRead) {
  const Ended none = RunAuthconform({"run", "--url", "http://localhost:1", "--bundle", "b"});
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.err, HasSubstr("--sign-key"));
}

}  // namespace
}  // namespace authconform
