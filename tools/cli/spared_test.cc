// What a command reads, and keys, are never destroyed by what it writes; and what cannot be written is told before
// anything is sent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>

#include "tools/cli/testing/child_process.h"
#include "tools/cli/testing/scripted_backend.h"

namespace authconform {
namespace {

using namespace authconform::testing;
namespace fs = std::filesystem;
using ::testing::HasSubstr;

// Every file below the folder, by path.
std::map<std::string, std::string> FilesBelow(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& each : fs::recursive_directory_iterator(folder)) {
    if (each.is_regular_file()) files[each.path().string()] = ReadText(each.path().string());
  }
  return files;
}

// Ends in 2 with that sentence, and no file below `folder` is another than before.
void ExpectRefused(const std::vector<std::string>& arguments, const std::string& folder, const std::string& sentence) {
  std::string line;
  for (const std::string& each : arguments) line += " " + each;
  SCOPED_TRACE(line);
  const auto before = FilesBelow(folder);
  const Ended ended = RunAuthconform(arguments, {.folder = folder});
  EXPECT_EQ(ended.code, 2) << ended.out << ended.err;
  EXPECT_EQ(ended.err, "authconform: " + sentence + "\n");
  EXPECT_TRUE(FilesBelow(folder) == before);
}

TEST(Spared, WhatARunReads) {
  const ScriptedBackend backend(KeepTheDocument);
  const std::string folder = FreshFolder("spared_run");
  fs::copy(backend.WriteTarget(folder), folder + "/t.json");
  WriteText(folder + "/known.json", R"({"deviations": {}})");
  ASSERT_EQ(RunAuthconform({"keygen", "k"}, {.folder = folder}).code, 0);
  ASSERT_EQ(RunAuthconform({"keygen", "other"}, {.folder = folder}).code, 0);
  fs::create_directory(folder + "/report");
  fs::create_hard_link(folder + "/k", folder + "/hard");
  fs::create_symlink("t.json", folder + "/soft");
  const struct {
    std::string bundle;
    std::string is;
  } kRows[] = {
      {"k", "the key of --sign-key"},
      {"report/../k", "the key of --sign-key"},
      {"hard", "the key of --sign-key"},
      {"t.json", "the target file"},
      {"soft", "the target file"},
      {"known.json", "the list of --deviations"},
      {"active", "a secret that the target file names"},
      {"past.db", "the file of --history"},
      {"report/run.json", "the run.json of --out"},
      {"report/transcript.ndjson", "the transcript.ndjson of --out"},
      {"other", "a private key"},
  };
  for (const auto& row : kRows) {
    ExpectRefused({"run", "--target", "t.json", "--deviations", "known.json", "--history", "past.db", "--out", "report",
                   "--bundle", row.bundle, "--sign-key", "k"},
                  folder, row.bundle + ": is " + row.is + ": --bundle would destroy it");
  }
  fs::create_hard_link(folder + "/t.json", folder + "/report/report.md");
  ExpectRefused({"run", "--target", "t.json", "--out", "report"}, folder,
                "report/report.md: is the target file: --out would destroy it");
  EXPECT_EQ(backend.requests(), 0);
}

TEST(Spared, WhatANightReads) {
  const ScriptedBackend backend(KeepTheDocument);
  const std::string folder = FreshFolder("spared_night");
  fs::copy(backend.WriteTarget(folder), folder + "/t.json");
  WriteText(folder + "/known.json", R"({"deviations": {}})");
  WriteText(folder + "/n.json", R"({"history": "past.db", "out": "nights",
                                    "targets": [{"target": "t.json", "deviations": "known.json"}]})");
  const struct {
    std::string events;
    std::string is;
  } kRows[] = {
      {"n.json", "the nightly file"},
      {"past.db", "the history"},
      {"t.json", "a target file"},
      {"active", "a secret that the target file names"},
      {"known.json", "a list of deviations"},
  };
  for (const auto& row : kRows) {
    ExpectRefused({"nightly", "n.json", "--events", row.events}, folder,
                  row.events + ": is " + row.is + ": --events would destroy it");
  }
  EXPECT_EQ(backend.requests(), 0);
}

TEST(Spared, WhatCannotBeWrittenIsToldBeforeAnythingIsSent) {
  const ScriptedBackend backend(KeepTheDocument);
  const std::string folder = FreshFolder("spared_unwritable");
  fs::copy(backend.WriteTarget(folder), folder + "/t.json");
  ASSERT_EQ(RunAuthconform({"keygen", "k"}, {.folder = folder}).code, 0);
  fs::create_directories(folder + "/busy/junit.xml");
  const struct {
    std::string out;
    std::string bundle;
    std::string sentence;
  } kRows[] = {
      {"report", "none/b.acb", "none/b.acb: cannot be written: there is no folder none"},
      {"report", "busy", "busy: cannot be written: it is there and no regular file"},
      {"report", "k/b.acb", "k/b.acb: cannot be written: there is no folder k"},
      {"busy", "b.acb", "busy/junit.xml: cannot be written: it is there and no regular file"},
      {"-", "b.acb", "--out: takes a folder, and - is standard output: ./- is what is called so"},
      {"report", "-", "--bundle: takes a file, and - is standard output: ./- is what is called so"},
  };
  for (const auto& row : kRows) {
    ExpectRefused({"run", "--target", "t.json", "--out", row.out, "--bundle", row.bundle, "--sign-key", "k"}, folder,
                  row.sentence);
  }
  EXPECT_EQ(backend.requests(), 0);
  // In the folder that the run makes there is room.
  const Ended made = RunAuthconform(
      {"run", "--target", "t.json", "--out", "new", "--bundle", "new/b.acb", "--sign-key", "k", "--quiet"},
      {.folder = folder});
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_TRUE(fs::exists(folder + "/new/b.acb"));
  const auto files = FilesBelow(folder);
  for (const auto& [path, text] : files) EXPECT_EQ(path.find(".tmp."), std::string::npos) << path;
}

