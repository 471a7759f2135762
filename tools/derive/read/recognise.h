// Any document, into completed Facts, read in the dialect that its content shows.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tools/derive/facts.h"

namespace authconform {

// By what only that dialect has: its blocks, comments, members. What has none of them is a page: with more tables than
// headings kTable, otherwise kReadme. The name of the file is not looked at.
Dialect Recognise(std::string_view text);

// Reads and completes. `dialect`: read as that, whatever the content shows.
Facts ReadDocument(std::string_view text, const std::string& name, std::optional<Dialect> dialect = std::nullopt);

}  // namespace authconform
