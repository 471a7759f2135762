// What a document leaves open, contradicts or has left over, into gaps that its writer can close.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "tools/derive/facts.h"
#include "tools/derive/spec/material.h"

namespace authconform {

struct Gap {
  std::string id;        // one of GapIds
  std::string endpoint;  // its name; empty: the document as a whole
  Lines lines;           // nowhere for what is missing altogether
  std::string text;      // in own words; names at most, never a value
  Json decide;           // the skeleton of a merge patch over spec.json that would close it; null where none would
};

// All ids, sorted.
const std::vector<std::string_view>& GapIds();

std::vector<Gap> FindGaps(const EndpointMaterial& material);

// Outside endpoints: what readers remarked, and leftovers of documentation tools.
std::vector<Gap> FindDocumentGaps(const Facts& facts);

// A phrase that documentation tools put into new pages, or a placeholder of one; empty when there is none.
std::string TemplateLeftover(std::string_view text);

}  // namespace authconform
