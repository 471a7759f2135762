#include "reports/summary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace authconform {
namespace {

CaseResult MakeCase(const std::string& id, Verdict verdict, const std::string& reason = "") {
  CaseResult result;
  result.id = id;
  const size_t family = id.find('/', id.find('/') + 1) + 1;
  result.endpoint = id.substr(0, family - 1);
  result.family = id.substr(family, id.find('/', family) - family);
  result.verdict = verdict;
  result.reason = reason;
  return result;
}

Run MakeRun(ExitCode exit_code, const std::vector<CaseResult>& cases) {
  Run run;
  run.target = "acme";
  run.exit_code = exit_code;
  run.cases = cases;
  for (const CaseResult& result : cases) ++run.totals[static_cast<size_t>(result.verdict)];
  return run;
}

TEST(Matrix, FamiliesStandInTheOrderOfEachEndpoint) {
  const authconform::Run run = MakeRun(
      ExitCode::kConforms, {MakeCase("a/x/valid/1", Verdict::kPass), MakeCase("a/x/token/1", Verdict::kPass),
                            MakeCase("b/x/valid/1", Verdict::kPass), MakeCase("b/x/client-auth/1", Verdict::kPass),
                            MakeCase("b/x/token/1", Verdict::kPass)});
  EXPECT_EQ(MakeMatrix(run).families, (std::vector<std::string>{"valid", "client-auth", "token"}));
}

TEST(Matrix, CountsEachCaseOnceInTheOrderOfTheRun) {
  authconform::Run run =
      MakeRun(ExitCode::kDoesNotConform,
              {MakeCase("b/x/valid/one", Verdict::kPass), MakeCase("b/x/valid/two", Verdict::kFail),
               MakeCase("a/y/valid/one", Verdict::kPass), MakeCase("a/y/method/get", Verdict::kWarn)});
  run.endpoints = {{}, {}};
  run.endpoints[0].endpoint = "c/none";
  run.endpoints[1].endpoint = "b/x";
  const Matrix matrix = MakeMatrix(run);
  EXPECT_EQ(matrix.families, (std::vector<std::string>{"valid", "method"}));
  ASSERT_EQ(matrix.rows.size(), 3u);
  EXPECT_EQ(matrix.rows[0].endpoint, "c/none");
  EXPECT_EQ(Sum(matrix.rows[0].all), 0);
  EXPECT_EQ(matrix.rows[1].endpoint, "b/x");
  EXPECT_EQ(matrix.rows[2].endpoint, "a/y");
  EXPECT_EQ(Count(matrix.rows[1].cells[0], Mark::kPass), 1);
  EXPECT_EQ(Count(matrix.rows[1].cells[0], Mark::kFail), 1);
  EXPECT_EQ(Worst(matrix.rows[1].cells[0]), Mark::kFail);
  EXPECT_EQ(Sum(matrix.rows[1].cells[1]), 0);
  EXPECT_EQ(Count(matrix.rows[2].all, Mark::kWarn), 1);
  EXPECT_EQ(Sum(matrix.rows[2].all), 2);
}

TEST(Matrix, AListedDeviationIsCountedApartFromTheOtherFailures) {
  CaseResult listed = MakeCase("a/x/valid/two", Verdict::kFail);
  listed.deviation = "an old client";
  const Matrix matrix =
      MakeMatrix(MakeRun(ExitCode::kDoesNotConform, {MakeCase("a/x/valid/one", Verdict::kFail), listed}));
  EXPECT_EQ(Count(matrix.rows[0].cells[0], Mark::kFail), 1);
  EXPECT_EQ(Count(matrix.rows[0].cells[0], Mark::kDeviation), 1);
  EXPECT_EQ(Count(matrix.rows[0].all, Mark::kDeviation), 1);
}

// As many families as cases: a cell for each endpoint and family would be 22 GB for 20,000 of them.
TEST(Matrix, HasFewCellsHoweverManyFamiliesARunClaims) {
  const struct {
    size_t endpoints;
    size_t families;
    size_t columns;
    bool others;
  } kRows[] = {{1, 99, 99, false},       {1, 100, 100, true},    {1, 5'000, 100, true},
               {5'000, 5'000, 20, true}, {2'000, 40, 40, false}, {60'000, 60'000, 2, true}};
  for (const auto& row : kRows) {
    authconform::Run run;
    run.cases.resize(std::max(row.endpoints, row.families));
    for (size_t i = 0; i < run.cases.size(); ++i) {
      run.cases[i].endpoint = "a/" + std::to_string(i % row.endpoints);
      run.cases[i].family = "f" + std::to_string(i % row.families);
    }
    const Matrix matrix = MakeMatrix(run);
    ASSERT_EQ(matrix.rows.size(), row.endpoints);
    EXPECT_EQ(matrix.families.size(), row.columns) << row.endpoints << " × " << row.families;
    EXPECT_EQ(matrix.families.back() == "other families", row.others);
    int64_t cases = 0;
    size_t cells = 0;
    for (const Matrix::Row& each : matrix.rows) {
      cells += each.cells.size();
      for (const Counts& cell : each.cells) cases += Sum(cell);
    }
    EXPECT_EQ(cases, static_cast<int64_t>(run.cases.size())) << "each in one cell";
    EXPECT_LE(cells, std::max(Matrix::kMostCells, 2 * row.endpoints));
  }
}

TEST(Matrix, AFamilyCalledOtherFamiliesSharesTheColumn) {
  std::vector<CaseResult> cases = {MakeCase("a/x/other families/1", Verdict::kPass)};
  for (int i = 0; i < 200; ++i) cases.push_back(MakeCase("a/x/f" + std::to_string(i) + "/1", Verdict::kPass));
  const Matrix matrix = MakeMatrix(MakeRun(ExitCode::kConforms, cases));
  EXPECT_EQ(std::count(matrix.families.begin(), matrix.families.end(), "other families"), 1);
  EXPECT_EQ(matrix.families.back(), "other families");
}

TEST(GroupSkipped, GroupsByReasonInTheOrderOfTheRun) {
  const authconform::Run run =
      MakeRun(ExitCode::kConforms,
              {MakeCase("a/x/f/1", Verdict::kSkipped, "late"), MakeCase("a/x/f/2", Verdict::kSkipped, "early"),
               MakeCase("a/x/f/3", Verdict::kPass), MakeCase("a/x/f/4", Verdict::kSkipped, "late")});
  const std::vector<Skipped> groups = GroupSkipped(run);
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0].reason, "late");
  EXPECT_EQ(groups[0].cases.size(), 2u);
  EXPECT_EQ(groups[1].reason, "early");
  EXPECT_EQ(Variant(*groups[1].cases[0]), "2");
}

struct Sentence {
  Run run;
  const char* sentence;
};

TEST(VerdictSentence, SaysWhatTheExitCodeMeansForThisTarget) {
  const CaseResult pass = MakeCase("a/x/f/1", Verdict::kPass);
  const CaseResult warn = MakeCase("a/x/f/2", Verdict::kWarn);
  const CaseResult fail = MakeCase("a/x/f/3", Verdict::kFail);
  const CaseResult other = MakeCase("b/x/f/3", Verdict::kPass);
  const CaseResult open = MakeCase("a/x/f/4", Verdict::kInconclusive);
  const CaseResult error = MakeCase("a/x/f/5", Verdict::kError);
  auto partial = [](authconform::Run run) {
    run.partial = "no inactive account";
    return run;
  };
  auto strict = [](authconform::Run run) {
    run.strict = true;
    return run;
  };
  auto unready = [](authconform::Run run) {
    run.preflight_error = "the URL does not resolve";
    return run;
  };
  auto listed = [](authconform::Run run, size_t errors) {
    for (CaseResult& result : run.cases) {
      if (result.id != "a/x/f/3") continue;
      result.deviation = "an old client";
      ++run.deviations;
    }
    run.deviation_errors.assign(errors, "a/x/f/1 is listed as a deviation and passes now");
    return run;
  };
  auto nameless = [](authconform::Run run) {
    run.target = "";
    return run;
  };
  using enum ExitCode;
  const std::vector<Sentence> rows = {
      // clang-format off
      {MakeRun(kConforms, {pass}), "acme conforms to its documents."},
      {MakeRun(kConforms, {pass, warn}), "acme conforms to its documents, with 1 warning."},
      {partial(MakeRun(kConforms, {pass})), "acme conforms to its documents, as far as it was judged: the run is partial."},
      {MakeRun(kDoesNotConform, {pass, fail}), "acme does not conform: 1 of 2 cases fails."},
      {MakeRun(kDoesNotConform, {fail, fail, other, warn}), "acme does not conform: 2 of 4 cases fail, in 1 of 2 endpoints."},
      {strict(MakeRun(kDoesNotConform, {pass, warn})), "acme does not conform: 1 of 2 cases fails (warnings count: --strict)."},
      {partial(MakeRun(kDoesNotConform, {fail})), "acme does not conform: 1 of 1 case fails (partial run)."},
      {MakeRun(kDoesNotConform, {pass}), "acme does not conform."},
      {listed(MakeRun(kConforms, {pass, fail}), 0), "acme conforms to its documents but for 1 listed deviation."},
      {listed(MakeRun(kConforms, {pass, fail, warn}), 0), "acme conforms to its documents but for 1 listed deviation, with 1 warning."},
      {listed(MakeRun(kDoesNotConform, {pass, fail, MakeCase("a/x/f/6", Verdict::kFail)}), 0), "acme does not conform: 1 of 3 cases fails."},
      {listed(MakeRun(kDoesNotConform, {pass, fail}), 1), "acme is not as its list of deviations says: 1 listed deviation does not hold."},
      {listed(MakeRun(kDoesNotConform, {MakeCase("a/x/f/6", Verdict::kFail)}), 2), "acme does not conform: 1 of 1 case fails, and 2 listed deviations do not hold."},
      {MakeRun(kBadUsage, {}), "Nothing was judged: the input has a mistake."},
      {MakeRun(kInconclusive, {open, open}), "acme could not be judged: 2 cases are inconclusive."},
      {unready(MakeRun(kInconclusive, {})), "Nothing was judged: acme could not be made ready."},
      {MakeRun(kInconclusive, {pass}), "acme could not be judged to the end."},
      {MakeRun(kHarnessError, {error}), "acme could not be judged: 1 case ended in an error of network or harness."},
      {MakeRun(kHarnessError, {}), "acme could not be judged: authconform itself failed."},
      {MakeRun(kNothingChecked, {}), "Nothing was checked: no case was judged."},
      {nameless(MakeRun(kConforms, {pass})), "The target conforms to its documents."},
      // clang-format on
  };
  for (const Sentence& row : rows) EXPECT_EQ(VerdictSentence(row.run), row.sentence);
}

TEST(CountsSentence, NamesWhatIsThereWorstFirst) {
  EXPECT_EQ(CountsSentence({2, 0, 0, 1, 4, 0, 3}), "2 fail, 1 warn, 4 deviation, 3 pass");
  EXPECT_EQ(CountsSentence({}), "no cases");
}

TEST(Duration, NeverShowsAThousandOfTheSmallerUnit) {
  const std::vector<std::pair<int64_t, const char*>> rows = {
      {0, "0 µs"},
      {999, "999 µs"},
      {1'000, "1.0 ms"},
      {12'345, "12.3 ms"},
      {999'949, "999.9 ms"},
      {999'950, "1.00 s"},
      {59'994'999, "59.99 s"},
      {59'995'000, "1 min 0 s"},
      {723'000'000, "12 min 3 s"},
      {7'199'600'000, "120 min 0 s"},
  };
  for (const auto& [us, text] : rows) EXPECT_EQ(Duration(us), text);
}

TEST(Seconds, KeepsTheMicroseconds) {
  EXPECT_EQ(Seconds(0), "0.000000");
  EXPECT_EQ(Seconds(12'345), "0.012345");
  EXPECT_EQ(Seconds(61'000'001), "61.000001");
}

TEST(Instant, IsInUtc) {
  EXPECT_EQ(Instant(1'764'000'000'999'999), "2025-11-24 16:00:00 UTC");
  EXPECT_EQ(Instant(0, true), "1970-01-01T00:00:00Z");
}

}  // namespace
}  // namespace authconform
