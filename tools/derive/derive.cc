#include "tools/derive/derive.h"

#include <algorithm>
#include <utility>

#include "harness/base/sha256.h"
#include "tools/derive/read/recognise.h"
#include "tools/derive/spec/layout.h"
#include "tools/derive/spec/material.h"
#include "tools/derive/spec/slug.h"

namespace authconform {
namespace {

constexpr size_t kBytes = 16 << 20;

// "Acme API" of "docs/Acme API.md", as a slug.
std::string VendorOf(std::string_view document) {
  document = document.substr(document.rfind('/') + 1);
  if (const size_t dot = document.rfind('.'); dot != document.npos && dot > 0) document = document.substr(0, dot);
  return Slug(document);
}

DerivedEndpoint DeriveEndpoint(const EndpointFact& fact, const std::string& name, const DocumentSource& source,
                               const DocumentPromises& document) {
  const EndpointMaterial material = Sort(fact, name);
  Composed composed = Compose(material, source, document);
  DerivedEndpoint derived = {name, fact.method, fact.path, {}, std::move(composed.relations), FindGaps(material)};
  derived.files["spec.json"] = LayOut(composed.spec);
  for (const auto& [file, schema] : composed.schemas) derived.files[file] = LayOut(schema);
  return derived;
}

bool Overlap(Lines a, Lines b) { return a && b && a.first <= b.last && b.first <= a.last; }

// What was seen inside an endpoint is told with it, once.
void PlaceGaps(std::vector<Gap> found, Derivation& derivation) {
  for (Gap& gap : found) {
    std::vector<Gap>* place = &derivation.gaps;
    for (size_t i = 0; i < derivation.endpoints.size(); ++i) {
      if (!Overlap(gap.lines, derivation.facts.endpoints[i].lines)) continue;
      gap.endpoint = derivation.endpoints[i].name;
      place = &derivation.endpoints[i].gaps;
      break;
    }
    const bool told = std::any_of(place->begin(), place->end(), [&](const Gap& other) {
      return other.id == gap.id && Overlap(other.lines, gap.lines);
    });
    if (!told) place->push_back(std::move(gap));
  }
}

}  // namespace

Derivation DeriveFrom(Facts facts, const std::string& sha256, const std::string& vendor) {
  Derivation derivation;
  const DocumentSource source = {facts.document, facts.title, facts.version, sha256};
  const DocumentPromises document = ReadPromises(Narrative(facts.prose));
  const std::vector<std::string> names =
      NameEndpoints(facts.endpoints, vendor.empty() ? VendorOf(facts.document) : Slug(vendor));
  for (size_t i = 0; i < names.size(); ++i) {
    derivation.endpoints.push_back(DeriveEndpoint(facts.endpoints[i], names[i], source, document));
  }
  std::vector<Gap> gaps = FindDocumentGaps(facts);
  derivation.facts = std::move(facts);
  PlaceGaps(std::move(gaps), derivation);
  return derivation;
}

Result<Derivation> Derive(std::string_view document, const std::string& name, const DeriveOptions& options) {
  if (document.size() > kBytes) return Error{name, "", "is larger than 16 MiB"};
  if (document.find('\0') != std::string_view::npos) return Error{name, "", "is no text: it holds bytes of value 0"};
  Facts facts = ReadDocument(document, name, options.dialect);
  if (facts.endpoints.empty()) {
    return Error{name, "", "no endpoint can be made out in it: a method and a path, or a sample that calls one"};
  }
  return DeriveFrom(std::move(facts), Sha256Hex(document), options.vendor);
}

}  // namespace authconform
