// A run into one HTML file that needs nothing else: no script, no font, no network.
#pragma once

#include <ostream>
#include <vector>

#include "harness/run/run.h"
#include "reports/html_parts.h"

namespace authconform {

// The verdict, the facts of the run, endpoints × families, each case with request, response and findings, what was
// not judged and why. What the target sent is text in it, and a Content-Security-Policy allows nothing but our style.
void WriteHtml(const Run& run, std::ostream& out);
// The same within a site, with links to the pages that lead to it.
void WriteHtml(const Run& run, const std::vector<HtmlCrumb>& crumbs, std::ostream& out);

}  // namespace authconform
