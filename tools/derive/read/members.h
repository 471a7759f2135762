// An example body, into the fields it shows.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tools/derive/facts.h"

namespace authconform {

// Every member, container and array item of the body, parents first; '*' stands for the items of an array, which are
// merged. Lines are those of the first that shows it; `required` is open, `declared` false. A bare type name gives the
// type.
std::vector<Field> MembersOf(const LooseJson& body);

// Fields of several sources, each once.
class FieldUnion {
 public:
  explicit FieldUnion(std::vector<Field> fields = {});

  // As Merge. Costs no more than `more` is long, however much is there.
  void Add(std::vector<Field> more);
  std::vector<Field> Take() { return std::move(fields_); }

 private:
  std::vector<Field> fields_;
  std::map<std::pair<Field::In, std::string>, size_t> index_;  // the first of each place and path
};

// Adds what `more` shows: new fields, types that were unknown or null, a first example. Conflicting types keep the
// first; an integer beside a number is a number. What is declared stays as declared.
void Merge(std::vector<Field>& fields, std::vector<Field> more);

// The members of all examples and declared fields of one response, or of several of one status.
std::vector<Field> MembersOfAll(const std::vector<const ResponseFact*>& responses);

// The encoding and authorization that `endpoint` leaves open, as `more`, the same call told again, has them.
void FillOpen(EndpointFact& endpoint, const EndpointFact& more);

}  // namespace authconform
