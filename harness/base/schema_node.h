// A draft-07 schema's text into linked nodes whose references, patterns and formats are resolved.
#pragma once

#include <re2/re2.h>

#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/json_number.h"
#include "harness/base/result.h"
#include "harness/base/schema_format.h"

namespace authconform {

// The JSON types of a schema, as bits. An integer is a number too.
enum TypeBit : unsigned {
  kNullBit = 1,
  kBooleanBit = 2,
  kIntegerBit = 4,
  kNumberBit = 8,
  kStringBit = 16,
  kArrayBit = 32,
  kObjectBit = 64,
};

// A bound as the schema wrote it, and its value.
struct NumberBound {
  std::string text;
  Decimal value;
};

// One schema or subschema. What it does not say is empty, null or without effect. A node that is only a reference does
// not exist: whoever would link to it links to what it refers to.
struct SchemaNode {
  static constexpr size_t kUnbounded = std::numeric_limits<size_t>::max();

  bool never = false;  // the schema `false`
  std::string title;

  // Rules on the value itself.
  unsigned types = 0;  // TypeBits; 0 allows all
  std::optional<Json> constant;
  std::optional<Json::Array> choices;
  std::optional<NumberBound> minimum, exclusive_minimum, maximum, exclusive_maximum, multiple_of;
  size_t min_length = 0, max_length = kUnbounded;
  size_t min_items = 0, max_items = kUnbounded;
  size_t min_members = 0, max_members = kUnbounded;
  bool unique_items = false;
  std::unique_ptr<RE2> pattern;
  const StringFormat* format = nullptr;
  std::vector<std::string> required;
  // With the first member there, the second must be there.
  std::vector<std::pair<std::string, std::string>> needs;

  // Rules on its members.
  std::vector<std::pair<std::string, const SchemaNode*>> members;  // sorted by name
  std::vector<std::string> member_names;                           // of `members`, in the schema's order
  std::vector<std::pair<std::unique_ptr<RE2>, const SchemaNode*>> members_matching;
  const SchemaNode* other_members = nullptr;
  const SchemaNode* names = nullptr;
  std::vector<std::pair<std::string, const SchemaNode*>> with_member;  // dependencies that are schemas

  // Rules on its items.
  const SchemaNode* each_item = nullptr;
  std::vector<const SchemaNode*> items_in_turn;
  const SchemaNode* other_items = nullptr;
  const SchemaNode* some_item = nullptr;

  // Rules made of other schemas for the same value.
  std::vector<const SchemaNode*> all_of, any_of, one_of;
  const SchemaNode* none_of = nullptr;  // `not`
  const SchemaNode* condition = nullptr;
  const SchemaNode* then = nullptr;
  const SchemaNode* otherwise = nullptr;

  // The schema of a member in `members`; nullptr when it has none there.
  const SchemaNode* FindMember(std::string_view name) const;
};

struct SchemaTree {
  std::vector<std::unique_ptr<SchemaNode>> nodes;
  const SchemaNode* root = nullptr;
};

// `schema` must be valid against the metaschema (schema_metaschema.h). Error: what the metaschema cannot say, that is
// references, their cycles, patterns, formats, and what authconform does not support. Position: JSON Pointer.
Result<SchemaTree> BuildSchemaTree(const Json& schema, std::string_view file);

}  // namespace authconform
