#include "harness/judge/rules.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "harness/judge/baseline.h"

namespace authconform {
namespace {

// "/email/0" as "/email/*".
std::string Starred(std::string_view text) {
  std::string out;
  size_t at = 0;
  while (at < text.size()) {
    size_t end = text.find('/', at + 1);
    if (end == std::string_view::npos) end = text.size();
    const std::string_view token = text.substr(at + 1, end - at - 1);
    const bool index = !token.empty() && token.find_first_not_of("0123456789") == std::string_view::npos;
    out += index ? "/*" : "/" + std::string(token);
    at = end;
  }
  return out;
}

}  // namespace

Rule RuleOf(const Spec& spec, const std::string& requirement) {
  const Requirement* found = spec.FindRequirement(requirement);
  if (found == nullptr) return {requirement, "must", requirement, spec.source.document};
  std::string lines = std::to_string(found->first_line);
  if (found->last_line != found->first_line) lines += "-" + std::to_string(found->last_line);
  return {found->id, found->level == Level::kMust ? "must" : "should", found->text, spec.source.document + ":" + lines};
}

std::vector<Rule> RulesOf(const Spec& spec, const Case& asked) {
  std::vector<Rule> rules;
  for (const std::string& id : asked.requirements) {
    // A refusal can break it and never keep it.
    if (!asked.Negative() || id != spec.credentials_requirement) rules.push_back(RuleOf(spec, id));
  }
  const bool inactive = asked.expect.front() == "inactive_account";
  for (Check check : asked.checks) {
    switch (check) {
      case Check::kAccepted:
        rules.push_back(AcceptanceRule(asked.mutation));
        break;
      case Check::kRefused:
        rules.push_back(inactive ? baseline::kInactiveAccount : baseline::kRefused);
        if (IsAboutCredentials(asked)) rules.push_back(baseline::kRefusalCause);
        break;
      case Check::kNoSecrets:
        if (!inactive) rules.push_back(baseline::kNoToken);
        rules.push_back(baseline::kNoPassword);
        break;
      case Check::kNoServerError:
        rules.push_back(baseline::kNoServerError);
        rules.push_back(baseline::kNoStackTrace);
        break;
      case Check::kNoStore:
        rules.push_back(baseline::kNoStore);
        break;
      case Check::kChallenge:
        rules.push_back(baseline::kChallenge);
        break;
      case Check::kAllow:
        rules.push_back(baseline::kAllow);
        break;
      case Check::kLookAlike:
        rules.push_back(LookAlikeRule(asked.mutation));
        break;
      case Check::kLookAlikeTime:
        rules.push_back(baseline::kLookAlikeTime);
        break;
      default:
        break;  // these cite requirements
    }
  }
  return rules;
}

std::vector<std::string> RequirementsOf(const Outcome& outcome) {
  std::vector<std::string> ids = {outcome.status_requirement, outcome.content_type_requirement,
                                  outcome.schema_requirement};
  for (const auto& [pointer, requirement] : outcome.members) ids.push_back(requirement);
  for (const Relation& relation : outcome.relations) ids.push_back(relation.requirement);
  return ids;
}

std::vector<std::string> RequestRequirements(const Spec& spec, const Case& asked,
                                             const std::set<std::string>& of_outcomes) {
  std::vector<std::string> ids;
  std::copy_if(asked.requirements.begin(), asked.requirements.end(), std::back_inserter(ids),
               [&](const std::string& id) { return !of_outcomes.contains(id) && id != spec.credentials_requirement; });
  return ids;
}

bool AllDocumented(const Spec& spec, const Case& asked) {
  return std::all_of(asked.expect.begin(), asked.expect.end(),
                     [&](const std::string& outcome) { return spec.outcomes.at(outcome).documented; });
}

std::string ExpectedStatus(const Spec& spec, const Case& asked) {
  std::string text;
  std::set<int> seen;
  for (const std::string& outcome : asked.expect) {
    const int status = spec.outcomes.at(outcome).status;
    if (!seen.insert(status).second) continue;
    text += (text.empty() ? "" : " or ") + std::to_string(status);
  }
  return text;
}

const std::string* MemberRequirement(const Outcome& outcome, const std::string& pointer) {
  for (std::string form : {pointer, Starred(pointer)}) {
    for (;;) {
      if (auto found = outcome.members.find(form); found != outcome.members.end()) return &found->second;
      if (form.empty()) break;
      form.resize(form.rfind('/'));
    }
  }
  return nullptr;
}

bool DemandsAnother(const Spec& spec) {
  const Outcome& inactive = spec.outcomes.at("inactive_account");
  const Outcome& bad = spec.outcomes.at("bad_credentials");
  if (!inactive.documented) return false;
  auto same_relation = [](const Relation& a, const Relation& b) {
    return a.kind == b.kind && a.left.pointer == b.left.pointer && a.right.value == b.right.value;
  };
  return !bad.documented || inactive.status != bad.status || !(inactive.schema == bad.schema) ||
         !std::equal(inactive.relations.begin(), inactive.relations.end(), bad.relations.begin(), bad.relations.end(),
                     same_relation);
}

bool IsAboutCredentials(const Case& asked) {
  return std::all_of(asked.expect.begin(), asked.expect.end(), [](const std::string& outcome) {
    return outcome == "bad_credentials" || outcome == "inactive_account" || outcome == "bad_client";
  });
}

}  // namespace authconform
