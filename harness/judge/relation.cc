#include "harness/judge/relation.h"

#include <cmath>
#include <optional>
#include <variant>
#include <vector>

#include "harness/base/base64.h"
#include "harness/judge/jwt.h"

namespace authconform {
namespace {

using Kind = RelationResult::Kind;

// Why an operand has no value.
struct Missing {
  Kind kind;  // kBroken or kNotApplicable
  std::string actual;
};
using Value = std::variant<Json, Missing>;

std::string Describe(const Operand& operand) {
  switch (operand.kind) {
    case Operand::Kind::kBody:
      return operand.pointer;
    case Operand::Kind::kClaim:
      return "the claim " + operand.claim + " of " + operand.pointer;
    case Operand::Kind::kPacked:
      return (operand.part < 0 ? "the last part" : "part " + std::to_string(operand.part + 1)) + " inside " +
             operand.pointer;
    case Operand::Kind::kRequest:
      return "the " + operand.binding + " sent";
    case Operand::Kind::kLiteral:
      return WriteJson(operand.value);
    case Operand::Kind::kNow:
      return "the time of the response";
  }
  return "";
}

// Numbers, booleans and null are shown; strings only by their length, for they may be secrets.
std::string Show(const Json& value) {
  if (value.is_string()) return "a string of " + std::to_string(value.string().size()) + " characters";
  if (value.is_array() || value.is_object()) return "an " + std::string(value.TypeName());
  return WriteJson(value);
}

const std::string& Binding(const Sent& sent, const std::string& name) {
  if (name == "account.login") return sent.login;
  if (name == "client.id") return sent.client_id;
  return sent.client_key;
}

Value Packed(const Operand& operand, const std::string& text) {
  std::optional<std::string> inside = DecodeBase64(text);
  if (!inside) inside = DecodeBase64Url(text);
  if (!inside) return Missing{Kind::kBroken, operand.pointer + " is not base64"};
  std::vector<std::string> parts(1);
  for (size_t at = 0; at < inside->size();) {
    if (std::string_view(*inside).substr(at).starts_with(operand.separator)) {
      parts.emplace_back();
      at += operand.separator.size();
    } else {
      parts.back() += (*inside)[at++];
    }
  }
  const size_t part =
      operand.part < 0 ? parts.size() - static_cast<size_t>(-operand.part) : static_cast<size_t>(operand.part);
  if (part >= parts.size()) {
    return Missing{Kind::kBroken, operand.pointer + " holds " + std::to_string(parts.size()) + " parts"};
  }
  return Json(parts[part]);
}

Value ValueOf(const Operand& operand, const RelationValues& values) {
  switch (operand.kind) {
    case Operand::Kind::kLiteral:
      return operand.value;
    case Operand::Kind::kNow:
      return Json(values.received_s);
    case Operand::Kind::kRequest:
      return Json(Binding(values.sent, operand.binding));
    default:
      break;
  }
  const Json* member = values.body.At(operand.pointer);
  if (member == nullptr || member->is_null()) {
    return Missing{Kind::kNotApplicable, operand.pointer + " is " + (member == nullptr ? "absent" : "null")};
  }
  if (operand.kind == Operand::Kind::kBody) return *member;
  if (!member->is_string()) return Missing{Kind::kNotApplicable, operand.pointer + " is not a string"};
  if (operand.kind == Operand::Kind::kPacked) return Packed(operand, member->string());
  Result<Jwt> jwt = ReadJwt(member->string());
  if (!jwt) return Missing{Kind::kNotApplicable, operand.pointer + " is not a well-formed JWT: " + jwt.error().message};
  const Json* claim = jwt->payload.At(operand.claim);
  if (claim == nullptr) return Missing{Kind::kBroken, "the token has no claim " + operand.claim};
  return *claim;
}

std::string Text(const Json& value) { return value.is_string() ? value.string() : WriteJson(value); }

// Exact for integers, which is what dates and ids are.
std::optional<double> Number(const Json& value) { return value.AsDouble(); }

std::string Expectation(const Relation& relation) {
  std::string left = Describe(relation.left);
  if (relation.minus) left += " minus " + Describe(*relation.minus);
  const std::string right = Describe(relation.right);
  switch (relation.kind) {
    case Relation::Kind::kEqual:
    case Relation::Kind::kSameText:
      return left + " equals " + right;
    case Relation::Kind::kLater:
      return left + " is later than " + right;
    case Relation::Kind::kWithin:
      return left + " is within " + WriteJson(Json(relation.tolerance)) + " of " + right;
    case Relation::Kind::kJwt:
      return left + " is a well-formed signed JWT";
    case Relation::Kind::kDistinct:
      return left + " differs from " + right;
  }
  return "";
}

RelationResult EvaluateJwt(const Relation& relation, const RelationValues& values, RelationResult result) {
  const Value value = ValueOf(relation.left, values);
  if (const Missing* missing = std::get_if<Missing>(&value)) {
    result.kind = missing->kind;
    result.actual = missing->actual;
    return result;
  }
  const Json& token = std::get<Json>(value);
  if (!token.is_string()) {
    result.kind = Kind::kNotApplicable;
    result.actual = "it is " + Show(token);
    return result;
  }
  Result<Jwt> jwt = ReadJwt(token.string());
  if (!jwt) {
    result.kind = Kind::kBroken;
    result.actual = jwt.error().message;
  }
  return result;
}

bool IsNumeric(Relation::Kind kind) { return kind == Relation::Kind::kLater || kind == Relation::Kind::kWithin; }

}  // namespace

std::string Describe(const Relation& relation) { return Expectation(relation); }

RelationResult Evaluate(const Relation& relation, const RelationValues& values) {
  RelationResult result;
  result.pointer = relation.left.pointer;
  result.expected = Expectation(relation);
  if (relation.kind == Relation::Kind::kJwt) return EvaluateJwt(relation, values, std::move(result));

  const Value left = ValueOf(relation.left, values);
  const Value right = ValueOf(relation.right, values);
  const Value minus = relation.minus ? ValueOf(*relation.minus, values) : Value(Json(0));
  for (const Value* value : {&left, &minus, &right}) {
    if (const Missing* missing = std::get_if<Missing>(value)) {
      result.kind = missing->kind;
      result.actual = missing->actual;
      if (missing->kind == Kind::kNotApplicable) return result;
    }
  }
  if (result.kind == Kind::kBroken) return result;

  Json compared = std::get<Json>(left);
  const Json& wanted = std::get<Json>(right);
  if (relation.minus) {
    const auto from = Number(compared);
    const auto less = Number(std::get<Json>(minus));
    if (!from || !less) {
      result.kind = Kind::kNotApplicable;
      result.actual = "an operand is not a number";
      return result;
    }
    compared = Json(*from - *less);
  }
  bool holds = false;
  if (IsNumeric(relation.kind)) {
    const auto a = Number(compared);
    const auto b = Number(wanted);
    if (!a || !b) {
      result.kind = Kind::kNotApplicable;
      result.actual = "an operand is not a number";
      return result;
    }
    holds = relation.kind == Relation::Kind::kLater ? *a > *b : std::fabs(*a - *b) <= relation.tolerance;
  } else if (relation.kind == Relation::Kind::kSameText) {
    holds = Text(compared) == Text(wanted);
  } else {
    holds = (compared == wanted) == (relation.kind == Relation::Kind::kEqual);
  }
  if (!holds) {
    result.kind = Kind::kBroken;
    result.actual =
        Show(compared) + (relation.kind == Relation::Kind::kDistinct ? ", the same" : " against " + Show(wanted));
  }
  return result;
}

}  // namespace authconform
