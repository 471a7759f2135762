// A relation of the spec and an exchange's values into whether it holds.
#pragma once

#include <cstdint>
#include <string>

#include "harness/base/json.h"
#include "harness/spec/spec.h"

namespace authconform {

// What the valid request's bindings stood for when the request was sent. Held in memory only, never recorded.
struct Sent {
  std::string login;
  std::string password;
  std::string client_id;
  std::string client_key;
};

struct RelationValues {
  const Json& body;
  const Sent& sent;
  int64_t received_s = 0;  // unix seconds
};

struct RelationResult {
  enum class Kind {
    kHolds,
    kBroken,
    kNotApplicable,  // an operand's member is absent or of a type the relation does not speak of: the schema judges
                     // that
  };
  Kind kind = Kind::kHolds;
  std::string pointer;   // of the left operand
  std::string expected;  // no value of a token, login or password in either
  std::string actual;
};

RelationResult Evaluate(const Relation& relation, const RelationValues& values);

// A relation in words: "/expires_in equals the claim /exp of /access_token".
std::string Describe(const Relation& relation);

}  // namespace authconform
