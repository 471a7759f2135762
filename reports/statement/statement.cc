#include "reports/statement/statement.h"

#include <utility>

#include "reports/summary.h"

namespace authconform {
namespace {

std::string Who(const Run& run) { return run.target.empty() ? "The target" : run.target; }

std::string Plural(int64_t number, std::string_view one, std::string_view many) {
  return std::string(number == 1 ? one : many);
}

// Why there is nothing to state; empty when there is.
std::vector<std::string> WhyNoStatement(const Run& run) {
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

std::string ConformsSentence(const Run& run) {
  std::string text = Who(run) + " conforms to its documents in all that was tested";
  if (run.deviations > 0) text += ", but for " + Counted(run.deviations, "listed deviation");
  const int64_t warnings = Count(TotalsOf(run), Mark::kWarn);
  if (warnings > 0) text += ", with " + Counted(warnings, "warning");
  return text + ".";
}

std::string TestedSentence(const StandingCounts& counts) {
  const int64_t tested = Tested(counts);
  const int64_t not_tested = NotTested(counts);
  std::string text = "Of " + Counted(tested + not_tested, "requirement") + " in the documents, " +
                     std::to_string(tested) + Plural(tested, " was", " were") + " tested and " +
                     std::to_string(not_tested) + Plural(not_tested, " was", " were") + " not.";
  if (not_tested > 0) text += " Of those not tested nothing is said.";
  return text;
}

// "43 tested = 42 passed + 1 failed": `parts` above 0 alone.
std::string SumSentence(int64_t whole, std::string_view noun,
                        const std::vector<std::pair<int64_t, std::string_view>>& parts) {
  std::string text;
  for (const auto& [number, name] : parts) {
    if (number == 0) continue;
    text += (text.empty() ? " = " : " + ") + std::to_string(number) + " " + std::string(name);
  }
  return std::to_string(whole) + " " + std::string(noun) + text;
}

std::string QuotedForShell(const std::string& text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-";
  std::string word = text.starts_with('-') ? "./" + text : text;
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

StatementKind KindOf(const Statement& statement) {
  if (!WhyNoStatement(statement.run).empty()) return StatementKind::kNoStatement;
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
      lead.push_back(VerdictSentence(run));
      break;
    case StatementKind::kNoStatement:
      lead.push_back("This is no statement of conformance: " + Sentence(WhyNoStatement(run)));
      if (run.exit_code == ExitCode::kDoesNotConform) lead.push_back(VerdictSentence(run));
      break;
  }
  lead.push_back(TestedSentence(RequirementsOf(statement.endpoints)));
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
  if (Tested(counts) > 0) sums.push_back(SumSentence(Tested(counts), "tested", tested));
  if (NotTested(counts) > 0) sums.push_back(SumSentence(NotTested(counts), "not tested", not_tested));
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
  if (sum(judged) > 0) sums.push_back(SumSentence(sum(judged), "judged", judged));
  if (sum(not_judged) > 0) sums.push_back(SumSentence(sum(not_judged), "not judged", not_judged));
  return sums;
}

std::vector<std::string> CaveatsOf(const Statement& statement) {
  std::vector<std::string> caveats;
  if (!statement.unlike.empty()) {
    caveats.push_back("It was judged by other specs and cases than those of authconform " + statement.told_by +
                      ", which made this document: " + Joined(statement.unlike) + ". Ask why before you rely on it.");
  }
  if (statement.key_file.empty()) {
    caveats.push_back("Whose key signed the bundle was not checked when this document was made: see how to verify it.");
  }
  for (const EndpointStanding& each : statement.endpoints) {
    if (each.endpoint.proof) continue;
    caveats.push_back("No kill matrix shows that the cases of " + each.endpoint.endpoint +
                      " would find a break: what passed there is less certain.");
  }
  return caveats;
}

std::vector<std::string> NotProved() {
  return {
      "That the target sent what was recorded: that is the word of whoever holds the key.",
      "Whose key it is: get the public key, or its fingerprint, from the sender by another way than the bundle and "
      "this "
      "document.",
      "That the target is the product and version named here: those are the vendor's word.",
      "That the target has behaved so at any other time, or will.",
      "Anything of what was not tested, nor anything that the documents do not say.",
  };
}

std::vector<VerifyStep> VerifySteps(const Statement& statement) {
  const std::string bundle = QuotedForShell(statement.bundle);
  const std::string key = statement.key_file.empty() ? "key.pub" : QuotedForShell(statement.key_file);
  return {
      {"That the bundle is the one that this document tells of", {"sha256sum " + bundle}, statement.bundle_sha256},
      {"With authconform, which judges the recorded answers again; " + key +
           " is the sender's public key, got by another way",
       {"authconform verify " + bundle + " --key " + key},
       "exit code 0, and the key " + statement.fingerprint},
      {"Without authconform: the signature, the key and the digests",
       {
           "mkdir opened && tar -xzf " + bundle + " -C opened && cd opened",
           "python3 -c 'import json; print(json.load(open(\"signature.json\"))[\"public_key\"], end=\"\")' > key.pub",
           "python3 -c 'import base64, json, sys; "
           "sys.stdout.buffer.write(base64.b64decode(json.load(open(\"signature.json\"))[\"signature\"]))' > signature",
           "openssl pkeyutl -verify -pubin -inkey key.pub -rawin -in manifest.json -sigfile signature",
           "openssl pkey -pubin -in key.pub -outform DER | sha256sum",
           "python3 -c 'import json; [print(f[\"sha256\"] + \"  \" + n) for n, f in "
           "json.load(open(\"manifest.json\"))[\"files\"].items()]' | sha256sum -c --quiet",
       },
       "“Signature Verified Successfully”, then the fingerprint " + statement.fingerprint + ", then nothing more"},
  };
}

}  // namespace authconform
