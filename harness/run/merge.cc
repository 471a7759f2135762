#include "harness/run/merge.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "harness/base/joined.h"
#include "harness/run/case_id.h"
#include "harness/run/exit_code.h"
#include "harness/run/looked_at.h"
#include "harness/run/run_json.h"

namespace authconform {
namespace {

// What each test of Bazel gives its reference backend anew: "http://127.0.0.1:4711/x" without its port.
std::string WithoutLoopbackPort(const std::string& url) {
  for (const std::string_view host : {"http://127.0.0.1:", "http://localhost:", "http://[::1]:", "https://127.0.0.1:",
                                      "https://localhost:", "https://[::1]:"}) {
    if (!url.starts_with(host)) continue;
    const size_t end = std::min(url.find_first_not_of("0123456789", host.size()), url.size());
    return url.substr(0, host.size()) + url.substr(end);
  }
  return url;
}

bool SaysOnlyThatCasesWereLeftOut(const std::string& reason) {
  return reason.ends_with("left cases out") || reason == "cases were left out";
}

// Reasons are joined by "; " (Run::partial).
void InsertReasons(std::string_view partial, std::set<std::string>& reasons) {
  while (!partial.empty()) {
    const std::string reason(partial.substr(0, partial.find("; ")));
    partial.remove_prefix(std::min(reason.size() + 2, partial.size()));
    if (!SaysOnlyThatCasesWereLeftOut(reason)) reasons.insert(reason);
  }
}

std::string Told(const CaseResult& result) {
  Run run;
  run.cases = {result};
  return WriteRun(run);
}

// Adds the rules that are not known, each behind the one that precedes it among `more`.
void MergeRules(const std::vector<Rule>& more, std::vector<Rule>& rules) {
  size_t at = 0;
  for (const Rule& rule : more) {
    const auto known = std::find_if(rules.begin(), rules.end(), [&](const Rule& each) { return each.id == rule.id; });
    if (known != rules.end()) {
      at = static_cast<size_t>(known - rules.begin());
    } else {
      rules.insert(rules.begin() + static_cast<std::ptrdiff_t>(at), rule);
    }
    ++at;
  }
}

// A run.json may say any number.
int64_t Sum(int64_t a, int64_t b) { return a > INT64_MAX - b ? INT64_MAX : a + b; }

std::string Number(int64_t number) { return std::to_string(number); }

class Merging {
 public:
  Merging(const std::vector<Shard>& shards, const std::vector<std::string>& plan) : shards_(shards) {
    for (const std::string& id : plan) {
      place_.emplace(id, place_.size());
      const std::string endpoint(EndpointOf(id));
      if (planned_[endpoint]++ == 0) endpoint_place_.emplace(endpoint, endpoint_place_.size());
    }
  }

  Result<Run> All() {
    std::set<std::string> seen;
    for (const Shard& shard : shards_) {
      if (!seen.insert(WriteRun(shard.run)).second) continue;
      if (std::optional<Error> error = Add(shard)) return *std::move(error);
    }
    if (first_ == nullptr) return Error{"", "", "there is no run to merge"};
    Conclude();
    return std::move(run_);
  }

 private:
  std::optional<Error> Add(const Shard& shard) {
    if (std::optional<Error> error = CheckPlan(shard)) return error;
    if (first_ == nullptr) {
      Begin(shard);
    } else if (std::optional<Error> error = CheckSame(shard)) {
      return error;
    }
    for (const EndpointResult& endpoint : shard.run.endpoints) {
      if (std::optional<Error> error = AddEndpoint(shard, endpoint)) return error;
    }
    for (const CaseResult& result : shard.run.cases) {
      if (std::optional<Error> error = AddCase(shard, result)) return error;
    }
    AddRest(shard.run);
    return std::nullopt;
  }

  std::optional<Error> CheckPlan(const Shard& shard) const {
    constexpr const char* kOther = ": it was asked by other specs and cases than these (see --specs)";
    int64_t planned = 0;
    for (const EndpointResult& endpoint : shard.run.endpoints) {
      const auto known = planned_.find(endpoint.endpoint);
      if (known == planned_.end()) {
        return Error{shard.file, "/endpoints", "there is no endpoint \"" + endpoint.endpoint + "\"" + kOther};
      }
      planned += known->second;
    }
    if (planned != shard.run.cases_planned) {
      return Error{
          shard.file, "/cases_planned",
          Number(shard.run.cases_planned) + " cases were planned, here it would be " + Number(planned) + kOther};
    }
    for (const CaseResult& result : shard.run.cases) {
      if (!place_.contains(result.id) || EndpointOf(result.id) != result.endpoint) {
        return Error{shard.file, "/cases", "there is no case \"" + result.id + "\"" + kOther};
      }
    }
    return std::nullopt;
  }

