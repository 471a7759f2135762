#include "reports/statement/statement.h"

#include <algorithm>
#include <set>
#include <utility>

#include "harness/base/joined.h"
#include "reports/summary.h"

namespace authconform {
namespace {

std::string Who(const Run& run) { return run.target.empty() ? "The target" : run.target; }

std::string Plural(int64_t number, std::string_view one, std::string_view many) {
  return std::string(number == 1 ? one : many);
}

// Case ids of the entries that nobody has given a reason for.
std::vector<std::string> Unexplained(const Statement& statement) {
  std::vector<std::string> ids;
  for (const ListedDeviation& each : statement.deviations) {
    if (!each.explained) ids.push_back(each.of_case);
  }
  return ids;
}

// "9 of 14 baseline rules".
std::string Fraction(int64_t part, int64_t whole, std::string_view noun) {
  return std::to_string(part) + " of " + Counted(whole, noun);
}

// Whether the target itself keeps the run from conforming, and not its list of deviations alone.
bool TargetFails(const Run& run) {
  if (run.exit_code != ExitCode::kDoesNotConform) return false;
  return run.deviation_errors.empty() ||
         std::any_of(run.cases.begin(), run.cases.end(), [&](const auto& each) { return run.Fails(each); });
}

// Why there is nothing to state; empty when there is.
std::vector<std::string> WhyNoStatement(const Statement& statement) {
  const Run& run = statement.run;
  std::vector<std::string> reasons;
  if (!run.preflight_error.empty()) return {"nothing was judged (" + run.preflight_error + ")"};
  if (run.interrupted) reasons.push_back("the run was interrupted");
  if (!run.partial.empty() && !run.interrupted) reasons.push_back("the run is partial (" + run.partial + ")");
  const int64_t open = run.Total(Verdict::kInconclusive) + run.Total(Verdict::kError);
  if (open > 0) {
    reasons.push_back(Counted(open, "case") + Plural(open, " has", " have") +
                      " no verdict, being inconclusive or in error");
  }
  if (run.exit_code == ExitCode::kNothingChecked) reasons.push_back("no case was judged");
  const int64_t unexplained = static_cast<int64_t>(Unexplained(statement).size());
  if (unexplained > 0 && !TargetFails(run)) {
    reasons.push_back(Counted(unexplained, "case") + Plural(unexplained, " fails", " fail") + " and " +
                      Plural(unexplained, "is", "are") + " listed as a deviation without a reason");
  }
  if (run.exit_code == ExitCode::kDoesNotConform && !TargetFails(run)) {
    const int64_t wrong = static_cast<int64_t>(run.deviation_errors.size());
    reasons.push_back("the list of deviations does not hold: " + std::to_string(wrong) +
                      Plural(wrong, " entry is", " entries are") + " not as the run has it");
  }
  if (run.exit_code == ExitCode::kConforms && Tested(RequirementsOf(statement.endpoints)) == 0) {
    reasons.push_back("no requirement counts as tested");
  }
  const bool says = run.exit_code == ExitCode::kConforms || run.exit_code == ExitCode::kDoesNotConform;
  if (reasons.empty() && !says) reasons.push_back("the run ended as: " + std::string(ExitMeaning(run.exit_code)));
  return reasons;
}

std::string Sentence(const std::vector<std::string>& reasons) {
  std::string text;
  for (size_t i = 0; i < reasons.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == reasons.size() ? ", and " : ", ") + reasons[i];
  }
  return text + ".";
}

// Baseline rules of all endpoints.
struct BaselineCounts {
  std::set<std::string_view> looked_at;
  std::set<std::string_view> broken;
  std::set<std::string_view> cases;  // that broke one
  bool warned = false;               // one was broken where no deviation is listed
};

BaselineCounts BaselineOf(const std::vector<EndpointStanding>& endpoints) {
  BaselineCounts counts;
  for (const EndpointStanding& endpoint : endpoints) {
    for (const RequirementStanding& each : endpoint.baseline) {
      counts.looked_at.insert(each.rule.id);
      if (!each.broken.empty()) counts.broken.insert(each.rule.id);
      for (const Broken& one : each.broken) counts.cases.insert(one.of_case);
      counts.warned = counts.warned || each.standing == StandingKind::kWarned;
    }
  }
  return counts;
}

// "1 failed, 2 listed as deviations": of the requirements tested, those that were broken.
std::string BrokenRequirements(const StandingCounts& counts) {
  std::string text;
  const auto add = [&](StandingKind standing, std::string_view one, std::string_view many) {
    const int64_t number = Count(counts, standing);
    if (number > 0) text += (text.empty() ? "" : ", ") + std::to_string(number) + Plural(number, one, many);
  };
  add(StandingKind::kFailed, " failed", " failed");
  add(StandingKind::kWarned, " warned", " warned");
  add(StandingKind::kDeviated, " listed as a deviation", " listed as deviations");
  return text;
}

// "; 10 of 59 cases were not judged".
std::string NotJudged(const std::vector<EndpointStanding>& endpoints) {
  int64_t planned = 0;
  int64_t judged = 0;
  for (const EndpointStanding& each : endpoints) {
    planned += each.cases_planned;
    for (const Mark mark : {Mark::kPass, Mark::kWarn, Mark::kDeviation, Mark::kFail}) judged += Count(each.cases, mark);
  }
  if (planned <= judged) return "";
  return "; " + std::to_string(planned - judged) + " of " + Counted(planned, "case") +
         Plural(planned - judged, " was", " were") + " not judged";
}

// How far the target conforms, each number with what it counts.
std::string ConformanceSentence(const Statement& statement) {
  const Run& run = statement.run;
  const StandingCounts counts = RequirementsOf(statement.endpoints);
  const BaselineCounts baseline = BaselineOf(statement.endpoints);
  const std::string broken = BrokenRequirements(counts);
  std::string rules;
  if (!baseline.broken.empty()) {
    rules = "breaks " + Fraction(static_cast<int64_t>(baseline.broken.size()),
                                 static_cast<int64_t>(baseline.looked_at.size()), "baseline rule");
  }
  std::string text = Who(run);
  if (!broken.empty()) {
    text += " does not conform in " +
            Fraction(Tested(counts) - Count(counts, StandingKind::kPassed), Tested(counts), "requirement") +
            " tested (" + broken + ")";
    if (!rules.empty()) text += " and " + rules;
  } else if (TargetFails(run)) {
    text += " does not conform";
    if (!rules.empty()) text += ": it " + rules;
  } else {
    text += " conforms to its documents in all that was tested";
    if (!rules.empty()) text += ", but " + rules;
  }
  if (run.strict && Count(TotalsOf(run), Mark::kWarn) > 0)
    text += " (in this strict run a case that warns fails it, too)";
  return text + NotJudged(statement.endpoints) + ".";
}

std::string TestedSentence(const StandingCounts& counts) {
  const int64_t tested = Tested(counts);
  const int64_t not_tested = NotTested(counts);
  std::string how;
  for (const StandingKind standing :
       {StandingKind::kPassed, StandingKind::kWarned, StandingKind::kDeviated, StandingKind::kFailed}) {
    const int64_t number = Count(counts, standing);
    if (number == 0) continue;
    how += (how.empty() ? " (" : ", ") + std::to_string(number) + " " + std::string(StandingName(standing));
  }
  std::string text = "Of " + Counted(tested + not_tested, "requirement") + " in the documents, " +
                     std::to_string(tested) + Plural(tested, " was", " were") + " tested" +
                     (how.empty() ? "" : how + ")") + " and " + std::to_string(not_tested) +
                     Plural(not_tested, " was", " were") + " not.";
  if (not_tested > 0) text += " Of those not tested nothing is said.";
  return text;
}

// What warnings are mostly of; empty when no baseline rule was looked at.
std::string BaselineSentence(const BaselineCounts& counts) {
  if (counts.looked_at.empty()) return "";
  const int64_t broken = static_cast<int64_t>(counts.broken.size());
  std::string text = "Of " + Counted(static_cast<int64_t>(counts.looked_at.size()), "baseline rule") +
                     " looked at, which standards set and no document, " + std::to_string(broken) +
                     Plural(broken, " was", " were") + " broken";
  if (broken > 0) text += ", in " + Counted(static_cast<int64_t>(counts.cases.size()), "case");
  return text + ".";
}

// Whether it has the form in which authconform writes times: "2025-11-24T16:00:00Z".
bool IsUtcTime(const std::string& text) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00Z";
  return std::equal(text.begin(), text.end(), kForm.begin(), kForm.end(),
                    [](char c, char form) { return form == '0' ? c >= '0' && c <= '9' : c == form; });
}

