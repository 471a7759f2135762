// statement from outside, on bundles of real runs against scripted backends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

// One key and one bundle of a run that conforms, for all tests.
class StatementCommand : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = FreshFolder("statement");
    ASSERT_EQ(RunAuthconform({"keygen", folder_ + "/k"}).code, 0);
    const ScriptedBackend backend(KeepTheDocument);
    good_ = BundleOf(backend, "good", {});
  }

  static std::string BundleOf(const ScriptedBackend& backend, const std::string& name, std::vector<std::string> more) {
    const std::string bundle = folder_ + "/" + name + ".bundle";
    more.insert(more.end(), {"--bundle", bundle, "--sign-key", folder_ + "/k"});
    RunTarget(backend.WriteTarget(FreshFolder("statement_" + name)), more);
    return bundle;
  }

  static Ended Markdown(const std::string& bundle) { return RunAuthconform({"statement", bundle, "--format", "md"}); }

  static inline std::string folder_, good_;
};

TEST_F(StatementCommand, StatesConformanceWithWhoAndWhat) {
  const std::string out = folder_ + "/statement.html";
  const Ended ended = RunAuthconform({"statement", good_, "--key", folder_ + "/k.pub", "--vendor", "Acme & Sons",
                                      "--product", "Login", "--product-version", "4.2", "--out", out});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(ended.err, "Statement of conformance: " + out + "\n");
  const std::string html = ReadText(out);
  EXPECT_THAT(html, HasSubstr("<h1>Statement of conformance</h1>"));
  EXPECT_THAT(html, HasSubstr("Login 4.2 by Acme &amp; Sons"));
  EXPECT_THAT(html, HasSubstr("against the public key k.pub"));
  EXPECT_THAT(html, HasSubstr(PublicKey::Read(folder_ + "/k.pub")->Fingerprint()));
}

// requirements_checked of run.json counts the same: what was judged and is proved.
TEST_F(StatementCommand, CountsAsTheRunDoes) {
  const Ended ended = Markdown(good_);
  EXPECT_EQ(ended.code, 0) << ended.err;
  const authconform::Run run = ReadRunJson(folder_ + "_good/report");
  const EndpointResult& endpoint = run.endpoints.front();
  EXPECT_THAT(ended.out, HasSubstr("- " + std::to_string(endpoint.requirements) +
                                   " requirements = " + std::to_string(endpoint.requirements_checked) + " tested + "));
  EXPECT_THAT(ended.out, HasSubstr(std::to_string(endpoint.unchecked.size()) + " no case can check it"));
  EXPECT_THAT(ended.out, HasSubstr("- " + std::to_string(run.cases_planned) + " planned cases = "));
  EXPECT_EQ(Markdown(good_).out, ended.out) << "the same document for the same bundle";
}

TEST_F(StatementCommand, ItsTitleTellsWhatTheRunIsWorth) {
  const ScriptedBackend backend([](const Asked& asked) {
    Answer answer = KeepTheDocument(asked);
    if (asked.IsSignIn()) answer.status = 201;
    return answer;
  });
  const std::string failing = BundleOf(backend, "failing", {});
  EXPECT_THAT(Markdown(failing).out, StartsWith("# Statement of non-conformance\n"));
  EXPECT_THAT(Markdown(failing).out, HasSubstr("✗ failed | <code>success-status</code>"));

  const std::string known = folder_ + "/known.json";
  WriteText(known, R"({"deviations": {}})");
  BundleOf(backend, "fixing", {"--deviations", known, "--fix"});
  const std::string listed = BundleOf(backend, "listed", {"--deviations", known});
  EXPECT_THAT(Markdown(listed).out, StartsWith("# Statement of conformance with deviations\n"));
  EXPECT_THAT(Markdown(listed).out, HasSubstr("† deviated | <code>success-status</code>"));
  EXPECT_THAT(Markdown(listed).out, Not(HasSubstr("✗")));

  const std::string partial = BundleOf(backend, "partial", {"--only", "*/missing-fields/*"});
  const Ended ended = Markdown(partial);
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, StartsWith("# No statement of conformance\n"));
  EXPECT_THAT(ended.out, HasSubstr("**This is no statement of conformance: the run is partial"));
  EXPECT_THAT(ended.out, HasSubstr(" left out\n"));
}

