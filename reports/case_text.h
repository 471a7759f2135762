// A case's result into the lines that tell it in plain text.
#pragma once

#include <string>
#include <string_view>

#include "harness/run/run.h"
#include "reports/mark.h"

namespace authconform {

struct TerminalStyle {
  bool colour = false;
  int width = 80;  // columns; lines are wrapped to it, but for what people copy, such as a curl line
};

// Mark and id, what was sent, each finding with its rule, the answer, the curl line. Free of control characters but
// newlines and, with colour, our own escape sequences, and of commands to a CI runner. Ends with a newline.
std::string CaseText(const CaseResult& result, const TerminalStyle& style);

// "  label       text": the Visible text wrapped beside its label. Ends with a newline.
std::string LabelText(std::string_view label, std::string_view visible, const TerminalStyle& style);
// The rule that is broken, where, what was expected and what came, a label each, as in CaseText.
std::string FindingText(const Finding& finding, const TerminalStyle& style);

// `text` in the colour of the mark, or as it is without colour.
std::string Paint(std::string_view text, Mark mark, const TerminalStyle& style);
std::string Bold(std::string_view text, const TerminalStyle& style);
std::string Faint(std::string_view text, const TerminalStyle& style);

}  // namespace authconform
