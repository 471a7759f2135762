// A statement into Markdown, as GitHub and GitLab render it.
#pragma once

#include <ostream>

#include "reports/statement/statement.h"

namespace authconform {

// The same sentences and numbers as the HTML. What anybody chose can be neither markup nor link nor mention.
void WriteStatementMarkdown(const Statement& statement, std::ostream& out);

}  // namespace authconform
