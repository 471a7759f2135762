#include "harness/base/schema_explain.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "harness/base/schema_rules.h"
#include "harness/base/schema_words.h"

namespace authconform {
namespace {

constexpr size_t kMostViolations = 100;

class Explainer {
 public:
  std::vector<SchemaViolation> Run(const SchemaNode& root, const Json& value) {
    Walk(root, value);
    std::stable_sort(found_.begin(), found_.end(), [](auto& a, auto& b) { return a.place < b.place; });
    std::vector<SchemaViolation> violations;
    for (Found& found : found_) {
      // Schemas combined by allOf and the like may say the same.
      const auto same = [&](const SchemaViolation& other) {
        return other.pointer == found.violation.pointer && other.expected == found.violation.expected;
      };
      if (std::none_of(violations.begin(), violations.end(), same)) violations.push_back(std::move(found.violation));
    }
    return violations;
  }

 private:
  // Index in each container from the root down to the value; a missing member comes after those that are there.
  using Place = std::vector<size_t>;
  static constexpr size_t kAfterAll = std::numeric_limits<size_t>::max();

  struct Found {
    SchemaViolation violation;
    Place place;
  };

  void Add(std::string_view keyword, std::string expected, std::string actual) {
    if (found_.size() >= kMostViolations) return;
    found_.push_back({{pointer_, std::move(expected), std::move(actual), std::string(keyword)}, place_});
  }

  // Runs `explain` with the pointer one step further down.
  template <typename Function>
  void Below(std::string_view token, size_t index, Function explain) {
    const size_t length = pointer_.size();
    pointer_ += '/';
    pointer_ += EscapePointerToken(token);
    place_.push_back(index);
    explain();
    place_.pop_back();
    pointer_.resize(length);
  }

  void Walk(const SchemaNode& node, const Json& value) {
    if (found_.size() >= kMostViolations) return;
    if (node.never) return Add("false", "nothing", DescribeValue(value));
    if (!WalkRules(node, value)) return;
    if (value.is_object()) WalkMembers(node, value);
    if (value.is_array()) WalkItems(node, value.array());
    WalkCombined(node, value);
  }

  // False when the value is another than was meant, so that whatever else is wrong with it is no news.
  bool WalkRules(const SchemaNode& node, const Json& value) {
    bool go_on = true;
    for (const BrokenRule& broken : BrokenRules(node, value)) {
      const std::string_view keyword = KeywordOf(broken.rule);
      std::string expected = Expectation(node, broken);
      switch (broken.rule) {
        case ValueRule::kType:
        case ValueRule::kConst:
        case ValueRule::kEnum:
          go_on = false;
          Add(keyword, std::move(expected), DescribeBeside(value, node));
          break;
        case ValueRule::kRequired:
          Below(node.required[broken.index], kAfterAll, [&] { Add(keyword, std::move(expected), "absent"); });
          break;
        case ValueRule::kNeeds:
          Below(node.needs[broken.index].second, kAfterAll, [&] { Add(keyword, std::move(expected), "absent"); });
          break;
        case ValueRule::kUniqueItems:
          Below(std::to_string(broken.index), broken.index,
                [&] { Add(keyword, std::move(expected), "equal to item " + std::to_string(broken.earlier_item)); });
          break;
        default:
          Add(keyword, std::move(expected), DescribeValue(value));
      }
    }
    return go_on;
  }

  void WalkMembers(const SchemaNode& node, const Json& value) {
    for (size_t i = 0; i < value.object().size(); ++i) {
      const Json::Member& member = value.object()[i];
      Below(member.first, i, [&] { WalkMember(node, member.first, member.second); });
    }
    for (const auto& [name, schema] : node.with_member) {
      if (value.Find(name)) Walk(*schema, value);
    }
  }

  void WalkMember(const SchemaNode& node, const std::string& name, const Json& member) {
    if (node.names != nullptr && !Conforms(*node.names, Json(name))) {
      Add("propertyNames", "a member's name that is " + WhatIsWrong(*node.names, Json(name)),
          "the member " + ShowName(name));
    }
    bool known = false;
    const auto walk = [&](const SchemaNode& schema) {
      known = true;
      if (schema.never) {
        Add("false", "no member " + ShowName(name), DescribeValue(member));
      } else {
        Walk(schema, member);
      }
    };
    if (const SchemaNode* schema = node.FindMember(name)) walk(*schema);
    for (const auto& [pattern, schema] : node.members_matching) {
      if (RE2::PartialMatch(name, *pattern)) walk(*schema);
    }
    if (known || node.other_members == nullptr) return;
    if (!node.other_members->never) return Walk(*node.other_members, member);
    Add("additionalProperties",
        node.member_names.empty() ? "no other members" : "no other members than " + ShowNames(node.member_names),
        "the member " + ShowName(name));
  }

