#include "harness/run/prepare.h"

#include <algorithm>
#include <variant>

#include "harness/run/curl.h"

namespace authconform {
namespace {

std::variant<Ready, NotPossible> MakeReady(const Spec& spec, const Target& target, Encoding encoding,
                                           const Mutation& mutation, const Redactor& redactor) {
  const EndpointTarget& values = target.For(spec.endpoint);
  auto bound = Bind(spec, values, mutation);
  if (auto* reason = std::get_if<NotPossible>(&bound)) return *reason;
  Ready ready;
  ready.sent = std::get<Sent>(std::move(bound));
  ready.request = Compose(spec, target, values, encoding, mutation, ready.sent);
  ready.curl = redactor.Redact(CurlLine(spec, target, values, encoding, mutation, ready.sent));
  return ready;
}

std::string EncodingMismatch(const Case& asked, Encoding encoding) {
  const auto& can = asked.encodings;
  if (can.empty() || std::find(can.begin(), can.end(), encoding) != can.end()) return "";
  return "only for " + std::string(EncodingName(can.front())) + " bodies, and the target takes " +
         std::string(EncodingName(encoding));
}

}  // namespace

int AttemptBudget::Take(const std::string& login, int wanted) {
  auto known = std::find_if(taken_.begin(), taken_.end(), [&](const auto& entry) { return entry.first == login; });
  if (known == taken_.end()) known = taken_.insert(taken_.end(), {login, 0});
  const int granted = std::clamp(limit_ - known->second, 0, wanted);
  known->second += granted;
  return granted;
}

Prepared Prepare(const Case& asked, const Spec& spec, const Target& target, const SignIn& sign_in, int repeat,
                 const Redactor& redactor, AttemptBudget& budget) {
  Prepared prepared;
  prepared.asked = &asked;
  if (sign_in.stopped) {
    prepared.not_sent = "the run was interrupted before it";
    return prepared;
  }
  if (!sign_in.error.empty()) {
    prepared.not_sent = sign_in.error;
    prepared.control_failed = true;
    prepared.partial = true;
    return prepared;
  }
  prepared.not_sent = EncodingMismatch(asked, sign_in.encoding);
  if (!prepared.not_sent.empty()) return prepared;
  // What a changed request gets says something only where the unchanged one is accepted.
  if (asked.mutation.op != Mutation::Op::kNone && !sign_in.accepted) {
    prepared.not_sent = "the control failed: the valid request was not accepted";
    prepared.control_failed = true;
    return prepared;
  }
  auto main = MakeReady(spec, target, sign_in.encoding, asked.mutation, redactor);
  if (auto* reason = std::get_if<NotPossible>(&main)) {
    prepared.not_sent = reason->reason;
    prepared.partial = true;
    return prepared;
  }
  if (!asked.twin.empty()) {
    auto twin = MakeReady(spec, target, sign_in.encoding, asked.twin.front(), redactor);
    if (auto* reason = std::get_if<NotPossible>(&twin)) {
      prepared.not_sent = reason->reason;
      prepared.partial = true;
      return prepared;
    }
    prepared.twin = std::get<Ready>(std::move(twin));
  }
  prepared.repetitions = repeat;
  if (asked.wrong_password) {
    const std::string& login = prepared.twin ? prepared.twin->sent.login : std::get<Ready>(main).sent.login;
    prepared.repetitions = budget.Take(login, repeat);
    if (prepared.repetitions < repeat) {
      prepared.not_sent = "the target's limit of " + std::to_string(target.limits.wrong_passwords) +
                          " wrong passwords for one account is reached";
      prepared.partial = true;
    }
  }
  if (prepared.repetitions > 0) prepared.main = std::get<Ready>(std::move(main));
  return prepared;
}

std::string ExpectedInWords(const Case& asked, const Spec& spec) {
  std::string words;
  bool documented = true;
  bool success = false;
  for (const std::string& name : asked.expect) {
    const Outcome& outcome = spec.outcomes.at(name);
    documented = documented && outcome.documented;
    success = success || name == "success";
    words += (words.empty() ? "" : " or ") + std::to_string(outcome.status) + " (" + name + ")";
  }
  if (asked.expect.size() > 1 && success) return "sign-in or refusal, and no failure of the server";
  return documented ? words : "a refusal; the document does not say which";
}

}  // namespace authconform
