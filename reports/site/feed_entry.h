// What got worse, and a target's runs, into what feeds tell of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reports/site/past.h"

namespace authconform {

// A case that failed nothing before and fails the run now; or what the run could not judge and the one before could.
struct Regression {
  std::string target;
  std::string folder;      // of the target, within targets/
  int64_t started_us = 0;  // of the run, by its clock
  int64_t began_us = 0;    // the same, as far as that can be believed (BeganUs)
  std::string turn;        // "pass → fail"; of a loss as LossInWords
  KeptChange change;       // of a loss without a case
  std::vector<Finding> findings;
};

// The latest first, at most `most`.
std::vector<Regression> RegressionsOf(const Past& past, size_t most);

// "urn:uuid:…", always the same for the same text (RFC 9562, 5.8: the bits are the text's digest).
std::string UrnOf(const std::string& text);

}  // namespace authconform
