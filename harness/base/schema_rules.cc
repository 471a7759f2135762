#include "harness/base/schema_rules.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "harness/base/json_utf8.h"

namespace authconform {
namespace {

// Up to here comparing each item with each beats writing them down.
constexpr size_t kFewItems = 8;

unsigned TypeBitsOf(const Json& value) {
  if (value.is_string()) return kStringBit;
  if (value.is_object()) return kObjectBit;
  if (value.is_array()) return kArrayBit;
  if (value.is_bool()) return kBooleanBit;
  if (value.is_null()) return kNullBit;
  return value.TypeName() == "integer" ? kIntegerBit | kNumberBit : kNumberBit;
}

// The same text for equal values, and for those only: members sorted, numbers in one form.
void AppendCanonical(const Json& value, std::string& out) {
  if (value.is_number()) {
    const Decimal number = ToDecimal(value.number().text);
    out += number.negative ? "-" : "";
    out += number.digits + 'e' + std::to_string(number.exponent);
  } else if (value.is_array()) {
    out += '[';
    for (const Json& item : value.array()) {
      AppendCanonical(item, out);
      out += ',';
    }
    out += ']';
  } else if (value.is_object()) {
    std::vector<const Json::Member*> members;
    for (const Json::Member& member : value.object()) members.push_back(&member);
    std::sort(members.begin(), members.end(), [](auto* a, auto* b) { return a->first < b->first; });
    out += '{';
    for (const Json::Member* member : members) {
      AppendJsonString(member->first, out);
      AppendCanonical(member->second, out);
      out += ',';
    }
    out += '}';
  } else {
    out += WriteJson(value);
  }
}

std::optional<BrokenRule> FindRepeated(const Json::Array& items) {
  if (items.size() <= kFewItems) {
    for (size_t later = 1; later < items.size(); ++later) {
      for (size_t earlier = 0; earlier < later; ++earlier) {
        if (items[earlier] == items[later]) return BrokenRule{ValueRule::kUniqueItems, later, earlier};
      }
    }
    return std::nullopt;
  }
  std::unordered_map<std::string, size_t> seen;
  for (size_t i = 0; i < items.size(); ++i) {
    std::string text;
    AppendCanonical(items[i], text);
    const auto [place, added] = seen.emplace(std::move(text), i);
    if (!added) return BrokenRule{ValueRule::kUniqueItems, i, place->second};
  }
  return std::nullopt;
}

void AddNumberRules(const SchemaNode& node, const Json& value, std::vector<BrokenRule>& broken) {
  if (!node.minimum && !node.exclusive_minimum && !node.maximum && !node.exclusive_maximum && !node.multiple_of) return;
  const Decimal number = ToDecimal(value.number().text);
  if (node.minimum && Compare(number, node.minimum->value) < 0) broken.push_back({ValueRule::kMinimum});
  if (node.exclusive_minimum && Compare(number, node.exclusive_minimum->value) <= 0) {
    broken.push_back({ValueRule::kExclusiveMinimum});
  }
  if (node.maximum && Compare(number, node.maximum->value) > 0) broken.push_back({ValueRule::kMaximum});
  if (node.exclusive_maximum && Compare(number, node.exclusive_maximum->value) >= 0) {
    broken.push_back({ValueRule::kExclusiveMaximum});
  }
  if (node.multiple_of && !IsMultiple(number, node.multiple_of->value)) broken.push_back({ValueRule::kMultipleOf});
}

void AddStringRules(const SchemaNode& node, const std::string& text, std::vector<BrokenRule>& broken) {
  if (node.min_length > 0 || node.max_length != SchemaNode::kUnbounded) {
    const size_t length = CountCodePoints(text);
    if (length < node.min_length) broken.push_back({ValueRule::kMinLength});
    if (length > node.max_length) broken.push_back({ValueRule::kMaxLength});
  }
  if (node.pattern && !RE2::PartialMatch(text, *node.pattern)) broken.push_back({ValueRule::kPattern});
  if (node.format != nullptr && !node.format->matches(text)) broken.push_back({ValueRule::kFormat});
}

void AddArrayRules(const SchemaNode& node, const Json::Array& items, std::vector<BrokenRule>& broken) {
  if (items.size() < node.min_items) broken.push_back({ValueRule::kMinItems});
  if (items.size() > node.max_items) broken.push_back({ValueRule::kMaxItems});
  if (!node.unique_items) return;
  if (const auto repeated = FindRepeated(items)) broken.push_back(*repeated);
}

void AddObjectRules(const SchemaNode& node, const Json& value, std::vector<BrokenRule>& broken) {
  if (value.object().size() < node.min_members) broken.push_back({ValueRule::kMinMembers});
  if (value.object().size() > node.max_members) broken.push_back({ValueRule::kMaxMembers});
  for (size_t i = 0; i < node.required.size(); ++i) {
    if (!value.Find(node.required[i])) broken.push_back({ValueRule::kRequired, i});
  }
  for (size_t i = 0; i < node.needs.size(); ++i) {
    if (value.Find(node.needs[i].first) && !value.Find(node.needs[i].second)) broken.push_back({ValueRule::kNeeds, i});
  }
}

bool ItemsConform(const SchemaNode& node, const Json::Array& items) {
  for (size_t i = 0; i < items.size(); ++i) {
    if (node.each_item != nullptr && !Conforms(*node.each_item, items[i])) return false;
    const SchemaNode* in_turn = i < node.items_in_turn.size() ? node.items_in_turn[i] : node.other_items;
    if (in_turn != nullptr && !Conforms(*in_turn, items[i])) return false;
  }
  return node.some_item == nullptr ||
         std::any_of(items.begin(), items.end(), [&](const Json& item) { return Conforms(*node.some_item, item); });
}

}  // namespace

std::vector<BrokenRule> BrokenRules(const SchemaNode& node, const Json& value) {
  if (node.types != 0 && (node.types & TypeBitsOf(value)) == 0) return {{ValueRule::kType}};
  if (node.constant && !(value == *node.constant)) return {{ValueRule::kConst}};
  if (node.choices && std::find(node.choices->begin(), node.choices->end(), value) == node.choices->end()) {
    return {{ValueRule::kEnum}};
  }
  std::vector<BrokenRule> broken;
  if (value.is_number()) {
    AddNumberRules(node, value, broken);
  } else if (value.is_string()) {
    AddStringRules(node, value.string(), broken);
  } else if (value.is_array()) {
    AddArrayRules(node, value.array(), broken);
  } else if (value.is_object()) {
    AddObjectRules(node, value, broken);
  }
  return broken;
}

bool MembersConform(const SchemaNode& node, const Json& value) {
  for (const auto& [name, member] : value.object()) {
    bool known = false;
    if (const SchemaNode* schema = node.FindMember(name)) {
      known = true;
      if (!Conforms(*schema, member)) return false;
    }
    for (const auto& [pattern, schema] : node.members_matching) {
      if (!RE2::PartialMatch(name, *pattern)) continue;
      known = true;
      if (!Conforms(*schema, member)) return false;
    }
    if (!known && node.other_members != nullptr && !Conforms(*node.other_members, member)) return false;
    if (node.names != nullptr && !Conforms(*node.names, Json(name))) return false;
  }
  return true;
}

bool Conforms(const SchemaNode& node, const Json& value) {
  const auto conforms = [&](const SchemaNode* other) { return other == nullptr || Conforms(*other, value); };
  if (node.never || !BrokenRules(node, value).empty()) return false;
  if (value.is_array() && !ItemsConform(node, value.array())) return false;
  if (value.is_object()) {
    if (!MembersConform(node, value)) return false;
    for (const auto& [name, schema] : node.with_member) {
      if (value.Find(name) && !Conforms(*schema, value)) return false;
    }
  }
  if (!std::all_of(node.all_of.begin(), node.all_of.end(), conforms)) return false;
  if (!node.any_of.empty() && std::none_of(node.any_of.begin(), node.any_of.end(), conforms)) return false;
  if (!node.one_of.empty() && std::count_if(node.one_of.begin(), node.one_of.end(), conforms) != 1) return false;
  if (node.none_of != nullptr && Conforms(*node.none_of, value)) return false;
  if (node.condition == nullptr) return true;
  return conforms(Conforms(*node.condition, value) ? node.then : node.otherwise);
}

}  // namespace authconform
