#include "reports/statement/statement.h"

#include <algorithm>
#include <set>
#include <utility>

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
  if (unexplained > 0 && run.exit_code == ExitCode::kConforms) {
    reasons.push_back(Counted(unexplained, "case") + Plural(unexplained, " fails", " fail") + " and " +
                      Plural(unexplained, "is", "are") + " listed as a deviation without a reason");
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

// "1 fails, 10 warn and 2 fail as listed deviations": of the run's cases, what is above 0.
std::string BrokenCases(const Run& run) {
  const Counts totals = TotalsOf(run);
  std::vector<std::string> parts;
  const auto add = [&](Mark mark, std::string_view one, std::string_view many) {
    const int64_t number = Count(totals, mark);
    if (number > 0) parts.push_back(std::to_string(number) + Plural(number, one, many));
  };
  add(Mark::kFail, " fails", " fail");
  add(Mark::kWarn, " warns", " warn");
  add(Mark::kDeviation, " fails as a listed deviation", " fail as listed deviations");
  std::string text;
  for (size_t i = 0; i < parts.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
  }
  return text;
}

std::string OfCases(const Run& run) { return "of " + Counted(static_cast<int64_t>(run.cases.size()), "case"); }

std::string ConformsSentence(const Run& run) {
  const std::string broken = BrokenCases(run);
  return Who(run) + " conforms to its documents in all that was tested" +
         (broken.empty() ? "" : ", but " + OfCases(run) + " " + broken) + ".";
}

std::string DoesNotSentence(const Run& run) {
  const bool fails = std::any_of(run.cases.begin(), run.cases.end(), [&](const auto& each) { return run.Fails(each); });
  const int64_t wrong = static_cast<int64_t>(run.deviation_errors.size());
  const std::string entries = std::to_string(wrong) + Plural(wrong, " entry", " entries");
  const std::string do_not_hold = Plural(wrong, " does not hold", " do not hold");
  std::string text = Who(run);
  if (fails) {
    text += " does not conform: " + OfCases(run) + " " + BrokenCases(run);
    if (run.strict && Count(TotalsOf(run), Mark::kWarn) > 0) {
      text += " (in this strict run a case that warns fails it, too)";
    }
    if (wrong > 0) text += ", and " + entries + " of its list of deviations" + do_not_hold;
  } else if (wrong > 0) {
    text += " is not as its list of deviations says: " + entries + do_not_hold;
  } else {
    text += " does not conform";
  }
  return text + (run.partial.empty() && !run.interrupted ? "." : " (partial run).");
}

std::string TestedSentence(const StandingCounts& counts) {
  const int64_t tested = Tested(counts);
  const int64_t not_tested = NotTested(counts);
  std::string how;
  for (const Standing standing : {Standing::kPassed, Standing::kWarned, Standing::kDeviated, Standing::kFailed}) {
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
std::string BaselineSentence(const std::vector<EndpointStanding>& endpoints) {
  std::set<std::string_view> rules;
  std::set<std::string_view> broken;
  std::set<std::string_view> cases;
  for (const EndpointStanding& endpoint : endpoints) {
    for (const RequirementStanding& each : endpoint.baseline) {
      rules.insert(each.rule.id);
      if (!each.broken.empty()) broken.insert(each.rule.id);
      for (const Broken& one : each.broken) cases.insert(one.of_case);
    }
  }
  if (rules.empty()) return "";
  const int64_t all = static_cast<int64_t>(rules.size());
  const int64_t wrong = static_cast<int64_t>(broken.size());
  std::string text = "Of " + Counted(all, "baseline rule") + " looked at, which standards set and no document, " +
                     std::to_string(wrong) + Plural(wrong, " was", " were") + " broken";
  if (wrong > 0) text += ", in " + Counted(static_cast<int64_t>(cases.size()), "case");
  return text + ".";
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
  switch (KindOf(statement)) {
    case StatementKind::kConforms:
      return statement.run.deviations > 0 ? "Statement of conformance with deviations" : "Statement of conformance";
    case StatementKind::kDoesNot:
      return "Statement of non-conformance";
    case StatementKind::kNoStatement:
      break;
  }
  return "No statement of conformance";
}

std::vector<std::string> LeadOf(const Statement& statement) {
  const Run& run = statement.run;
  std::vector<std::string> lead;
  switch (KindOf(statement)) {
    case StatementKind::kConforms:
      lead.push_back(ConformsSentence(run));
      break;
    case StatementKind::kDoesNot:
      lead.push_back(DoesNotSentence(run));
      break;
    case StatementKind::kNoStatement:
      lead.push_back("This is no statement of conformance: " + Sentence(WhyNoStatement(statement)));
      if (run.exit_code == ExitCode::kDoesNotConform) lead.push_back(DoesNotSentence(run));
      break;
  }
  lead.push_back(TestedSentence(RequirementsOf(statement.endpoints)));
  if (std::string baseline = BaselineSentence(statement.endpoints); !baseline.empty()) {
    lead.push_back(std::move(baseline));
  }
  return lead;
}

std::vector<std::string> RequirementSums(const StandingCounts& counts) {
  std::vector<std::pair<int64_t, std::string_view>> tested;
  std::vector<std::pair<int64_t, std::string_view>> not_tested;
  for (int i = 0; i < kStandings; ++i) {
    const Standing standing = static_cast<Standing>(i);
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
  not_judged.emplace_back(left_out, StandingName(Standing::kLeftOut));
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
                      " would find a break: what passed there is less certain.");
  }
  return caveats;
}

}  // namespace authconform
