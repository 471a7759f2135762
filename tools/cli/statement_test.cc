// statement from outside, on bundles of real runs against scripted backends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "tools/bundle/bundle.h"
#include "tools/cli/testing/child_process.h"
#include "tools/cli/testing/finished_run.h"
#include "tools/cli/testing/scripted_backend.h"
#include "tools/embed/embedded.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::EndsWith;
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
  EXPECT_THAT(html, HasSubstr("--vendor=&#39;Acme &amp; Sons&#39;"));
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

  const std::string partial = BundleOf(backend, "partial", {"--only", "*/missing-fields/*"});
  const Ended ended = Markdown(partial);
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, StartsWith("# No statement of conformance\n"));
  EXPECT_THAT(ended.out, HasSubstr("**This is no statement of conformance: the run is partial"));
  EXPECT_THAT(ended.out, HasSubstr(" not asked\n"));
}

// --fix lists what fails and cannot know why.
TEST_F(StatementCommand, AListedFailureIsConformanceOnceItHasAReason) {
  const ScriptedBackend backend([](const Asked& asked) {
    Answer answer = KeepTheDocument(asked);
    if (asked.IsSignIn()) answer.body = R"({"token": 7})";
    return answer;
  });
  const std::string known = folder_ + "/known.json";
  WriteText(known, R"({"deviations": {}})");
  BundleOf(backend, "fixing", {"--deviations", known, "--fix"});
  const Ended unexplained = Markdown(BundleOf(backend, "unexplained", {"--deviations", known}));
  EXPECT_THAT(unexplained.out, StartsWith("# No statement of conformance\n"));
  EXPECT_THAT(unexplained.out, HasSubstr("listed as a deviation without a reason"));
  EXPECT_THAT(unexplained.out, HasSubstr("> Mind: Nobody has given a reason why backoffice/auth/valid/sign-in"));

  std::string list = ReadText(known);
  for (size_t at; (at = list.find("not yet explained")) != std::string::npos;) {
    list.replace(at, list.find('"', at) - at, "we mend it in May\", \"expires\": \"2099-05-31");
  }
  WriteText(known, list);
  const Ended listed = Markdown(BundleOf(backend, "listed", {"--deviations", known}));
  EXPECT_THAT(listed.out, StartsWith("# Statement of conformance with deviations\n"));
  EXPECT_THAT(listed.out, HasSubstr("† deviated | <code>success-token</code>"));
  EXPECT_THAT(listed.out, HasSubstr("- <code>backoffice/auth/valid/sign-in</code> breaks success-token. The owner's "
                                    "reason: we mend it in May. Excused until 2099-05-31, that day included.\n"));
  EXPECT_THAT(listed.out, HasSubstr("> Mind: As cases fail as listed deviations, 2 requirements were not tested: "
                                    "backoffice/auth token-is-jwt, backoffice/auth credentials.\n"));
  EXPECT_THAT(listed.out, Not(HasSubstr("✗")));
}

// The target is none the worse for an entry that nothing fails by.
TEST_F(StatementCommand, AListThatDoesNotHoldIsNoNonConformance) {
  const ScriptedBackend backend(KeepTheDocument);
  const std::string stale = folder_ + "/stale.json";
  WriteText(stale,
            R"({"deviations": {"backoffice/auth/valid/sign-in": {"findings": ["success-token"], "reason": "x"}}})");
  const std::string text = Markdown(BundleOf(backend, "stale", {"--deviations", stale})).out;
  EXPECT_THAT(text, StartsWith("# No statement of conformance\n"));
  EXPECT_THAT(text, HasSubstr("the list of deviations does not hold: 1 entry is not as the run has it."));
}

