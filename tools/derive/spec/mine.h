// The examples of one outcome into the relations between their values: a closed set, searched where names or
// peculiar values make chance unlikely.
#pragma once

#include <string>
#include <vector>

#include "harness/judge/relation.h"
#include "harness/spec/spec.h"
#include "tools/derive/spec/narrative.h"
#include "tools/derive/spec/shape.h"
#include "tools/derive/text/lines.h"

namespace authconform {

struct MinedRelation {
  Relation relation;        // requirement left empty
  std::string requirement;  // its id, when several relations or an outcome's prefix share it; else the relation's id
  std::string text;         // what is promised, in own words
  Lines lines;
  std::vector<std::string> support;  // the values of the first example that shows it; no token, password or key
};

// What a request's bindings stand for in the document's own example; empty where it shows none.
struct SentExample {
  Sent values;
  std::string login_name;  // of the field
  Lines login_lines;
  Lines client_lines;
};

struct OutcomeExamples {
  std::string outcome;
  int status = 0;
  const Shape& shape;                    // of the examples together
  std::vector<const Example*> examples;  // with a body
  std::vector<std::string> tokens;       // pointers
};

// Each holds in one example at least and is contradicted by none (harness/judge/relation.h judges).
// Relations of tokens and of what was sent are looked for in success only.
std::vector<MinedRelation> Mine(const OutcomeExamples& outcome, const SentExample& sent, const Narrative& narrative);

// JSON Pointers of the strings in a body that are tokens, by name or because they are JWTs.
std::vector<std::string> TokensIn(const Shape& shape);

}  // namespace authconform
