// What came of a case, and lists of words, into JSON texts for a column, and back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/judge/finding.h"

namespace authconform {

std::string WriteFindings(const std::vector<Finding>& findings);
std::string WriteTexts(const std::vector<std::string>& texts);

// Error, without a file: not what the above write.
Result<std::vector<Finding>> ReadFindings(std::string_view text);
Result<std::vector<std::string>> ReadTexts(std::string_view text);

}  // namespace authconform
