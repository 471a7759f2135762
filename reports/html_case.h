// A case's result into its <details> element of the HTML report.
#pragma once

#include <ostream>

#include "harness/run/run.h"

namespace authconform {

// Mark, id, what was sent, findings, request and response, curl line. Its id is HtmlId("case", result.id).
void WriteHtmlCase(const CaseResult& result, bool open, std::ostream& out);

}  // namespace authconform