TEST_F(StatementCommand, RefusesABundleThatDoesNotVerify) {
  const std::string bytes = ReadText(good_);
  const std::string cut = folder_ + "/cut.bundle";
  WriteText(cut, bytes.substr(0, bytes.size() / 2));
  std::string flipped_bytes = bytes;
  flipped_bytes[bytes.size() / 2] = static_cast<char>(flipped_bytes[bytes.size() / 2] ^ 1);
  const std::string flipped = folder_ + "/flipped.bundle";
  WriteText(flipped, flipped_bytes);
  // Signed by the key, but the verdicts are not those of the transcript.
  OpenedBundle opened = *OpenBundle(bytes, good_);
  std::string& run_json = opened.files.at(kRunFile);
  run_json.replace(run_json.find("\"title\": \""), 10, "\"title\": \"x");
  const std::string forged = folder_ + "/forged.bundle";
  WriteText(forged, *MakeBundle(opened.files, *PrivateKey::Read(folder_ + "/k"), opened.created));
  ASSERT_EQ(RunAuthconform({"keygen", folder_ + "/other", "--force"}).code, 0);
  const struct {
    std::vector<std::string> arguments;
    int code;
    const char* why;
  } kRows[] = {
      {{cut}, 1, "the archive ends early"},
      {{flipped}, 1, "flipped.bundle: "},
      {{forged}, 1, "run.json is not what its transcript is worth"},
      {{good_, "--key", folder_ + "/other.pub"}, 1, "is signed by another key"},
      {{good_, "--key", folder_ + "/k"}, 2, "is a private key"},
      {{folder_ + "/k.pub"}, 2, "is not a bundle"},
      {{folder_ + "/none"}, 2, "cannot be read"},
      {{good_, "--format", "pdf"}, 2, "pdf not in {html,md}"},
      {{good_, "--out", folder_}, 2, folder_.c_str()},
  };
  for (const auto& row : kRows) {
    std::vector<std::string> arguments = {"statement"};
    arguments.insert(arguments.end(), row.arguments.begin(), row.arguments.end());
    const Ended ended = RunAuthconform(arguments);
    EXPECT_EQ(ended.code, row.code) << row.why;
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr(row.why));
  }
}

TEST_F(StatementCommand, SaysWhenTheSpecsAreNotItsOwn) {
  OpenedBundle opened = *OpenBundle(ReadText(good_), good_);
  opened.files.at("specs/backoffice/auth/decisions.json") += "\n";
  const std::string bent = folder_ + "/bent.bundle";
  WriteText(bent, *MakeBundle(opened.files, *PrivateKey::Read(folder_ + "/k"), opened.created));
  const Ended ended = Markdown(bent);
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("> Mind: It was judged by other specs and cases"));
  EXPECT_THAT(Markdown(good_).out, Not(HasSubstr("other specs")));
}

// Line by line as the document gives them, by a shell that knows nothing else.
TEST_F(StatementCommand, ItsCommandsVerifyTheBundle) {
  const std::string folder = FreshFolder("statement_verifying");
  const std::string name = "it's mine;.bundle";
  WriteText(folder + "/" + name, ReadText(good_));
  const Ended told = Markdown(folder + "/" + name);
  ASSERT_EQ(told.code, 0) << told.err;
  std::string script = "set -e\n";
  std::istringstream lines(told.out);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("    ") && !line.starts_with("    authconform")) script += line + "\n";
  }
  ChildOptions options;
  options.folder = folder;
  options.environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}};
  ChildProcess shell({"/bin/sh", "-c", script}, options);
  const Ended ended = shell.Wait();
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  const std::string fingerprint = PublicKey::Read(folder_ + "/k.pub")->Fingerprint();
  EXPECT_THAT(ended.out, HasSubstr("Signature Verified Successfully"));
  EXPECT_THAT(ended.out, HasSubstr(fingerprint + "  -\n"));
  EXPECT_THAT(told.out, HasSubstr(ended.out.substr(0, 64))) << "the bundle's digest";

  std::string& last = script += "printf x >> run.json\n";
  last += script.substr(script.rfind("    python3"), std::string::npos);
  FreshFolder("statement_verifying/again");
  WriteText(folder + "/again/" + name, ReadText(good_));
  options.folder = folder + "/again";
  ChildProcess again({"/bin/sh", "-c", script}, options);
  EXPECT_NE(again.Wait().code, 0) << "a file that was changed is noticed";
}

}  // namespace
}  // namespace authconform
