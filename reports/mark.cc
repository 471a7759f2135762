#include "reports/mark.h"

namespace authconform {

Mark MarkOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return Mark::kPass;
    case Verdict::kSkipped:
      return Mark::kSkipped;
    case Verdict::kWarn:
      return Mark::kWarn;
    case Verdict::kInconclusive:
      return Mark::kInconclusive;
    case Verdict::kError:
      return Mark::kError;
    case Verdict::kFail:
      return Mark::kFail;
  }
  return Mark::kError;
}

Mark MarkOf(const CaseResult& result) { return result.Excused() ? Mark::kDeviation : MarkOf(result.verdict); }

Mark MarkOf(const Run& run) { return MarkOf(run.exit_code, run.deviations > 0); }

Mark MarkOf(ExitCode code, bool deviations) {
  switch (code) {
    case ExitCode::kConforms:
      return deviations ? Mark::kDeviation : Mark::kPass;
    case ExitCode::kDoesNotConform:
      return Mark::kFail;
    case ExitCode::kHarnessError:
    case ExitCode::kBadUsage:  // a nightly's target that could not be asked for a mistake in its files
      return Mark::kError;
    case ExitCode::kInconclusive:
    case ExitCode::kNothingChecked:
      return Mark::kInconclusive;
  }
  return Mark::kError;
}

std::string_view MarkName(Mark mark) {
  switch (mark) {
    case Mark::kFail:
      return "fail";
    case Mark::kError:
      return "error";
    case Mark::kInconclusive:
      return "inconclusive";
    case Mark::kWarn:
      return "warn";
    case Mark::kDeviation:
      return "deviation";
    case Mark::kSkipped:
      return "skipped";
    case Mark::kPass:
      return "pass";
  }
  return "";
}

std::string_view Symbol(Mark mark) {
  switch (mark) {
    case Mark::kFail:
      return "✗";
    case Mark::kError:
      return "⊘";
    case Mark::kInconclusive:
      return "?";
    case Mark::kWarn:
      return "!";
    case Mark::kDeviation:
      return "†";
    case Mark::kSkipped:
      return "–";
    case Mark::kPass:
      return "✓";
  }
  return "";
}

Counts CountsOf(const std::array<int64_t, kVerdicts>& by_verdict) {
  Counts counts = {};
  for (int i = 0; i < kVerdicts; ++i) counts[static_cast<size_t>(MarkOf(static_cast<Verdict>(i)))] = by_verdict[i];
  return counts;
}

Counts TotalsOf(const Run& run) {
  Counts counts = {};
  for (const CaseResult& result : run.cases) ++counts[static_cast<size_t>(MarkOf(result))];
  return counts;
}

int64_t Count(const Counts& counts, Mark mark) { return counts[static_cast<size_t>(mark)]; }

int64_t Sum(const Counts& counts) {
  int64_t sum = 0;
  for (const int64_t count : counts) sum += count;
  return sum;
}

Mark Worst(const Counts& counts) {
  for (const Mark mark : kWorstFirst) {
    if (Count(counts, mark) > 0) return mark;
  }
  return Mark::kPass;
}

}  // namespace authconform