  void Begin(const Shard& shard) {
    first_ = &shard;
    run_.authconform = shard.run.authconform;
    run_.target = shard.run.target;
    run_.url = shard.run.url;
    run_.started_us = shard.run.started_us;
    run_.repeat = shard.run.repeat;
    run_.strict = shard.run.strict;
  }

  std::optional<Error> CheckSame(const Shard& shard) const {
    const Run& run = shard.run;
    const std::tuple<const char*, std::string, std::string> rows[] = {
        {"authconform", run.authconform, run_.authconform},
        {"target", run.target, run_.target},
        {"url", WithoutLoopbackPort(run.url), WithoutLoopbackPort(run_.url)},
        {"repeat", Number(run.repeat), Number(run_.repeat)},
        {"strict", run.strict ? "true" : "false", run_.strict ? "true" : "false"},
    };
    for (const auto& [name, here, there] : rows) {
      if (here != there) return Differs(shard, name, here, there);
    }
    return std::nullopt;
  }

  Error Differs(const Shard& shard, const std::string& what, const std::string& here, const std::string& there) const {
    return Error{
        shard.file, "/" + what,
        "is \"" + here + "\", in " + first_->file + " it is \"" + there + "\": runs of the same alone can be merged"};
  }

  std::optional<Error> AddEndpoint(const Shard& shard, const EndpointResult& endpoint) {
    std::set<std::string> looked_at = RequirementsLookedAt(shard.run, endpoint);
    const auto [at, is_new] = endpoints_.try_emplace(endpoint_place_.at(endpoint.endpoint));
    Known& known = at->second;
    if (is_new) {
      known = {endpoint, std::move(looked_at), shard.run.preflight_error.empty()};
      return std::nullopt;
    }
    EndpointResult& merged = known.result;
    const auto ids = [](const std::vector<Rule>& rules) {
      std::string text;
      for (const Rule& rule : rules) text += rule.id + " ";
      return text;
    };
    const bool both_signed_in = known.signed_in && shard.run.preflight_error.empty();
    const std::tuple<const char*, std::string, std::string> rows[] = {
        {"document", endpoint.document, merged.document},
        {"document_sha256", endpoint.document_sha256, merged.document_sha256},
        {"requirements", Number(endpoint.requirements), Number(merged.requirements)},
        {"unchecked", ids(endpoint.unchecked), ids(merged.unchecked)},
        {"proof", endpoint.proof ? "true" : "false", merged.proof ? "true" : "false"},
        {"url", WithoutLoopbackPort(endpoint.url), WithoutLoopbackPort(merged.url)},
        {"encoding", both_signed_in ? endpoint.encoding : "", both_signed_in ? merged.encoding : ""},
    };
    for (const auto& [name, here, there] : rows) {
      if (here != there) return Differs(shard, "endpoints/" + endpoint.endpoint + "/" + name, here, there);
    }
    if (!known.signed_in && shard.run.preflight_error.empty()) {
      merged.encoding = endpoint.encoding;
      known.signed_in = true;
    }
    known.looked_at.merge(looked_at);
    MergeRules(endpoint.unproved, merged.unproved);
    merged.requirements_checked = std::max(merged.requirements_checked, endpoint.requirements_checked);
    return std::nullopt;
  }

  std::optional<Error> AddCase(const Shard& shard, const CaseResult& result) {
    const auto [at, is_new] = cases_.try_emplace(place_.at(result.id), result);
    if (!is_new && Told(at->second) != Told(result)) {
      return Error{shard.file, "/cases",
                   "the case " + result.id + " is in another run too, and told otherwise there: ask it once"};
    }
    return std::nullopt;
  }

  void AddRest(const Run& run) {
    run_.started_us = std::min(run_.started_us, run.started_us);
    spans_.emplace_back(run.started_us, run.duration_us);
    urls_.insert(run.url);
    run_.jobs = std::max(run_.jobs, run.jobs);
    run_.requests = Sum(run_.requests, run.requests);
    run_.controls = Sum(run_.controls, run.controls);
    run_.interrupted = run_.interrupted || run.interrupted;
    run_.insecure = run_.insecure || run.insecure;
    InsertReasons(run.partial, reasons_);
    deviation_errors_.insert(run.deviation_errors.begin(), run.deviation_errors.end());
    exit_codes_.insert(run.exit_code);
    if (run.preflight_error.empty()) {
      judged_something_ = true;
    } else {
      preflight_errors_.insert(run.preflight_error);
    }
  }