// The first of many names, separated by commas.
std::string FirstOf(const std::vector<std::string>& names) {
  constexpr size_t kMost = 5;
  if (names.size() <= kMost) return Joined(names);
  return Joined({names.begin(), names.begin() + kMost}) + " and " + std::to_string(names.size() - kMost) + " more";
}

// Whether a should or a baseline rule is broken where no deviation is listed.
bool Warns(const Statement& statement) {
  return Count(TotalsOf(statement.run), Mark::kWarn) > 0 ||
         Count(RequirementsOf(statement.endpoints), StandingKind::kWarned) > 0 ||
         BaselineOf(statement.endpoints).warned;
}

// "43 requirements tested = 42 passed + 1 failed": `parts` above 0 alone.
std::string SumSentence(int64_t whole, std::string_view noun,
                        const std::vector<std::pair<int64_t, std::string_view>>& parts) {
  std::string text;
  for (const auto& [number, name] : parts) {
    if (number == 0) continue;
    text += (text.empty() ? " = " : " + ") + std::to_string(number) + " " + std::string(name);
  }
  return std::to_string(whole) + " " + std::string(noun) + text;
}

// "duktig/token success-body": requirements that listed deviations kept from being tested.
std::vector<std::string> KeptFromBeingTested(const std::vector<EndpointStanding>& endpoints) {
  std::vector<std::string> kept;
  for (const EndpointStanding& endpoint : endpoints) {
    for (const RequirementStanding& each : endpoint.requirements) {
      if (!each.kept_by.empty()) kept.push_back(endpoint.endpoint.endpoint + " " + each.rule.id);
    }
  }
  return kept;
}

}  // namespace

