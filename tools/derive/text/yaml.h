// A YAML or JSON document, into its value and where each part of it stands.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "tools/derive/text/lines.h"

namespace authconform {

struct LocatedJson {
  Json value;
  // Where each value stands, its key included, by JSON Pointer: "" is the whole document. What an alias (*name) stands
  // for has a place as a whole only.
  std::map<std::string, Lines> lines;
  std::vector<Repair> repairs;

  // Where the value at `pointer` stands; where the nearest one around it stands when its own place is not known.
  Lines LinesAt(std::string_view pointer) const;
};

struct YamlLimits {
  size_t bytes = 16 << 20;
  size_t depth = 64;
  size_t values = 500'000;  // expanded aliases count in full
};

// The first document of a YAML stream, by the core schema of YAML 1.2: quoted scalars are strings, keys always are, and
// so is what JSON has no number for (.inf, .nan). Merge keys (<<) are applied. What starts with a brace is read by
// ReadLooseJson, JSON being looser on pages than in YAML. `first_line` is the document's line that `text` starts on.
// Error: position "line L, column C" where there is one.
Result<LocatedJson> ReadYaml(std::string_view text, int first_line = 1, const YamlLimits& limits = {});

}  // namespace authconform
