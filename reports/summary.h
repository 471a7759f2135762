// A run into the counts and sentences that all reports have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/run/run.h"
#include "reports/mark.h"

namespace authconform {

// Endpoints × families, in the order in which they first appear in the run. At most kMostFamilies families, and fewer
// of a run of many endpoints, so that there are at most kMostCells cells, or two an endpoint: a run.json is not
// trusted, and every format writes all cells. The families that are left over share the last column, "other families".
struct Matrix {
  static constexpr size_t kMostFamilies = 100;
  static constexpr size_t kMostCells = 100'000;

  struct Row {
    std::string endpoint;
    std::vector<Counts> cells;  // one a family
    Counts all = {};
  };
  std::vector<std::string> families;
  std::vector<Row> rows;

  // The place of the case's column.
  size_t ColumnOf(const CaseResult& result) const;
};
Matrix MakeMatrix(const Run& run);

// The cases of one mark, in plan order.
std::vector<const CaseResult*> CasesOf(const Run& run, Mark mark);

// Skipped cases by their reason, in the order in which the reasons first appear.
struct Skipped {
  std::string reason;
  std::vector<const CaseResult*> cases;
};
std::vector<Skipped> GroupSkipped(const Run& run);

// The last part of a case's id.
std::string_view Variant(const CaseResult& result);

// "acme-staging does not conform: 4 of 23 cases fail, in 2 of 3 endpoints." One sentence, which says so when the
// run is partial. Holds the target's name as it is: not yet Visible.
std::string VerdictSentence(const Run& run);

// What the exit code stands for: "does not conform".
std::string_view ExitMeaning(ExitCode code);

// "12 pass, 1 fail": the counts above 0, worst first; "no cases" when all are 0.
std::string CountsSentence(const Counts& counts);

// The number with its noun: "1 case", "2 cases".
std::string Counted(int64_t number, std::string_view noun);

// "850 µs", "12.3 ms", "4.56 s", "12 min 3 s".
std::string Duration(int64_t us);
// "0.012345": for formats that want plain seconds.
std::string Seconds(int64_t us);
// "2025-11-24 16:00:00 UTC", or with `iso` "2025-11-24T16:00:00Z".
std::string Instant(int64_t unix_us, bool iso = false);

}  // namespace authconform
