// A relation into its form in spec.json, and into the values of an example that support it.
#pragma once

#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/judge/relation.h"
#include "harness/spec/spec.h"

namespace authconform {

// As specs/endpoint.schema.json has it; the id is the caller's.
Json ToJson(const Relation& relation);

Operand Body(std::string pointer);
Operand Claim(std::string claim, std::string token);
Operand Packed(std::string token, std::string separator, int part);
Operand SentValue(std::string binding);
Operand Literal(Json value);
Operand Now();

// "/expires_in = 3600", one for each operand that stands in the example: never a token, a password or a client's key.
std::vector<std::string> Support(const Relation& relation, const RelationValues& example,
                                 const std::vector<std::string>& secrets);

}  // namespace authconform
