#include "harness/base/schema_words.h"

#include <algorithm>

#include "harness/base/json_utf8.h"

namespace authconform {
namespace {

constexpr size_t kShownBytes = 80;
constexpr size_t kShownInList = 12;

std::string Counted(size_t count, std::string_view thing) {
  return std::to_string(count) + " " + std::string(thing) + (count == 1 ? "" : "s");
}

std::string Cut(std::string text) {
  const size_t length = Utf8PrefixLength(text, kShownBytes);
  return length == text.size() ? text : text.substr(0, length) + "…";
}

std::string Join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string joined;
  for (size_t i = 0; i < parts.size() && i < kShownInList; ++i) {
    if (i > 0) joined += separator;
    joined += parts[i];
  }
  if (parts.size() > kShownInList) joined += ", … (" + std::to_string(parts.size()) + " in all)";
  return joined;
}

// Of a schema, never of a value.
std::string ShowConstant(const Json& value) { return Cut(WriteJson(value)); }

std::string ShowChoices(const Json::Array& choices) {
  std::vector<std::string> shown;
  for (const Json& choice : choices) shown.push_back(ShowConstant(choice));
  return shown.size() == 1 ? shown[0] : "one of " + Join(shown, ", ");
}

std::string ShowTypes(unsigned types) {
  constexpr std::pair<unsigned, std::string_view> kWords[] = {
      {kStringBit, "a string"}, {kIntegerBit, "an integer"},    {kNumberBit, "a number"}, {kObjectBit, "an object"},
      {kArrayBit, "an array"},  {kBooleanBit, "true or false"}, {kNullBit, "null"},
  };
  if (types & kNumberBit) types &= ~static_cast<unsigned>(kIntegerBit);
  std::vector<std::string> words;
  for (const auto& [bit, text] : kWords) {
    if (types & bit) words.emplace_back(text);
  }
  return Join(words, " or ");
}

std::string Lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

bool DiffersInCase(const Json& value, const Json& allowed) {
  return allowed.is_string() && allowed.string().size() == value.string().size() &&
         Lower(allowed.string()) == Lower(value.string());
}

}  // namespace

std::string DescribeValue(const Json& value) {
  if (value.is_null()) return "null";
  if (value.is_bool()) return value.boolean() ? "boolean true" : "boolean false";
  if (value.is_number()) return std::string(value.TypeName()) + " " + Cut(value.number().text);
  if (value.is_string()) {
    const size_t length = CountCodePoints(value.string());
    return length == 0 ? "an empty string" : "a string of " + Counted(length, "character");
  }
  if (value.is_array())
    return value.array().empty() ? "an empty array" : "an array of " + Counted(value.array().size(), "item");
  return value.object().empty() ? "an empty object" : "an object of " + Counted(value.object().size(), "member");
}

std::string DescribeBeside(const Json& value, const SchemaNode& node) {
  const auto differs = [&](const Json& allowed) { return DiffersInCase(value, allowed); };
  if (value.is_string()) {
    const bool constant = node.constant && differs(*node.constant);
    if (constant || (node.choices && std::any_of(node.choices->begin(), node.choices->end(), differs))) {
      return "that string in another letter case";
    }
  }
  return DescribeValue(value);
}

std::string ShowName(std::string_view name) {
  const bool plain = !name.empty() && name.size() <= kShownBytes && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
           c == '.' || c == '$' || c == '/';
  });
  if (plain) return std::string(name);
  std::string quoted;
  AppendJsonString(Cut(std::string(name)), quoted);
  return quoted;
}

std::string ShowNames(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (const std::string& name : names) shown.push_back(ShowName(name));
  return Join(shown, ", ");
}