TEST_F(StatementCommand, WhatNobodyAskedIsNotAskedInAllCounts) {
  const std::string folder = FreshFolder("statement_unreachable");
  std::string target;
  {
    const ScriptedBackend backend(KeepTheDocument);
    target = backend.WriteTarget(folder);
  }  // which is gone now
  const std::string bundle = folder_ + "/unreachable.bundle";
  RunTarget(target, {"--bundle", bundle, "--sign-key", folder_ + "/k"});
  const std::string text = Markdown(bundle).out;
  EXPECT_THAT(text, HasSubstr("**This is no statement of conformance: nothing was judged ("));
  const authconform::Run run = ReadRunJson(folder + "/report");
  const EndpointResult& endpoint = run.endpoints.front();
  const int64_t not_asked = endpoint.requirements - static_cast<int64_t>(endpoint.unchecked.size());
  EXPECT_THAT(text, HasSubstr(" no case can check it + " + std::to_string(not_asked) + " not asked\n"));
  EXPECT_THAT(text, HasSubstr(std::to_string(run.cases_planned) +
                              " cases not judged = " + std::to_string(run.cases_planned) + " not asked\n"));
}

TEST_F(StatementCommand, SaysWhenTheCertificateWasNotChecked) {
  const ScriptedBackend backend(KeepTheDocument, true);
  const std::string bundle = folder_ + "/insecure.bundle";
  const std::string target = backend.WriteTarget(FreshFolder("statement_insecure"), R"("tls": {"insecure": true})");
  EXPECT_EQ(RunTarget(target, {"--bundle", bundle, "--sign-key", folder_ + "/k"}).ended.code, 0);
  const Ended ended = Markdown(bundle);
  EXPECT_THAT(ended.out, HasSubstr("> Mind: The target's TLS certificate was not checked"));
  EXPECT_THAT(Markdown(good_).out, Not(HasSubstr("TLS certificate")));
  EXPECT_THAT(RunAuthconform({"verify", bundle}).out, HasSubstr("the certificate was not checked"));
  const std::string report = folder_ + "_insecure/report";
  EXPECT_THAT(ReadText(report + "/report.html"), HasSubstr(", TLS certificate not checked"));
  EXPECT_THAT(ReadText(report + "/report.md"), HasSubstr(" (TLS certificate not checked), "));
}

TEST_F(StatementCommand, NeverWritesOverWhatItReads) {
  const std::string bundle = folder_ + "/mine.bundle";
  const std::string key = folder_ + "/mine.pub";
  WriteText(bundle, ReadText(good_));
  WriteText(key, ReadText(folder_ + "/k.pub"));
  const std::string linked = folder_ + "/linked";
  std::filesystem::create_symlink(bundle, linked);
  for (const std::string& out : {bundle, folder_ + "/./mine.bundle", linked, key}) {
    const Ended ended = RunAuthconform({"statement", bundle, "--key", key, "--out", out});
    EXPECT_EQ(ended.code, 2) << out;
    EXPECT_THAT(ended.err, HasSubstr("--out would destroy it")) << out;
  }
  EXPECT_EQ(ReadText(bundle), ReadText(good_));
  EXPECT_EQ(ReadText(key), ReadText(folder_ + "/k.pub"));
}

TEST_F(StatementCommand, TakesNoWordsThatCouldNotBeTypedAgain) {
  for (const char* option : {"--vendor", "--product", "--product-version"}) {
    const Ended ended = RunAuthconform({"statement", good_, option, "two\nlines"});
    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.err, HasSubstr(std::string(option) + ": must be one line"));
    for (const char* blank : {"  ", " x", "x "}) {
      const Ended refused = RunAuthconform({"statement", good_, option, blank});
      EXPECT_EQ(refused.code, 2);
      EXPECT_THAT(refused.err, HasSubstr(std::string(option) + ": must not begin or end with a blank"));
    }
  }
  const Ended alone = RunAuthconform({"statement", good_, "--product-version", "3"});
  EXPECT_EQ(alone.code, 2);
  EXPECT_THAT(alone.err, HasSubstr("--product-version: is the version of no product"));
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