TEST(Spared, WhatAReportIsMadeFrom) {
  const ScriptedBackend backend(KeepTheDocument);
  const std::string folder = FreshFolder("spared_report");
  const std::string target = backend.WriteTarget(folder);
  ASSERT_EQ(RunAuthconform({"keygen", "k"}, {.folder = folder}).code, 0);
  ASSERT_EQ(RunAuthconform({"run", "--target", target, "--out", "r", "--bundle", "b.acb", "--sign-key", "k"},
                           {.folder = folder})
                .code,
            0);
  fs::create_symlink("r", folder + "/linked");
  fs::create_directories(folder + "/cases/backoffice");
  WriteText(folder + "/cases/backoffice/auth.cases.json", "{}");
  const struct {
    std::vector<std::string> runs;
    std::string out;
    std::string is;
  } kRows[] = {
      {{"r/run.json"}, "r/run.json", "the run"},
      {{"r"}, "linked/run.json", "the run"},
      {{"b.acb"}, "./b.acb", "the run"},
      {{"--merge", "r"}, "linked/run.json", "one of the merged runs"},
      {{"r"}, "k", "a private key"},
      {{"r"}, "cases/backoffice/auth.cases.json", "a file of cases"},
  };
  for (const auto& row : kRows) {
    std::vector<std::string> arguments = {"report", "--format", "html", "--out", row.out};
    arguments.insert(arguments.end(), row.runs.begin(), row.runs.end());
    ExpectRefused(arguments, folder, row.out + ": is " + row.is + ": --out would destroy it");
  }
  // A dash is standard output, and no file is called so.
  const Ended shown = RunAuthconform({"report", "r", "--format", "md", "--out", "-"}, {.folder = folder});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_EQ(shown.out, ReadText(folder + "/r/report.md"));
  EXPECT_FALSE(fs::exists(folder + "/-"));
}

TEST(Spared, WhatSpecsAndEventsAreMadeFrom) {
  const std::string folder = FreshFolder("spared_specs");
  const std::string document = folder + "/own/specs/harbour/auth/spec.json";
  fs::create_directories(fs::path(document).parent_path());
  WriteText(document,
            R"({"openapi": "3.0.0", "info": {"title": "Harbour", "version": "1"}, "paths": {"/auth": {"post": {
    "operationId": "auth", "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {
    "username": {"type": "string"}, "password": {"type": "string"}}}}}},
    "responses": {"200": {"description": "ok"}}}}}})");
  const Ended derived =
      RunAuthconform({"derive", document, "--vendor", "harbour", "--out", "other"}, {.folder = folder});
  ASSERT_EQ(derived.code, 0) << derived.err;
  std::string name;
  for (const auto& [path, text] : FilesBelow(folder + "/other")) {
    if (path.ends_with("/spec.json")) name = fs::path(path).lexically_relative(folder + "/other").string();
  }
  ASSERT_NE(name, "");
  fs::create_directories(fs::path(folder + "/own/" + name).parent_path());
  if (folder + "/own/" + name != document) fs::rename(document, folder + "/own/" + name);
  ExpectRefused({"derive", "own/" + name, "--vendor", "harbour", "--out", "own"}, folder,
                "own/" + name + ": is a document that is read: --out would destroy it");

  WriteText(folder + "/nightly.json", R"({"history": "past.db", "out": "nights", "targets": [{"target": "t.json"}]})");
  WriteText(folder + "/t.json", R"({"url": "http://127.0.0.1:1"})");
  const std::pair<const char*, const char*> kEvents[] = {
      {"nightly.json", "the nightly file"}, {"t.json", "a target file"}, {"./past.db", "the history"}};
  for (const auto& [events, is] : kEvents) {
    ExpectRefused({"nightly", "nightly.json", "--events", events}, folder,
                  std::string(events) + ": is " + is + ": --events would destroy it");
  }
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"derive", "t.json", "--out", "-"},
                                                    {"site", "past.db", "--out", "-"},
                                                    {"demo", "--out", "-"}}) {
    ExpectRefused(arguments, folder, "--out: takes a folder, and - is standard output: ./- is what is called so");
  }
  ExpectRefused({"plan", "duktig", "--write", "-"}, folder,
                "--write: takes a folder, and - is standard output: ./- is what is called so");
}

}  // namespace
}  // namespace authconform
