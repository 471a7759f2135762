// verify from outside, on bundles of real runs against scripted backends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/json.h"
#include "harness/run/run_json.h"
#include "tools/bundle/bundle.h"
#include "tools/cli/testing/child_process.h"
#include "tools/cli/testing/finished_run.h"
#include "tools/cli/testing/scripted_backend.h"
#include "tools/embed/embedded.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kEndpoint = "backoffice/auth";

// One run that conforms, one key, for all tests.
class Verify : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const ScriptedBackend backend(KeepTheDocument);
    folder_ = FreshFolder("verify");
    const FinishedRun finished = RunTarget(backend.WriteTarget(folder_));
    run_json_ = ReadText(finished.folder + "/run.json");
    transcript_ = ReadText(finished.folder + "/transcript.ndjson");
    ASSERT_EQ(RunAuthconform({"keygen", folder_ + "/k"}).code, 0);
  }

  static FileSet Files() { return BundleFiles(EmbeddedFiles(), {kEndpoint}, run_json_, transcript_); }

  static std::string Write(const std::string& name, const std::string& bytes) {
    WriteText(folder_ + "/" + name, bytes);
    return folder_ + "/" + name;
  }

  static PrivateKey Key() { return *PrivateKey::Read(folder_ + "/k"); }

  // Signed with the key, whatever the files hold.
  static std::string Bundle(const FileSet& files) {
    const std::string path = folder_ + "/b";
    const Result<std::string> bytes = MakeBundle(files, Key(), "2025-11-24T16:00:00Z");
    EXPECT_TRUE(bytes.ok()) << bytes.error().ToString();
    WriteText(path, *bytes);
    return path;
  }

  static inline std::string folder_, run_json_, transcript_;
};

TEST_F(Verify, TellsWhatWasRunAndWhatItsWordIsWorth) {
  const std::string bundle = Bundle(Files());
  const Ended unchecked = RunAuthconform({"verify", bundle});
  EXPECT_EQ(unchecked.code, 0) << unchecked.err;
  EXPECT_EQ(unchecked.err, "");
  EXPECT_THAT(unchecked.out, StartsWith(bundle + " verifies: "));
  EXPECT_THAT(unchecked.out, HasSubstr("\nendpoints    backoffice/auth\n"));
  EXPECT_THAT(unchecked.out, HasSubstr("\nkey          " + Key().Public().Fingerprint() + "\n"));
  EXPECT_THAT(unchecked.out, HasSubstr("\n             not checked: give the sender's public key with --key\n"));
  EXPECT_THAT(unchecked.out, HasSubstr("\njudged by    the specs and cases of this authconform\n"));
  const Ended checked = RunAuthconform({"verify", bundle, "--key", folder_ + "/k.pub"});
  EXPECT_EQ(checked.code, 0) << checked.err;
  EXPECT_THAT(checked.out, HasSubstr("\n             as given with --key\n"));
}

TEST_F(Verify, IsAboutTheBundleNotAboutItsVerdict) {
  const ScriptedBackend backend([](const Asked& asked) {
    Answer answer = KeepTheDocument(asked);
    if (asked.IsSignIn()) answer.status = 201;
    return answer;
  });
  const FinishedRun finished = RunTarget(backend.WriteTarget(FreshFolder("verify_failing")));
  ASSERT_EQ(finished.ended.code, 1);
  const std::string bundle = Bundle(BundleFiles(EmbeddedFiles(), {kEndpoint}, ReadText(finished.folder + "/run.json"),
                                                ReadText(finished.folder + "/transcript.ndjson")));
  const Ended ended = RunAuthconform({"verify", bundle});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr(" does not conform: "));
}

