#include "harness/run/issued.h"

#include "harness/judge/leak.h"
#include "harness/run/stand_in.h"

namespace authconform {
namespace {

// The relations that speak of parts of `value`, where it stands in the body.
std::vector<const Operand*> PartsOf(const Spec& spec, const std::string& value, const Json& body) {
  std::vector<const Operand*> parts;
  auto add = [&](const Operand& operand) {
    if (operand.kind != Operand::Kind::kPacked) return;
    const Json* member = body.At(operand.pointer);
    if (member != nullptr && member->is_string() && member->string() == value) parts.push_back(&operand);
  };
  for (const auto& [name, outcome] : spec.outcomes) {
    for (const Relation& relation : outcome.relations) {
      add(relation.left);
      add(relation.right);
    }
  }
  return parts;
}

}  // namespace

std::vector<IssuedMask> RegisterIssued(const Spec& spec, const Exchange& exchange, const Result<Json>& body,
                                       Redactor& redactor, const std::function<bool(const std::string&)>& is_new) {
  std::vector<IssuedMask> issued;
  const Response* response = exchange.response();
  if (response == nullptr) return issued;
  for (const IssuedSecret& secret : IssuedSecrets(spec, *response, body ? &*body : nullptr)) {
    std::string mask = redactor.AddIssued(secret.kind, secret.value);
    if (mask.empty() || !is_new(mask)) continue;
    const auto parts = body ? PartsOf(spec, secret.value, *body) : std::vector<const Operand*>();
    std::string stand_in = StandIn(secret.value, mask, parts, redactor);
    issued.push_back({std::move(mask), std::move(stand_in), secret.value});
  }
  return issued;
}

}  // namespace authconform