// The specs and cases that are built in, `was` replaced by `is` in names and texts, for --specs.
std::string FolderOfSpecs(const std::string& name, const std::string& was, const std::string& is) {
  const std::string folder = FreshFolder(name);
  for (const auto& [path, bytes] : EmbeddedFiles()) {
    std::string file = path + '\n' + bytes;
    for (size_t at = 0; (at = file.find(was, at)) != std::string::npos; at += is.size()) {
      file.replace(at, was.size(), is);
    }
    const size_t end = file.find('\n');
    const std::filesystem::path to = folder + "/" + file.substr(0, end);
    std::filesystem::create_directories(to.parent_path());
    WriteText(to, file.substr(end + 1));
  }
  return folder;
}

// Whatever folder the vendor gives with --specs: it is the customer who has to know.
TEST_F(StatementCommand, SaysWhenTheSpecsAreNotTheBuiltInOnes) {
  const ScriptedBackend backend(KeepTheDocument);
  const std::string specs =
      FolderOfSpecs("bent_specs", "\"title\": \"backoffice/auth: success\"", "\"title\": \"bent\"");
  const std::string bent = BundleOf(backend, "bent", {"--specs", specs});
  for (const std::vector<std::string>& more : {std::vector<std::string>{}, {"--specs", specs}}) {
    std::vector<std::string> arguments = {"statement", bent, "--format", "md"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ended ended = RunAuthconform(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("> Mind: It was judged by other specs and cases"));
    EXPECT_THAT(ended.out, HasSubstr(": specs/backoffice/auth/success.schema.json. Ask why"));
    EXPECT_THAT(ended.out, HasSubstr("“judged by” other specs and cases than this authconform's"));
  }
  EXPECT_THAT(Markdown(good_).out, Not(HasSubstr("other specs")));
  EXPECT_THAT(Markdown(good_).out, HasSubstr("“judged by” the specs and cases of this authconform"));
}

// Nobody gains by keeping the proof back.
TEST_F(StatementCommand, WithoutAKillMatrixNothingCountsAsPassed) {
  const ScriptedBackend backend(KeepTheDocument);
  const std::string specs = FolderOfSpecs("no_proof", "backoffice/none", "backoffice/none");
  ASSERT_TRUE(std::filesystem::remove(specs + "/cases/backoffice/auth.proof.json"));
  const std::string text = Markdown(BundleOf(backend, "no_proof", {"--specs", specs})).out;
  EXPECT_THAT(text, StartsWith("# No statement of conformance\n"));
  EXPECT_THAT(text, HasSubstr("no requirement counts as tested"));
  const authconform::Run run = ReadRunJson(folder_ + "_no_proof/report");
  EXPECT_EQ(run.endpoints.front().requirements_checked, 0) << "as in the statement";
}

TEST_F(StatementCommand, AnEndpointOfTheVendorsOwnIsToldAsSuch) {
  const ScriptedBackend backend(KeepTheDocument);
  const std::string specs = FolderOfSpecs("own_specs", "backoffice/auth", "backoffice/own");
  const Ended ended = Markdown(BundleOf(backend, "own", {"--specs", specs}));
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("> Mind: backoffice/own is an endpoint that authconform "));
  EXPECT_THAT(ended.out, HasSubstr("does not know"));
  EXPECT_THAT(ended.out, Not(HasSubstr("It was judged by other specs")));
}

