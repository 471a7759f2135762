#include "harness/judge/broken_place.h"

#include <algorithm>

namespace authconform {
namespace {

bool AtOrBelow(const std::string& pointer, const std::string& above) {
  return pointer.starts_with(above) && (pointer.size() == above.size() || pointer[above.size()] == '/');
}

}  // namespace

bool IsBroken(const std::string& pointer, const std::vector<SchemaViolation>& violations) {
  return std::any_of(violations.begin(), violations.end(), [&](const SchemaViolation& violation) {
    return AtOrBelow(violation.pointer, pointer) || AtOrBelow(pointer, violation.pointer);
  });
}

const std::string* BrokenOperand(const Relation& relation, const std::vector<SchemaViolation>& violations) {
  const Operand* operands[] = {&relation.left, relation.minus ? &*relation.minus : nullptr, &relation.right};
  for (const Operand* operand : operands) {
    if (operand == nullptr || operand->pointer.empty()) continue;
    if (IsBroken(operand->pointer, violations)) return &operand->pointer;
  }
  return nullptr;
}

bool LacksMember(const Json& body, const std::vector<SchemaViolation>& violations) {
  return std::any_of(violations.begin(), violations.end(), [&](const SchemaViolation& violation) {
    return violation.pointer.rfind('/') == 0 && body.At(violation.pointer) == nullptr;
  });
}

}  // namespace authconform
