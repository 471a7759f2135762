#include "reports/history/kept_text.h"

#include "harness/base/json.h"

namespace authconform {
namespace {

// A case may have many findings, and a finding quotes what a target sent.
constexpr JsonLimits kLimits = {.bytes = size_t{256} << 20, .depth = 8, .values = 10'000'000};

struct Member {
  const char* name;
  std::string* text;
};

std::vector<Member> RuleMembers(Rule& rule) {
  return {{"id", &rule.id}, {"level", &rule.level}, {"text", &rule.text}, {"source", &rule.source}};
}

std::vector<Member> FindingMembers(Finding& finding) {
  return {{"check", &finding.check},
          {"pointer", &finding.pointer},
          {"expected", &finding.expected},
          {"actual", &finding.actual}};
}

Json::Object ToJson(const std::vector<Member>& members) {
  Json::Object object;
  for (const Member& each : members) object.emplace_back(each.name, *each.text);
  return object;
}

bool FromJson(const Json& object, const std::vector<Member>& members) {
  for (const Member& each : members) {
    const Json* value = object.Find(each.name);
    if (value == nullptr || !value->is_string()) return false;
    *each.text = value->string();
  }
  return true;
}

bool ReadFinding(const Json& item, Finding& finding) {
  const Json* rule = item.Find("rule");
  return rule != nullptr && FromJson(*rule, RuleMembers(finding.rule)) && FromJson(item, FindingMembers(finding));
}

Error Damaged() { return Error{"", "", "a JSON text is damaged"}; }

}  // namespace

std::string WriteFindings(const std::vector<Finding>& findings) {
  Json::Array items;
  for (Finding each : findings) {
    Json::Object item = {{"rule", ToJson(RuleMembers(each.rule))}};
    for (Json::Member& member : ToJson(FindingMembers(each))) item.push_back(std::move(member));
    items.emplace_back(std::move(item));
  }
  return WriteJson(Json(std::move(items)));
}

std::string WriteTexts(const std::vector<std::string>& texts) {
  return WriteJson(Json(Json::Array(texts.begin(), texts.end())));
}

Result<std::vector<Finding>> ReadFindings(std::string_view text) {
  const Result<Json> items = ParseJson(text, "", kLimits);
  if (!items || !items->is_array()) return Damaged();
  std::vector<Finding> findings;
  for (const Json& each : items->array()) {
    if (!ReadFinding(each, findings.emplace_back())) return Damaged();
  }
  return findings;
}

Result<std::vector<std::string>> ReadTexts(std::string_view text) {
  const Result<Json> items = ParseJson(text, "", kLimits);
  if (!items || !items->is_array()) return Damaged();
  std::vector<std::string> texts;
  for (const Json& each : items->array()) {
    if (!each.is_string()) return Damaged();
    texts.push_back(each.string());
  }
  return texts;
}

}  // namespace authconform