  void Conclude() {
    for (auto& [place, known] : endpoints_) {
      EndpointResult& endpoint = known.result;
      run_.cases_planned += planned_.at(endpoint.endpoint);
      for (const Rule& rule : endpoint.unproved) known.looked_at.erase(rule.id);
      endpoint.requirements_checked = std::max(endpoint.requirements_checked, static_cast<int>(known.looked_at.size()));
      run_.endpoints.push_back(std::move(endpoint));
    }
    for (auto& [place, result] : cases_) {
      ++run_.totals[static_cast<size_t>(result.verdict)];
      run_.deviations += result.Excused() ? 1 : 0;
      run_.cases.push_back(std::move(result));
    }
    run_.deviation_errors.assign(deviation_errors_.begin(), deviation_errors_.end());
    TellPartial();
    run_.duration_us = TimeCovered();
    run_.exit_code = WorstExitCode();
  }

  void TellPartial() {
    const int64_t missing = run_.cases_planned - static_cast<int64_t>(run_.cases.size());
    const std::string preflight = Joined(preflight_errors_, "; ");
    if (!judged_something_) {
      run_.preflight_error = preflight;
    } else if (!preflight.empty()) {
      reasons_.insert("one of the merged runs judged nothing: " + preflight);
    }
    if (missing > 0) {
      reasons_.insert(Number(missing) + (missing == 1 ? " planned case is" : " planned cases are") +
                      " in none of the merged runs");
    }
    if (const uint64_t days = DaysApart(); days > 0) {
      reasons_.insert("the merged runs began more than " + std::to_string(days) + (days == 1 ? " day" : " days") +
                      " apart");
    }
    if (urls_.size() > 1) reasons_.insert("the merged runs asked " + SeveralServers());
    run_.partial = Joined(reasons_, "; ");
  }

  // "2 servers of this machine, http://localhost:4711 and http://localhost:4712, and nothing shows that they are
  // alike".
  std::string SeveralServers() const {
    constexpr size_t kMostNamed = 8;
    const size_t more = urls_.size() > kMostNamed ? urls_.size() - kMostNamed : 0;
    std::string words = Number(static_cast<int64_t>(urls_.size())) + " servers of this machine, ";
    size_t named = 0;
    for (const std::string& url : urls_) {
      if (named == kMostNamed) break;
      if (named > 0) words += named + 1 == urls_.size() ? " and " : ", ";
      words += url;
      ++named;
    }
    if (more > 0) words += " and " + Number(static_cast<int64_t>(more)) + " more";
    return words + ", and nothing shows that they are alike";
  }

  // Whole days between the first start and the last. A run.json may say any times.
  uint64_t DaysApart() const {
    constexpr uint64_t kDayUs = uint64_t{24} * 60 * 60 * 1'000'000;
    const auto [first, last] = std::minmax_element(spans_.begin(), spans_.end());
    return (static_cast<uint64_t>(last->first) - static_cast<uint64_t>(first->first)) / kDayUs;
  }

  // How long at least one of them ran.
  int64_t TimeCovered() {
    std::sort(spans_.begin(), spans_.end());
    int64_t covered = 0;
    int64_t until = 0;
    for (const auto& [start, duration] : spans_) {
      const int64_t from = std::max(start, until);
      const int64_t to = Sum(start, duration);
      covered += std::max<int64_t>(0, to - from);
      until = std::max(until, to);
    }
    return covered;
  }

  ExitCode WorstExitCode() const {
    // A shard that was not interrupted has shown it.
    if (exit_codes_.contains(ExitCode::kDoesNotConform)) return ExitCode::kDoesNotConform;
    const ExitCode code = ExitCodeOf(run_);
    if (code != ExitCode::kConforms && code != ExitCode::kNothingChecked) return code;
    for (const ExitCode worse : {ExitCode::kHarnessError, ExitCode::kInconclusive, ExitCode::kBadUsage}) {
      if (exit_codes_.contains(worse)) return worse;
    }
    return code;
  }

  struct Known {
    EndpointResult result;
    std::set<std::string> looked_at;  // ids of requirements
    bool signed_in = false;
  };

  const std::vector<Shard>& shards_;
  std::map<std::string, size_t, std::less<>> place_;  // of a case in the plan
  std::map<std::string, int64_t, std::less<>> planned_;
  std::map<std::string, size_t, std::less<>> endpoint_place_;
  const Shard* first_ = nullptr;
  Run run_;
  std::map<size_t, Known> endpoints_;
  std::map<size_t, CaseResult> cases_;
  std::vector<std::pair<int64_t, int64_t>> spans_;  // start and duration
  std::set<std::string> urls_;
  std::set<std::string> reasons_;
  std::set<std::string> deviation_errors_;
  std::set<std::string> preflight_errors_;
  std::set<ExitCode> exit_codes_;
  bool judged_something_ = false;
};

}  // namespace

Result<Run> MergeRuns(const std::vector<Shard>& shards, const std::vector<std::string>& plan) {
  return Merging(shards, plan).All();
}

}  // namespace authconform
