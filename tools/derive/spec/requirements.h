// The promises of one endpoint, collected while its spec is composed.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/spec/spec.h"
#include "tools/derive/text/lines.h"

namespace authconform {

class Requirements {
 public:
  // `nowhere`: the lines of a promise that stands nowhere in particular.
  explicit Requirements(Lines nowhere) : nowhere_(nowhere ? nowhere : Lines{1, 1}) {}

  // The id that it got: `id`, or with a number behind it where another promise has that id.
  // `text` is cut at 200 characters; `unchecked` is empty for what a case checks.
  std::string Add(const std::string& id, Level level, Confidence confidence, Lines lines, std::string text,
                  std::string unchecked = "");

  // In the order of the document, as spec.json holds them.
  Json ToJson() const;

 private:
  Lines nowhere_;
  std::vector<Requirement> all_;
  std::map<std::string, std::vector<size_t>> ids_;  // by the id that was asked for
  std::set<std::string> taken_;
};

}  // namespace authconform
