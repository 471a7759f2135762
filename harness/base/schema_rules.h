// A value against one node of a schema into the rules it breaks.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/schema_node.h"

namespace authconform {

enum class ValueRule {
  kType,
  kConst,
  kEnum,
  kMultipleOf,
  kMinimum,
  kExclusiveMinimum,
  kMaximum,
  kExclusiveMaximum,
  kMinLength,
  kMaxLength,
  kPattern,
  kFormat,
  kMinItems,
  kMaxItems,
  kUniqueItems,
  kMinMembers,
  kMaxMembers,
  kRequired,
  kNeeds,
};

struct BrokenRule {
  ValueRule rule;
  size_t index = 0;         // kRequired, kNeeds: of the name in the node's list; kUniqueItems: of the later item
  size_t earlier_item = 0;  // kUniqueItems: of the equal one
};

// The node's rules on the value itself that the value breaks; nothing of its members, items and combined schemas. A
// value of the wrong type breaks just that rule, and so does one that is not the constant or among the choices.
std::vector<BrokenRule> BrokenRules(const SchemaNode& node, const Json& value);

// Whether the value conforms to all that the node says.
bool Conforms(const SchemaNode& node, const Json& value);

// Whether the value's members conform to `members`, `members_matching` and `other_members`, and their names to `names`.
bool MembersConform(const SchemaNode& node, const Json& value);

}  // namespace authconform
