#include "harness/run/prepare.h"

#include <algorithm>
#include <climits>
#include <variant>

#include "harness/run/curl.h"
#include "harness/run/reasons.h"

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

// The login of the account whose password `ready` gets wrong. A mutation that sets a field by hand leaves what is bound
// as it was.
std::string WrongPasswordOf(const Ready& ready, const Mutation& mutation, const EndpointTarget& values) {
  const bool by_hand = mutation.op == Mutation::Op::kSetField;
  for (const auto& [role, account] : values.accounts) {
    if (role == "unknown" || account.login != ready.sent.login) continue;
    if (by_hand || account.password != ready.sent.password) return account.login;
  }
  return "";
}

std::string LimitReached(const Target& target, const AttemptBudget& budget, int lost) {
  std::string reached =
      "limits.wrong_passwords is " + std::to_string(target.limits.wrong_passwords) + " for one account";
  if (budget.needed() > target.limits.wrong_passwords) {
    reached += ", and this run needs " + std::to_string(budget.needed());
    if (lost == 0) reached += ": raise it where the target locks nobody for so many";
    if (lost == 0 && !target.limits.success_resets) reached += ", or say success_resets where a sign-in clears them";
  } else {
    reached += ", which is reached";
  }
  if (lost == 0) return reached;
  return reached + ": the answers of " + std::to_string(lost) +
         " of them were lost when the run was killed, and they cannot be sent again";
}

// As many repetitions as the target's limit leaves; those it forgets in time need not be counted.
void HoldBudget(const Case& asked, const Target& target, const EndpointTarget& values, int repeat,
                AttemptBudget& budget, const Answered& answered, Prepared& prepared) {
  if (!asked.twin.empty()) {
    prepared.twin->wrong_password_of = WrongPasswordOf(*prepared.twin, asked.twin.front(), values);
  }
  prepared.main->wrong_password_of = WrongPasswordOf(*prepared.main, asked.mutation, values);
  const auto active = values.accounts.find("active");
  const std::map<std::string, int> wrong = WrongPasswords(prepared);
  const bool too_many = std::any_of(wrong.begin(), wrong.end(),
                                    [&](const auto& each) { return each.second > target.limits.wrong_passwords; });
  const bool counted = std::any_of(wrong.begin(), wrong.end(), [&](const auto& each) {
    return !Forgets(target.limits, active != values.accounts.end() && each.first == active->second.login);
  });
  if (too_many) prepared.repetitions = 0;
  int lost = 0;
  int first = 0;  // those from the first on for which there is room
  bool room = true;
  for (int repetition = 0; counted && repetition < prepared.repetitions; ++repetition) {
    std::map<std::string, int> owed = OwedWrongPasswords(prepared, repetition, answered);
    std::erase_if(owed, [&](const auto& each) {
      return Forgets(target.limits, active != values.accounts.end() && each.first == active->second.login);
    });
    const auto lacks =
        std::find_if(owed.begin(), owed.end(), [&](const auto& each) { return each.second > budget.Left(each.first); });
    if (room && lacks != owed.end()) {
      room = false;
      lost = budget.Lost(lacks->first);
      if (!answered) break;
    }
    if (room) {
      for (const auto& [login, count] : owed) budget.Take(login, count);
      ++first;
    } else if (owed.empty()) {
      prepared.later.insert(repetition);
    }
  }
  if (!room) prepared.repetitions = first + static_cast<int>(prepared.later.size());
  if (prepared.repetitions == repeat) return;
  prepared.not_sent = LimitReached(target, budget, lost);
  prepared.partial = true;
}

std::string EncodingMismatch(const Case& asked, Encoding encoding) {
  const auto& can = asked.encodings;
  if (can.empty() || std::find(can.begin(), can.end(), encoding) != can.end()) return "";
  return "only for " + std::string(EncodingName(can.front())) + " bodies, and the target takes " +
         std::string(EncodingName(encoding));
}

}  // namespace