// The steps of the document as it is, run in its folder by a shell that knows authconform and nothing else.
class StatementSteps : public StatementCommand {
 protected:
  void SetUp() override {
    folder = FreshFolder("statement_steps");
    WriteText(folder + "/" + kName, ReadText(good_));
    WriteText(folder + "/k.pub", ReadText(folder_ + "/k.pub"));
    options.folder = folder;
    options.environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}};
    const Ended told = RunAuthconform({"statement", kName, "--key", "k.pub", "--vendor", "-O'Neil & $(Sons)",
                                       "--format", "md", "--out", "statement.md"},
                                      options);
    ASSERT_EQ(told.code, 0) << told.err;
    std::istringstream lines(ReadText(folder + "/statement.md"));
    bool within = false;
    for (std::string line; std::getline(lines, line); within = line.starts_with("    ")) {
      if (!line.starts_with("    ")) continue;
      if (!within) steps.emplace_back();
      steps.back() += line.substr(4) + "\n";
    }
    ASSERT_EQ(steps.size(), 4u);
  }

  Ended Do(const std::string& script) {
    const std::string with = "set -e\nauthconform() { " + AuthconformPath() + " \"$@\"; }\n" + script;
    ChildProcess shell({"/bin/sh", "-c", with}, options);
    return shell.Wait();
  }

  // The last step, with something done to the opened bundle before it is looked at.
  Ended DoLast(const std::string& meanwhile) {
    std::string script = steps.back();
    const std::string enter = "cd check/opened\n";
    const size_t entered = script.find(enter);
    EXPECT_NE(entered, std::string::npos);
    return Do(script.insert(entered + enter.size(), meanwhile));
  }

  static constexpr const char* kName = "it's mine;.bundle";
  std::string folder;
  std::vector<std::string> steps;
  ChildOptions options;
};

TEST_F(StatementSteps, VerifyBundleAndDocument) {
  const std::string document = ReadText(folder + "/statement.md");
  const std::string fingerprint = PublicKey::Read(folder_ + "/k.pub")->Fingerprint();
  const char* kShown[] = {"  it's mine;.bundle\n", "judged by    the specs and cases of this authconform\n", "",
                          "Signature Verified Successfully"};
  std::vector<std::string> said;
  for (size_t i = 0; i < steps.size(); ++i) {
    const Ended ended = Do(steps[i]);
    EXPECT_EQ(ended.code, 0) << steps[i] << ended.out << ended.err;
    EXPECT_THAT(ended.out, HasSubstr(kShown[i]));
    said.push_back(ended.out + ended.err);
  }
  EXPECT_THAT(document, HasSubstr(said[0].substr(0, 64))) << "the bundle's digest";
  EXPECT_EQ(said[2], "");
  EXPECT_THAT(said[3], EndsWith(fingerprint + "  -\n")) << "and nothing more";
}

TEST_F(StatementSteps, NoticeADocumentWhoseCountsWereChanged) {
  std::string document = ReadText(folder + "/statement.md");
  const size_t at = document.find(" tested + ");
  ASSERT_NE(at, std::string::npos);
  document[at - 1] = document[at - 1] == '9' ? '8' : '9';
  WriteText(folder + "/statement.md", document);
  EXPECT_NE(Do(steps[2]).code, 0);
}

TEST_F(StatementSteps, NoticeFilesThatAreNotAsSigned) {
  const struct {
    const char* meanwhile;
    const char* shown;
  } kRows[] = {
      {"printf x >> run.json\n", "run.json: FAILED"},
      {"rm transcript.ndjson\n", "transcript.ndjson: FAILED"},
      {"echo '{}' > report.json\n", "> report.json"},
      {"mkdir more && echo '{}' > 'more/a b'\n", "> more/a b"},
      {"printf ' ' >> manifest.json\n", "Signature Verification Failure"},
  };
  for (const auto& row : kRows) {
    std::filesystem::remove_all(folder + "/check");
    const Ended ended = DoLast(row.meanwhile);
    EXPECT_NE(ended.code, 0) << row.meanwhile;
    EXPECT_THAT(ended.out + ended.err, HasSubstr(row.shown));
  }
}

// What is in a bundle is nobody's program: Python would import from the folder that it is started in.
TEST_F(StatementSteps, RunNothingThatIsInTheBundle) {
  EXPECT_NE(DoLast("echo 'open(\"../../was-run\", \"w\")' > json.py\n").code, 0);
  EXPECT_FALSE(std::filesystem::exists(folder + "/was-run"));
}

}  // namespace
}  // namespace authconform
