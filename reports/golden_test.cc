// Each report that a person or a CI server reads, byte for byte.
#include <gtest/gtest.h>

#include <sstream>

#include "harness/base/files.h"
#include "harness/run/run_json.h"
#include "reports/formats.h"
#include "reports/goldens.h"

namespace authconform {
namespace {

class GoldenReport : public testing::TestWithParam<Golden> {};

TEST_P(GoldenReport, IsWhatTheRunRendersTo) {
  const Golden& golden = GetParam();
  const std::string run_file = std::string(kGoldenFolder) + golden.run;
  const std::string golden_file = std::string(kGoldenFolder) + golden.file;
  const Result<std::string> text = ReadFile(run_file);
  ASSERT_TRUE(text.ok()) << text.error().ToString();
  const Result<authconform::Run> run = ReadRun(*text, run_file);
  ASSERT_TRUE(run.ok()) << run.error().ToString();
  const Result<std::string> expected = ReadFile(golden_file);
  ASSERT_TRUE(expected.ok()) << expected.error().ToString();

  const Format* format = FindFormat(golden.format);
  ASSERT_NE(format, nullptr);
  std::ostringstream actual;
  format->write(*run, actual);
  EXPECT_EQ(actual.str(), *expected)
      << golden_file << " is stale; when the new report is right: tools/bazel run //reports:refresh_goldens";
}

INSTANTIATE_TEST_SUITE_P(Reports, GoldenReport, testing::ValuesIn(kGoldens), [](const auto& row) {
  std::string name = row.param.file;
  for (char& c : name) c = c == '.' ? '_' : c;
  return name;
});

TEST(SampleRun, IsAsWriteRunWritesIt) {
  for (const char* name : {"sample_run.json", "preflight_run.json"}) {
    const Result<std::string> text = ReadFile(std::string(kGoldenFolder) + name);
    ASSERT_TRUE(text.ok()) << text.error().ToString();
    const Result<authconform::Run> run = ReadRun(*text, name);
    ASSERT_TRUE(run.ok()) << run.error().ToString();
    const Result<authconform::Run> again = ReadRun(WriteRun(*run), name);
    ASSERT_TRUE(again.ok()) << again.error().ToString();
    EXPECT_EQ(WriteRun(*again), WriteRun(*run));
  }
}

TEST(Formats, EachHasItsNameAndIsFoundByIt) {
  std::string names;
  for (const Format& format : Formats()) {
    names += std::string(format.name) + " ";
    EXPECT_EQ(FindFormat(format.name), &format);
  }
  EXPECT_EQ(names, "html junit md json ") << "what a folder of reports holds";
  EXPECT_NE(FindFormat("terminal"), nullptr);
  EXPECT_EQ(FindFormat("pdf"), nullptr);
  EXPECT_EQ(FindFormat(""), nullptr);
}

}  // namespace
}  // namespace authconform
