#include "harness/plan/consistency.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/base/suggest.h"

namespace authconform {
namespace {

using Op = Mutation::Op;
using Names = std::vector<std::string>;

bool Has(const Case& asked, Check check) {
  return std::find(asked.checks.begin(), asked.checks.end(), check) != asked.checks.end();
}

std::optional<CaseMistake> Unknown(const std::string& member, const std::string& what, const std::string& name,
                                   const Names& known) {
  if (std::find(known.begin(), known.end(), name) != known.end()) return std::nullopt;
  return CaseMistake{member, "there is no " + what + " \"" + name + "\"" + DidYouMean(name, known)};
}

Names FieldNames(const Spec& spec) {
  Names names;
  for (const FieldSpec& field : spec.request.fields) names.push_back(field.name);
  return names;
}

std::optional<CaseMistake> FindInMutation(const std::string& member, const Mutation& mutation, const Spec& spec) {
  const std::string name = member + "/name";
  switch (mutation.op) {
    case Op::kAccount:
      return Unknown(name, "account role", mutation.name, {"active", "inactive"});
    case Op::kLogin:
      return Unknown(name, "kind of login", mutation.name,
                     {"unknown", "inactive", "other-case", "padded", "over-long", "non-ascii", "empty"});
    case Op::kPassword:
      return Unknown(name, "kind of password", mutation.name,
                     {"wrong", "other-case", "empty", "too-short", "too-long"});
    case Op::kClientId:
    case Op::kClientKey:
      return Unknown(name, "kind of client", mutation.name, {"wrong"});
    case Op::kRemoveField:
    case Op::kSetField:
    case Op::kDuplicateField:
      return Unknown(name, "field", mutation.name, FieldNames(spec));
    case Op::kAddField:
    case Op::kMethod:
    case Op::kRemoveHeader:
      if (mutation.name.empty()) return CaseMistake{name, "is missing"};
      return std::nullopt;
    case Op::kSetHeader:
      if (mutation.name.empty()) return CaseMistake{name, "is missing"};
      [[fallthrough]];
    case Op::kBody:
      if (!mutation.value.is_string()) return CaseMistake{member + "/value", "must be a string"};
      return std::nullopt;
    case Op::kAuthorization:
      if (mutation.value.is_string() || mutation.value.is_null()) return std::nullopt;
      return CaseMistake{member + "/value", "must be a string or null"};
    default:
      return std::nullopt;
  }
}

std::optional<CaseMistake> FindInSubject(const Case& asked, const Spec& spec) {
  if (Has(asked, Check::kRelation)) {
    Names known;
    for (const std::string& outcome : asked.expect) {
      for (const Relation& relation : spec.outcomes.at(outcome).relations) known.push_back(relation.id);
    }
    return Unknown("/subject", "relation", asked.subject, known);
  }
  if (Has(asked, Check::kMember) && !asked.subject.starts_with('/')) {
    return CaseMistake{"/subject", "must be the JSON Pointer of a member"};
  }
  return std::nullopt;
}

// Where the document has no token, and in a refusal, none is missing.
std::optional<CaseMistake> FindInTokenCheck(const Case& asked, const Spec& spec) {
  if (!Has(asked, Check::kToken)) return std::nullopt;
  if (spec.tokens.empty()) return CaseMistake{"/checks", "names token, and the spec has no tokens"};
  if (asked.expect == std::vector<std::string>{"success"}) return std::nullopt;
  return CaseMistake{"/checks", "names token, which is for cases that expect success alone"};
}

std::optional<CaseMistake> FindInTwin(const Case& asked, const Spec& spec) {
  for (const Mutation& twin : asked.twin) {
    if (auto mistake = FindInMutation("/twin", twin, spec)) return mistake;
  }
  for (Check check : {Check::kLookAlike, Check::kLookAlikeTime}) {
    if (!Has(asked, check) || !asked.twin.empty()) continue;
    return CaseMistake{"/twin", "is missing: " + std::string(CheckName(check)) + " compares with it"};
  }
  const bool timed = Has(asked, Check::kLookAlikeTime);
  for (auto [member, count] : {std::pair{"/samples", asked.samples}, std::pair{"/twin_samples", asked.twin_samples}}) {
    if (timed && count == 0) return CaseMistake{member, "is missing: look_alike_time needs several"};
    if (!timed && count > 0) return CaseMistake{member, "is for look_alike_time only"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<CaseMistake> FindMistake(const Case& asked, const Spec& spec) {
  if (!asked.id.starts_with(spec.endpoint + "/") || std::count(asked.id.begin(), asked.id.end(), '/') != 3) {
    return CaseMistake{"", "is not an id of " + spec.endpoint + ": <vendor>/<endpoint>/<family>/<variant>"};
  }
  for (const std::string& outcome : asked.expect) {
    if (!spec.outcomes.contains(outcome))
      return CaseMistake{"/expect", "names the outcome " + outcome + ", which the spec does not have"};
  }
  for (const std::string& requirement : asked.requirements) {
    if (spec.FindRequirement(requirement) == nullptr) {
      return CaseMistake{"/requirements", "names the requirement " + requirement + ", which the spec does not have"};
    }
  }
  if (auto mistake = FindInMutation("/mutation", asked.mutation, spec)) return mistake;
  if (auto mistake = FindInTwin(asked, spec)) return mistake;
  if (auto mistake = FindInTokenCheck(asked, spec)) return mistake;
  return FindInSubject(asked, spec);
}

}  // namespace authconform
