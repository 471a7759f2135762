// Rows of text with pipes between the cells, as pages have them where Markdown sees no table.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/derive/text/blocks.h"

namespace authconform {

// The cells between unescaped pipes outside code spans; what is empty before the first pipe and after the last is none.
// One cell: the line has no pipe.
std::vector<std::string> SplitCells(std::string_view line);

// "|---|:--:|", "--- | ---", "+----+----+".
bool IsDelimiterRow(std::string_view line);

// A table that starts at lines[start]: a header with a pipe, then a delimiter row of any width or another row with
// pipes. `end` becomes the index after its last line. nullopt: there is none. Line numbers are first_line + index.
std::optional<Block> ReadPipeTable(const std::vector<std::string_view>& lines, size_t start, int first_line,
                                   size_t& end);

// A table whose rows run over several lines, as HTML tables come out of converters: a header at lines[start] in one
// line or with one cell a line, perhaps a delimiter row, and rows of as many cells, each ended by a pipe. `end` becomes
// the index after its last line. nullopt: there is none, or its rows stand on one line each, which ReadPipeTable reads.
std::optional<Block> ReadFlowedTable(const std::vector<std::string_view>& lines, size_t start, int first_line,
                                     size_t& end);

// Markup of a cell undone: code marks, bold and italic marks, backslash escapes, <br>, common entities.
std::string PlainText(std::string_view markdown);

}  // namespace authconform
