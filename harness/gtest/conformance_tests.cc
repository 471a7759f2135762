#include "harness/gtest/conformance_tests.h"

#include <fnmatch.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <iostream>
#include <set>

#include "harness/base/joined.h"
#include "harness/base/verdict.h"
#include "reports/case_text.h"
#include "reports/text.h"

namespace authconform {
namespace {

std::string WithUnderscores(std::string text) {
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

struct Place {
  std::string file;
  int line = 0;
};

// Where a case stands among the files, so that a failure leads there.
Place PlaceOf(const FileSet& files, const std::string& id) {
  const std::string key = "\"" + id + "\"";
  for (const auto& [path, bytes] : files) {
    const size_t at = path.starts_with("cases/") ? bytes.find(key) : std::string::npos;
    if (at == std::string::npos) continue;
    return {path,
            1 + static_cast<int>(std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at), '\n'))};
  }
  return {"cases", 0};
}

// "missing-fields": only a case id has such; what a GoogleTest filter leaves out comes after "*-" or ":-".
bool HasWordWithHyphen(std::string_view pattern) {
  for (size_t i = 1; i + 1 < pattern.size(); ++i) {
    const auto letter = [&](size_t at) { return std::isalnum(static_cast<unsigned char>(pattern[at])) != 0; };
    if (pattern[i] == '-' && letter(i - 1) && letter(i + 1)) return true;
  }
  return false;
}

class ConformanceTest : public testing::Test {
 public:
  ConformanceTest(const Case& asked, Place place, const TestsTold& told)
      : asked_(asked), place_(std::move(place)), told_(told) {}

  void TestBody() override {
    RecordProperty("case", asked_.id);
    RecordProperty("sent", Describe(asked_.mutation));
    RecordProperty("requirements", Joined(asked_.requirements, " "));
    const auto found = told_.results.find(asked_.id);
    if (!told_.trouble.empty() || found == told_.results.end()) {
      RecordProperty("verdict", VerdictName(Verdict::kError).data());
      Fail(told_.trouble.empty() ? "the case was not asked: this is a bug of authconform" : told_.trouble);
      return;
    }
    const CaseResult& result = found->second;
    RecordProperty("verdict", VerdictName(result.verdict).data());
    const std::string text = CaseText(result, {});
    if (result.Excused()) {
      RecordProperty("deviation", VisibleLine(result.deviation));
      std::cout << text;
      GTEST_SKIP() << "deviation: " << VisibleLine(result.deviation);
    }
    switch (result.verdict) {
      case Verdict::kPass:
        return;
      case Verdict::kSkipped:
        GTEST_SKIP() << result.reason;
      case Verdict::kWarn:
        if (told_.strict) return Fail(text);
        std::cout << text;
        return;
      case Verdict::kInconclusive:
      case Verdict::kError:
      case Verdict::kFail:
        return Fail(text);
    }
  }

 private:
  void Fail(const std::string& text) const { ADD_FAILURE_AT(place_.file.c_str(), place_.line) << text; }

  const Case& asked_;
  const Place place_;
  const TestsTold& told_;
};

}  // namespace

TestName NameOf(const Case& asked) {
  const size_t slash = asked.id.rfind('/');
  return {WithUnderscores(asked.id.substr(0, slash)), WithUnderscores(asked.id.substr(slash + 1))};
}

void RegisterConformanceTests(const FileSet& files, const std::vector<Case>& cases, const TestsTold& told) {
  for (const Case& asked : cases) {
    const TestName name = NameOf(asked);
    const Place place = PlaceOf(files, asked.id);
    testing::RegisterTest(
        name.suite.c_str(), name.test.c_str(), nullptr, nullptr, place.file.c_str(), place.line,
        [&asked, place, &told]() -> testing::Test* { return new ConformanceTest(asked, place, told); });
  }
}

std::vector<Case> SelectedCases(const std::vector<Case>& cases) {
  std::set<std::string> names;
  const testing::UnitTest& all = *testing::UnitTest::GetInstance();
  for (int i = 0; i < all.total_test_suite_count(); ++i) {
    const testing::TestSuite& suite = *all.GetTestSuite(i);
    for (int k = 0; k < suite.total_test_count(); ++k) {
      const testing::TestInfo& test = *suite.GetTestInfo(k);
      if (test.should_run()) names.insert(std::string(suite.name()) + "." + test.name());
    }
  }
  std::vector<Case> selected;
  std::copy_if(cases.begin(), cases.end(), std::back_inserter(selected),
               [&](const Case& each) { return names.contains(NameOf(each).Full()); });
  return selected;
}

std::string FilterWithNames(std::string_view filter, const std::vector<Case>& cases) {
  std::string named;
  for (size_t at = 0; at <= filter.size();) {
    const size_t colon = std::min(filter.find(':', at), filter.size());
    std::string pattern(filter.substr(at, colon - at));
    std::string names;
    for (const Case& each : cases) {
      const bool meant =
          each.id == pattern || (HasWordWithHyphen(pattern) && fnmatch(pattern.c_str(), each.id.c_str(), 0) == 0);
      if (meant) names += (names.empty() ? "" : ":") + NameOf(each).Full();
    }
    if (!names.empty()) pattern = names;
    named += (at == 0 ? "" : ":") + pattern;
    at = colon + 1;
  }
  return named;
}

}  // namespace authconform
