// A case's result into its <details> element of the HTML report.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "harness/run/run.h"
#include "reports/mark.h"

namespace authconform {

// Mark, id, what was sent, findings, request and response, curl line. Its id is HtmlId("case", result.id).
void WriteHtmlCase(const CaseResult& result, bool open, std::ostream& out);

// One term and what is to be said of it, for a <dl class="facts">. `html` is markup already.
void WriteHtmlFact(std::string_view term, const std::string& html, std::ostream& out);

// The mark as a badge: symbol and word. With `count`, the number between them.
std::string HtmlBadge(Mark mark);
std::string HtmlCount(Mark mark, int64_t count);

}  // namespace authconform
