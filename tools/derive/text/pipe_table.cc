#include "tools/derive/text/pipe_table.h"

#include <array>

namespace authconform {
namespace {

bool IsPunctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

size_t CountDelimiterColumns(std::string_view line) { return SplitCells(line).size(); }

// Collects the cells of a flowed table: each is the text up to a pipe that ends its line.
struct Flow {
  const std::vector<std::string_view>& lines;
  size_t next;

  // nullopt at the end of the lines. `one_line`: the cell must end on the line it starts on.
  std::optional<std::string> TakeCell(bool one_line, Lines& where, int first_line) {
    std::string cell;
    const size_t start = next;
    constexpr size_t kMostLines = 2000;
    for (size_t i = next; i < lines.size() && i < start + kMostLines; ++i) {
      const std::string_view line = Trim(lines[i]);
      if (cell.empty() && line.empty()) continue;
      const bool ends = line.ends_with('|');
      if (!cell.empty()) cell += '\n';
      cell += ends ? line.substr(0, line.size() - 1) : line;
      if (ends) {
        next = i + 1;
        where = Join(where, {first_line + static_cast<int>(start), first_line + static_cast<int>(i)});
        return std::string(Trim(cell));
      }
      if (one_line) return std::nullopt;
    }
    return std::nullopt;
  }
};

}  // namespace

std::vector<std::string> SplitCells(std::string_view line) {
  line = Trim(line);
  std::vector<std::string> cells;
  std::string cell;
  bool code = false;
  bool piped = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') {
      cell += '|';
      ++i;
    } else if (line[i] == '|' && !code) {
      piped = true;
      if (i > 0) cells.emplace_back(Trim(cell));
      cell.clear();
    } else {
      if (line[i] == '`') code = !code && line.find('`', i + 1) != std::string_view::npos;
      cell += line[i];
    }
  }
  if (!piped || !Trim(cell).empty()) cells.emplace_back(Trim(cell));
  return cells;
}

bool IsDelimiterRow(std::string_view line) {
  line = Trim(line);
  if (line.find_first_not_of("-:|+= \t") != std::string_view::npos) return false;
  return line.find("--") != std::string_view::npos && line.find_first_of("|+") != std::string_view::npos;
}

std::optional<Block> ReadPipeTable(const std::vector<std::string_view>& lines, size_t start, int first_line,
                                   size_t& end) {
  size_t i = start;
  while (i < lines.size() && IsDelimiterRow(lines[i])) ++i;  // a line drawn over the header
  if (i >= lines.size()) return std::nullopt;
  const std::vector<std::string> header = SplitCells(lines[i]);
  if (header.size() < 2 && !Trim(lines[i]).starts_with('|')) return std::nullopt;
  Block table;
  table.kind = Block::Kind::kTable;
  auto add = [&](size_t index) {
    Block::Row& row = table.rows.emplace_back();
    const int line = first_line + static_cast<int>(index);
    row.lines = {line, line};
    for (const std::string& cell : SplitCells(lines[index])) row.cells.push_back(PlainText(cell));
  };
  add(i);
  bool ruled = false;
  for (++i; i < lines.size(); ++i) {
    if (IsDelimiterRow(lines[i])) {
      ruled = true;
      continue;
    }
    if (lines[i].find('|') == std::string_view::npos || Trim(lines[i]).empty()) break;
    add(i);
  }
  if (table.rows.size() < 2 && !ruled) return std::nullopt;
  // Without a rule, prose that happens to hold pipes must not pass for a table: rows are about as wide as the header.
  if (!ruled) {
    for (const Block::Row& row : table.rows) {
      if (row.cells.size() + 1 < header.size() || row.cells.size() > header.size() + 1) return std::nullopt;
    }
  }
  end = i;
  table.lines = {first_line + static_cast<int>(start), first_line + static_cast<int>(i) - 1};
  return table;
}

std::optional<Block> ReadFlowedTable(const std::vector<std::string_view>& lines, size_t delimiter, int first_line,
                                     size_t& start, size_t& end) {
  const size_t columns = CountDelimiterColumns(lines[delimiter]);
  if (columns < 2) return std::nullopt;
  // Header: `columns` lines before that end in a pipe, with nothing but blank lines between.
  Block table;
  table.kind = Block::Kind::kTable;
  Block::Row header;
  size_t i = delimiter;
  size_t blank = 0;
  while (header.cells.size() < columns && i > 0 && blank < 3) {
    const std::string_view line = Trim(lines[--i]);
    if (line.empty()) {
      ++blank;
      continue;
    }
    const std::vector<std::string> cells = SplitCells(line);
    if (!line.ends_with('|') || cells.size() != 1) return std::nullopt;
    blank = 0;
    header.cells.insert(header.cells.begin(), PlainText(cells[0]));
  }
  if (header.cells.size() != columns) return std::nullopt;
  start = i;
  header.lines = {first_line + static_cast<int>(start), first_line + static_cast<int>(delimiter) - 1};
  table.rows.push_back(std::move(header));
  Flow flow{lines, delimiter + 1};
  end = delimiter + 1;
  for (;;) {
    Block::Row row;
    while (row.cells.size() < columns) {
      std::optional<std::string> cell = flow.TakeCell(row.cells.empty(), row.lines, first_line);
      if (!cell) break;
      row.cells.push_back(std::move(*cell));
    }
    if (row.cells.size() < columns) break;
    table.rows.push_back(std::move(row));
    end = flow.next;
  }
  if (table.rows.size() < 2) return std::nullopt;
  table.lines = {first_line + static_cast<int>(start), first_line + static_cast<int>(end) - 1};
  return table;
}

std::string PlainText(std::string_view markdown) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kEntities = {{{"&nbsp;", " "},
                                                                                              {"&amp;", "&"},
                                                                                              {"&lt;", "<"},
                                                                                              {"&gt;", ">"},
                                                                                              {"&quot;", "\""},
                                                                                              {"&#39;", "'"},
                                                                                              {"&#039;", "'"},
                                                                                              {"&#124;", "|"},
                                                                                              {"&vert;", "|"}}};
  std::string text;
  bool code = false;
  for (size_t i = 0; i < markdown.size(); ++i) {
    const std::string_view rest = markdown.substr(i);
    if (rest[0] == '`') {
      code = !code;
      continue;
    }
    if (!code && rest[0] == '\\' && rest.size() > 1 && IsPunctuation(rest[1])) {
      text += rest[1];
      ++i;
      continue;
    }
    if (!code && rest.starts_with("**")) {
      ++i;
      continue;
    }
    if (rest[0] == '<') {
      const size_t close = rest.find('>');
      if (ToLower(rest.substr(0, 3)) == "<br" && close != std::string_view::npos) {
        text += ' ';
        i += close;
        continue;
      }
    }
    bool replaced = false;
    if (rest[0] == '&') {
      for (const auto& [entity, character] : kEntities) {
        if (!rest.starts_with(entity)) continue;
        text += character;
        i += entity.size() - 1;
        replaced = true;
        break;
      }
    }
    if (!replaced) text += rest[0];
  }
  std::string_view plain = Trim(text);
  while (plain.size() > 2 && (plain.front() == '*' || plain.front() == '_') && plain.back() == plain.front()) {
    plain = plain.substr(1, plain.size() - 2);
  }
  return std::string(plain);
}

}  // namespace authconform
