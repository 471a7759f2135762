// What Derive makes of the five vendors' documents, against what specs/ keeps of them, byte for byte.
//
// The documents are not part of this repository: AUTHCONFORM_SOURCES names the folder that holds them, else it is
// looked for beside the workspace, as ../shared/sources. Where there is none the test is skipped and says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "harness/base/files.h"
#include "tools/derive/derive.h"

namespace authconform {
namespace {

// Bazel runs the test among links into the workspace.
std::filesystem::path FindSources() {
  if (const char* named = std::getenv("AUTHCONFORM_SOURCES")) return named;
  std::error_code ignored;
  const std::filesystem::path workspace =
      std::filesystem::canonical("specs/endpoint.schema.json", ignored).parent_path();
  return workspace.parent_path().parent_path() / "shared" / "sources";
}

std::vector<std::filesystem::path> Documents() {
  std::vector<std::filesystem::path> documents;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(FindSources(), ignored))
    documents.push_back(entry.path());
  std::sort(documents.begin(), documents.end());
  return documents;
}

TEST(SourcesTest, TheSpecsAreWhatTheDocumentsGive) {
  const std::vector<std::filesystem::path> documents = Documents();
  if (documents.empty()) GTEST_SKIP() << "the vendors' documents are not here: " << FindSources().string();
  const Result<FileSet> specs = ReadFolder(".", "specs");
  ASSERT_TRUE(specs.ok()) << specs.error().ToString();

  FileSet derived;
  for (const std::filesystem::path& path : documents) {
    const Result<std::string> document = ReadFile(path.string());
    ASSERT_TRUE(document.ok()) << document.error().ToString();
    const Result<Derivation> derivation = Derive(*document, path.filename().string());
    ASSERT_TRUE(derivation.ok()) << derivation.error().ToString();
    for (const DerivedEndpoint& endpoint : derivation->endpoints) {
      for (const auto& [name, bytes] : endpoint.files) derived["specs/" + endpoint.name + "/" + name] = bytes;
    }
  }

  FileSet kept;
  for (const auto& [name, bytes] : *specs) {
    // What people write, and the forms of the files.
    const bool written = name.ends_with("/decisions.json") || name.ends_with("/strength.json") ||
                         name == "specs/endpoint.schema.json" || name == "specs/strength.schema.json";
    if (!written) kept[name] = bytes;
  }
  std::vector<std::string> derived_names;
  for (const auto& [name, bytes] : derived) derived_names.push_back(name);
  std::vector<std::string> kept_names;
  for (const auto& [name, bytes] : kept) kept_names.push_back(name);
  EXPECT_EQ(derived_names, kept_names);
  for (const auto& [name, bytes] : kept) {
    const auto found = derived.find(name);
    EXPECT_EQ(found == derived.end() ? "" : found->second, bytes) << name;
  }
}

}  // namespace
}  // namespace authconform
