// One endpoint's facts, sorted by what a spec asks: its fields, what each outcome was shown as, what was sent.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/spec/spec.h"
#include "tools/derive/facts.h"
#include "tools/derive/spec/mine.h"
#include "tools/derive/spec/narrative.h"
#include "tools/derive/spec/shape.h"

namespace authconform {

// All responses with one status that tell of one outcome.
struct OutcomeMaterial {
  std::string outcome;
  int status = 0;
  Confidence confidence = Confidence::kStated;  // of which requests it answers
  std::vector<const ResponseFact*> responses;
  std::vector<const Example*> examples;  // those whose body was read
  std::vector<Field> fields;             // that lists declare, of all responses
  Shape shape;

  Lines status_lines() const { return responses.front()->lines; }
};

struct EndpointMaterial {
  const EndpointFact& fact;
  std::string name;  // "<vendor>/<endpoint>"
  // The fields that a request carries as its body, or else as its query, at the top of it.
  std::vector<const Field*> fields;
  std::vector<const Field*> query_beside_body;  // these cannot be sent along
  std::vector<const Field*> path_parameters;
  std::vector<OutcomeMaterial> outcomes;    // success first
  std::vector<const ResponseFact*> untold;  // nothing tells which request they answer, or not in a free outcome
  SentExample sent;
  std::vector<std::string> tokens;  // pointers into the body of success
  Narrative narrative;

  const OutcomeMaterial* Find(std::string_view outcome) const;
};

EndpointMaterial Sort(const EndpointFact& fact, std::string name);

// Marks the members of a refusal that are named for a field, and the lists beside them, as optional: an example shows
// every complaint at once, and a refusal has those that apply.
void MarkComplaints(const std::vector<const Field*>& fields, Shape& refusal);

// "{{account.login}}" and the like for a field or header that carries a credential; empty otherwise.
std::string BindingOf(std::string_view name);

// The value that the document's own request has for a field: in an example or sample of the whole, else where the field
// is listed, also as the one word of its description ("jane@example.org").
std::optional<Json> ShownValue(const EndpointFact& endpoint, const Field& field);

// "<vendor>/<endpoint>" for each endpoint, each its own: the last part of the path that is no parameter, with the
// method or the part before it in front where that is taken.
std::vector<std::string> NameEndpoints(const std::vector<EndpointFact>& endpoints, const std::string& vendor);

}  // namespace authconform