std::map<std::string, int> WrongPasswords(const Prepared& prepared) {
  std::map<std::string, int> wrong;
  if (prepared.main && !prepared.main->wrong_password_of.empty()) {
    wrong[prepared.main->wrong_password_of] += prepared.samples;
  }
  if (prepared.twin && !prepared.twin->wrong_password_of.empty()) {
    wrong[prepared.twin->wrong_password_of] += prepared.twin_samples;
  }
  return wrong;
}

std::map<std::string, int> OwedWrongPasswords(const Prepared& prepared, int repetition, const Answered& answered) {
  std::map<std::string, int> owed = WrongPasswords(prepared);
  if (!answered || owed.empty()) return owed;
  auto take_off = [&](const std::optional<Ready>& ready, bool twin, int samples) {
    if (!ready || ready->wrong_password_of.empty()) return;
    for (int i = 0; i < samples; ++i) {
      if (answered(CaseKey(prepared.asked->id, repetition, twin, static_cast<size_t>(i)))) {
        --owed[ready->wrong_password_of];
      }
    }
  };
  take_off(prepared.main, false, prepared.samples);
  take_off(prepared.twin, true, prepared.twin_samples);
  std::erase_if(owed, [](const auto& each) { return each.second == 0; });
  return owed;
}

Prepared Prepare(const Case& asked, const Spec& spec, const Target& target, const SignIn& sign_in, int repeat,
                 const Redactor& redactor, AttemptBudget& budget, const Answered& answered) {
  Prepared prepared;
  prepared.asked = &asked;
  if (sign_in.stopped) {
    prepared.not_sent = std::string(reasons::kInterrupted) + " before it";
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
    prepared.not_sent = reasons::kNotAccepted;
    prepared.control_failed = true;
    return prepared;
  }
  const EndpointTarget& values = target.For(spec.endpoint);
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
    prepared.twin_samples = std::max(1, asked.twin_samples);
  }
  prepared.samples = std::max(1, asked.samples);
  prepared.main = std::get<Ready>(std::move(main));
  prepared.repetitions = repeat;
  if (asked.wrong_password) HoldBudget(asked, target, values, repeat, budget, answered, prepared);
  if (prepared.repetitions == 0) prepared.main.reset();
  return prepared;
}

std::map<std::string, int64_t> NeededWrongPasswords(const std::vector<Selected>& selected, const Target& target,
                                                    const std::vector<SignIn>& sign_ins, int repeat,
                                                    const Redactor& redactor) {
  Target unlimited = target;
  unlimited.limits.wrong_passwords = INT_MAX;
  AttemptBudget once(INT_MAX);  // what one repetition of all cases takes of what is not forgotten
  AttemptBudget refused(INT_MAX);
  std::map<std::string, int64_t> needed;
  for (size_t i = 0; i < selected.size(); ++i) {
    const Spec& spec = *selected[i].spec;
    const auto& accounts = target.For(spec.endpoint).accounts;
    if (const auto active = accounts.find("active"); active != accounts.end()) {
      refused.Take(active->second.login, sign_ins[i].refusals);
    }
    for (const Case& asked : selected[i].cases) {
      if (!asked.wrong_password) continue;
      const Prepared prepared = Prepare(asked, spec, unlimited, sign_ins[i], 1, redactor, once);
      for (const auto& [login, count] : WrongPasswords(prepared)) {
        needed[login] = std::max<int64_t>(needed[login], count);
      }
    }
  }
  for (auto& [login, most] : needed) {
    const int64_t all = int64_t{once.Taken(login)} * repeat;
    most = std::max(most, all == 0 ? 0 : all + refused.Taken(login));
  }
  return needed;
}

int64_t NeededLimit(const std::map<std::string, int64_t>& needed) {
  int64_t most = 0;
  for (const auto& [login, count] : needed) most = std::max(most, count);
  return most;
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
