// Parts of schemas and values into the words that violations use. No word ever shows the text of a string of the value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/schema_node.h"
#include "harness/base/schema_rules.h"

namespace authconform {

// "integer 200", "null", "a string of 12 characters", "an array of 3 items".
std::string DescribeValue(const Json& value);

// As DescribeValue, but tells a string that differs from an allowed one in letter case only.
std::string DescribeBeside(const Json& value, const SchemaNode& node);

// A member's name as it is, or quoted where it would be hard to read.
std::string ShowName(std::string_view name);

// "a, b, c"; the end of a long list is left out.
std::string ShowNames(const std::vector<std::string>& names);

// The keyword of a rule and what it expects: "minLength", "a string of at least 8 characters".
std::string_view KeywordOf(ValueRule rule);
std::string Expectation(const SchemaNode& node, const BrokenRule& broken);

// What a node allows, in short: "a string or null", "an object with the members a, b".
std::string Summarize(const SchemaNode& node);

// The summaries of several, without repetition: "a string or an integer".
std::string SummarizeAny(const std::vector<const SchemaNode*>& nodes);

}  // namespace authconform
