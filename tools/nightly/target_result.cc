#include "tools/nightly/target_result.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "reports/history/loss.h"

namespace authconform {
namespace {

Json ToJson(const KeptChange& change) {
  const auto name = [](const std::optional<Verdict>& verdict) {
    return verdict ? Json(VerdictName(*verdict)) : Json();
  };
  return Json::Object{{"case", change.of_case}, {"from", name(change.from)},
                      {"to", name(change.to)},  {"cause", CauseName(change.cause)},
                      {"why", change.why},      {"regression", change.regression},
                      {"lost", IsLost(change)}};
}

Json ToJson(const FailingCase& failing) {
  const Rule& rule = failing.finding.rule;
  return Json::Object{{"case", failing.of_case},
                      {"rule", rule.id},
                      {"text", rule.text},
                      {"source", rule.source},
                      {"expected", failing.finding.expected},
                      {"actual", failing.finding.actual}};
}

// What makes it fail: a warning does with --strict only.
const Finding* FailingBy(const CaseResult& result) {
  const std::vector<Finding>& all = result.findings;
  if (all.empty()) return nullptr;
  const auto must = std::find_if(all.begin(), all.end(), [](const Finding& each) { return each.rule.level == "must"; });
  return must == all.end() ? &all.front() : &*must;
}

std::vector<FailingCase> FailingOf(const Run& run) {
  constexpr size_t kMost = 100;
  std::vector<FailingCase> failing;
  for (const CaseResult& each : run.cases) {
    if (failing.size() == kMost) break;
    const Finding* finding = run.Fails(each) ? FailingBy(each) : nullptr;
    if (finding != nullptr) failing.push_back({each.id, *finding});
  }
  return failing;
}

// Members of an object that was written by ToJson; the first that is not there is remembered.
class WrittenMembers {
 public:
  explicit WrittenMembers(const Json& json) : json_(json) {}

  std::string Text(std::string_view name) {
    const Json* member = Of(name);
    return member != nullptr && member->is_string() ? member->string() : Missing<std::string>(name);
  }
  int64_t Number(std::string_view name) {
    const Json* member = Of(name);
    const std::optional<int64_t> number = member != nullptr ? member->AsInt64() : std::nullopt;
    return number ? *number : Missing<int64_t>(name);
  }
  bool Truth(std::string_view name) {
    const Json* member = Of(name);
    return member != nullptr && member->is_bool() ? member->boolean() : Missing<bool>(name);
  }
  std::optional<Verdict> MaybeVerdict(std::string_view name) {
    const Json* member = Of(name);
    if (member == nullptr || member->is_null()) return std::nullopt;
    const std::optional<Verdict> verdict = member->is_string() ? ParseVerdict(member->string()) : std::nullopt;
    return verdict ? verdict : Missing<std::optional<Verdict>>(name);
  }
  template <typename T>
  T Missing(std::string_view name) {
    if (missing_.empty()) missing_ = name;
    return T();
  }
  const std::string& missing() const { return missing_; }

 private:
  const Json* Of(std::string_view name) const { return json_.Find(name); }

