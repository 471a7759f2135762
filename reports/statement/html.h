// A statement into one HTML file that prints as a document and needs nothing else: no script, no font, no network.
#pragma once

#include <ostream>

#include "reports/statement/statement.h"

namespace authconform {

// A4, pages numbered, readable in black and white. What anybody chose is text in it, and a Content-Security-Policy
// allows nothing but our style.
void WriteStatementHtml(const Statement& statement, std::ostream& out);

}  // namespace authconform
