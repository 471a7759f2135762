// The cases of one endpoint into GoogleTest tests, each of which tells what a run made of its case.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/files.h"
#include "harness/plan/case.h"
#include "harness/run/run.h"

namespace authconform {

// "duktig/token/missing_fields" and "email_absent" for the case duktig/token/missing-fields/email-absent: in a
// GoogleTest filter a hyphen starts what is left out.
struct TestName {
  std::string suite;
  std::string test;
  std::string Full() const { return suite + "." + test; }
};
TestName NameOf(const Case& asked);

// What the tests have to tell, once the cases were asked.
struct TestsTold {
  std::string trouble;                        // why nothing was judged; each test fails with it
  bool strict = false;                        // a warning fails its test
  std::map<std::string, CaseResult> results;  // by case id
};

// One test for each case. It fails when its case fails, errs or is inconclusive, and is skipped when the case is, or
// when it is a listed deviation. Case id, verdict, mutation and requirements are properties of the test in test.xml;
// its place is the case's line in `files`. `cases` and `told` outlive the tests, and `told` is full before the first of
// them.
void RegisterConformanceTests(const FileSet& files, const std::vector<Case>& cases, const TestsTold& told);

// The cases whose tests GoogleTest's filter and shard leave. Known once the tests have begun.
std::vector<Case> SelectedCases(const std::vector<Case>& cases);

// A GoogleTest filter in which case ids, and globs over them with a hyphenated word such as "*missing-fields*", became
// the names of the tests they mean.
std::string FilterWithNames(std::string_view filter, const std::vector<Case>& cases);

}  // namespace authconform
