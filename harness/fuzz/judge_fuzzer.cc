// libFuzzer's entry: a case of a real spec and a response made of any bytes. The judgement is the same every time and
// follows from its findings; nothing that refuses or gives away too much passes.
//
// "=== CASE ID", then the status, headers, a blank line and the body; "=== twin" and another response where the case
// compares with one. A name that is no case's stands for some case.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/files.h"
#include "harness/fuzz/invariant.h"
#include "harness/fuzz/sections.h"
#include "harness/judge/baseline.h"
#include "harness/judge/judge.h"
#include "harness/judge/leak.h"
#include "harness/plan/case.h"
#include "harness/spec/load.h"

namespace authconform {
namespace {

struct Endpoint {
  Spec spec;
  std::vector<Case> cases;
  std::unique_ptr<Judge> judge;
};

struct Question {
  const Endpoint* endpoint;
  const Case* asked;
};

const std::vector<Question>& Questions() {
  static const std::vector<Question>* const kQuestions = [] {
    Result<FileSet> files = ReadFolder(".", "specs");
    Result<FileSet> cases = ReadFolder(".", "cases");
    Require(files.ok() && cases.ok(), "the fuzzer runs in the workspace");
    files->merge(*cases);
    auto* questions = new std::vector<Question>;
    for (const std::string& name : Endpoints(*files)) {
      auto* endpoint = new Endpoint;
      Result<Spec> spec = LoadSpec(*files, name);
      Require(spec.ok(), "the specs are sound");
      endpoint->spec = *std::move(spec);
      Result<std::vector<Case>> planned = LoadCases(*files, endpoint->spec);
      Require(planned.ok(), "the cases are sound");
      endpoint->cases = *std::move(planned);
      endpoint->judge = std::make_unique<Judge>(*Judge::Make(endpoint->spec));
      for (const Case& asked : endpoint->cases) questions->push_back({endpoint, &asked});
    }
    return questions;
  }();
  return *kQuestions;
}

const Question& Find(std::string_view id) {
  for (const Question& question : Questions()) {
    if (question.asked->id == id) return question;
  }
  return Questions()[std::hash<std::string_view>()(id) % Questions().size()];
}

std::string_view TakeLine(std::string_view& rest) {
  const size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

Exchange ReadExchange(std::string_view text) {
  Response response;
  response.status = 100 + std::abs(std::atoi(std::string(TakeLine(text).substr(0, 9)).c_str()) - 100) % 500;
  for (std::string_view line = TakeLine(text); !line.empty(); line = TakeLine(text)) {
    const size_t colon = std::min(line.find(':'), line.size());
    const size_t value = std::min(line.find_first_not_of(" \t", std::min(colon + 1, line.size())), line.size());
    response.headers.push_back({std::string(line.substr(0, colon)), std::string(line.substr(value))});
  }
  response.body = std::string(text);
  Exchange exchange;
  exchange.started_us = 1'700'000'000'000'000;
  exchange.duration_us = 1'000;
  exchange.result = std::move(response);
  return exchange;
}

Exchange WithLowerCaseNames(const Exchange& exchange) {
  Exchange other = exchange;
  for (Header& header : std::get<Response>(other.result).headers) {
    for (char& c : header.name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return other;
}

bool Same(const Judgement& a, const Judgement& b) {
  return a.verdict == b.verdict && a.reason == b.reason && a.findings == b.findings;
}

void CheckFindings(const Spec& spec, const Judgement& judgement) {
  Verdict worst = Verdict::kPass;
  for (const Finding& finding : judgement.findings) {
    const auto rules = BaselineRules();
    Require(spec.FindRequirement(finding.rule.id) != nullptr ||
                std::any_of(rules.begin(), rules.end(), [&](const Rule* rule) { return *rule == finding.rule; }),
            "a finding cites a requirement or a rule of the baseline");
    Require(!finding.check.empty() && !finding.expected.empty(), "a finding says what was expected");
    worst = std::max(worst, finding.rule.level == "must" ? Verdict::kFail : Verdict::kWarn);
  }
  Require(judgement.findings.empty() || judgement.verdict == worst, "the worst finding decides");
  const bool quiet = judgement.verdict == Verdict::kPass || judgement.verdict == Verdict::kSkipped;
  Require(!judgement.findings.empty() || quiet, "nothing fails without a finding");
  Require((judgement.verdict == Verdict::kSkipped) == !judgement.reason.empty(), "what is skipped says why");
}

bool Checks(const Case& asked, Check check) {
  return std::find(asked.checks.begin(), asked.checks.end(), check) != asked.checks.end();
}

void CheckPass(const Question& question, const Response& response, const Json* body) {
  const Case& asked = *question.asked;
  const Spec& spec = question.endpoint->spec;
  const bool success_only = std::all_of(asked.expect.begin(), asked.expect.end(),
                                        [](const std::string& outcome) { return outcome == "success"; });
  Require(!success_only || (response.status >= 200 && response.status < 300), "a refusal is no success");
  // What only compares two answers leaves what each is to the cases that ask for them.
  if (Checks(asked, Check::kLookAlike)) return;
  // RFC 9110 15.6.2: 501 answers a method that the server does not know.
  const bool another_method = asked.mutation.op == Mutation::Op::kMethod;
  Require(response.status < 500 || (another_method && response.status == 501), "a server error passes nothing");
  Require(!Checks(asked, Check::kNoSecrets) || !FindToken(spec.tokens, response, body), "no refusal gives a token");
}

void Run(std::string_view text) {
  const auto sections = Sections(text);
  if (sections.empty()) return;
  const Question& question = Find(sections[0].first);
  const Exchange exchange = ReadExchange(sections[0].second);
  const Exchange twin = sections.size() > 1 ? ReadExchange(sections[1].second) : exchange;
  const Sent sent = {"ann@example.com", "Canary-7731", "app-1", "key-5521"};
  const Judge& judge = *question.endpoint->judge;

  const Judgement judgement = judge(*question.asked, {exchange, &twin, sent, &sent});
  Require(Same(judge(*question.asked, {exchange, &twin, sent, &sent}), judgement), "the same is judged alike");
  const Result<Json> body = ParseJson(exchange.response()->body);
  Require(Same(judge(*question.asked, {exchange, &twin, sent, &sent, &body}), judgement),
          "a body parsed before is judged alike");
  const Exchange lower = WithLowerCaseNames(exchange);
  const Exchange lower_twin = WithLowerCaseNames(twin);
  Require(judge(*question.asked, {lower, &lower_twin, sent, &sent}).verdict == judgement.verdict,
          "the letter case of header names means nothing");
  for (const Finding& finding : judge(*question.asked, {exchange, &exchange, sent, &sent}).findings) {
    Require(finding.rule != baseline::kLookAlike, "a response looks like itself");
  }
  CheckFindings(question.endpoint->spec, judgement);
  if (judgement.verdict == Verdict::kPass) CheckPass(question, *exchange.response(), body ? &*body : nullptr);
}

}  // namespace
}  // namespace authconform

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  authconform::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