  // What the first violation of `value` expects.
  static std::string WhatIsWrong(const SchemaNode& node, const Json& value) {
    const std::vector<SchemaViolation> violations = Explain(node, value);
    return violations.empty() ? Summarize(node) : violations[0].expected;
  }

  void WalkItems(const SchemaNode& node, const Json::Array& items) {
    for (size_t i = 0; i < items.size(); ++i) {
      const SchemaNode* in_turn = i < node.items_in_turn.size() ? node.items_in_turn[i] : node.other_items;
      if (in_turn == node.other_items && in_turn != nullptr && in_turn->never) {
        const size_t most = node.items_in_turn.size();
        Add("additionalItems", "an array of at most " + std::to_string(most) + (most == 1 ? " item" : " items"),
            DescribeValue(Json(items)));
        break;
      }
      Below(std::to_string(i), i, [&] {
        if (node.each_item != nullptr) Walk(*node.each_item, items[i]);
        if (in_turn != nullptr) Walk(*in_turn, items[i]);
      });
    }
    const auto conforms = [&](const Json& item) { return Conforms(*node.some_item, item); };
    if (node.some_item != nullptr && std::none_of(items.begin(), items.end(), conforms)) {
      Add("contains", "an array with an item that is " + Summarize(*node.some_item), DescribeValue(Json(items)));
    }
  }

  void WalkCombined(const SchemaNode& node, const Json& value) {
    for (const SchemaNode* each : node.all_of) Walk(*each, value);
    const auto conforms = [&](const SchemaNode* other) { return Conforms(*other, value); };
    if (!node.any_of.empty() && std::none_of(node.any_of.begin(), node.any_of.end(), conforms)) {
      WalkAlternatives("anyOf", node.any_of, value);
    }
    if (!node.one_of.empty()) {
      const auto count = std::count_if(node.one_of.begin(), node.one_of.end(), conforms);
      if (count == 0) WalkAlternatives("oneOf", node.one_of, value);
      if (count > 1) {
        Add("oneOf", "just one of " + std::to_string(node.one_of.size()) + " forms: " + SummarizeAny(node.one_of),
            DescribeValue(value) + " of " + std::to_string(count) + " of these forms");
      }
    }
    if (node.none_of != nullptr && Conforms(*node.none_of, value)) {
      Add("not", "anything but " + Summarize(*node.none_of), DescribeValue(value));
    }
    if (node.condition != nullptr) {
      const SchemaNode* chosen = Conforms(*node.condition, value) ? node.then : node.otherwise;
      if (chosen != nullptr) Walk(*chosen, value);
    }
  }

  // No alternative fits. When all but one are about another kind of value, that one tells what is wrong.
  void WalkAlternatives(std::string_view keyword, const std::vector<const SchemaNode*>& alternatives,
                        const Json& value) {
    std::vector<std::vector<Found>> meant;
    for (const SchemaNode* alternative : alternatives) {
      std::vector<Found> before = std::exchange(found_, {});
      Walk(*alternative, value);
      std::vector<Found> own = std::exchange(found_, std::move(before));
      if (std::none_of(own.begin(), own.end(), [&](const Found& found) { return TellsKindsApart(found); })) {
        meant.push_back(std::move(own));
      }
    }
    if (meant.size() != 1) return Add(keyword, SummarizeAny(alternatives), DescribeValue(value));
    std::move(meant[0].begin(), meant[0].end(), std::back_inserter(found_));
  }

  // The value has another type, or a member such as "kind" names another alternative.
  bool TellsKindsApart(const Found& found) const {
    const std::string& keyword = found.violation.keyword;
    const size_t below = found.place.size() - place_.size();
    const bool fixed = keyword == "const" || keyword == "enum";
    return (below == 0 && (keyword == "type" || keyword == "false" || fixed)) || (below == 1 && fixed);
  }

  std::string pointer_;
  Place place_;
  std::vector<Found> found_;
};

}  // namespace

std::vector<SchemaViolation> Explain(const SchemaNode& root, const Json& value) { return Explainer().Run(root, value); }

}  // namespace authconform
