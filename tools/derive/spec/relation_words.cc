#include "tools/derive/spec/relation_words.h"

#include <algorithm>
#include <utility>

#include "tools/derive/spec/token_inside.h"

namespace authconform {
namespace {

constexpr size_t kShown = 60;

Json ToJson(const Operand& operand) {
  switch (operand.kind) {
    case Operand::Kind::kBody:
      return Json::Object{{"body", operand.pointer}};
    case Operand::Kind::kClaim:
      return Json::Object{{"claim", operand.claim}, {"of", operand.pointer}};
    case Operand::Kind::kPacked:
      return Json::Object{{"packed", operand.pointer}, {"separator", operand.separator}, {"part", operand.part}};
    case Operand::Kind::kRequest:
      return Json::Object{{"sent", operand.binding}};
    case Operand::Kind::kLiteral:
      return Json::Object{{"literal", operand.value}};
    case Operand::Kind::kNow:
      return Json::Object{{"now", true}};
  }
  return nullptr;
}

std::string_view KindName(Relation::Kind kind) {
  static constexpr std::string_view kNames[] = {"equal", "same_text", "later", "within", "jwt", "distinct"};
  return kNames[static_cast<size_t>(kind)];
}

std::string Show(const Json& value) {
  const std::string text = WriteJson(value);
  if (text.size() <= kShown) return text;
  size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

// Of one operand; empty where the example has none.
std::string Support(const Operand& operand, const RelationValues& example, const std::vector<std::string>& secrets) {
  const Json* member = operand.pointer.empty() ? nullptr : example.body.At(operand.pointer);
  const bool secret = std::find(secrets.begin(), secrets.end(), operand.pointer) != secrets.end();
  switch (operand.kind) {
    case Operand::Kind::kBody:
      if (member == nullptr) return "";
      return operand.pointer + " = " + (secret ? "(a token)" : Show(*member));
    case Operand::Kind::kClaim: {
      if (member == nullptr || !member->is_string()) return "";
      const TokenInside inside = ReadToken(member->string());
      const Json* claim = inside.payload.At(operand.claim);
      return claim == nullptr ? "" : "claim " + operand.claim + " of " + operand.pointer + " = " + Show(*claim);
    }
    case Operand::Kind::kPacked: {
      if (member == nullptr || !member->is_string()) return "";
      const TokenInside inside = ReadToken(member->string());
      const int count = static_cast<int>(inside.parts.size());
      const int part = operand.part < 0 ? count + operand.part : operand.part;
      if (part < 0 || part >= count) return "";
      return "part " + std::to_string(part + 1) + " inside " + operand.pointer + " = " +
             Show(inside.parts[static_cast<size_t>(part)]);
    }
    case Operand::Kind::kRequest:
      if (operand.binding == "client.key") return "client.key = (a key)";
      return operand.binding + " = " +
             Show(operand.binding == "client.id" ? example.sent.client_id : example.sent.login);
    case Operand::Kind::kLiteral:
    case Operand::Kind::kNow:
      return "";
  }
  return "";
}

}  // namespace

Json ToJson(const Relation& relation) {
  Json::Object json = {{"kind", KindName(relation.kind)}, {"left", ToJson(relation.left)}};
  if (relation.minus) json.emplace_back("minus", ToJson(*relation.minus));
  if (relation.kind != Relation::Kind::kJwt) json.emplace_back("right", ToJson(relation.right));
  if (relation.kind == Relation::Kind::kWithin) json.emplace_back("tolerance", static_cast<int>(relation.tolerance));
  json.emplace_back("requirement", relation.requirement);
  return json;
}

Operand Body(std::string pointer) {
  Operand operand;
  operand.kind = Operand::Kind::kBody;
  operand.pointer = std::move(pointer);
  return operand;
}

Operand Claim(std::string claim, std::string token) {
  Operand operand;
  operand.kind = Operand::Kind::kClaim;
  operand.claim = std::move(claim);
  operand.pointer = std::move(token);
  return operand;
}

Operand Packed(std::string token, std::string separator, int part) {
  Operand operand;
  operand.kind = Operand::Kind::kPacked;
  operand.pointer = std::move(token);
  operand.separator = std::move(separator);
  operand.part = part;
  return operand;
}

Operand SentValue(std::string binding) {
  Operand operand;
  operand.kind = Operand::Kind::kRequest;
  operand.binding = std::move(binding);
  return operand;
}

Operand Literal(Json value) {
  Operand operand;
  operand.value = std::move(value);
  return operand;
}

Operand Now() {
  Operand operand;
  operand.kind = Operand::Kind::kNow;
  return operand;
}

std::vector<std::string> Support(const Relation& relation, const RelationValues& example,
                                 const std::vector<std::string>& secrets) {
  std::vector<std::string> support;
  std::vector<const Operand*> operands = {&relation.left};
  if (relation.minus) operands.push_back(&*relation.minus);
  if (relation.kind != Relation::Kind::kJwt) operands.push_back(&relation.right);
  for (const Operand* operand : operands) {
    std::string text = Support(*operand, example, secrets);
    if (!text.empty()) support.push_back(std::move(text));
  }
  return support;
}

}  // namespace authconform