  const Json& json_;
  std::string missing_;
};

Error IsNot(const std::string& pointer) { return Error{"", pointer, "is not as nightly wrote it"}; }

Result<KeptChange> ReadChange(const Json& json, int64_t run) {
  WrittenMembers members(json);
  KeptChange change;
  change.run = run;
  change.of_case = members.Text("case");
  change.from = members.MaybeVerdict("from");
  change.to = members.MaybeVerdict("to");
  const std::optional<Cause> cause = CauseOf(members.Text("cause"));
  change.cause = cause ? *cause : members.Missing<Cause>("cause");
  change.why = members.Text("why");
  change.regression = members.Truth("regression");
  if (!members.missing().empty()) return IsNot("/changes/" + members.missing());
  return change;
}

Result<FailingCase> ReadFailing(const Json& json) {
  WrittenMembers members(json);
  FailingCase failing;
  failing.of_case = members.Text("case");
  failing.finding.rule.id = members.Text("rule");
  failing.finding.rule.text = members.Text("text");
  failing.finding.rule.source = members.Text("source");
  failing.finding.expected = members.Text("expected");
  failing.finding.actual = members.Text("actual");
  if (!members.missing().empty()) return IsNot("/failing/" + members.missing());
  return failing;
}

// Each of a list. Error: there is no such list, or one of it is not as it was written.
template <typename T>
Status ReadList(const Json& json, const std::string& name, std::vector<T>& list,
                const std::function<Result<T>(const Json&)>& read) {
  const Json* member = json.Find(name);
  if (member == nullptr || !member->is_array()) return IsNot("/" + name);
  for (const Json& each : member->array()) {
    Result<T> one = read(each);
    if (!one) return one.error();
    list.push_back(*std::move(one));
  }
  return Done{};
}

Result<std::string> ReadSentence(const Json& json) {
  if (!json.is_string()) return IsNot("/deviation_errors");
  return json.string();
}

}  // namespace

namespace {

std::string TroubleOf(const Run& run) {
  if (!run.preflight_error.empty()) return run.preflight_error;
  if (run.interrupted) return run.partial;  // which has the time limit, or the file that is full
  std::vector<std::string> reasons;
  for (const CaseResult& each : run.cases) {
    const bool open = each.verdict == Verdict::kError || each.verdict == Verdict::kInconclusive;
    if (open && !each.reason.empty()) reasons.push_back(each.reason);
  }
  return reasons.empty() ? run.partial : MostGivenReason(reasons);
}

}  // namespace

size_t TargetResult::Regressions() const {
  const auto cases =
      std::count_if(changes.begin(), changes.end(), [](const KeptChange& each) { return each.regression; });
  return static_cast<size_t>(cases) + (lost_since_us || !NewlyLost().empty() ? 1 : 0);
}

int64_t TargetResult::Unjudged() const { return Count(counts, Mark::kError) + Count(counts, Mark::kInconclusive); }

std::vector<const KeptChange*> TargetResult::NewlyLost() const {
  std::vector<const KeptChange*> lost;
  for (const KeptChange& each : changes) {
    if (IsLost(each)) lost.push_back(&each);
  }
  return lost;
}

std::optional<Cause> TargetResult::LostCause() const {
  if (!lost_since_us || IsBroken()) return std::nullopt;
  std::vector<Cause> of_cases;
  for (const KeptChange* each : NewlyLost()) of_cases.push_back(each->cause);
  return CauseOfLostTarget(trouble, of_cases);
}

TargetResult TargetResultOf(const Run& run, const std::string& folder) {
  TargetResult result;
  result.target = run.target;
  result.folder = folder;
  result.exit_code = run.exit_code;
  result.judged =
      std::any_of(run.cases.begin(), run.cases.end(), [](const CaseResult& each) { return IsJudged(each.verdict); });
  result.trouble = TroubleOf(run);
  result.interrupted = run.interrupted;
  result.counts = TotalsOf(run);
  result.failing = FailingOf(run);
  result.deviation_errors = run.deviation_errors;
  result.requests = run.requests;
  result.started_us = run.started_us;
  result.duration_us = run.duration_us;
  return result;
}

Json ToJson(const TargetResult& result) {
  Json::Object counts;
  for (size_t i = 0; i < kWorstFirst.size(); ++i) {
    counts.emplace_back(std::string(MarkName(kWorstFirst[i])), Count(result.counts, kWorstFirst[i]));
  }
  Json::Array changes;
  for (const KeptChange& each : result.changes) changes.push_back(ToJson(each));
  Json::Array failing;
  for (const FailingCase& each : result.failing) failing.push_back(ToJson(each));
  const std::optional<Cause> lost_cause = result.LostCause();
  return Json::Object{
      {"target", result.target},
      {"folder", result.folder},
      {"exit_code", static_cast<int>(result.exit_code)},
      {"error", result.IsBroken()},
      {"judged", result.judged},
      {"trouble", result.trouble},
      {"interrupted", result.interrupted},
      {"counts", std::move(counts)},
      {"failing", std::move(failing)},
      {"deviation_errors", Json::Array(result.deviation_errors.begin(), result.deviation_errors.end())},
      {"requests", result.requests},
      {"started_us", result.started_us},
      {"duration_us", result.duration_us},
      {"run", result.run},
      {"clock_back", result.clock_back},
      {"lost_since_us", result.lost_since_us ? Json(*result.lost_since_us) : Json()},
      {"lost_cause", lost_cause ? Json(CauseName(*lost_cause)) : Json()},
      {"before_us", result.before_us},
      {"failing_since_us", result.failing_since_us},
      {"lost_cases", result.lost_cases},
      {"changes", std::move(changes)},
  };
}

Result<TargetResult> ReadTargetResult(const Json& json) {
  WrittenMembers members(json);
  TargetResult result;
  result.target = members.Text("target");
  result.folder = members.Text("folder");
  const int64_t exit_code = members.Number("exit_code");
  if (exit_code < 0 || exit_code > static_cast<int>(ExitCode::kNothingChecked)) return IsNot("/exit_code");
  result.exit_code = static_cast<ExitCode>(exit_code);
  result.judged = members.Truth("judged");
  result.trouble = members.Text("trouble");
  result.interrupted = members.Truth("interrupted");
  for (size_t i = 0; i < kWorstFirst.size(); ++i) {
    const Json* count = json.At("/counts/" + std::string(MarkName(kWorstFirst[i])));
    const std::optional<int64_t> number = count != nullptr ? count->AsInt64() : std::nullopt;
    if (!number) return IsNot("/counts");
    result.counts[i] = *number;
  }
  result.requests = members.Number("requests");
  result.started_us = members.Number("started_us");
  result.duration_us = members.Number("duration_us");
  result.run = members.Number("run");
  result.clock_back = members.Truth("clock_back");
  if (const Json* lost = json.Find("lost_since_us"); lost != nullptr) result.lost_since_us = lost->AsInt64();
  result.before_us = members.Number("before_us");
  result.failing_since_us = members.Number("failing_since_us");
  result.lost_cases = members.Number("lost_cases");
  const auto read_change = [&](const Json& each) { return ReadChange(each, result.run); };
  if (Status read = ReadList<KeptChange>(json, "changes", result.changes, read_change); !read) return read.error();
  if (Status read = ReadList<FailingCase>(json, "failing", result.failing, ReadFailing); !read) return read.error();
  if (Status read = ReadList<std::string>(json, "deviation_errors", result.deviation_errors, ReadSentence); !read) {
    return read.error();
  }
  if (!members.missing().empty()) return IsNot("/" + members.missing());
  return result;
}

}  // namespace authconform