StatementKind KindOf(const Statement& statement) {
  if (!WhyNoStatement(statement).empty()) return StatementKind::kNoStatement;
  return statement.run.exit_code == ExitCode::kConforms ? StatementKind::kConforms : StatementKind::kDoesNot;
}

std::string TitleOf(const Statement& statement) {
  std::string title = "Statement of conformance";
  const bool deviates = statement.run.deviations > 0;
  switch (KindOf(statement)) {
    case StatementKind::kConforms:
      if (deviates) title += " with deviations";
      if (Warns(statement)) title += deviates ? " and warnings" : " with warnings";
      return title;
    case StatementKind::kDoesNot:
      return "Statement of non-conformance";
    case StatementKind::kNoStatement:
      break;
  }
  return "No statement of conformance";
}

Mark MarkOf(const Statement& statement) {
  const Run& run = statement.run;
  switch (KindOf(statement)) {
    case StatementKind::kConforms:
      return Warns(statement) ? Mark::kWarn : MarkOf(run);
    case StatementKind::kDoesNot:
      return Mark::kFail;
    case StatementKind::kNoStatement:
      break;
  }
  const Mark mark = MarkOf(run);
  return TargetFails(run) || mark == Mark::kError ? mark : Mark::kInconclusive;
}

std::vector<std::string> LeadOf(const Statement& statement) {
  const Run& run = statement.run;
  std::vector<std::string> lead;
  switch (KindOf(statement)) {
    case StatementKind::kConforms:
    case StatementKind::kDoesNot:
      lead.push_back(ConformanceSentence(statement));
      break;
    case StatementKind::kNoStatement:
      lead.push_back("This is no statement of conformance: " + Sentence(WhyNoStatement(statement)));
      if (TargetFails(run)) lead.push_back(ConformanceSentence(statement));
      break;
  }
  lead.push_back(TestedSentence(RequirementsOf(statement.endpoints)));
  if (std::string baseline = BaselineSentence(BaselineOf(statement.endpoints)); !baseline.empty()) {
    lead.push_back(std::move(baseline));
  }
  return lead;
}

std::vector<std::string> RequirementSums(const StandingCounts& counts) {
  std::vector<std::pair<int64_t, std::string_view>> tested;
  std::vector<std::pair<int64_t, std::string_view>> not_tested;
  for (int i = 0; i < kStandings; ++i) {
    const StandingKind standing = static_cast<StandingKind>(i);
    (IsTested(standing) ? tested : not_tested).emplace_back(Count(counts, standing), StandingName(standing));
  }
  const int64_t all = Tested(counts) + NotTested(counts);
  std::vector<std::string> sums = {SumSentence(all, all == 1 ? "requirement" : "requirements",
                                               {{Tested(counts), "tested"}, {NotTested(counts), "not tested"}})};
  if (Tested(counts) > 0)
    sums.push_back(
        SumSentence(Tested(counts), Plural(Tested(counts), "requirement", "requirements") + " tested", tested));
  if (NotTested(counts) > 0)
    sums.push_back(SumSentence(NotTested(counts),
                               Plural(NotTested(counts), "requirement", "requirements") + " not tested", not_tested));
  return sums;
}