TEST_F(Verify, JsonTellsTheSame) {
  const std::string bundle = Bundle(Files());
  const Ended ended = RunAuthconform({"verify", bundle, "--json", "--key", folder_ + "/k.pub"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  const Result<Json> told = ParseJson(ended.out);
  ASSERT_TRUE(told.ok()) << told.error().ToString();
  EXPECT_EQ(*told->Find("verifies"), Json(true));
  EXPECT_EQ(*told->At("/key/fingerprint"), Json(Key().Public().Fingerprint()));
  EXPECT_EQ(*told->At("/key/checked"), Json(true));
  EXPECT_EQ(*told->At("/endpoints/0"), Json(kEndpoint));
  EXPECT_EQ(*told->Find("unlike_own"), Json(Json::Array{}));
  EXPECT_EQ(*told->Find("exit_code"), *ParseJson(run_json_)->Find("exit_code"));

  const Ended refused = RunAuthconform({"verify", Write("cut", ReadText(bundle).substr(0, 5'000)), "--json"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_EQ(refused.out,
            "{\n  \"verifies\": false,\n  \"error\": \"" + folder_ + "/cut: the archive ends early\"\n}\n");
}

TEST_F(Verify, NamesFilesThatNoRunNeeds) {
  EXPECT_THAT(RunAuthconform({"verify", Bundle(Files())}).out, Not(HasSubstr("no run needs")));
  FileSet files = Files();
  files["notes.txt"] = "look here";
  const std::string bundle = Bundle(files);
  const Ended ended = RunAuthconform({"verify", bundle});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("\nmind         it holds files that no run needs: notes.txt\n"));
  EXPECT_EQ(*ParseJson(RunAuthconform({"verify", bundle, "--json"}).out)->Find("surplus"),
            Json(Json::Array{Json("notes.txt")}));
}

// Its verdict reads like any other with a deviation, and the statement made of it would surprise.
TEST_F(Verify, NamesDeviationsWithoutAReason) {
  const ScriptedBackend backend([](const Asked& asked) {
    Answer answer = KeepTheDocument(asked);
    if (asked.IsSignIn()) answer.body = R"({"token": 7})";
    return answer;
  });
  const std::string known = Write("known.json", R"({"deviations": {}})");
  const std::string target = backend.WriteTarget(FreshFolder("verify_listed"));
  RunTarget(target, {"--deviations", known, "--fix"});
  const std::string bundle = folder_ + "/listed";
  RunTarget(target, {"--deviations", known, "--bundle", bundle, "--sign-key", folder_ + "/k"});
  EXPECT_THAT(RunAuthconform({"verify", bundle}).out,
              HasSubstr("\nmind         listed as a deviation without a reason, as run --fix added it: "
                        "backoffice/auth/valid/sign-in; this makes no statement of conformance\n"));
  EXPECT_EQ(*ParseJson(RunAuthconform({"verify", bundle, "--json"}).out)->Find("unexplained_deviations"),
            Json(Json::Array{Json("backoffice/auth/valid/sign-in")}));
  std::string list = ReadText(known);
  list.replace(list.find("not yet explained"),
               list.find('"', list.find("not yet explained")) - list.find("not yet explained"), "mended in May");
  WriteText(known, list);
  RunTarget(target, {"--deviations", known, "--bundle", bundle, "--sign-key", folder_ + "/k"});
  EXPECT_THAT(RunAuthconform({"verify", bundle}).out, Not(HasSubstr("mind")));
}

TEST_F(Verify, RefusesAnotherKeysSignature) {
  ASSERT_EQ(RunAuthconform({"keygen", folder_ + "/other", "--force"}).code, 0);
  const Ended ended = RunAuthconform({"verify", Bundle(Files()), "--key", folder_ + "/other.pub"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(ended.err, "authconform: " + folder_ + "/b: is signed by another key than the one given with --key: " +
                           Key().Public().Fingerprint() + ", not " +
                           PublicKey::Read(folder_ + "/other.pub")->Fingerprint() + "\n");
}

// What one who holds the key may try: verdicts that do not follow, and answers that are not those judged.
TEST_F(Verify, RefusesARunThatDoesNotFollowFromItsTranscript) {
  auto better = *ReadRun(run_json_, "run.json");
  better.cases.front().title = "A better case";
  FileSet files = Files();
  files[kRunFile] = WriteRun(better);
  const Ended forged = RunAuthconform({"verify", Bundle(files)});
  EXPECT_EQ(forged.code, 1);
  EXPECT_EQ(forged.out, "");
  EXPECT_THAT(forged.err, HasSubstr("run.json is not what its transcript is worth: /cases/0/title is "
                                    "\"A better case\", judged again \""));

  files = Files();
  std::string& transcript = files[kTranscriptFile];
  const size_t at = transcript.find("\"status\":4");
  ASSERT_NE(at, std::string::npos);
  transcript.replace(at, 12, "\"status\":500");  // a refusal into a failure of the server
  EXPECT_THAT(RunAuthconform({"verify", Bundle(files)}).err,
              HasSubstr("run.json is not what its transcript is worth: /"));

  files[kTranscriptFile] = transcript_.substr(0, transcript_.size() / 2);
  const Ended cut = RunAuthconform({"verify", Bundle(files)});
  EXPECT_EQ(cut.code, 1);
  EXPECT_THAT(cut.err, HasSubstr("/b: transcript.ndjson:"));
}

TEST_F(Verify, NamesSpecsThatAreNotItsOwn) {
  FileSet files = Files();
  std::string& decisions = files.at("specs/backoffice/auth/decisions.json");
  decisions += "\n";
  files["specs/backoffice/auth/strength.json"] += " ";
  const Ended ended = RunAuthconform({"verify", Bundle(files)});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("\njudged by    other specs and cases than this authconform's: "
                                   "specs/backoffice/auth/decisions.json, specs/backoffice/auth/strength.json\n"));
}

TEST_F(Verify, SaysWhatItCannotRead) {
  const struct {
    std::vector<std::string> arguments;
    std::string err;
  } rows[] = {
      {{"verify"}, "authconform: bundle is required\nTry authconform --help.\n"},
      {{"verify", folder_ + "/none"}, "authconform: " + folder_ + "/none: cannot be read: No such file or directory\n"},
      {{"verify", folder_}, "authconform: " + folder_ + ": is not a regular file\n"},
      {{"verify", Write("text", run_json_)},
       "authconform: " + folder_ + "/text: is not a bundle: run --bundle makes one\n"},
      {{"verify", folder_ + "/b", "--key", folder_ + "/none.pub"},
       "authconform: " + folder_ + "/none.pub: cannot be read: No such file or directory\n"},
      {{"verify", folder_ + "/b", "--key", folder_ + "/k"},
       "authconform: " + folder_ + "/k: is a private key: give the public one, the file that ends in .pub\n"},
      {{"verify", folder_ + "/b", "--key", Write("short", "ssh-ed25519 AAAA")},
       "authconform: " + folder_ + "/short: is not a public key in PEM\n"},
  };
  Bundle(Files());
  for (const auto& row : rows) {
    const Ended ended = RunAuthconform(row.arguments);
    EXPECT_EQ(ended.code, 2);
    EXPECT_EQ(ended.err, row.err);
    EXPECT_EQ(ended.out, "");
  }
}

}  // namespace
}  // namespace authconform