std::string_view KeywordOf(ValueRule rule) {
  switch (rule) {
    case ValueRule::kType:
      return "type";
    case ValueRule::kConst:
      return "const";
    case ValueRule::kEnum:
      return "enum";
    case ValueRule::kMultipleOf:
      return "multipleOf";
    case ValueRule::kMinimum:
      return "minimum";
    case ValueRule::kExclusiveMinimum:
      return "exclusiveMinimum";
    case ValueRule::kMaximum:
      return "maximum";
    case ValueRule::kExclusiveMaximum:
      return "exclusiveMaximum";
    case ValueRule::kMinLength:
      return "minLength";
    case ValueRule::kMaxLength:
      return "maxLength";
    case ValueRule::kPattern:
      return "pattern";
    case ValueRule::kFormat:
      return "format";
    case ValueRule::kMinItems:
      return "minItems";
    case ValueRule::kMaxItems:
      return "maxItems";
    case ValueRule::kUniqueItems:
      return "uniqueItems";
    case ValueRule::kMinMembers:
      return "minProperties";
    case ValueRule::kMaxMembers:
      return "maxProperties";
    case ValueRule::kRequired:
      return "required";
    case ValueRule::kNeeds:
      return "dependencies";
  }
  return "";
}

std::string Expectation(const SchemaNode& node, const BrokenRule& broken) {
  switch (broken.rule) {
    case ValueRule::kType:
      return ShowTypes(node.types);
    case ValueRule::kConst:
      return ShowConstant(*node.constant);
    case ValueRule::kEnum:
      return ShowChoices(*node.choices);
    case ValueRule::kMultipleOf:
      return "a multiple of " + node.multiple_of->text;
    case ValueRule::kMinimum:
      return "at least " + node.minimum->text;
    case ValueRule::kExclusiveMinimum:
      return "more than " + node.exclusive_minimum->text;
    case ValueRule::kMaximum:
      return "at most " + node.maximum->text;
    case ValueRule::kExclusiveMaximum:
      return "less than " + node.exclusive_maximum->text;
    case ValueRule::kMinLength:
      return "a string of at least " + Counted(node.min_length, "character");
    case ValueRule::kMaxLength:
      return "a string of at most " + Counted(node.max_length, "character");
    case ValueRule::kPattern:
      return "a string that matches " + Cut(node.pattern->pattern());
    case ValueRule::kFormat:
      return std::string(node.format->words);
    case ValueRule::kMinItems:
      return "an array of at least " + Counted(node.min_items, "item");
    case ValueRule::kMaxItems:
      return "an array of at most " + Counted(node.max_items, "item");
    case ValueRule::kUniqueItems:
      return "an item unlike all others";
    case ValueRule::kMinMembers:
      return "an object of at least " + Counted(node.min_members, "member");
    case ValueRule::kMaxMembers:
      return "an object of at most " + Counted(node.max_members, "member");
    case ValueRule::kRequired:
      return "the member " + ShowName(node.required[broken.index]);
    case ValueRule::kNeeds:
      return "the member " + ShowName(node.needs[broken.index].second) + ", for there is " +
             ShowName(node.needs[broken.index].first);
  }
  return "";
}

std::string Summarize(const SchemaNode& node) {
  if (node.never) return "nothing";
  if (node.constant) return ShowConstant(*node.constant);
  if (node.choices) return ShowChoices(*node.choices);
  if (node.format != nullptr) return std::string(node.format->words);
  if (node.pattern) return "a string that matches " + Cut(node.pattern->pattern());
  if (!node.required.empty()) {
    return std::string("an object with the member") + (node.required.size() == 1 ? " " : "s ") +
           ShowNames(node.required);
  }
  if (node.types != 0) return ShowTypes(node.types);
  if (!node.any_of.empty()) return SummarizeAny(node.any_of);
  if (!node.one_of.empty()) return SummarizeAny(node.one_of);
  if (!node.all_of.empty()) return Summarize(*node.all_of[0]);
  return node.title.empty() ? "a value of another form" : Cut(node.title);
}

std::string SummarizeAny(const std::vector<const SchemaNode*>& nodes) {
  std::vector<std::string> parts;
  for (const SchemaNode* node : nodes) {
    std::string part = Summarize(*node);
    if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(std::move(part));
  }
  return Join(parts, " or ");
}

}  // namespace authconform
