// A case's result into the lines that tell it in plain text.
#pragma once

#include <string>

#include "harness/run/run.h"
#include "reports/mark.h"

namespace authconform {

struct TerminalStyle {
  bool colour = false;
  int width = 80;  // columns; lines are wrapped to it, but for what people copy, such as a curl line
};

// Mark and id, what was sent, each finding with its rule, the answer, the curl line. Free of control characters but
// newlines and, with colour, our own escape sequences. Ends with a newline.
std::string CaseText(const CaseResult& result, const TerminalStyle& style);

// `text` in the colour of the mark, or as it is without colour.
std::string Paint(std::string_view text, Mark mark, const TerminalStyle& style);
std::string Bold(std::string_view text, const TerminalStyle& style);
std::string Faint(std::string_view text, const TerminalStyle& style);

}  // namespace authconform