std::vector<std::string> CaseSums(const std::vector<EndpointStanding>& endpoints) {
  Counts all = {};
  int64_t left_out = 0;
  for (const EndpointStanding& each : endpoints) {
    left_out += each.LeftOut();
    for (size_t i = 0; i < all.size(); ++i) all[i] += each.cases[i];
  }
  std::vector<std::pair<int64_t, std::string_view>> judged;
  std::vector<std::pair<int64_t, std::string_view>> not_judged;
  for (const Mark mark : kWorstFirst) {
    const bool is_judged =
        mark == Mark::kFail || mark == Mark::kWarn || mark == Mark::kDeviation || mark == Mark::kPass;
    (is_judged ? judged : not_judged).emplace_back(Count(all, mark), MarkName(mark));
  }
  not_judged.emplace_back(left_out, StandingName(StandingKind::kLeftOut));
  const auto sum = [](const std::vector<std::pair<int64_t, std::string_view>>& parts) {
    int64_t total = 0;
    for (const auto& part : parts) total += part.first;
    return total;
  };
  const int64_t planned = sum(judged) + sum(not_judged);
  std::vector<std::string> sums = {SumSentence(planned, planned == 1 ? "planned case" : "planned cases",
                                               {{sum(judged), "judged"}, {sum(not_judged), "not judged"}})};
  if (sum(judged) > 0)
    sums.push_back(SumSentence(sum(judged), Plural(sum(judged), "case", "cases") + " judged", judged));
  if (sum(not_judged) > 0)
    sums.push_back(SumSentence(sum(not_judged), Plural(sum(not_judged), "case", "cases") + " not judged", not_judged));
  return sums;
}

std::string TimeInWords(const std::string& time) {
  return IsUtcTime(time) ? time.substr(0, 10) + " " + time.substr(11, 8) + " UTC" : time;
}

std::vector<std::string> CaveatsOf(const Statement& statement) {
  std::vector<std::string> caveats;
  const std::string ours = "authconform " + statement.told_by + ", which made this document";
  if (!statement.changed.empty()) {
    caveats.push_back("It was judged by other specs and cases than those of " + ours + ": " +
                      Joined(statement.changed) + ". Ask why before you rely on it.");
  }
  if (!statement.unknown.empty()) {
    caveats.push_back(
        Joined(statement.unknown) + (statement.unknown.size() == 1 ? " is an endpoint" : " are endpoints") + " that " +
        ours +
        ", does not know: what was asked and expected there is the work of whoever signed the bundle, and "
        "so is what is said to prove it. Read the specs and cases in the bundle before you rely on it.");
  }
  if (statement.run.insecure) {
    caveats.push_back("The target's TLS certificate was not checked in this run: whether " + statement.run.url +
                      " is who answered, is open.");
  }
  if (statement.key_file.empty()) {
    caveats.push_back("Whose key signed the bundle was not checked when this document was made: see how to verify it.");
  }
  if (const std::string began = Instant(statement.run.started_us, true);
      IsUtcTime(statement.created) && statement.created < began) {
    caveats.push_back("The bundle says that it was signed at " + TimeInWords(statement.created) +
                      ", before the run began at " + TimeInWords(began) + ": one of the two is not true.");
  }
  if (!statement.surplus.empty()) {
    caveats.push_back("The bundle holds " + Counted(static_cast<int64_t>(statement.surplus.size()), "file") +
                      " that no run needs: " + FirstOf(statement.surplus) + ". Nothing here was judged by " +
                      (statement.surplus.size() == 1 ? "it." : "them."));
  }
  if (const std::vector<std::string> ids = Unexplained(statement); !ids.empty()) {
    caveats.push_back("Nobody has given a reason why " + Joined(ids) + (ids.size() == 1 ? " is" : " are") +
                      " listed as a deviation: `run --fix` has added " + (ids.size() == 1 ? "it" : "them") + ".");
  }
  if (const std::vector<std::string> kept = KeptFromBeingTested(statement.endpoints); !kept.empty()) {
    caveats.push_back("As cases fail as listed deviations, " +
                      Counted(static_cast<int64_t>(kept.size()), "requirement") +
                      (kept.size() == 1 ? " was" : " were") + " not tested: " + Joined(kept) + ".");
  }
  for (const EndpointStanding& each : statement.endpoints) {
    if (each.endpoint.proof) continue;
    caveats.push_back("No kill matrix shows that the cases of " + each.endpoint.endpoint +
                      " would find a break: nothing there counts as passed.");
  }
  return caveats;
}

}  // namespace authconform
