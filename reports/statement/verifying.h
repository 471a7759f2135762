// A statement into the commands with which anybody checks it, and into what no check can prove.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "reports/statement/statement.h"

namespace authconform {

// Commands for a POSIX shell, and what they are to show. They can be copied out of a print: no line is longer than
// kCommandColumns (unless a name or --vendor alone is), none needs two blanks in a row.
struct VerifyStep {
  std::string what;
  std::vector<std::string> lines;
  std::string expect;
};
inline constexpr size_t kCommandColumns = 80;

// `format`: of the document, "html" or "md", which is made again and compared.
std::vector<VerifyStep> VerifySteps(const Statement& statement, const std::string& format);

// What neither bundle nor document proves, a sentence each.
std::vector<std::string> NotProved();

}  // namespace authconform
