#include "reports/statement/testing/sample_statement.h"

#include <utility>

#include "reports/mark.h"

namespace authconform::testing {
namespace {

constexpr const char* kEndpoint = "acme/login";
constexpr const char* kDigest = "61636d652e6d6461636d652e6d6461636d652e6d6461636d652e6d6461636d65";

std::string CaseId(const std::string& variant) { return std::string(kEndpoint) + "/valid/" + variant; }

Rule RuleNamed(const std::string& id, const std::string& level) {
  return {id, level, "promise of " + id, level == "baseline" ? "RFC 6749 5.1" : "acme.md:7"};
}

Statement StatementOf(Run run, StatedEndpoint stated) {
  Statement statement;
  statement.endpoints = StandingOf(run, {std::move(stated)});
  statement.run = std::move(run);
  statement.bundle = "acme.bundle";
  statement.bundle_sha256 = kDigest;
  statement.created = "2025-11-24T16:00:00Z";
  statement.files = {{"cases/acme/login.cases.json", kDigest, 12}, {"run.json", kDigest, 345}};
  statement.fingerprint = std::string(64, 'f');
  statement.key_file = "acme.key.pub";
  statement.told_by = "1.0.0";
  return statement;
}

}  // namespace

CaseResult JudgedCase(const std::string& variant, Verdict verdict, std::vector<std::string> judged) {
  CaseResult result;
  result.id = CaseId(variant);
  result.endpoint = kEndpoint;
  result.family = "valid";
  result.verdict = verdict;
  result.repetitions[static_cast<size_t>(verdict)] = 1;
  for (const std::string& id : judged) {
    result.rules.push_back(RuleNamed(id, id.starts_with("baseline/") ? "baseline" : "must"));
  }
  result.judged = std::move(judged);
  result.exchanges.emplace_back();
  return result;
}

CaseResult OpenCase(const std::string& variant, Verdict verdict, const std::string& reason) {
  CaseResult result = JudgedCase(variant, verdict, {});
  result.reason = reason;
  if (verdict == Verdict::kSkipped) result.exchanges.clear();
  return result;
}

Finding Breaks(const std::string& rule, const std::string& level) {
  return {RuleNamed(rule, level), "schema", "/token", "a string", "null"};
}

StatedRequirement Stated(const std::string& id, const std::vector<std::string>& variants, const std::string& level) {
  StatedRequirement stated = {RuleNamed(id, level), "", {}};
  for (const std::string& variant : variants) stated.cases.push_back(CaseId(variant));
  return stated;
}

Run RunOf(std::vector<CaseResult> cases, ExitCode exit_code, int64_t planned) {
  Run run;
  run.authconform = "1.0.0";
  run.target = "acme-staging";
  run.url = "https://auth.example";
  run.started_us = 1'764'000'000'000'000;
  run.duration_us = 1'234'567;
  run.requests = 12;
  run.controls = 3;
  run.cases_planned = planned;
  run.exit_code = exit_code;
  run.endpoints.push_back({.endpoint = kEndpoint,
                           .document = "acme.md",
                           .document_title = "Signing in",
                           .document_sha256 = kDigest,
                           .url = "https://auth.example/login",
                           .encoding = "json",
                           .planned = {},
                           .stated = {},
                           .unchecked = {},
                           .proof = true,
                           .unproved = {},
                           .empty_families = {}});
  for (const CaseResult& result : cases) {
    ++run.totals[static_cast<size_t>(result.verdict)];
    run.deviations += result.Excused() ? 1 : 0;
  }
  run.cases = std::move(cases);
  return run;
}

StatedEndpoint LoginEndpoint(std::vector<StatedRequirement> requirements, int64_t planned) {
  return {kEndpoint, "2.1", std::move(requirements), planned};
}

Statement GoodStatement() {
  return StatementOf(RunOf({JudgedCase("a", Verdict::kPass, {"status", "body", "baseline/no-store"}),
                            JudgedCase("b", Verdict::kPass, {"body"})},
                           ExitCode::kConforms, 2),
                     LoginEndpoint({Stated("status", {"a"}), Stated("body", {"a", "b"})}, 2));
}

Statement SampleStatement() {
  std::vector<CaseResult> cases = {
      JudgedCase("failing", Verdict::kFail, {"token", "proven-broken", "baseline/no-store"}),
      JudgedCase("warning", Verdict::kWarn, {"expiry", "token"}),
      JudgedCase("listed", Verdict::kFail, {"listed"}),
      JudgedCase("passing", Verdict::kPass, {"status", "body", "locale"}),
      OpenCase("skipped", Verdict::kSkipped, "the target <b>names</b> no inactive account | [x](http://evil.example)"),
      OpenCase("inconclusive", Verdict::kInconclusive, "the control after it failed"),
      OpenCase("error", Verdict::kError, "the connection was reset"),
  };
  cases[0].findings = {Breaks("token"), Breaks("proven-broken"), Breaks("baseline/no-store", "baseline")};
  cases[0].findings[0].actual = "<script>alert(1)</script> @everyone `|` \x1b[31m\u202e";
  cases[1].findings = {Breaks("expiry", "should")};
  cases[2].findings = {Breaks("listed")};
  cases[2].deviation = "mended in March <i>soon</i>";
  Run run = RunOf(std::move(cases), ExitCode::kDoesNotConform, 8);
  run.target = "acme <staging>";
  run.insecure = true;
  run.partial = "cases were left out";
  run.deviation_errors = {"acme/login/valid/old is listed as a deviation (status) and passes now"};
  run.endpoints.front().document_title = "Signing in to Acme <beta> & co";
  run.endpoints.front().unproved = {RuleNamed("locale", "must"), RuleNamed("proven-broken", "must")};

  StatedRequirement mail = Stated("mail", {});
  mail.unchecked = "the mail is sent outside of the protocol";
  Statement statement = StatementOf(
      std::move(run),
      LoginEndpoint(
          {Stated("status", {"passing"}), Stated("body", {"passing"}), Stated("token", {"failing", "warning"}),
           Stated("proven-broken", {"failing"}), Stated("expiry", {"warning"}, "should"), Stated("listed", {"listed"}),
           Stated("locale", {"passing"}), std::move(mail), Stated("idle", {"skipped"}),
           Stated("open", {"inconclusive", "skipped"}), Stated("reset", {"error", "inconclusive"}),
           Stated("unmet", {"passing", "absent"}), Stated("absent", {"absent"}), Stated("nobody", {})},
          8));
  statement.vendor = "Acme & <Sons>";
  statement.product = "Acme Login";
  statement.product_version = "4.2";
  statement.bundle = "it's <acme>.bundle";
  statement.key_file.clear();
  statement.changed = {"specs/acme/login/spec.json"};
  statement.deviations = {{CaseId("listed"), {"listed"}, "mended in March <i>soon</i>", "2027-01-31", true}};
  return statement;
}

}  // namespace authconform::testing
