// The words of a field's description and of a refusal's example into what they tell of the field's values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/derive/facts.h"

namespace authconform {

struct LengthRange {
  std::optional<int> shortest;  // in characters
  std::optional<int> longest;
};
// "between 6 and 40 characters", "at least 8 characters", "máximo 20 caracteres"; nothing for bare numbers.
LengthRange LengthIn(std::string_view text);

// What is told of one field.
struct Constraint {
  std::string field;  // name
  std::optional<int> shortest;
  std::optional<int> longest;
  Lines length_lines;
  bool email = false;  // what is no email address is refused
  Lines email_lines;
  std::string violation_member;  // JSON Pointer in a refusal's body; empty when none is shown
  Lines violation_lines;
};

struct Constraints {
  std::vector<Constraint> fields;  // those of `fields` that anything is told of
  bool exact = false;              // other fields are refused
  std::string exact_member;
  Lines exact_lines;
};

// `fields`: the request's, at the top of it. `refusals`: examples of the answer to missing or ill-formed fields.
Constraints ConstraintsIn(const std::vector<const Field*>& fields, const std::vector<const Example*>& refusals);

}  // namespace authconform
