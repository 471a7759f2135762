// derive, by what it prints and writes, and the way from a page to a conformance run that the README walks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tools/cli/testing/child_process.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kPage[] = "examples/derive/harbour.md";

TEST(Derive, ShowsWhatItFoundAndWhatIsLeftOpen) {
  const Ended ended = RunAuthconform({"derive", kPage});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out,
              AllOf(HasSubstr("harbour.md: read as readme\n"), HasSubstr("harbour/auth  POST /api/v140/auth\n"),
                    HasSubstr("fields        username?, password?\n"), HasSubstr("outcomes      success 200\n"),
                    HasSubstr("relation      expires-in-is-lifetime: "),
                    HasSubstr("  harbour.md:16-17  required-not-told\n"), HasSubstr("\n    decide: {\"request\":")));
  EXPECT_EQ(ended.err, "");
}

TEST(Derive, ShowsNoToken) {
  const std::string page = ReadText(kPage);
  const size_t token = page.find("eyJ");
  ASSERT_NE(token, std::string::npos);
  for (const char* form : {"--json", "--facts", "--vendor=x"}) {
    EXPECT_EQ(RunAuthconform({"derive", kPage, form}).out.find(page.substr(token, 20)), std::string::npos) << form;
  }
}

TEST(Derive, WritesFactsAndGapsAsJson) {
  EXPECT_THAT(RunAuthconform({"derive", "--facts", kPage}).out,
              AllOf(HasSubstr("\"dialect\": \"readme\""), HasSubstr("\"path\": \"/api/v140/auth\"")));
  EXPECT_THAT(RunAuthconform({"derive", "--json", kPage}).out,
              AllOf(HasSubstr("\"id\": \"required-not-told\""), HasSubstr("\"support\"")));
}

TEST(Derive, ReadsAsTheDialectThatIsNamed) {
  EXPECT_THAT(RunAuthconform({"derive", "--dialect", "table", kPage}).out, HasSubstr("harbour.md: read as table\n"));
}

TEST(Derive, ShowsWhatItMendedAndNoControlCharacters) {
  const std::string folder = FreshFolder("derive_mends");
  WriteText(folder + "/page.md",
            "## POST /a\x1b[31m\xC2\x9B"
            "b\n\n### Response 200\n\n```\n{'token': 'x',}\n```\n");
  const std::string out = RunAuthconform({"derive", folder + "/page.md"}).out;
  EXPECT_THAT(out, AllOf(HasSubstr("mended to be read\n"), HasSubstr("page.md:6")));
  EXPECT_EQ(out.find('\x1b'), std::string::npos);
  EXPECT_EQ(out.find("\xC2\x9B"), std::string::npos);
}

TEST(Derive, TellsSeveralBodiesOfOneStatusApart) {
  const std::string folder = FreshFolder("derive_bodies");
  WriteText(folder + "/page.md",
            "## POST /login\n\n### Response 200\n\n```json\n{\"token\": \"x\"}\n```\n\n"
            "### Response 200\n\n```json\n{\"ticket\": 1}\n```\n");
  ASSERT_EQ(RunAuthconform({"derive", folder + "/page.md", "--out", folder}).code, 0);
  const std::string schema = ReadText(folder + "/specs/page/login/success.schema.json");
  EXPECT_THAT(schema, AllOf(HasSubstr("\"anyOf\""), HasSubstr("\"required\": [\"token\"]"),
                            HasSubstr("\"required\": [\"ticket\"]")));
}

TEST(Derive, IsTheSameEveryTime) {
  EXPECT_EQ(RunAuthconform({"derive", kPage}).out, RunAuthconform({"derive", kPage}).out);
}

