// A vendor's document into everything that can be derived from it: per endpoint the files of specs/, the relations that
// its examples support, and what it leaves open.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "tools/derive/facts.h"
#include "tools/derive/spec/compose.h"
#include "tools/derive/spec/gap.h"

namespace authconform {

struct DeriveOptions {
  std::optional<Dialect> dialect;  // read as that, whatever the content shows
  std::string vendor;              // the first part of the endpoints' names; empty: the document's name without ending
};

struct DerivedEndpoint {
  std::string name;  // "<vendor>/<endpoint>"
  std::string method;
  std::string path;
  std::map<std::string, std::string> files;  // spec.json and the schemas beside it, by file name
  std::vector<OutcomeRelation> relations;
  std::vector<Gap> gaps;
};

struct Derivation {
  Facts facts;
  std::vector<DerivedEndpoint> endpoints;
  std::vector<Gap> gaps;  // of the document as a whole
};

// The same bytes, name and options always give the same derivation. `name` is the document's file name.
// Error: the document is larger than 16 MiB or holds bytes of value 0, or no endpoint can be made out.
Result<Derivation> Derive(std::string_view document, const std::string& name, const DeriveOptions& options = {});

// The part after reading. `sha256`: of the document's bytes.
Derivation DeriveFrom(Facts facts, const std::string& sha256, const std::string& vendor = "");

// For a terminal: gaps by endpoint, each with file:line.
std::string GapText(const Derivation& derivation);
// In the form of gaps.schema.json; with repairs, and with the relations and the values that support them.
Json GapJson(const Derivation& derivation);

}  // namespace authconform
