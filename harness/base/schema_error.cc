#include "harness/base/schema.h"
#include "harness/base/suggest.h"

namespace authconform {
namespace {

// The part of `schema` that `rule` refers to, or `rule` itself. What compiles has no references in a circle.
const Json* Referred(const Json& schema, const Json* rule) {
  for (const Json* reference = nullptr; rule != nullptr && (reference = rule->Find("$ref")) != nullptr;) {
    rule = schema.At(std::string_view(reference->string()).substr(1));
  }
  return rule;
}

// The rule of what `token` of a pointer names in a value of `rule`.
const Json* RuleBelow(const Json& rule, std::string_view token) {
  if (const Json* properties = rule.Find("properties"); properties != nullptr) {
    for (const auto& [name, member] : properties->object()) {
      if (EscapePointerToken(name) == token) return &member;
    }
  }
  const Json* others = rule.Find("additionalProperties");
  return others != nullptr ? others : rule.Find("items");
}

// The members that may stand in the object at `pointer`.
std::vector<std::string> KnownIn(const Json& schema, std::string_view pointer) {
  const Json* rule = Referred(schema, &schema);
  while (rule != nullptr && !pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    rule = Referred(schema, RuleBelow(*rule, token));
  }
  std::vector<std::string> names;
  const Json* properties = rule == nullptr ? nullptr : rule->Find("properties");
  if (properties == nullptr) return names;
  for (const auto& property : properties->object()) names.push_back(property.first);
  return names;
}

}  // namespace

Error ErrorOf(const SchemaViolation& violation, const Json& schema, const std::string& file) {
  if (violation.keyword == "required") return Error{file, violation.pointer, "is missing"};
  if (violation.keyword != "additionalProperties") {
    return Error{file, violation.pointer, "expected " + violation.expected + ", found " + violation.actual};
  }
  const size_t slash = violation.pointer.rfind('/');
  const std::vector<std::string> known = KnownIn(schema, std::string_view(violation.pointer).substr(0, slash));
  return Error{file, violation.pointer, "unknown member" + DidYouMean(violation.pointer.substr(slash + 1), known)};
}

}  // namespace authconform
