#include "reports/site/testing/sample_history.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "harness/run/run_json.h"

namespace authconform::testing {
namespace {

struct Family {
  const char* name;
  std::vector<const char*> variants;
};

const std::vector<Family>& Families() {
  static const std::vector<Family> kFamilies = {
      {"valid", {"sign-in", "charset", "repeated"}},
      {"missing-fields", {"login", "password", "all", "login-null", "password-empty"}},
      {"bad-credentials", {"wrong-password", "unknown-login", "login-with-spaces", "password-of-other-case"}},
      {"malformed-request", {"broken-json", "array", "duplicate-key", "over-long-login"}},
      {"method", {"get", "delete", "options"}},
      {"token", {"expires-in", "signature", "audience"}},
      {"enumeration", {"same-body"}},
  };
  return kFamilies;
}

RecordedExchange Exchange(const std::string& url, int64_t at_us) {
  RecordedExchange exchange;
  exchange.method = "POST";
  exchange.url = url;
  exchange.request_headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
  exchange.request_body = R"({"login": "ann@example.com", "password": "<secret:active.password>"})";
  exchange.status = 200;
  exchange.reason = "OK";
  exchange.response_headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  exchange.response_body = R"({"access_token": "<secret:issued.1>", "expires_in": 3600})";
  exchange.started_us = at_us;
  exchange.duration_us = 21'000;
  exchange.curl = "curl -sS -i -X POST '" + url + "' --data \"{\\\"login\\\": \\\"ann@example.com\\\"}\"";
  return exchange;
}

// The same on every machine.
int64_t Wobble(int night, size_t place) {
  uint64_t mixed = static_cast<uint64_t>(night) * 2'654'435'761u + place * 40'503u + 977;
  mixed ^= mixed >> 13;
  mixed *= 1'099'511'628'211u;
  return static_cast<int64_t>((mixed >> 20) % 9'000);
}

void Finish(Run& run) {
  run.totals = {};
  run.deviations = 0;
  bool fails = false;
  bool open = false;
  for (const CaseResult& each : run.cases) {
    ++run.totals[static_cast<size_t>(each.verdict)];
    run.deviations += each.Excused() ? 1 : 0;
    fails = fails || run.Fails(each);
    open = open || each.verdict == Verdict::kInconclusive || each.verdict == Verdict::kError;
  }
  run.exit_code = !run.preflight_error.empty()             ? ExitCode::kInconclusive
                  : fails || !run.deviation_errors.empty() ? ExitCode::kDoesNotConform
                  : open                                   ? ExitCode::kInconclusive
                                                           : ExitCode::kConforms;
}

void Deviate(Run& run, size_t place, const std::string& why) {
  Turn(run, place, Verdict::kFail);
  run.cases[place].deviation = why;
}

using Night = std::function<void(Run&, int)>;
struct Story {
  std::string name;
  std::string owner;
  std::vector<std::string> labels;
  int first = 0;
  int last = kNights - 1;
  Night night;
};

KeptChange Change(int64_t run, size_t place, Verdict from, Verdict to, Cause cause, std::string why) {
  KeptChange change;
  change.run = run;
  change.of_case = GoodNight("", 0).cases[place].id;
  change.from = from;
  change.to = to;
  change.cause = cause;
  change.why = std::move(why);
  change.regression = to == Verdict::kFail;
  return change;
}

std::vector<Story> Stories() {
  const int last = kNights - 1;
  return {
      {"acme-production", "Platform team", {"production", "eu"}, 0, last, [](Run&, int) {}},
      {"acme-staging",
       "Ann Example <ann@example.com>",
       {"staging"},
       0,
       last,
       [last](Run& run, int night) {
         if (night >= 12 && night < 17) Turn(run, 6, Verdict::kFail);
         if (night == last) {
           Turn(run, 8, Verdict::kFail);
           Turn(run, 20, Verdict::kFail);
           for (CaseResult& each : run.cases) each.mean_us += 30'000;
         }
       }},
      {"billing-gateway",
       "Payments",
       {"production", "pci"},
       0,
       last,
       [](Run& run, int night) {
         if (night > 20) Turn(run, 3, Verdict::kFail);
         if (night > 28) Turn(run, 30, Verdict::kFail);
         if (night > 5) Turn(run, 15, Verdict::kWarn);
         Deviate(run, 40, "the gateway answers 400 instead of 405 until release 14 (PAY-2231)");
       }},
      {"checkout-eu",
       "Checkout",
       {"production", "eu"},
       0,
       last,
       [last](Run& run, int night) {
         if (night == last || night == 31 || night == 32) Unreachable(run);
       }},
      {"globex-identity",
       "",
       {},
       3,
       last,
       [](Run& run, int night) {
         if (night > 30 && night % 3 == 0) Turn(run, 22, Verdict::kFail);
       }},
      {"hooli-auth",
       "Identity guild",
       {"beta"},
       0,
       last,
       [last](Run& run, int night) {
         if (night >= last - 1) {
           run.authconform = "1.1.0";
           Turn(run, 10, Verdict::kFail);
         }
       }},
      {"initech-sso",
       "",
       {"staging"},
       0,
       last,
       [](Run& run, int night) {
         Deviate(run, 12, "known since May");
         if (night == 8) run.deviation_errors = {"acme/login/valid/charset is listed as a deviation and passes now"};
       }},
      {"legacy-portal", "Nobody since the reorganisation", {}, 0, 35, [](Run&, int) {}},
      {"new-tenant", "Onboarding", {"trial"}, last, last, [](Run&, int) {}},
      {"not-there-yet", "", {}, last - 3, last, [](Run& run, int) { Unreachable(run); }},
      {"umbrella",
       "Lab",
       {"lab"},
       20,
       last,
       [last](Run& run, int night) {
         if (night == 25) run.started_us -= 3 * kNightUs;
         if (night == last) {
           run.partial = "the target names no inactive account";
           run.cases.resize(38);
         }
         if (night == last - 4) {
           run.interrupted = true;
           run.partial = "the run was stopped after 12 of 46 cases";
           run.cases.resize(12);
         }
       }},
      {kHostileName,
       "<i>Mallory</i> & \"sons\"",
       {"\"><img src=x>", std::string(300, 'l')},
       last - 2,
       last,
       [last](Run& run, int night) {
         if (night < last) return;
         Turn(run, 1, Verdict::kFail);
         run.cases[1].title = "<i>title</i>";
         run.cases[1].findings[0].rule.text = "<i>text</i>";
         run.cases[1].findings[0].rule.source = "<i>source</i>";
         run.cases[1].findings[0].expected = "<i>expected</i>";
         run.cases[1].findings[0].actual = "</code><script>alert(2)</script>\x1b[31m";
         run.cases[2].verdict = Verdict::kInconclusive;
         run.cases[2].reason = "the control failed: <i>reason</i> ]]> &amp; \xe2\x80\xae";
       }},
  };
}

// What a diff would say of the runs; by target and night.
std::vector<KeptChange> ChangesOf(const std::string& target, int night, int64_t run) {
  const int last = kNights - 1;
  const auto pass = Verdict::kPass;
  const auto fail = Verdict::kFail;
  const std::string target_why = "the answers of the run before pass by today's specs, those of this run fail by both";
  if (target == "acme-staging" && night == 12) return {Change(run, 6, pass, fail, Cause::kTarget, target_why)};
  if (target == "acme-staging" && night == 17) {
    return {Change(run, 6, fail, pass, Cause::kTarget, "the answers of this run pass by the specs of both runs")};
  }
  if (target == "acme-staging" && night == last) {
    return {Change(run, 8, pass, fail, Cause::kTarget, target_why),
            Change(run, 20, pass, fail, Cause::kTarget, target_why)};
  }
  if (target == "hooli-auth" && night == last - 1) {
    return {
        Change(run, 10, pass, fail, Cause::kPlan, "the answers of the run before, judged by today's specs, fail too")};
  }
  if (target == "billing-gateway" && night == 21) return {Change(run, 3, pass, fail, Cause::kTarget, target_why)};
  if (target == "globex-identity" && night == 42) {
    return {Change(run, 22, pass, fail, Cause::kFlaky, "it changed 5 times in 14 runs while nothing else did")};
  }
  if (target == "checkout-eu" && night == last) {
    KeptChange change =
        Change(run, 0, pass, Verdict::kInconclusive, Cause::kEnvironment, "the target could not be reached");
    return {change};
  }
  return {};
}

}  // namespace

const std::string kHostileName = "<script>alert(1)</script>\"'&/../../etc/\xe2\x80\xaepasswd\n" + std::string(200, 'W');

Run GoodNight(const std::string& target, int night) {
  Run run;
  run.authconform = "1.0.0";
  run.target = target;
  run.url = "https://auth." + (target.size() < 40 ? target : "hostile") + ".example";
  run.started_us = kFirstUs + night * kNightUs;
  run.duration_us = 5'200'000 + Wobble(night, 99) * 100;
  run.jobs = 1;
  run.repeat = 1;
  for (const char* name : {"acme/login", "acme/token"}) {
    EndpointResult& endpoint = run.endpoints.emplace_back();
    endpoint.endpoint = name;
    endpoint.document = "acme.md";
    endpoint.document_title = "Signing in to Acme";
    endpoint.document_sha256 = std::string(64, 'a');
    endpoint.url = run.url + "/v1";
    endpoint.encoding = "json";
    endpoint.requirements = 24;
    endpoint.requirements_checked = 22;
    endpoint.proof = true;
    for (const Family& family : Families()) {
      for (const char* variant : family.variants) {
        CaseResult& result = run.cases.emplace_back();
        result.id = std::string(name) + "/" + family.name + "/" + variant;
        result.endpoint = name;
        result.family = family.name;
        result.title = std::string("A sign-in, ") + family.name + ": " + variant;
        result.expected = "success: 200 with a token";
        result.rules = {{"success-status", "must", "a sign-in answers 200", "acme.md:31-33"}};
        result.verdict = Verdict::kPass;
        result.repetitions[0] = 1;
        result.mean_us = 12'000 + static_cast<int64_t>(run.cases.size()) * 700 + Wobble(night, run.cases.size());
        result.fastest_us = result.slowest_us = result.mean_us;
        result.exchanges = {
            Exchange(run.url + "/v1", run.started_us + static_cast<int64_t>(run.cases.size()) * 90'000)};
      }
    }
  }
  run.cases_planned = static_cast<int64_t>(run.cases.size());
  run.requests = run.cases_planned * 2;
  run.controls = run.cases_planned;
  Finish(run);
  return run;
}

void Turn(Run& run, size_t place, Verdict verdict) {
  CaseResult& result = run.cases[place];
  result.verdict = verdict;
  result.repetitions = {};
  result.repetitions[static_cast<size_t>(verdict)] = 1;
  if (verdict == Verdict::kFail || verdict == Verdict::kWarn) {
    result.findings = {{{"refusal-status", "must", "a refused sign-in is answered with 401", "acme.md:52-54"},
                        "status",
                        "",
                        "401",
                        "500 Internal Server Error"}};
  }
  Finish(run);
}

void Unreachable(Run& run) {
  run.preflight_error = "cannot connect to auth." + run.target + ".example on port 443: connection refused";
  run.partial = "nothing was judged";
  run.cases.clear();
  run.requests = 1;
  Finish(run);
}

Status AddSample(History& history) {
  for (int night = 0; night < kNights; ++night) {
    for (const Story& story : Stories()) {
      if (night < story.first || night > story.last) continue;
      Run run = GoodNight(story.name, night);
      story.night(run, night);
      Finish(run);
      HistoryExtras extras;
      extras.owner = story.owner;
      extras.labels = story.labels;
      const Result<int64_t> added = history.Add(run, extras);
      if (!added) return added.error();
      const std::vector<KeptChange> changes = ChangesOf(story.name, night, *added);
      if (changes.empty()) continue;
      if (Status kept = history.AddChanges(changes); !kept) return kept;
    }
  }
  const Result<Pruned> pruned = history.Prune({.every_run = 9'999, .records = 10}, kAsOfUs);
  if (!pruned) return pruned.error();
  return Done{};
}

}  // namespace authconform::testing
