// One endpoint's material into what specs/ keeps of it: spec.json and the schemas beside it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "tools/derive/spec/material.h"
#include "tools/derive/spec/mine.h"
#include "tools/derive/spec/promise.h"

namespace authconform {

struct DocumentSource {
  std::string document;  // file name
  std::string title;
  std::string version;
  std::string sha256;
};

struct OutcomeRelation {
  std::string outcome;
  MinedRelation mined;
};

struct Composed {
  Json spec;
  std::map<std::string, Json> schemas;  // by file name
  std::vector<OutcomeRelation> relations;
};

Composed Compose(const EndpointMaterial& material, const DocumentSource& source, const DocumentPromises& document);

}  // namespace authconform
