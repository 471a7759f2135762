#include "reports/summary.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <map>
#include <set>

namespace authconform {
namespace {

template <typename... Args>
std::string Format(const char* format, Args... args) {
  char text[64];
  std::snprintf(text, sizeof text, format, args...);
  return text;
}

// The cases that make the run end as it does, for the sentence.
std::string FailureSentence(const Run& run) {
  std::set<std::string_view> endpoints;
  std::set<std::string_view> failing;
  int64_t failures = 0;
  bool warnings = false;
  for (const CaseResult& result : run.cases) {
    endpoints.insert(result.endpoint);
    if (!run.Fails(result)) continue;
    ++failures;
    failing.insert(result.endpoint);
    warnings = warnings || result.verdict == Verdict::kWarn;
  }
  const int64_t wrong = static_cast<int64_t>(run.deviation_errors.size());
  const std::string entries = Counted(wrong, "listed deviation") + (wrong == 1 ? " does" : " do") + " not hold";
  if (failures == 0) return wrong == 0 ? " does not conform" : " is not as its list of deviations says: " + entries;
  std::string text = " does not conform: " + std::to_string(failures) + " of " +
                     Counted(static_cast<int64_t>(run.cases.size()), "case") + (failures == 1 ? " fails" : " fail");
  if (warnings) text += " (warnings count: --strict)";
  if (endpoints.size() > 1)
    text += ", in " + std::to_string(failing.size()) + " of " + std::to_string(endpoints.size()) + " endpoints";
  if (wrong > 0) text += ", and " + entries;
  return text;
}

constexpr std::string_view kOtherFamilies = "other families";

// Endpoints plan their families in one order, but not all of them have all: a new one stands behind the one that
// precedes it in its endpoint.
std::vector<std::string> FamiliesOf(const Run& run, size_t rows) {
  const size_t most = std::clamp<size_t>(Matrix::kMostCells / std::max<size_t>(rows, 1), 2, Matrix::kMostFamilies) - 1;
  std::vector<std::string> families;
  std::string_view endpoint;
  auto behind = families.begin();
  bool others = false;
  for (const CaseResult& result : run.cases) {
    if (result.endpoint != endpoint) behind = families.begin();
    endpoint = result.endpoint;
    const auto known = std::find(families.begin(), families.end(), result.family);
    if (known == families.end() && families.size() == most) {
      others = true;
      continue;
    }
    behind = (known != families.end() ? known : families.insert(behind, result.family)) + 1;
  }
  if (others) {
    std::erase(families, kOtherFamilies);  // a family that bears the name shares the column
    families.emplace_back(kOtherFamilies);
  }
  return families;
}

}  // namespace

Matrix MakeMatrix(const Run& run) {
  Matrix matrix;
  std::map<std::string_view, size_t> rows;
  auto row_of = [&](const std::string& endpoint) {
    const auto [at, is_new] = rows.emplace(endpoint, matrix.rows.size());
    if (is_new) matrix.rows.push_back({endpoint, {}, {}});
    return at->second;
  };
  for (const EndpointResult& endpoint : run.endpoints) row_of(endpoint.endpoint);
  for (const CaseResult& result : run.cases) row_of(result.endpoint);
  matrix.families = FamiliesOf(run, matrix.rows.size());
  for (Matrix::Row& row : matrix.rows) row.cells.resize(matrix.families.size());
  for (const CaseResult& result : run.cases) {
    Matrix::Row& row = matrix.rows[rows[result.endpoint]];
    ++row.cells[matrix.ColumnOf(result)][static_cast<size_t>(MarkOf(result))];
    ++row.all[static_cast<size_t>(MarkOf(result))];
  }
  return matrix;
}

size_t Matrix::ColumnOf(const CaseResult& result) const {
  const auto at = std::find(families.begin(), families.end(), result.family);
  return at != families.end() ? static_cast<size_t>(at - families.begin()) : families.size() - 1;
}

std::vector<const CaseResult*> CasesOf(const Run& run, Mark mark) {
  std::vector<const CaseResult*> cases;
  for (const CaseResult& result : run.cases) {
    if (MarkOf(result) == mark) cases.push_back(&result);
  }
  return cases;
}

std::vector<Skipped> GroupSkipped(const Run& run) {
  std::vector<Skipped> groups;
  std::map<std::string_view, size_t> places;
  for (const CaseResult* result : CasesOf(run, Mark::kSkipped)) {
    const auto [place, is_new] = places.emplace(result->reason, groups.size());
    if (is_new) groups.push_back({result->reason, {}});
    groups[place->second].cases.push_back(result);
  }
  return groups;
}

std::string_view Variant(const CaseResult& result) {
  const std::string_view id = result.id;
  return id.substr(id.rfind('/') + 1);
}

std::string VerdictSentence(const Run& run) {
  const std::string who = run.target.empty() ? "The target" : run.target;
  const Counts totals = TotalsOf(run);
  const std::string partial = run.partial.empty() && !run.interrupted ? "." : " (partial run).";
  switch (run.exit_code) {
    case ExitCode::kConforms: {
      std::string text = who + " conforms to its documents";
      if (run.deviations > 0) text += " but for " + Counted(run.deviations, "listed deviation");
      const int64_t warnings = Count(totals, Mark::kWarn);
      if (warnings > 0) text += ", with " + Counted(warnings, "warning");
      return text + (partial == "." ? "." : ", as far as it was judged: the run is partial.");
    }
    case ExitCode::kDoesNotConform:
      return who + FailureSentence(run) + partial;
    case ExitCode::kBadUsage:
      return "Nothing was judged: the input has a mistake.";
    case ExitCode::kInconclusive: {
      if (!run.preflight_error.empty()) return "Nothing was judged: " + who + " could not be made ready.";
      const int64_t open = Count(totals, Mark::kInconclusive);
      if (open == 0) return who + " could not be judged to the end" + partial;
      return who + " could not be judged: " + Counted(open, "case") + (open == 1 ? " is" : " are") + " inconclusive" +
             partial;
    }
    case ExitCode::kHarnessError: {
      const int64_t errors = Count(totals, Mark::kError);
      if (errors == 0) return who + " could not be judged: authconform itself failed" + partial;
      return who + " could not be judged: " + Counted(errors, "case") + " ended in an error of network or harness" +
             partial;
    }
    case ExitCode::kNothingChecked:
      return "Nothing was checked: no case was judged.";
  }
  return "";
}

std::string_view ExitMeaning(ExitCode code) {
  switch (code) {
    case ExitCode::kConforms:
      return "conforms";
    case ExitCode::kDoesNotConform:
      return "does not conform";
    case ExitCode::kBadUsage:
      return "bad usage or bad input";
    case ExitCode::kInconclusive:
      return "inconclusive, or the target is unreachable";
    case ExitCode::kHarnessError:
      return "harness error";
    case ExitCode::kNothingChecked:
      return "nothing was checked";
  }
  return "";
}

std::string CountsSentence(const Counts& counts) {
  std::string text;
  for (const Mark mark : kWorstFirst) {
    const int64_t count = Count(counts, mark);
    if (count == 0) continue;
    if (!text.empty()) text += ", ";
    text += std::to_string(count) + " " + std::string(MarkName(mark));
  }
  return text.empty() ? "no cases" : text;
}

std::string Counted(int64_t number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

std::string Duration(int64_t us) {
  if (us < 1'000) return std::to_string(us) + " µs";
  // Each bound is where rounding would show 1000 of the smaller unit, or 60 s.
  if (us < 999'950) return Format("%.1f ms", static_cast<double>(us) / 1e3);
  if (us < 59'995'000) return Format("%.2f s", static_cast<double>(us) / 1e6);
  const int64_t seconds = (us + 500'000) / 1'000'000;
  return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
}

std::string Seconds(int64_t us) {
  return Format("%lld.%06lld", static_cast<long long>(us / 1'000'000), static_cast<long long>(us % 1'000'000));
}

std::string Instant(int64_t unix_us, bool iso) {
  const std::time_t seconds = static_cast<std::time_t>(unix_us / 1'000'000);
  std::tm utc = {};
  if (gmtime_r(&seconds, &utc) == nullptr) return "";
  char text[64];
  std::strftime(text, sizeof text, iso ? "%Y-%m-%dT%H:%M:%SZ" : "%Y-%m-%d %H:%M:%S UTC", &utc);
  return text;
}

}  // namespace authconform