TEST(Derive, RefusesWhatItCannotRead) {
  const std::string folder = FreshFolder("derive_refuses");
  WriteText(folder + "/empty.md", "");
  WriteText(folder + "/noise.md", std::string("POST /x\0", 8));
  WriteText(folder + "/prose.md", "# Our boats\n\nThey are blue.\n");
  struct Row {
    std::vector<std::string> arguments;
    const char* error;
  };
  const Row rows[] = {
      {{"derive"}, "document is required"},
      {{"derive", folder + "/none.md"}, "none.md: "},
      {{"derive", folder}, "derive_refuses: "},
      {{"derive", folder + "/empty.md"}, "empty.md: "},
      {{"derive", folder + "/prose.md"}, "prose.md: "},
      {{"derive", folder + "/noise.md"}, "noise.md: is no text"},
      {{"derive", "--dialect", "readmi", kPage}, "there is no dialect \"readmi\", did you mean \"readme\"?"},
      {{"derive", "--facts", "--json", kPage}, "--facts or --json, not both"},
      {{"derive", "--facts", kPage, kPage}, "--facts and --json write one document's: name one"},
      {{"derive", "--out", "/dev/null/x", kPage}, "/dev/null/x"},
  };
  for (const Row& row : rows) {
    const Ended ended = RunAuthconform(row.arguments);
    EXPECT_EQ(ended.code, 2) << row.error;
    EXPECT_THAT(ended.err, HasSubstr(row.error));
  }
}

TEST(Derive, NeverTouchesWhatAPersonWrote) {
  const std::string folder = FreshFolder("derive_decisions");
  ASSERT_EQ(RunAuthconform({"derive", kPage, "--out", folder}).code, 0);
  const std::string decisions = folder + "/specs/harbour/auth/decisions.json";
  EXPECT_THAT(ReadText(decisions), HasSubstr("\"decisions\": {}"));
  WriteText(decisions, "mine");
  WriteText(folder + "/specs/harbour/auth/spec.json", "old");
  WriteText(folder + "/specs/harbour/auth/bad_client.schema.json", "{}");
  const Ended again = RunAuthconform({"derive", kPage, "--out", folder});
  ASSERT_EQ(again.code, 0);
  EXPECT_EQ(ReadText(decisions), "mine");
  EXPECT_EQ(ReadText(folder + "/specs/harbour/auth/bad_client.schema.json"), "{}");
  EXPECT_THAT(again.err, HasSubstr("bad_client.schema.json: the document gives no such schema"));
  EXPECT_THAT(ReadText(folder + "/specs/harbour/auth/spec.json"), HasSubstr("\"endpoint\": \"harbour/auth\""));
}

TEST(Derive, LeadsFromThePageToAConformanceRun) {
  const std::string folder = FreshFolder("harbour");
  ASSERT_EQ(RunAuthconform({"derive", kPage, "--out", folder}).code, 0);
  const Ended open = RunAuthconform({"--specs", folder, "lint"});
  EXPECT_EQ(open.code, 2);
  EXPECT_THAT(open.err + open.out, HasSubstr("/request/fields/username/required"));
  std::filesystem::copy_file("examples/derive/decisions.json", folder + "/specs/harbour/auth/decisions.json",
                             std::filesystem::copy_options::overwrite_existing);
  ASSERT_EQ(RunAuthconform({"--specs", folder, "plan", "--write", folder + "/cases"}).code, 0);
  const Ended closed = RunAuthconform({"--specs", folder, "lint"});
  EXPECT_EQ(closed.code, 0) << closed.err << closed.out;

  // As the README has it, at another port.
  ChildProcess reference({AuthconformPath(), "reference", "--write-target", folder + "/ref"});
  reference.AwaitError("Ctrl-C ends it.");
  const std::string written = ReadText(folder + "/ref/target.json");
  const size_t url = written.find("http://");
  std::string target = ReadText("examples/derive/target.json");
  const std::string documented = "http://127.0.0.1:8080";
  ASSERT_NE(target.find(documented), std::string::npos);
  target.replace(target.find(documented), documented.size(), written.substr(url, written.find('"', url) - url));
  WriteText(folder + "/target.json", target);
  const Ended run = RunAuthconform({"--specs", folder, "run", "harbour", "--target", folder + "/target.json"});
  EXPECT_EQ(run.code, 0) << run.err << run.out;
  EXPECT_THAT(run.out, HasSubstr("48 of 48 planned cases asked"));
  EXPECT_THAT(run.out, HasSubstr("conforms to its documents"));
}

}  // namespace
}  // namespace authconform
