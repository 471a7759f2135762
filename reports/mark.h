// A case, or a whole run, into the mark that reports show it with, and cases into how many there are of each.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "harness/base/verdict.h"
#include "harness/run/run.h"

namespace authconform {

// What a report marks a case with: its verdict, or `deviation` for a failure that the target's owner has listed. From
// what to look at first to what needs no look.
enum class Mark { kFail, kError, kInconclusive, kWarn, kDeviation, kSkipped, kPass };
constexpr std::array<Mark, 7> kWorstFirst = {Mark::kFail,      Mark::kError,   Mark::kInconclusive, Mark::kWarn,
                                             Mark::kDeviation, Mark::kSkipped, Mark::kPass};

Mark MarkOf(Verdict verdict);
Mark MarkOf(const CaseResult& result);
// What the whole run is marked with, by its exit code: `deviation` where it conforms but for listed failures.
Mark MarkOf(const Run& run);
Mark MarkOf(ExitCode code, bool deviations);
// "fail", "deviation": the verdict's name where the mark is one.
std::string_view MarkName(Mark mark);
// "✗" fail, "⊘" error, "?" inconclusive, "!" warn, "†" deviation, "–" skipped, "✓" pass: a mark that does not need its
// colour.
std::string_view Symbol(Mark mark);

using Counts = std::array<int64_t, kWorstFirst.size()>;  // cases by mark

Counts CountsOf(const std::array<int64_t, kVerdicts>& by_verdict);
// The run's cases.
Counts TotalsOf(const Run& run);
int64_t Sum(const Counts& counts);
int64_t Count(const Counts& counts, Mark mark);
// The worst mark among the counted; kPass when there is none.
Mark Worst(const Counts& counts);

}  // namespace authconform
